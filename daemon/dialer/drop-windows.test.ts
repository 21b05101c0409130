import { describe, expect, it } from 'vitest';
import { DropWindows } from './drop-windows.js';

const none = { launched: 0, live: 0, connected: 0, dropped: 0 };
const of = (live: number, dropped: number) => ({ ...none, live, dropped });

const cases: readonly [string, ReturnType<typeof of>, ReturnType<typeof of>, boolean][] = [
  ['nobody yet', of(0, 0), of(0, 0), false],
  ['no drop', of(500, 0), of(500, 0), false],
  ['the first drop of few', of(10, 1), of(10, 1), true],
  ['one drop, room for no second', of(66, 1), of(66, 1), true],
  ['one drop, room for a second', of(67, 1), of(67, 1), false],
  ['a good day in a bad month', of(500, 3), of(5_000, 160), true],
  ['a bad day in a good month', of(100, 4), of(5_000, 20), true],
];

describe('the drop cap', () => {
  it.each(cases)('%s', (_what, today, thirtyDays, spent) => {
    expect(new DropWindows(today, thirtyDays).isSpent(0.03)).toBe(spent);
  });

  it('of nothing allows nothing', () => expect(new DropWindows(none, none).isSpent(0)).toBe(true));

  it('is counted in the stricter window', () => {
    expect(new DropWindows(of(100, 1), of(1_000, 29)).stricter(0.03)).toEqual(of(1_000, 29));
    expect(new DropWindows(of(0, 0), of(1_000, 10)).stricter(0.03)).toEqual(none);
  });

  it('may be ahead by what the rest of the day covers', () => {
    expect(new DropWindows(of(400, 12), of(4_000, 12)).isSpent(0.03, 0)).toBe(true);
    expect(new DropWindows(of(400, 12), of(4_000, 12)).isSpent(0.03, 1)).toBe(false);
  });

  it('counts persons whom the detector took for machines, by the sample', () => {
    const windows = new DropWindows(of(1_000, 0), of(1_000, 0), { sampled: 50, wrong: 4 });
    for (let at = 0; at < 100; at++) windows.clearedAsMachine();
    expect(windows.falsePositives).toBeCloseTo(0.05);
    expect(windows.today).toMatchObject({ live: 1_005, dropped: 5 });
    windows.heardSample(false);
    expect(windows.falsePositives).toBeLessThan(0.05);
  });

  it('begins a day anew and takes the month as the database has it', () => {
    const windows = new DropWindows(of(100, 3), of(900, 9));
    windows.newDay();
    expect(windows.today).toEqual(none);
    expect(windows.thirtyDays).toEqual(of(900, 9));
    windows.replaceMonth(of(800, 6));
    windows.add('dropped');
    expect(windows.thirtyDays).toEqual(of(800, 7));
    windows.add('live', -1);
    expect(windows.today.live).toBe(0);
  });
});
