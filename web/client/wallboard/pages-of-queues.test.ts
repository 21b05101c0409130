import { describe, expect, it } from 'vitest';
import { cardsPerPage, chosenQueues, gridOf, pageForMs, pageOf } from './pages-of-queues.js';

describe('queues on a wall', () => {
  it.each([1, 2, 3, 4, 5, 6])('%d fit their grid', (count) => {
    const { columns, rows } = gridOf(count);
    expect(columns * rows).toBeGreaterThanOrEqual(count);
  });

  it('take turns when they are too many, each of them once a round', () => {
    const all = Array.from({ length: 20 }, (_, n) => n);
    const { pages } = pageOf(all, 0);
    const seen = Array.from({ length: pages }, (_, page) => pageOf(all, page * pageForMs).shown);
    expect(seen.flat()).toEqual(all);
    expect(Math.max(...seen.map(({ length }) => length))).toBe(cardsPerPage);
    expect(pageOf([], 5).shown).toEqual([]);
  });

  it('are those asked for, in that order', () => {
    const all = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(chosenQueues(all, ['c', 'x', 'a']).map(({ id }) => id)).toEqual(['c', 'a']);
    expect(chosenQueues(all, [])).toBe(all);
  });
});
