/** What a training can break, with the figures that make it worth finding, and what it looks like. */

import type { WireMessage } from '../../../daemon/contract/wire-messages.js';
import type { Words } from '../../../daemon/terms/cause-words.js';
import type { Site } from '../../../daemon/terms/site.js';
import { spanSetupsOf } from '../../../daemon/terms/site-spans.js';
import { type SpanSetup, usualSpanSetup } from '../../../daemon/terms/span-setup.js';
import type { TrainingFaultKind, TrainingFaultOffer } from '../../../daemon/terms/training.js';

type WireFault = Extract<WireMessage, { do: 'break' }>['fault'];

interface Told {
  readonly of: 'span' | 'line';
  readonly name: Words;
  readonly words: Words;
}

interface BrokenWire extends Told {
  /** `at` counts from 1. What the exchange sends is broken, so that the box suffers. */
  fault(at: number): WireFault;
}

/** The far end speaks otherwise than the box was told. */
interface OtherSetup extends Told {
  readonly of: 'span';
  /** Made of how it should be set up. */
  farEnd(should: SpanSetup): SpanSetup;
}

const send = 'send' as const;
const said = (zh: string, en: string): Words => ({ zh, en });

export const breakages: Readonly<Record<TrainingFaultKind, BrokenWire | OtherSetup>> = {
  los: {
    of: 'span',
    name: said('信号丢失 LOS', 'Loss of signal (LOS)'),
    words: said('像拔掉了网线：红色告警，通话中断。', 'As if the cable were pulled: red alarm, calls end.'),
    fault: (at) => ({ fault: 'los', direction: send, span: at }),
  },
  lof: {
    of: 'span',
    name: said('帧丢失 LOF', 'Loss of frame (LOF)'),
    words: said('有信号但没有帧同步：常因成帧设置不一致。', 'A signal, but no framing: often two different framings.'),
    fault: (at) => ({ fault: 'lof', direction: send, span: at }),
  },
  ais: {
    of: 'span',
    name: said('告警指示 AIS（蓝）', 'Alarm indication (AIS, blue)'),
    words: said('运营商一侧的上游中断，线路上全是 1。', 'Something further up at the carrier is broken: all ones.'),
    fault: (at) => ({ fault: 'ais', direction: send, span: at }),
  },
  rai: {
    of: 'span',
    name: said('远端告警 RAI（黄）', 'Remote alarm (RAI, yellow)'),
    words: said(
      '对端说听不到我们：查我们的发送方向。',
      'The far end says that it cannot hear us: look at what we send.',
    ),
    fault: (at) => ({ fault: 'rai', direction: send, span: at }),
  },
  'wires-swapped': {
    of: 'span',
    name: said('收发接反', 'Send and receive swapped'),
    words: said('两端都收不到信号。', 'Nothing arrives at either end.'),
    fault: (at) => ({ fault: 'wires-swapped', direction: send, span: at }),
  },
  'half-open': {
    of: 'span',
    name: said('一芯接触不良', 'One leg of the pair is bad'),
    words: said(
      'CRC 错误和编码违例不断增加，通话有杂音。',
      'CRC errors and code violations keep counting, calls crackle.',
    ),
    fault: (at) => ({ fault: 'half-open', direction: send, span: at, everyBits: 20_000 }),
  },
  'clock-drift': {
    of: 'span',
    name: said('时钟漂移 50 ppm', 'Clock drift of 50 ppm'),
    words: said('每两三秒一次滑码；传真会失败。', 'A slip every two or three seconds; faxes fail.'),
    fault: (at) => ({ fault: 'clock-drift', direction: send, span: at, ppm: 50 }),
  },
  'bit-errors': {
    of: 'span',
    name: said('误码', 'Bit errors'),
    words: said(
      '话音时隙里随机误码：有咔嗒声，信令正常。',
      'Random bit errors in the bearers: clicks, while signalling is well.',
    ),
    fault: (at) => ({ fault: 'bit-errors', direction: send, span: at, everyBits: 5_000, random: true }),
  },
  'd-channel-dead': {
    of: 'span',
    name: said('D 信道无消息', 'D-channel silent'),
    words: said('物理层正常，信令帧全部消失。', 'The line is well, but every frame of the D-channel vanishes.'),
    fault: (at) => ({ fault: 'd-channel-dead', direction: send, span: at }),
  },
  'd-channel-refused': {
    of: 'span',
    name: said('D 信道被拒绝', 'D-channel refused'),
    words: said(
      '对端对 SABME 回答 DM：未开通，或两端设成同一侧。',
      'The far end answers SABME with DM: not provisioned, or its side is wrong.',
    ),
    fault: (at) => ({ fault: 'd-channel-refused', direction: send, span: at }),
  },
  'd-channel-not-open': {
    of: 'span',
    name: said('时隙 16 未接通', 'Timeslot 16 not put through'),
    words: said(
      '只看到标志码：传输设备没有接通信令时隙。',
      'Only flags arrive: transmission equipment does not pass the timeslot.',
    ),
    fault: (at) => ({ fault: 'd-channel-not-open', direction: send, span: at, octets: 'flags' }),
  },
  'frame-loss': {
    of: 'span',
    name: said('信令帧丢失 1/5', 'One D-channel frame in five lost'),
    words: said('链路时断时续，呼叫建立很慢。', 'The link comes and goes; calls take long to set up.'),
    fault: (at) => ({ fault: 'frame-loss', direction: send, span: at, oneIn: 5 }),
  },
  'both-user-side': {
    of: 'span',
    name: said('两端同为一侧', 'Both ends are the same side'),
    words: said(
      '都当自己是用户侧（或网络侧）：两边都在等，D 信道起不来。',
      'Both take themselves for the user (or the network): each waits for the other, the D-channel stays down.',
    ),
    farEnd: (should) => ({ ...should, side: should.side === 'user' ? 'network' : 'user' }),
  },
  'crc4-mismatch': {
    of: 'span',
    name: said('CRC4 设置不一致', 'CRC4 differs'),
    words: said(
      '一端开、一端关：有信号，要 CRC4 的一端对不上帧。',
      'On at one end, off at the other: a signal, but no framing where CRC4 is wanted.',
    ),
    farEnd: (should) => ({ ...should, crc4: !should.crc4 }),
  },
  cut: {
    of: 'line',
    name: said('线对断开', 'The pair is broken'),
    words: said('话机没有拨号音，也不振铃。', 'The telephone has no dial tone and does not ring.'),
    fault: (at) => ({ fault: 'cut', direction: send, line: at }),
  },
  noise: {
    of: 'line',
    name: said('噪声 −35 dBm0', 'Noise of −35 dBm0'),
    words: said('通话里一直有沙沙声。', 'A hiss through the whole call.'),
    fault: (at) => ({ fault: 'noise', direction: send, line: at, levelDbm0: -35 }),
  },
  hum: {
    of: 'line',
    name: said('50 Hz 交流声', 'Hum of 50 Hz'),
    words: said('嗡嗡声：线路靠近电源线或接地不良。', 'A hum: the line runs beside mains, or its earth is bad.'),
    fault: (at) => ({ fault: 'hum', direction: send, line: at, levelDbm0: -25 }),
  },
  echo: {
    of: 'line',
    name: said('回声 30 ms', 'Echo of 30 ms'),
    words: said('听得到自己的声音：混合线圈不平衡。', 'One hears oneself: the hybrid is not balanced.'),
    fault: (at) => ({ fault: 'echo', direction: send, line: at, erlDb: 12, delayMs: 30 }),
  },
};

/**
 * How the far end of a span should be set up for this site: as the simulated exchange begins (daemon/simulator). It gives
 * the clock, unless the box is the network of every span.
 */
export function farSetupOf(site: Pick<Site, 'board' | 'spans'>, span: number): SpanSetup {
  const setups = spanSetupsOf(site);
  const { side, protocol, crc4 } = setups[span - 1] ?? usualSpanSetup;
  const followsBox = setups.every((each) => each.side === 'network');
  return {
    side: side === 'user' ? 'network' : 'user',
    protocol,
    crc4,
    overlapReceiving: false,
    clockPriority: followsBox ? span : 0,
  };
}

/** With several such faults at once, all of them. */
export function brokenSetup(should: SpanSetup, kinds: readonly TrainingFaultKind[]): SpanSetup {
  return kinds.reduce((setup, kind) => {
    const breakage = breakages[kind];
    return 'farEnd' in breakage ? breakage.farEnd(setup) : setup;
  }, should);
}

export const offers: readonly TrainingFaultOffer[] = (
  Object.entries(breakages) as readonly [TrainingFaultKind, Told][]
).map(([kind, { of, name, words }]) => ({ kind, of, name, words }));
