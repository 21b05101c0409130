/** The twelve checks of a trunk: their names, how long each one must be watched, and who judges it. */
import type { Words } from '../../terms/cause-words.js';
import { type TrunkCheckId, trunkChecks } from '../../terms/diagnosis.js';
import { type Judged, skipped } from '../judged.js';
import { judgeChannels, judgeNumbers, judgeTestCall } from './calls.js';
import { judgeAlarms, judgeCard, judgeClock, judgeErrors, judgeFraming, judgeSignal } from './layer1.js';
import type { TrunkObservations } from './observations.js';
import { judgeDataLink, judgeFrames, judgeLayer3 } from './signalling.js';

/** From the press of the key to the verdict, whatever happens. */
export const wholeRunMs = 18_000;

interface TrunkCheck {
  readonly name: Words;
  /** Judged then, ms after the start; all are watched at once. */
  readonly afterMs: number;
  /** Null: it is not over yet. */
  judge(seen: TrunkObservations, isLast: boolean): Judged | null;
}

/**
 * Slips of 25 millionths come each 5 s (125 µs each), so that ten seconds show two. A data link that is refused or not
 * answered is asked again each second (ITU-T Q.921 T200), and after a DM in a few.
 */
export const checksOfTrunk: Readonly<Record<TrunkCheckId, TrunkCheck>> = {
  card: { name: { zh: '板卡', en: 'Card' }, afterMs: 1_000, judge: judgeCard },
  signal: { name: { zh: '信号', en: 'Signal' }, afterMs: 1_500, judge: judgeSignal },
  framing: { name: { zh: '成帧与 CRC4', en: 'Framing and CRC4' }, afterMs: 2_000, judge: judgeFraming },
  alarms: { name: { zh: '告警', en: 'Alarms' }, afterMs: 2_500, judge: judgeAlarms },
  errors: { name: { zh: '误码', en: 'Bit errors' }, afterMs: 10_000, judge: judgeErrors },
  clock: { name: { zh: '时钟', en: 'Clock' }, afterMs: 10_500, judge: judgeClock },
  'd-channel-frames': { name: { zh: 'D 信道帧', en: 'D-channel frames' }, afterMs: 9_000, judge: judgeFrames },
  'data-link': { name: { zh: '数据链路', en: 'Data link' }, afterMs: 9_000, judge: judgeDataLink },
  layer3: { name: { zh: '呼叫控制', en: 'Call control' }, afterMs: 9_500, judge: judgeLayer3 },
  channels: { name: { zh: '话路', en: 'Channels' }, afterMs: 1_000, judge: judgeChannels },
  numbers: { name: { zh: '号码', en: 'Numbers' }, afterMs: 1_500, judge: (seen, isLast) => numbers(seen, isLast) },
  'test-call': { name: { zh: '测试呼叫', en: 'Test call' }, afterMs: 500, judge: judgeTestCall },
};

function numbers(seen: TrunkObservations, isLast: boolean): Judged | null {
  return seen.recent === null && !isLast ? null : judgeNumbers(seen);
}

/** Without these, whatever stands above them can only repeat that they are missing. */
const ground: readonly TrunkCheckId[] = ['card', 'signal', 'framing', 'alarms'];

/** What a check above is told when the ground is missing; null: it is to be judged. */
export function needsGround(id: TrunkCheckId, judged: ReadonlyMap<TrunkCheckId, Judged>): Judged | null {
  if (ground.includes(id) || id === 'numbers' || id === 'channels') return null;
  const missing = ground.find((each) => judged.get(each)?.state === 'bad');
  if (missing === undefined) return null;
  const { zh, en } = checksOfTrunk[missing].name;
  return skipped(`先处理：${zh}`, `first: ${en.toLowerCase()}`);
}

/** All ground is judged. */
export function groundIsJudged(judged: ReadonlyMap<TrunkCheckId, Judged>): boolean {
  return ground.every((id) => judged.has(id));
}

/** What is due and can be said now, in order. */
export function judgeDue(
  seen: TrunkObservations,
  judged: ReadonlyMap<TrunkCheckId, Judged>,
  elapsedMs: number,
): ReadonlyMap<TrunkCheckId, Judged> {
  const isLast = elapsedMs >= wholeRunMs;
  const now = new Map(judged);
  for (const id of trunkChecks) {
    if (now.has(id)) continue;
    const ungrounded = groundIsJudged(now) ? needsGround(id, now) : null;
    const { afterMs, judge } = checksOfTrunk[id];
    const found = ungrounded ?? (elapsedMs >= afterMs || isLast ? judge(seen, isLast) : null);
    if (found !== null) now.set(id, found);
  }
  return now;
}
