import { describe, expect, it } from 'vitest';
import { bandsOf } from './bands.js';

const quarterMs = 15 * 60_000;
const band = (at: number, offered: number, answered: number, abandoned: number) => ({
  from: at * quarterMs,
  offered,
  answered,
  abandoned,
});

describe('quarter-hours', () => {
  it('are added up over queues, with the empty ones between', () => {
    const row = bandsOf([{ bands: [band(20, 3, 2, 1), band(40, 1, 1, 0)] }, { bands: [band(40, 4, 2, 2)] }, {}]);
    expect(row).toHaveLength(21);
    expect(row[0]).toEqual(band(20, 3, 2, 1));
    expect(row[1]).toEqual(band(21, 0, 0, 0));
    expect(row.at(-1)).toEqual(band(40, 5, 3, 2));
  });
  it('show two hours at least, a day at most, and nothing of nothing', () => {
    expect(bandsOf([{ bands: [band(20, 1, 1, 0)] }])).toHaveLength(8);
    expect(bandsOf([{ bands: [band(0, 1, 1, 0), band(1_000, 1, 1, 0)] }])).toHaveLength(100);
    expect(bandsOf([{}, { bands: [] }])).toEqual([]);
  });
});
