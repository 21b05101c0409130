import { expect, test } from 'vitest';
import { merged, mergedList } from './merging.js';

test('only what I changed replaces what others saved meanwhile', () => {
  const base = { id: 'q', wrapUpMs: 20, maxWaiting: 30, hours: 'office' };
  const mine = { id: 'q', wrapUpMs: 10, maxWaiting: 30 };
  const theirs = { id: 'q', wrapUpMs: 20, maxWaiting: 50, hours: 'office', priority: 5 };
  expect(merged(base, mine as typeof base, theirs)).toEqual({ id: 'q', wrapUpMs: 10, maxWaiting: 50, priority: 5 });
  expect(merged(base, base, theirs)).toEqual(theirs);
  expect(merged(base, mine as typeof base, base)).toEqual(mine);
});

test('lists keep my order, my changes and their additions; what either removed is gone', () => {
  const entry = (id: string, value = 1) => ({ id, value });
  const base = [entry('a'), entry('b'), entry('c'), entry('d')];
  const mine = [entry('c', 9), entry('a'), entry('new'), entry('d')];
  const current = [entry('a', 5), entry('b'), entry('c'), entry('theirs')];
  expect(mergedList(base, mine, current)).toEqual([entry('c', 9), entry('a', 5), entry('new'), entry('theirs')]);
  expect(mergedList(base, mine, base)).toEqual(mine);
});
