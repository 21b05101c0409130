import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentState } from '../../../daemon/terms/agents.js';
import { dayFrom, intervals, maxParts, partAt, type Strip, stripOf, withStanding } from './day-strip.js';

const part = (from: number, state: AgentState) => ({ from, state, reason: null });
const row = (startedAt: number, state: AgentState) => ({ startedAt, state, reason: null });

describe('an agent’s strip', () => {
  it('is what the store knows, then what the page has seen', () => {
    const strip = stripOf([row(0, 'ready'), row(10, 'ringing'), row(20, 'talking')], [part(20, 'talking')]);
    expect(strip).toEqual([part(0, 'ready'), part(10, 'ringing'), part(20, 'talking')]);
    // The store answered late: it knows what came after the page began to look, too.
    expect(stripOf([row(0, 'ready'), row(30, 'wrap-up')], [part(20, 'talking'), part(30, 'wrap-up')])).toEqual([
      part(0, 'ready'),
      part(20, 'talking'),
      part(30, 'wrap-up'),
    ]);
  });

  it('stays the same object when nothing is new', () => {
    const strip: Strip = [part(0, 'ready')];
    expect(withStanding(strip, { state: 'ready', reason: null, since: 0 })).toBe(strip);
  });

  it('is cut to what is looked at', () => {
    const strip: Strip = [part(0, 'ready'), part(10, 'talking'), part(30, 'wrap-up')];
    expect(intervals(strip, 5, 35)).toEqual([
      { ...part(5, 'ready'), to: 10 },
      { ...part(10, 'talking'), to: 30 },
      { ...part(30, 'wrap-up'), to: 35 },
    ]);
    expect(intervals(strip, 40, 40)).toEqual([]);
    expect(intervals([], 0, 40)).toEqual([]);
  });

  it('knows what was at a moment', () => {
    const strip: Strip = [part(10, 'ready'), part(20, 'talking')];
    expect([9, 10, 19, 20, 99].map((at) => partAt(strip, at))).toEqual([-1, 0, 0, 1, 1]);
  });

  it('begins at the first full hour somebody was there, an hour ago at the latest', () => {
    const hour = 3_600_000;
    expect(dayFrom([[part(5.5 * hour, 'signed-out'), part(8.5 * hour, 'ready')]], 12 * hour)).toBe(8 * hour);
    expect(dayFrom([], 12.5 * hour)).toBe(11 * hour);
  });

  const states = fc.constantFrom<AgentState>('ready', 'talking', 'wrap-up', 'not-ready', 'signed-out');
  it('has no gap and no overlap, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ startedAt: fc.integer({ min: 0, max: 900 }), state: states, reason: fc.constant(null) })),
        fc.array(fc.record({ since: fc.integer({ min: 0, max: 1_000 }), state: states, reason: fc.constant(null) })),
        (stored, told) => {
          const seen = told.reduce<Strip>(withStanding, []);
          const strip = stripOf(stored, seen);
          const parts = intervals(strip, 0, 2_000);
          for (const [index, each] of parts.entries()) {
            if (index > 0) expect(each.from).toBe(parts[index - 1]?.to);
            expect(each.to).toBeGreaterThan(each.from);
          }
          if (parts.length > 0) expect(parts.at(-1)?.to).toBe(2_000);
          const last = told.at(-1);
          if (last !== undefined) expect(strip.at(-1)?.state).toBe(last.state);
        },
      ),
    );
  });

  it('keeps a limit', () => {
    let strip: Strip = [];
    for (let n = 0; n < maxParts + 10; n++)
      strip = withStanding(strip, { state: n % 2 ? 'ready' : 'talking', reason: null, since: n });
    expect(strip).toHaveLength(maxParts);
  });
});
