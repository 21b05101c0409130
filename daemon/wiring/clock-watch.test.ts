import { expect, test } from 'vitest';
import { ManualTime } from '../base/timers.js';
import { ClockWatch, isAtRest, leastLeadMs, leastUpMs, lookEveryMs } from './clock-watch.js';
import { onTimeOf } from './trace.js';

function watched() {
  const time = new ManualTime();
  const seen = { leadMs: 0.4, rest: false, told: [] as number[], starts: 0 };
  const watch = new ClockWatch({
    clock: { leadMs: () => seen.leadMs },
    timers: time,
    atRest: () => seen.rest,
    incident: (_code, { seconds }) => seen.told.push(seconds),
    startAnew: () => {
      seen.starts += 1;
    },
  });
  watch.start();
  return { time, seen, watch };
}

test('a clock that is right is not spoken of, and nothing begins anew', () => {
  const { time, seen } = watched();
  seen.rest = true;
  time.advance(10 * leastUpMs);
  expect(seen).toMatchObject({ told: [], starts: 0 });
});

test('one that was set back is told once, and again when it is set back further', () => {
  const { time, seen } = watched();
  seen.leadMs = 3_600_000;
  time.advance(5 * lookEveryMs);
  seen.leadMs += leastLeadMs / 2;
  time.advance(5 * lookEveryMs);
  seen.leadMs += 60_000;
  time.advance(5 * lookEveryMs);
  expect(seen.told).toEqual([3_600, 3_661]);
  expect(seen.starts).toBe(0);
});

test('the daemon begins anew once, when nobody is at work and it has been up for a while', () => {
  const { time, seen } = watched();
  seen.leadMs = 5_000;
  seen.rest = true;
  time.advance(leastUpMs - 1);
  expect(seen.starts).toBe(0);
  seen.rest = false;
  time.advance(leastUpMs);
  expect(seen.starts, 'somebody is at work').toBe(0);
  seen.rest = true;
  time.advance(leastUpMs);
  expect(seen.starts).toBe(1);
});

test('one that was put right meanwhile needs no start', () => {
  const { time, seen, watch } = watched();
  seen.leadMs = 5_000;
  time.advance(leastUpMs);
  seen.leadMs = 0;
  seen.rest = true;
  time.advance(leastUpMs);
  expect(seen.starts).toBe(0);
  watch.close();
  expect(time.waiting).toBe(0);
});

test('at rest is who has nobody signed in and nothing in progress', () => {
  const none = { legs: 0, calls: 0, flows: 0, recordings: 0 };
  expect(isAtRest(none, [])).toBe(true);
  expect(isAtRest(none, [{ state: 'signed-out' }])).toBe(true);
  expect(isAtRest(none, [{ state: 'signed-out' }, { state: 'not-ready' }])).toBe(false);
  for (const what of Object.keys(none)) expect(isAtRest({ ...none, [what]: 1 }, [])).toBe(false);
});

test('frames are put on own time where the machine’s was set back', () => {
  const frame = { atUs: 5_000_000, span: 1, sent: true, octets: new Uint8Array([1]) };
  expect(onTimeOf({ leadMs: () => 0.7 }, [frame])).toEqual([frame]);
  expect(onTimeOf({ leadMs: () => 60_000 }, [frame])).toEqual([{ ...frame, atUs: 65_000_000 }]);
});
