/** The page and the contract allow the same numbers: asked of the contract at each end of each range. */
import { describe, expect, test } from 'vitest';
import { queue as schema } from '../../../daemon/contract/floor-schema.js';
import { typedNumber } from './number-text.js';
import { newQueue, valueAt, withValue } from './queue-draft.js';
import { queueDefaults, queueRanges } from './queue-ranges.js';

const plain = newQueue('q', '队列', 'Queue', 'music/hold-1');
/** Groups in which one number needs others beside it. */
const complete = {
  ...plain,
  skill: { name: 'english', atLeast: 5, relaxBy: 1, everyMs: 1_000 },
  lastAgent: { withinDays: 1, holdMs: 1_000 },
  owner: { holdMs: 1_000 },
  announce: { everyMs: 10_000, position: true, wait: true },
  serviceLevel: { withinMs: 20_000, percent: 80, formula: 'F3' },
  thresholds: {
    waiting: { on: 5, off: 3 },
    longestWaitMs: { on: 60_000, off: 30_000 },
    serviceLevelPercent: { on: 70, off: 80 },
    agentsReady: { on: 1, off: 2 },
  },
} as const;
const taken = (path: string, value: number): boolean =>
  schema.safeParse(withValue(complete, path.startsWith('thresholds.') ? `${path}.off` : path, value)).success;

describe.each(Object.entries(queueRanges))('%s', (path, { min, max, whole }) => {
  test('has the ends of the contract', () => {
    expect([taken(path, min), taken(path, max)]).toEqual([true, true]);
    expect([taken(path, min - 1), taken(path, max + 1)]).toEqual([false, false]);
    expect(taken(path, min + 0.5)).toBe(!whole);
  });
});

test('defaults are those of the contract', () => {
  const { wrapUpMs, ringTimeoutMs, missesUntilNotReady, maxWaiting, maxWaitMs, ...needed } = plain;
  const filled = schema.parse(needed);
  for (const [path, value] of Object.entries(queueDefaults)) {
    const said = valueAt(filled, path);
    if (said !== undefined) expect(said, path).toBe(value);
  }
  expect(filled).toEqual(plain);
  expect([wrapUpMs, ringTimeoutMs, missesUntilNotReady, maxWaiting, maxWaitMs].every(Number.isFinite)).toBe(true);
});

test('settings are put and taken away, groups go with their last', () => {
  const withSkill = withValue(withValue(plain, 'skill.name', 'english'), 'skill.atLeast', 5);
  expect(withSkill.skill).toEqual({ name: 'english', atLeast: 5 });
  expect(withValue(withValue(withSkill, 'skill.name', undefined), 'skill.atLeast', undefined)).toEqual(plain);
  expect(withValue(plain, 'missesByCause.rejected', undefined)).toEqual(plain);
});

test('numbers are typed in seconds and kept in milliseconds', () => {
  const wrapUp = queueRanges.wrapUpMs;
  expect(['20', ' 0.5 ', '0', '3600'].map((text) => typedNumber(text, wrapUp))).toEqual([20_000, 500, 0, 3_600_000]);
  expect(['3601', '-1', 'soon', '1e3', '--1'].map((text) => typedNumber(text, wrapUp))).toEqual(Array(5).fill(null));
  expect(typedNumber('  ', wrapUp)).toBeUndefined();
  expect(typedNumber('2.5', queueRanges.maxWaiting)).toBeNull();
  expect(typedNumber('2.5', queueRanges.pointsPerMinute)).toBe(2.5);
});
