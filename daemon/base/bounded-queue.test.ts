import { expect, test } from 'vitest';
import { BoundedQueue } from './bounded-queue.js';

test('first in, first out', () => {
  const queue = new BoundedQueue<number>(10_000);
  for (let item = 0; item < 5_000; item++) expect(queue.push(item)).toBe(true);
  for (let item = 0; item < 5_000; item++) {
    expect(queue.shift()).toBe(item);
    if (item % 3 === 0) queue.push(5_000 + item);
  }
  expect(queue.length).toBe(1_667);
  expect(queue.shift()).toBe(5_000);
});

test('full: the item is refused and counted; taking one makes room', () => {
  const queue = new BoundedQueue<string>(2);
  expect([queue.push('a'), queue.push('b'), queue.push('c')]).toEqual([true, true, false]);
  expect(queue.refusedCount).toBe(1);
  expect(queue.shift()).toBe('a');
  expect(queue.push('d')).toBe(true);
  expect([queue.shift(), queue.shift(), queue.shift()]).toEqual(['b', 'd', undefined]);
});

test('a queue without a limit is refused', () => {
  for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new BoundedQueue(limit)).toThrow(RangeError);
  }
});
