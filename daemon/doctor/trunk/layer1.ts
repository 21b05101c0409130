/** Judgements of layer 1: card, signal, framing, alarms, errors, clock. Null: it must be watched for longer. */
import { bad, good, type Judged, skipped, unsure } from '../judged.js';
import { counted, type TrunkObservations, watchedMs } from './observations.js';

/** A card brings a block each 10 ms; nothing in this time means that there is no clock. */
export const clockWithinMs = 1_000;
/** Errors of one bad contact in ten seconds; fewer may be a lightning stroke. */
const manyErrors = 5;
/** One slip in so short a time may be the last of a change of clocks. */
const manySlips = 2;

export function judgeCard(seen: TrunkObservations): Judged {
  const { first, last } = seen;
  if (last.loopback !== 'off') {
    const [zh, en] =
      last.loopback === 'towards-line' ? ['朝向线路', 'towards the line'] : ['朝向本机', 'towards the box'];
    return bad('looped', `有人把此中继设为环回（${zh}）`, `somebody has looped this span (${en})`);
  }
  if (last.mediaCpuUs <= first.mediaCpuUs) {
    const s = Math.round(watchedMs(seen) / 1_000);
    return bad('no-clock', `板卡 ${s} 秒没有送来一个语音块`, `the card has brought no block of sound for ${s} s`);
  }
  return good('板卡在工作，时钟在走', 'the card works and its clock ticks');
}

export function judgeSignal({ last, alarmsSeen, ...seen }: TrunkObservations): Judged {
  if (last.alarms.includes('LOS'))
    return bad('no-signal', '收不到任何信号 (LOS)', 'no signal at all is received (LOS)');
  const times = counted({ last, alarmsSeen, ...seen }, 'lossOfSignal');
  if (times > 0 || alarmsSeen.includes('LOS')) {
    return bad(
      'signal-comes-and-goes',
      `信号时有时无：中断 ${times} 次`,
      `the signal comes and goes: lost ${times} times`,
    );
  }
  return good('收到信号', 'a signal is received');
}

export function judgeFraming(seen: TrunkObservations): Judged {
  const { last, setup, alarmsSeen } = seen;
  if (last.meters?.hasLine === false) return notTold('成帧、CRC4', 'framing and CRC4');
  const errors = counted(seen, 'codeViolations');
  const multiframe = last.meters?.multiframe ?? 'unknown';
  if (last.alarms.includes('LOS')) return skipped('没有信号，谈不上对帧', 'no signal, so there are no frames to find');
  if (last.alarms.includes('AIS')) return unsure('全 1 里没有帧可对', 'all ones have no frames to find');
  // Cards show LOF for a multiframe looked for in vain too (ITU-T G.706 §4.2).
  if (multiframe === 'missing') {
    return bad('crc4-mismatch', '对上了帧，但没有 CRC4 复帧', 'framed, but without a CRC4 multiframe');
  }
  if (last.alarms.includes('LOF')) {
    return bad(
      'no-framing',
      `有信号但对不上帧 (LOF)；线路码违例 ${errors}`,
      `a signal without framing (LOF); ${errors} code violations`,
    );
  }
  if (alarmsSeen.includes('LOF')) {
    const times = counted(seen, 'lossOfFrame');
    return bad('framing-comes-and-goes', `失帧 ${times} 次`, `framing was lost ${times} times`);
  }
  if (!setup.crc4) return good('对上了帧；我方未用 CRC4', 'framed; we use no CRC4');
  return multiframe === 'found'
    ? good('对上了帧和 CRC4 复帧', 'framed, with its CRC4 multiframe')
    : good('对上了帧', 'framed');
}

export function judgeAlarms(seen: TrunkObservations): Judged {
  const { last, alarmsSeen, setup } = seen;
  // AIS and RAI are read from a signal, RAI from its frames (ITU-T G.704 §2.3): without these nobody can say.
  if (last.alarms.includes('LOS')) {
    return skipped('没有信号，看不到对端是否告警', 'no signal, so nobody can see what the far end tells');
  }
  if (last.alarms.includes('AIS')) return bad('ais', '对端发全 1 (AIS)', 'the far end sends all ones (AIS)');
  if (last.alarms.includes('RAI')) {
    // Without the multiframe that it expects, a far end may say that it cannot hear us (ITU-T G.706 §4.2).
    return setup.crc4
      ? bad('far-end-hears-nothing', '对端说它收不到我们 (RAI)', 'the far end says that it cannot hear us (RAI)')
      : bad(
          'far-end-hears-nothing',
          '对端说它收不到我们 (RAI)；我方未用 CRC4',
          'the far end says that it cannot hear us (RAI); we use no CRC4',
        );
  }
  if (last.alarms.includes('LOF') && last.meters?.multiframe !== 'missing') {
    return skipped('对不上帧，看不到对端是否告警', 'no framing, so nobody can see what the far end tells');
  }
  const passing = alarmsSeen.filter((alarm) => alarm === 'AIS' || alarm === 'RAI');
  if (passing.length > 0) {
    const names = passing.join(' ');
    return bad('alarm-comes-and-goes', `告警时有时无：${names}`, `an alarm comes and goes: ${names}`);
  }
  return good('无 AIS、RAI 告警', 'neither AIS nor RAI');
}

/** A span wired by software (a driver's dynamic span): zeros of its counters were never counted. */
function notTold(zh: string, en: string): Judged {
  return skipped(`软件中继，${zh}：此卡不报`, `wired by software; ${en}: this card does not tell`);
}

export function judgeErrors(seen: TrunkObservations): Judged {
  if (seen.last.meters?.hasLine === false) return notTold('误码', 'bit errors');
  const [crc, far, code] = [
    counted(seen, 'crcErrors'),
    counted(seen, 'farEndErrors'),
    counted(seen, 'codeViolations'),
  ] as const;
  const s = seconds(seen);
  const zh = `${s} 秒内：CRC 误块 ${crc}，对端误块 (E 位) ${far}，码违例 ${code}`;
  const en = `in ${s} s: ${crc} bad CRC4 blocks, ${far} at the far end (E bits), ${code} code violations`;
  if (crc + code >= manyErrors) return bad('line-errors', zh, en);
  if (far >= manyErrors) return bad('far-end-errors', zh, en);
  return crc + far + code === 0 ? good(zh, en) : unsure(zh, en, crc + code > 0 ? 'line-errors' : 'far-end-errors');
}

export function judgeClock(seen: TrunkObservations): Judged {
  if (seen.last.meters?.hasLine === false) return notTold('滑码和时钟源', 'slips and the source of the clock');
  const slips = counted(seen, 'slips');
  const s = seconds(seen);
  const { clockPriority, side } = seen.setup;
  const [ownZh, ownEn] =
    clockPriority === 0
      ? ['本中继不作时钟源', 'no clock is taken from this span']
      : [`时钟源次序 ${clockPriority}`, `clock source number ${clockPriority}`];
  const zh = `${s} 秒内滑码 ${slips} 次；${ownZh}`;
  const en = `${slips} slips in ${s} s; ${ownEn}`;
  if (slips === 0) return good(zh, en);
  const fault = clockPriority === 0 && side === 'user' ? 'clock-not-from-line' : 'slips';
  return slips >= manySlips ? bad(fault, zh, en) : unsure(zh, en, fault);
}

function seconds(seen: TrunkObservations): number {
  return Math.max(1, Math.round(watchedMs(seen) / 1_000));
}
