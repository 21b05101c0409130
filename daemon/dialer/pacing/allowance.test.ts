import { expect, test } from 'vitest';
import { Allowance } from './allowance.js';
import type { PacerOptions, PacerState } from './face.js';

const hourMs = 3_600_000;
const startMs = 1_800_000_000_000;
const options: PacerOptions = {
  cap: 0.03,
  agents: 10,
  trunks: 30,
  ringTimeoutMs: 25_000,
  graceMs: 2000,
  minRingMs: 15_000,
  shiftStartMs: startMs,
  shiftEndMs: startMs + 8 * hourMs,
};

const seen = (live: number, abandoned: number): PacerState => ({
  agents: [],
  inflight: [],
  waiting: 0,
  trunksFree: 30,
  counts: { launched: 10 * live, live, connected: live - abandoned, abandoned },
});

/** A day of 180 persons an hour, of whom `drops(hour)` are dropped by the pacing as foreseen, up to `untilHours`. */
function after(untilHours: number, drops: (hour: number) => number): { allowance: Allowance; state: PacerState } {
  const allowance = new Allowance(options);
  let [live, owed, abandoned] = [0, 0, 0];
  let state = seen(0, 0);
  for (let at = 0; at <= untilHours * 180; at++) {
    const foreseen = drops(Math.floor(at / 180)) / 180;
    live += 1;
    owed += foreseen;
    allowance.launched(foreseen, 1);
    while (owed >= 1) {
      owed -= 1;
      abandoned += 1;
      allowance.dropped();
    }
    state = seen(live, abandoned);
    allowance.allowed(startMs + at * 20_000, state, 0);
  }
  return { allowance, state };
}

const at = (hours: number): number => startMs + hours * hourMs;

test('a day that spends evenly is not braked before its end', () => {
  const even = after(7.5, () => 4.8);
  expect(even.allowance.allowed(at(7.5), even.state, 0)).toMatchObject({ guarded: false });
  expect(even.allowance.allowed(at(7.5), even.state, 0).threshold).toBeGreaterThan(0.01);
});

test('who has spent too much is allowed less, and in the end nothing', () => {
  const even = after(5, () => 4.8);
  const much = after(5, () => 6.2);
  const left = (day: typeof even) => day.allowance.allowed(at(5), day.state, 0).threshold;
  expect(left(much)).toBeLessThan(0.8 * left(even));
  const spent = after(7.8, () => 5.6);
  expect(spent.allowance.allowed(at(7.8), spent.state, 0).guarded).toBe(true);
});

test('drops of the calls in flight are kept back', () => {
  const day = after(7.9, () => 4.6);
  expect(day.allowance.allowed(at(7.9), day.state, 0).guarded).toBe(false);
  expect(day.allowance.allowed(at(7.9), day.state, 6).guarded).toBe(true);
});

test('no cap, no paced call', () => {
  expect(new Allowance({ ...options, cap: 0 }).allowed(startMs, seen(0, 0), 0).guarded).toBe(true);
  expect(new Allowance({ ...options, cap: Number.NaN }).allowed(startMs, seen(0, 0), 0).guarded).toBe(true);
});
