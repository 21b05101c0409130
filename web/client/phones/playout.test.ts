import { describe, expect, it } from 'vitest';
import { Playout } from './playout.js';

const chunkS = 0.02;

describe('play-out', () => {
  it('starts 60 ms ahead and then follows without a seam, whatever the network does in between', () => {
    const playout = new Playout();
    const arrivals = [0, 0.02, 0.075, 0.076, 0.08];
    const starts = arrivals.map((now) => playout.place(now, chunkS) as number);
    for (const [i, start] of starts.entries()) expect(start).toBeCloseTo(0.06 + i * chunkS, 9);
    expect(playout.underruns).toBe(0);
  });

  it('begins anew after it ran dry, and counts that', () => {
    const playout = new Playout();
    playout.place(0, chunkS);
    expect(playout.place(1, chunkS)).toBeCloseTo(1.06, 9);
    expect(playout.underruns).toBe(1);
  });

  it('leaves out what has piled up, and catches up', () => {
    const playout = new Playout(60, 240);
    const placed = Array.from({ length: 50 }, () => playout.place(0, chunkS)).filter((start) => start !== null);
    expect(placed).toHaveLength(10);
    expect(playout.dropped).toBe(40);
    expect(playout.place(0.2, chunkS)).toBeCloseTo(0.26, 9);
  });

  it('does not count the silence before another end is heard', () => {
    const playout = new Playout();
    playout.place(0, chunkS);
    playout.reset();
    expect(playout.place(30, chunkS)).toBeCloseTo(30.06, 9);
    expect(playout.underruns).toBe(0);
  });
});
