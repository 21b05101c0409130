import { expect, test } from 'vitest';
import { ManualClock } from './clock.js';
import { SortableIds } from './ids.js';
import { SeededRandom } from './random.js';

test('ids have 26 characters and sort by the time they were made', () => {
  const clock = new ManualClock();
  const ids = new SortableIds(clock, new SeededRandom(1));
  const made: string[] = [];
  for (let count = 0; count < 1_000; count++) {
    made.push(ids.next());
    if (count % 10 === 0) clock.advance(1);
  }
  expect(made.every((id) => /^[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(1_000);
});

test('ids keep their order when the clock goes back', () => {
  const clock = { atMs: 5_000, nowMs: () => clock.atMs };
  const ids = new SortableIds(clock, new SeededRandom(1));
  const first = ids.next();
  clock.atMs = 1_000;
  expect(ids.next() > first).toBe(true);
});

test('a carry runs through the tail', () => {
  const ids = new SortableIds(new ManualClock(0), { below: () => 31 });
  const first = ids.next();
  expect(first).toBe(`${'0'.repeat(10)}${'z'.repeat(16)}`);
  expect(ids.next()).toBe('0'.repeat(26)); // 2^80 ids in a millisecond: the one case that is not in order
});

test('the same seed makes the same ids', () => {
  const make = () => new SortableIds(new ManualClock(), new SeededRandom(9)).next();
  expect(make()).toBe(make());
});
