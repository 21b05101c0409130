import { expect, test } from 'vitest';
import { keyOf, uniform } from './draws.js';
import { EventHeap } from './heap.js';

test('events come out by time, first in first out at equal times, however many there are', () => {
  const heap = new EventHeap(4);
  const pushed = Array.from({ length: 5_000 }, (_, at) => ({
    atMs: Math.floor(uniform(keyOf(1, 1, at), 0) * 500),
    at,
  }));
  for (const { atMs, at } of pushed) heap.push(atMs, at, -at);
  const popped = pushed.map(() => {
    heap.pop();
    expect(heap.serial).toBe(-heap.event + 0);
    return { atMs: heap.atMs, at: heap.event };
  });
  expect(popped).toEqual([...pushed].sort((a, b) => a.atMs - b.atMs || a.at - b.at));
  expect(heap.size).toBe(0);
  expect(heap.nextMs).toBe(Number.POSITIVE_INFINITY);
});
