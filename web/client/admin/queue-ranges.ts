/** Every number a queue can be set to, in the units of the page. The contract's schema has the same (queue-ranges.test). */
import type { NumberRange } from './number-text.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const seconds = (min: number, max: number): NumberRange => ({ min, max, scale: 1_000, whole: true });
const whole = (min: number, max: number): NumberRange => ({ min, max, scale: 1, whole: true });
const between = (min: number, max: number): NumberRange => ({ min, max, scale: 1, whole: false });

export const queueRanges = {
  wrapUpMs: seconds(0, hourMs),
  ringTimeoutMs: seconds(1_000, 300_000),
  missesUntilNotReady: whole(1, 100),
  maxWaiting: whole(1, 1_000),
  maxWaitMs: seconds(1_000, dayMs),
  ringAtOnce: whole(1, 20),
  'missesByCause.rejected': whole(1, 100),
  'missesByCause.unreachable': whole(1, 100),
  priority: whole(0, 1_000),
  pointsPerMinute: between(0, 100),
  firstAfterMs: seconds(1_000, dayMs),
  'skill.atLeast': whole(1, 9),
  'skill.relaxBy': whole(1, 9),
  'skill.everyMs': seconds(1_000, hourMs),
  nextLevelAfterMs: seconds(1_000, hourMs),
  'lastAgent.withinDays': whole(1, 366),
  'lastAgent.holdMs': seconds(1_000, 600_000),
  'owner.holdMs': seconds(1_000, 600_000),
  'announce.everyMs': seconds(10_000, 600_000),
  'serviceLevel.withinMs': seconds(1_000, 600_000),
  'serviceLevel.percent': between(1, 100),
  'thresholds.waiting': whole(0, 1_000),
  'thresholds.longestWaitMs': { min: 0, max: dayMs, scale: 1_000, whole: true },
  'thresholds.serviceLevelPercent': between(0, 100),
  'thresholds.agentsReady': whole(0, 1_000),
} as const satisfies Readonly<Record<string, NumberRange>>;

export type QueueNumber = keyof typeof queueRanges;

/** In force where the field is empty; a new queue begins with those that must be there. */
export const queueDefaults: Readonly<Partial<Record<QueueNumber, number>>> = {
  wrapUpMs: 20_000,
  ringTimeoutMs: 20_000,
  missesUntilNotReady: 2,
  maxWaiting: 30,
  maxWaitMs: 600_000,
  ringAtOnce: 1,
  priority: 0,
  pointsPerMinute: 1,
};
