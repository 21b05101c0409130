/** Somebody sets the machine's clock while people talk: nobody notices, and the rows are those of any other day. */
import { expect, test } from 'vitest';
import { SteadyClock } from '../../daemon/base/steady-clock.js';
import type { ManualTime } from '../../daemon/base/timers.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import { expectRest, Floor, salesNumber, siteOf } from './floor.js';

const hourMs = 3_600_000;

/** Two calls, one after the other, to one agent; at each of five moments the clock is set by what stands there. */
function workedOff(sets: readonly number[]): Floor {
  let setBy = 0;
  const moments = [...sets];
  const set = (): void => {
    setBy += moments.shift() ?? 0;
  };
  const clock = (time: ManualTime) =>
    new SteadyClock({ wallMs: () => time.nowMs() + setBy, monotonicMs: () => time.nowMs() });
  const floor = new Floor({ site: siteOf(1), clock });
  floor.ready('8001');
  for (let call = 0; call < 2; call++) {
    const caller = floor.lines.callIn(salesNumber) as Seizure;
    floor.time.advance(2_000);
    set();
    floor.time.advance(2_000);
    floor.lines.lift(1);
    floor.time.advance(30_000);
    set();
    floor.time.advance(30_000);
    floor.lines.hangUp(caller);
    floor.lines.lay(1);
    floor.time.advance(1_000);
    set();
    floor.time.advance(120_000);
  }
  return floor;
}

const usual = workedOff([]);

test.each<[string, readonly number[]]>([
  ['while it rings', [-hourMs]],
  ['in a conversation', [0, -hourMs]],
  ['in the wrap-up', [0, 0, -hourMs]],
  ['by ten years', [0, -10 * 365 * 24 * hourMs]],
  ['again and again', [-1, -hourMs, -24 * hourMs, -60_000, -1_000, -hourMs]],
  ['back, and half of it forwards again', [0, -2 * hourMs, 0, hourMs]],
])('set back %s: every row, offer and timer is as it would have been', (_when, sets) => {
  const floor = workedOff(sets);
  expect(floor.cdrs).toHaveLength(2);
  expect(floor.auditor.rows).toEqual(usual.auditor.rows);
  expect(floor.runtime.snapshot()).toEqual(usual.runtime.snapshot());
  expect(floor.log.warnings).toEqual(usual.log.warnings);
  expectRest(floor);
});

test('a conversation of a minute is a minute long in its CDR', () => {
  const [cdr] = workedOff([0, -24 * hourMs]).cdrs;
  expect((cdr?.endedAt ?? 0) - (cdr?.answeredAt ?? 0)).toBeGreaterThanOrEqual(60_000);
  expect((cdr?.endedAt ?? 0) - (cdr?.answeredAt ?? 0)).toBeLessThan(66_000);
});
