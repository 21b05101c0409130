import { describe, expect, test } from 'vitest';
import type { PacerEvent, PacerState } from '../../../daemon/dialer/pacing/face.js';
import { type BenchPacer, type DayOptions, graceMs, minRingMs, shiftStartMs, simulateDay } from './day.js';
import { createPeer, nameOf, peerSettings } from './peers.js';
import { setupMs } from './people.js';
import { type Scenario, scenarios, shiftMs, trunksFor } from './scenario.js';
import { measured } from './sums.js';

const reason = {
  idle: 0,
  talking: 0,
  wrapUp: 0,
  inflight: 0,
  answerProbability: 0,
  talkMs: 0,
  wrapUpMs: 0,
  ringMs: 0,
  ratio: 0,
  marginalDrop: 0,
  allowedDrop: 0,
};

/** Twice as many calls as agents idle, hangs up what it may, and notes all it is told. */
class Noting implements BenchPacer {
  readonly reason = reason;
  readonly events: PacerEvent[] = [];
  readonly decidedMs: number[] = [];
  readonly faults: string[] = [];
  last: PacerState | null = null;

  constructor(
    private readonly ratio: number,
    private readonly cancelAfterMs = Number.POSITIVE_INFINITY,
  ) {}

  onEvent(event: PacerEvent): void {
    this.events.push(event);
  }

  decide(nowMs: number, state: PacerState) {
    this.decidedMs.push(nowMs);
    this.last = state;
    const inflight = [...state.inflight];
    const talking = state.agents.filter(({ status }) => status === 'talk').length;
    if (inflight.length + talking + state.trunksFree !== this.trunks) this.faults.push(`trunks at ${nowMs}`);
    if (inflight.filter(({ phase }) => phase === 'wait').length !== state.waiting)
      this.faults.push(`waiting at ${nowMs}`);
    const idle = state.agents.filter(({ status }) => status === 'idle').length;
    if (idle > 0 && state.waiting > 0) this.faults.push(`somebody waits while an agent idles at ${nowMs}`);
    return {
      launch: Math.max(0, this.ratio * idle - inflight.length),
      cancel: inflight.filter(({ launchedMs }) => nowMs - launchedMs >= this.cancelAfterMs).map(({ id }) => id),
    };
  }

  trunks = 0;
}

function scenario(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function noted(name: string, pacer: Noting, more: Partial<DayOptions> = {}) {
  pacer.trunks = scenario(name).trunks;
  return simulateDay({ scenario: scenario(name), seed: 3, pacer: () => pacer, ...more });
}

function of(events: readonly PacerEvent[], type: PacerEvent['type']): readonly PacerEvent[] {
  return events.filter((event) => event.type === type);
}

describe('the scenarios', () => {
  test('are five for each team size, and breaks for ten', () => {
    expect(scenarios).toHaveLength(31);
    expect([3, 5, 10, 20, 40, 60].map(trunksFor)).toEqual([30, 30, 30, 60, 90, 120]);
  });

  test('65 settings of peers, each with a name of its own', () => {
    expect(new Set(peerSettings.map(nameOf)).size).toBe(65);
  });
});

describe('a simulated day', () => {
  const names = ['n3-p15', 'n10-breaks', 'n20-steps', 'n10-bimodal'];

  test.each(names)('%s: every attempt ends once, and after its launch', (name) => {
    const pacer = new Noting(3, setupMs + minRingMs);
    const sums = noted(name, pacer);
    const ends = new Map<string, string[]>();
    const launched = new Map<string, number>();
    for (const event of pacer.events) {
      const { id = '', atMs } = event;
      if (event.type === 'launch') launched.set(id, atMs);
      if (event.type === 'end' || event.type === 'abandon' || event.type === 'talkEnd')
        ends.set(id, [...(ends.get(id) ?? []), event.type]);
      if ('ageMs' in event) expect(event.ageMs).toBeCloseTo(atMs - (launched.get(id) ?? Number.NaN), 6);
    }
    expect(launched.size).toBe(sums.launched);
    expect([...launched.keys()].filter((id) => ends.get(id)?.length !== 1)).toEqual([]);
    expect(pacer.faults).toEqual([]);
  });

  test.each(names)("%s: the agents' time adds up, live persons are connected or dropped", (name) => {
    const sums = noted(name, new Noting(3));
    const { idleMs, talkMs, wrapMs, awayMs } = sums;
    expect(idleMs + talkMs + wrapMs + awayMs).toBeCloseTo(scenario(name).agents * shiftMs, 3);
    expect(sums.connected + sums.dropped).toBe(sums.live);
    expect(sums.takenForMachine).toBeLessThanOrEqual(sums.dropped);
  });

  test('breaks: seven minutes at most every fifty, and agents come within fifteen', () => {
    const pacer = new Noting(1);
    const { awayMs } = noted('n10-breaks', pacer);
    const logins = of(pacer.events, 'login').map(({ atMs }) => atMs - shiftStartMs);
    expect(logins).toHaveLength(10);
    expect(Math.max(...logins)).toBeLessThan(15 * 60_000);
    expect(Math.min(...logins)).toBeGreaterThan(0);
    // (8 h - 7.5 min) / 57 min: eight breaks each.
    expect(of(pacer.events, 'break').length).toBeGreaterThanOrEqual(70);
    expect(awayMs).toBeLessThan(10 * (15 + 9 * 7) * 60_000);
    expect(awayMs).toBeGreaterThan(10 * 7 * 7 * 60_000);
  });

  test('a person waits at most two seconds from the end of the greeting', () => {
    const pacer = new Noting(6);
    const { dropped } = noted('n3-p50', pacer);
    expect(dropped).toBeGreaterThan(100);
    const classified = new Map<string, number>();
    const waits = pacer.events.flatMap((event) => {
      const { id = '', atMs } = event;
      if (event.type === 'classified') classified.set(id, atMs);
      if (event.type !== 'connect' && event.type !== 'abandon') return [];
      return [{ type: event.type, waitMs: atMs - (classified.get(id) ?? Number.NaN) }];
    });
    // 0.8 s of the two pass before the detector's word.
    expect(waits.every(({ waitMs }) => waitMs >= 0 && waitMs <= graceMs - 800 + 1e-6)).toBe(true);
    const abandons = waits.filter(({ type }) => type === 'abandon');
    expect(abandons.every(({ waitMs }) => Math.abs(waitMs - 1_200) < 1e-6)).toBe(true);
    expect(waits.some(({ type, waitMs }) => type === 'connect' && waitMs > 0)).toBe(true);
  });

  test('nothing is hung up that has rung less than 15 s', () => {
    const pacer = new Noting(4, 0);
    const { cancelled, cancelsRefused } = noted('n5-p30', pacer);
    const cancels = pacer.events.filter((event) => event.type === 'end' && event.cause === 'cancelled');
    expect(cancels).toHaveLength(cancelled);
    expect(cancelled).toBeGreaterThan(0);
    expect(cancelsRefused).toBeGreaterThan(0);
    expect(cancels.every((event) => event.type === 'end' && event.ageMs >= setupMs + minRingMs)).toBe(true);
  });

  test('a pacer is asked at every event and at least every 500 ms, and never after the shift', () => {
    const pacer = new Noting(2);
    noted('n3-p30', pacer);
    const gaps = pacer.decidedMs.slice(1).map((atMs, at) => atMs - (pacer.decidedMs[at] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(500);
    expect(Math.max(...pacer.decidedMs)).toBeLessThan(shiftStartMs + shiftMs);
    const asked = new Set(pacer.decidedMs);
    const untold = pacer.events.filter(({ atMs }) => atMs < shiftStartMs + shiftMs && !asked.has(atMs));
    expect(untold).toEqual([]);
  });

  test('the counts a pacer is told are what it saw, and persons taken for machines', () => {
    const pacer = new Noting(3);
    const sums = noted('n10-p30', pacer);
    const counts = pacer.last?.counts;
    expect(counts?.launched).toBe(sums.launched);
    const machinesDropped = of(pacer.events, 'abandon').length + sums.takenForMachine - sums.dropped;
    expect(counts?.abandoned).toBe(sums.dropped + machinesDropped);
    expect(machinesDropped).toBeGreaterThan(0);
  });

  test('nothing is known of the numbers unless that is asked for', () => {
    const plain = new Noting(2);
    noted('n3-p30', plain);
    expect(plain.last?.next).toBeUndefined();
    const told = new Noting(2);
    noted('n3-p30', told, { leads: { spread: 1, told: 'truth' } });
    expect(told.last?.next?.length).toBeGreaterThan(30);
    expect([...(told.last?.inflight ?? [])].every(({ lead = -1 }) => lead > 0 && lead < 1)).toBe(true);
  });

  test('one seed is one day; a pacer that needs no events has the same one', () => {
    const [setting] = peerSettings.filter((one) => nameOf(one) === 'ratio:3:all');
    if (setting === undefined) throw new Error('no such setting');
    const day = (wrap: (pacer: BenchPacer) => BenchPacer) =>
      simulateDay({ scenario: scenario('n10-steps'), seed: 2, pacer: (options) => wrap(createPeer(setting, options)) });
    const once = day((pacer) => pacer);
    expect(day((pacer) => pacer)).toEqual(once);
    const hearing = day((pacer) => ({
      everyMs: pacer.everyMs ?? 500,
      reason,
      onEvent: () => undefined,
      decide: (nowMs, state) => pacer.decide(nowMs, state),
    }));
    expect(hearing).toEqual(once);
  });

  test('progressive drops nobody but those taken for machines', () => {
    const sums = simulateDay({
      scenario: scenario('n20-p30'),
      seed: 1,
      pacer: (options) => createPeer({ kind: 'progressive' }, options),
    });
    expect(sums.dropped).toBe(sums.takenForMachine);
    expect(measured(sums).dropRate).toBeGreaterThan(0.005);
    expect(measured(sums).dropRate).toBeLessThan(0.015);
  });
});
