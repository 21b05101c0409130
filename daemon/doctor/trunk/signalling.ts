/** Judgements of timeslot 16: frames, the data link (ITU-T Q.921), layer 3 (Q.931). */
import { bad, good, type Judged, skipped, unsure } from '../judged.js';
import { counted, type TrunkObservations } from './observations.js';

/** Of frames received, in percent, beyond which retransmission no longer hides it. */
const badFramesPercent = 5;
const fewBadFrames = 3;
/** A link that is set up once more is asked for once or twice. */
const repeatedSabme = 3;

export function judgeFrames(seen: TrunkObservations): Judged {
  const [badFcs, aborted, heard] = [
    counted(seen, 'framesBadFcs'),
    counted(seen, 'framesAborted'),
    Math.max(counted(seen, 'framesIn'), seen.received.frames),
  ] as const;
  const spoilt = badFcs + aborted;
  if (spoilt >= fewBadFrames && spoilt * 100 >= badFramesPercent * (heard + spoilt)) {
    const zh = `收到 ${heard} 帧，另有 ${spoilt} 帧校验错`;
    return bad('d-channel-errors', zh, `${heard} frames received, ${spoilt} more with a wrong check sequence`);
  }
  if (heard > 0) return good(`收到 ${heard} 帧，无坏帧`, `${heard} frames received, none of them spoilt`);
  const octets = seen.last.meters?.signallingOctets ?? 'unknown';
  if (seen.last.dChannel === 'up') return good('链路空闲，无坏帧', 'the link is idle, no frame is spoilt');
  if (octets === 'idle') {
    return bad('timeslot-16-idle', '时隙 16 只有全 1，没有 HDLC', 'timeslot 16 carries only ones, no HDLC');
  }
  return octets === 'flags'
    ? good('时隙 16 有 HDLC 标志，没有帧', 'timeslot 16 carries HDLC flags, but no frame')
    : unsure('时隙 16 没有收到一帧', 'not one frame came on timeslot 16');
}

export function judgeDataLink(seen: TrunkObservations): Judged {
  const { last, received, sent, setup, dChannelSeenDown } = seen;
  const sabmeSent = Math.max(sent.sabme, counted(seen, 'sabmeSent'));
  const dm = Math.max(received.dm, counted(seen, 'dmReceived'));
  const disc = Math.max(received.disc, counted(seen, 'discReceived'));
  const sabmeIn = Math.max(received.sabme, counted(seen, 'sabmeReceived'));
  const asOurs = setup.side === 'user' ? received.sabmeAsUser : received.sabmeAsNetwork;
  if (sabmeIn >= repeatedSabme && asOurs === 0) {
    // Each one sets our end up anew; who hears no UA asks again each second (T200), ITU-T Q.921 §5.5.1.
    return bad(
      'd-channel-not-heard',
      `对端重复发 SABME（${sabmeIn}），我方已答 UA（${sent.ua}），它没有收到`,
      `the far end repeats its SABME (${sabmeIn}); our UA (${sent.ua}) does not reach it`,
    );
  }
  if (last.dChannel === 'up') {
    if (dChannelSeenDown || sabmeIn + disc > 0) {
      const times = sabmeIn + disc;
      return bad(
        'link-unstable',
        `链路刚刚重建（SABME/DISC ${times} 次）`,
        `the link has just been set up anew (${times} SABME or DISC)`,
      );
    }
    return good('数据链路已建立 (Q.921)', 'the data link is up (Q.921)');
  }
  if (asOurs > 0) {
    return setup.side === 'user'
      ? bad(
          'both-user-side',
          `对端也以用户侧发来 ${asOurs} 个 SABME`,
          `the far end sends SABME as the user side too (${asOurs})`,
        )
      : bad(
          'both-network-side',
          `对端也以网络侧发来 ${asOurs} 个 SABME`,
          `the far end sends SABME as the network side too (${asOurs})`,
        );
  }
  if (dm > 0) {
    return bad('link-refused', `我方 SABME 得到 ${dm} 个 DM`, `our SABME is answered with DM (${dm})`);
  }
  if (disc > 0) return bad('link-disconnected', `对端发来 DISC（${disc}）`, `the far end sends DISC (${disc})`);
  if (sabmeIn > 0) {
    const ua = sent.ua;
    return bad(
      'd-channel-not-heard',
      `对端重复发 SABME（${sabmeIn}），我方已答 UA（${ua}），它没有收到`,
      `the far end repeats its SABME (${sabmeIn}); our UA (${ua}) does not reach it`,
    );
  }
  const heard = Math.max(received.frames, counted(seen, 'framesIn'));
  if (heard > 0) {
    return bad(
      'link-not-answered',
      `对端有帧（${heard}）但不应答 SABME`,
      `the far end sends frames (${heard}), but no answer to SABME`,
    );
  }
  return bad(
    'no-answer-to-sabme',
    `我方发 SABME ${sabmeSent} 次，没有任何应答`,
    `we sent SABME ${sabmeSent} times and nothing came back`,
  );
}

export function judgeLayer3(seen: TrunkObservations): Judged {
  const { received, sent, last } = seen;
  if (last.dChannel !== 'up') return skipped('先要有数据链路', 'a data link is needed first');
  if (sent.restart > 0 && received.restartAcknowledge === 0) {
    return bad(
      'restart-not-acknowledged',
      `发出 RESTART ${sent.restart} 个，没有一个得到确认`,
      `${sent.restart} RESTART sent, none acknowledged`,
    );
  }
  if (received.status > 0) {
    return unsure(
      `对端发来 STATUS ${received.status} 个：它不懂或不接受我方消息`,
      `${received.status} STATUS received: the far end does not understand or accept a message of ours`,
      'status-received',
    );
  }
  if (received.restartAcknowledge > 0) {
    const n = received.restartAcknowledge;
    return good(`RESTART 得到确认（${n}）`, `RESTART is acknowledged (${n})`);
  }
  return received.i > 0
    ? good(`呼叫控制消息正常（收到 ${received.i}）`, `call control messages are well (${received.i} received)`)
    : good('没有异常消息', 'no message that should not be');
}
