/** From twelve checks to one verdict, and a text that can be sent to the carrier as it is. */
import type { Words } from '../../terms/cause-words.js';
import type { Check, Verdict } from '../../terms/diagnosis.js';
import type { Judged } from '../judged.js';
import { trunkFaults, well } from './faults.js';
import { counted, type TrunkObservations, watchedMs } from './observations.js';

export interface JudgedCheck extends Pick<Check, 'name'> {
  readonly judged: Judged;
}

/** The lowest layer that is bad names the verdict; if none is, all is well, whatever is unsure. */
export function verdictOf(checks: readonly JudgedCheck[], seen: TrunkObservations, timeZone: string): Verdict {
  const first = checks.find(({ judged }) => judged.state === 'bad');
  if (first === undefined) {
    const doubtful = checks.filter(({ judged }) => judged.state === 'unsure' || judged.state === 'skipped');
    const words = doubtful.length === 0 ? well.words : joined(well.words, doubtful);
    return { fault: 'well', side: 'none', words, next: well.next, toCarrier: { zh: '', en: '' } };
  }
  const { fault, seen: figures } = first.judged;
  const { side, words, next, ask } = trunkFaults[fault] ?? unknownFault;
  return {
    fault,
    side,
    words: { zh: `${words.zh}（${figures.zh}）`, en: `${words.en} (${figures.en})` },
    next,
    toCarrier: ask === null ? { zh: '', en: '' } : carrierText(ask, checks, seen, timeZone),
  };
}

const unknownFault = {
  side: 'unknown',
  words: { zh: '有异常，原因不明。', en: 'Something is wrong, the cause is not known.' },
  next: [],
  ask: { zh: '请协助检查此中继。', en: 'Please help us to check this span.' },
} as const;

function joined(words: Words, doubtful: readonly JudgedCheck[]): Words {
  const zh = doubtful.map(({ name, judged }) => `${name.zh}：${judged.seen.zh}`).join('；');
  const en = doubtful.map(({ name, judged }) => `${name.en}: ${judged.seen.en}`).join('; ');
  return { zh: `${words.zh}（${zh}）`, en: `${words.en} (${en})` };
}

/** Times, span, counters, our settings: what a carrier's desk asks for first. */
function carrierText(ask: Words, checks: readonly JudgedCheck[], seen: TrunkObservations, timeZone: string): Words {
  const from = localTime(seen.first.atMs, timeZone);
  const to = localTime(seen.last.atMs, timeZone);
  const { setup } = seen;
  const counters = [
    // How often it began: of an alarm that stood all the time this is none, and "LOS 0" would read as "no LOS".
    ...(seen.last.alarms.includes('LOS') ? [] : [`LOS ${counted(seen, 'lossOfSignal')}`]),
    ...(seen.last.alarms.includes('LOF') ? [] : [`LOF ${counted(seen, 'lossOfFrame')}`]),
    `slips ${counted(seen, 'slips')}`,
    `CRC ${counted(seen, 'crcErrors')}`,
    `E-bit ${counted(seen, 'farEndErrors')}`,
    `BPV ${counted(seen, 'codeViolations')}`,
    `HDLC in ${counted(seen, 'framesIn')} out ${counted(seen, 'framesOut')} bad ${counted(seen, 'framesBadFcs')}`,
    `SABME out ${seen.sent.sabme} in ${seen.received.sabme}, UA in ${seen.received.ua}, DM in ${seen.received.dm}`,
  ].join('; ');
  const alarmsSeen = [...new Set([...seen.last.alarms, ...seen.alarmsSeen])];
  const alarms = (none: string, still: string, over: string): string =>
    alarmsSeen.map((alarm) => `${alarm} ${seen.last.alarms.includes(alarm) ? still : over}`).join(', ') || none;
  const s = Math.round(watchedMs(seen) / 1_000);
  const line = (of: 'zh' | 'en'): string =>
    checks
      .filter(({ judged }) => judged.state !== 'skipped')
      .map(({ name, judged }) => `- ${name[of]}: ${judged.seen[of]}`)
      .join('\n');
  return {
    zh: [
      `您好，我方 E1 中继 ${seen.name}（第 ${seen.span} 端口）有故障。`,
      `时间：${from} 至 ${to}（${timeZone}），观察 ${s} 秒。`,
      `我方设置：${setup.side === 'user' ? '用户侧' : '网络侧'}，${protocolName[setup.protocol]}，CRC4 ${setup.crc4 ? '开' : '关'}，${setup.clockPriority === 0 ? '不从此中继取时钟' : `时钟取自线路（次序 ${setup.clockPriority}）`}，D 信道在时隙 16，TEI 0。`,
      `告警：${alarms('无', '仍在', '已消失')}。观察期间新增：${counters}。`,
      line('zh'),
      ask.zh,
    ].join('\n'),
    en: [
      `Our E1 span ${seen.name} (port ${seen.span}) has a fault.`,
      `Time: ${from} to ${to} (${timeZone}), watched for ${s} s.`,
      `Our setup: ${setup.side} side, ${protocolName[setup.protocol]}, CRC4 ${setup.crc4 ? 'on' : 'off'}, ${setup.clockPriority === 0 ? 'no clock taken from this span' : `clock taken from the line (number ${setup.clockPriority})`}, D-channel in timeslot 16, TEI 0.`,
      `Alarms: ${alarms('none', 'present', 'gone now')}. Counted in this time: ${counters}.`,
      line('en'),
      ask.en,
    ].join('\n'),
  };
}

const protocolName = { 'euro-isdn': 'EuroISDN (DSS1)', qsig: 'QSIG' } as const;

/** "2026-11-23 14:05:09", as clocks on the wall show it. */
export function localTime(atMs: number, timeZone: string): string {
  return new Date(atMs).toLocaleString('sv-SE', { timeZone, hour12: false });
}
