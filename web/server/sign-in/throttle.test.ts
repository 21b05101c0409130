import { expect, test } from 'vitest';
import { addressLimits, Throttle, userLimits } from './throttle.js';

const t0 = 1_800_000_000_000;
const minuteMs = 60_000;

function fail(throttle: Throttle, key: string, times: number, atMs: number): void {
  for (let n = 0; n < times; n++) throttle.tried(key, atMs);
}

/** How long each of `times` further tries keeps out, each made as soon as it may be; seconds. */
function waitsS(throttle: Throttle, times: number): readonly number[] {
  let atMs = t0;
  return Array.from({ length: times }, () => {
    throttle.tried('8001', atMs);
    const waitMs = throttle.waitMs('8001', atMs);
    atMs += waitMs;
    expect(throttle.waitMs('8001', atMs)).toBe(0);
    return waitMs / 1000;
  });
}

test('four wrong passwords of a user cost nothing, the fifth and each further one 15 minutes', () => {
  const throttle = new Throttle(userLimits);
  fail(throttle, '8001', 4, t0);
  expect(throttle.waitMs('8001', t0)).toBe(0);
  expect(waitsS(throttle, 3)).toEqual([900, 900, 900]);
});

test('an address has more tries, then each keeps out longer, never beyond 15 minutes', () => {
  const throttle = new Throttle(addressLimits);
  fail(throttle, '8001', 24, t0);
  expect(throttle.waitMs('8001', t0)).toBe(0);
  expect(waitsS(throttle, 9)).toEqual([15, 30, 60, 120, 240, 480, 900, 900, 900]);
});

test('the right password forgets, and so does a day of peace', () => {
  const throttle = new Throttle(userLimits);
  fail(throttle, '8001', 5, t0);
  throttle.passed('8001');
  expect(throttle.waitMs('8001', t0)).toBe(0);
  fail(throttle, '8002', 12, t0);
  expect(throttle.waitMs('8002', t0 + userLimits.forgetAfterMs + 1)).toBe(0);
  expect(throttle.tried('8002', t0 + userLimits.forgetAfterMs + 1).failures).toBe(1);
});

test('a try that turned out right is taken back, a lock of earlier ones stays', () => {
  const throttle = new Throttle(userLimits);
  fail(throttle, 'a', 5, t0);
  throttle.takeBack('a');
  expect(throttle.waitMs('a', t0)).toBe(0);
  fail(throttle, 'b', 7, t0);
  throttle.takeBack('b');
  expect(throttle.waitMs('b', t0)).toBeGreaterThan(minuteMs / 2);
});

test('a lock that was stored is there again after a restart', () => {
  const throttle = new Throttle(userLimits);
  throttle.restore('8001', { failures: 9, lockedUntil: t0 + minuteMs }, t0);
  expect(throttle.waitMs('8001', t0)).toBe(minuteMs);
  expect(throttle.tried('8001', t0 + minuteMs).lockedUntil).toBe(t0 + 16 * minuteMs);
});

test('many names cannot fill the memory: the oldest goes, counted', () => {
  const throttle = new Throttle({ ...userLimits, maxEntries: 100 });
  for (let n = 0; n < 1_000; n++) throttle.tried(`user${n}`, t0);
  expect(throttle.evicted).toBe(900);
});
