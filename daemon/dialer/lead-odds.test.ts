import { expect, it } from 'vitest';
import { DialerFloor, lead, mondayTen, site } from '../../test/simulation/dialer-floor.js';
import { eight, run } from '../../test/simulation/dialer-people.js';
import type { Attempt } from './attempt.js';
import { LeadOdds } from './lead-odds.js';
import type { Pacer, PacerEvent, PacerState } from './pacing/face.js';
import { createPacer } from './pacing/pacer.js';

const over = (change: Partial<Attempt>, of = lead('a')): Attempt =>
  ({
    held: { lead: of, askedAt: 0 },
    startedAt: mondayTen,
    answeredAt: null,
    who: null,
    result: 'no-answer',
    ...change,
  }) as Attempt;

it('what never rang says nothing of a number; what rang in vain does, also if pacing hung it up', () => {
  const odds = new LeadOdds();
  odds.load(site);
  const before = odds.of(lead('a'), mondayTen);
  for (const result of ['not-rung', 'line-failure', 'blocked', null] as const) {
    for (let at = 0; at < 50; at++) odds.learn(over({ result }));
  }
  expect(odds.of(lead('a'), mondayTen)).toBe(before);
  for (let at = 0; at < 50; at++) odds.learn(over({ result: 'no-answer' }));
  const after = odds.of(lead('a'), mondayTen);
  expect(after).toBeLessThan(before);
  for (let at = 0; at < 50; at++) odds.learn(over({ result: 'cancelled' }));
  expect(odds.of(lead('a'), mondayTen)).toBeLessThan(after);
});

it('a machine or a fax is no person; who was dropped or judged in doubt is one', () => {
  const chanceAfter = (change: Partial<Attempt>): number => {
    const odds = new LeadOdds();
    odds.load(site);
    for (let at = 0; at < 50; at++) odds.learn(over({ answeredAt: mondayTen + 5_000, ...change }));
    return odds.of(lead('a'), mondayTen);
  };
  const usual = new LeadOdds().of(lead('a'), mondayTen);
  expect(chanceAfter({ who: 'machine', result: 'diverted' })).toBeLessThan(usual);
  expect(chanceAfter({ who: 'fax', result: 'wrong-number' })).toBeLessThan(usual);
  expect(chanceAfter({ who: 'unsure', result: 'dropped' })).toBeGreaterThan(usual);
  expect(chanceAfter({ who: null, result: 'connected' })).toBeGreaterThan(usual);
});

/** The product's pacer, overheard. */
class Overheard implements Pacer {
  readonly launches: PacerEvent[] = [];
  readonly states: PacerState[] = [];
  constructor(private readonly pacer: Pacer) {}

  get reason() {
    return this.pacer.reason;
  }

  onEvent(event: PacerEvent): void {
    if (event.type === 'launch') this.launches.push(event);
    this.pacer.onEvent(event);
  }

  decide(nowMs: number, state: PacerState) {
    this.states.push({ ...state, inflight: [...state.inflight] });
    return this.pacer.decide(nowMs, state);
  }
}

it('pacing is told which of the next numbers are answered more often', () => {
  const pacers: Overheard[] = [];
  const floor = new DialerFloor({
    createPacer: (options) => {
      const pacer = new Overheard(createPacer(options));
      pacers.push(pacer);
      return pacer;
    },
    // Of the good area every second number answers, of the other one nobody.
    fate: ({ lead: id }) => {
      const at = Number(id.replace(/\D/g, ''));
      return at % 4 === 0 ? { answerMs: 6_000, talkMs: 60_000 } : {};
    },
  });
  for (let at = 0; at < 900; at++) {
    floor.add(lead(`lead${String(at).padStart(5, '0')}`, { area: at % 2 === 0 ? '021' : '0755' }));
  }
  floor.signIn(...eight);
  floor.start();
  run(floor, 30 * 60_000);
  const [pacer] = pacers;
  const last = pacer?.states.at(-1);
  const next = last?.next ?? [];
  expect(next.length).toBeGreaterThan(10);
  // By turns, as the list has them.
  const better = next.filter((_, at) => at % 2 === (next[0] === Math.max(...next) ? 0 : 1));
  const worse = next.filter((chance) => !better.includes(chance));
  expect(Math.min(...better)).toBeGreaterThan(3 * Math.max(...worse));
  expect([...(last?.inflight ?? [])].every(({ lead: told }) => told !== undefined)).toBe(true);
  expect(pacer?.launches.every((event) => event.type === 'launch' && event.lead !== undefined)).toBe(true);
  // What the page shows is the share of all.
  expect(floor.dialer.live('c1')?.pacing?.answerPercent).toBeGreaterThan(15);
  expect(floor.dialer.live('c1')?.pacing?.answerPercent).toBeLessThan(40);
}, 60_000);
