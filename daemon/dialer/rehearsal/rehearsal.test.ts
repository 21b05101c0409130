import { describe, expect, it } from 'vitest';
import { assumptionsFrom, usualAssumptions } from './assumptions.js';
import { type RehearsedDay, rehearseDay } from './day.js';
import { rehearse } from './rehearsal.js';

const hourMs = 3_600_000;
const opens = 9 * hourMs;
const day: RehearsedDay = {
  mode: 'predictive',
  agents: 8,
  leads: 200,
  trunks: 30,
  cap: 0.03,
  ringTimeoutMs: 25_000,
  previewMs: 30_000,
  tries: 1,
  waitMs: hourMs,
  answeringMachines: true,
  hours: [{ fromMs: opens, toMs: opens + 4 * hourMs }],
  assumptions: usualAssumptions,
  seed: 1,
};

describe('a rehearsed day', { timeout: 60_000 }, () => {
  it('ends when its list is done, and says the same again', () => {
    const said = rehearse(day);
    expect(said).toEqual(rehearse(day));
    expect(said.doneAt.usual).toBeGreaterThan(opens);
    expect(said.left).toBe(0);
    expect(said.calls).toBeGreaterThanOrEqual(200);
  });

  it('keeps the cap, and agents busier than one call for each would', () => {
    const long = { ...day, leads: 20_000 };
    const paced = rehearseDay(long);
    const careful = rehearseDay({ ...long, mode: 'progressive' });
    expect(paced.dropped).toBeLessThanOrEqual(0.03 * (paced.connected + paced.dropped) + 1);
    expect(careful.dropped).toBe(0);
    expect(paced.busyShare).toBeGreaterThan(careful.busyShare);
  });

  it('more agents are done earlier', () => {
    const done = (agents: number) => rehearseDay({ ...day, agents, leads: 300 }).doneAtMs ?? Number.POSITIVE_INFINITY;
    expect(done(16)).toBeLessThan(done(8));
  });

  it('a list too long is not done, and nobody of it is lost', () => {
    const { doneAtMs, calls, left } = rehearseDay({ ...day, leads: 50_000 });
    expect(doneAtMs).toBeNull();
    expect(calls + left).toBeGreaterThanOrEqual(50_000);
    expect(left).toBeLessThan(50_000);
  });

  it('waits between tries, over a closed hour too', () => {
    const hours = [
      { fromMs: opens, toMs: opens + hourMs },
      { fromMs: opens + 2 * hourMs, toMs: opens + 10 * hourMs },
    ];
    const { doneAtMs, calls } = rehearseDay({ ...day, hours, leads: 40, tries: 2 });
    expect(calls).toBeGreaterThan(40);
    expect(doneAtMs).toBeGreaterThanOrEqual(opens + 2 * hourMs);
  });

  it('a notice needs no agents, and nobody signed in reaches nobody', () => {
    expect(rehearseDay({ ...day, mode: 'notice', agents: 0 }).doneAtMs).not.toBeNull();
    for (const mode of ['predictive', 'progressive', 'preview'] as const) {
      expect(rehearseDay({ ...day, mode, agents: 0 }).calls, mode).toBe(0);
    }
  });

  it('an empty list and a day without hours come to nothing, without an endless loop', () => {
    expect(rehearseDay({ ...day, leads: 0 }).calls).toBe(0);
    expect(rehearseDay({ ...day, hours: [] })).toMatchObject({ calls: 0, doneAtMs: null, left: 200 });
  });
});

describe('assumptions', () => {
  it('take what was met, and name what is assumed', () => {
    const met = { attempts: 1_000, live: 220, machines: 390, early: 78, meanTalkMs: 90_000, meanWrapUpMs: null };
    const { assumptions, assumed } = assumptionsFrom(met);
    expect(assumptions).toMatchObject({ answerShare: 0.22, machineShare: 0.5, busyShare: 0.1, talkMs: 90_000 });
    expect(assumed).toEqual(['ringMs', 'wrapUpMs']);
  });

  it('nothing met, too little or nonsense: the usual', () => {
    expect(assumptionsFrom(null).assumptions).toEqual(usualAssumptions);
    const few = { attempts: 10, live: 10, machines: 0, early: 0, meanTalkMs: Number.NaN, meanWrapUpMs: -1 };
    expect(assumptionsFrom(few).assumptions).toEqual(usualAssumptions);
  });
});
