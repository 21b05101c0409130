import { expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.js';
import type {
  InflightAttempt,
  Pacer,
  PacerAgent,
  PacerAgentStatus,
  PacerEvent,
  PacerOptions,
  PacerState,
} from './face.js';
import { createPacer } from './pacer.js';

const startMs = 1_800_000_000_000;
const hourMs = 3_600_000;
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

const agents = (count: number, status: PacerAgentStatus, sinceMs = startMs): PacerAgent[] =>
  Array.from({ length: count }, (_, at) => ({ id: `a${at}`, status, sinceMs }));

const ringing = (count: number, launchedMs: number): InflightAttempt[] =>
  Array.from({ length: count }, (_, at) => ({ id: `r${at}`, phase: 'ring', launchedMs }));

const state = (change: Partial<PacerState> = {}): PacerState => ({
  agents: agents(10, 'idle'),
  inflight: [],
  waiting: 0,
  trunksFree: 30,
  counts: { launched: 0, live: 0, connected: 0, abandoned: 0 },
  ...change,
});

/** A floor in seconds' steps: whoever is free takes whoever answers at once, or the person is dropped. */
class Floor {
  nowMs = startMs;
  launched = 0;
  live = 0;
  dropped = 0;
  cancelledEarly = 0;
  busyMs = 0;
  private readonly random: SeededRandom;
  readonly seats: { id: string; status: PacerAgentStatus; sinceMs: number; untilMs: number }[];
  private flights: { id: string; phase: 'ring'; launchedMs: number; liftsMs: number; person: boolean }[] = [];

  constructor(
    readonly pacer: Pacer,
    count: number,
    public answers: number,
    seed = 1,
  ) {
    this.random = new SeededRandom(seed);
    this.seats = Array.from({ length: count }, (_, at) => ({
      id: `a${at}`,
      status: 'idle' as const,
      sinceMs: startMs,
      untilMs: startMs,
    }));
  }

  get inflight(): readonly InflightAttempt[] {
    return this.flights;
  }

  run(ms: number): this {
    const untilMs = this.nowMs + ms;
    for (; this.nowMs < untilMs; this.nowMs += 500) {
      for (const seat of this.seats) this.work(seat);
      for (const flight of this.flights.filter(({ liftsMs }) => liftsMs <= this.nowMs)) this.lifts(flight);
      this.decide();
      this.busyMs += this.seats.filter(({ status }) => status !== 'idle').length * 500;
    }
    return this;
  }

  tell(event: PacerEvent): void {
    this.pacer.onEvent(event);
  }

  private decide(): void {
    const { launch, cancel } = this.pacer.decide(this.nowMs, {
      agents: this.seats,
      inflight: this.flights,
      waiting: 0,
      trunksFree: 200 - this.flights.length,
      counts: {
        launched: this.launched,
        live: this.live,
        connected: this.live - this.dropped,
        abandoned: this.dropped,
      },
    });
    for (const id of cancel) {
      const flight = this.flights.find((each) => each.id === id);
      if (!flight) continue;
      if (this.nowMs - flight.launchedMs < 15_000) this.cancelledEarly += 1;
      this.over(flight, 'cancelled');
    }
    for (let count = 0; count < launch; count++) {
      const person = this.uniform() < this.answers;
      const liftsMs = this.nowMs + (person ? 3000 + this.exponential(6000) : 25_000);
      const id = `c${this.launched++}`;
      this.flights.push({ id, phase: 'ring', launchedMs: this.nowMs, liftsMs, person });
      this.tell({ type: 'launch', atMs: this.nowMs, id });
    }
  }

  private lifts(flight: Floor['flights'][number]): void {
    const ageMs = this.nowMs - flight.launchedMs;
    if (!flight.person) {
      this.over(flight, 'noanswer');
      return;
    }
    this.flights.splice(this.flights.indexOf(flight), 1);
    this.live += 1;
    this.tell({ type: 'answer', atMs: this.nowMs, id: flight.id, ageMs });
    this.tell({ type: 'classified', kind: 'human', atMs: this.nowMs, id: flight.id, ageMs });
    const seat = this.seats.find(({ status }) => status === 'idle');
    if (!seat) {
      this.dropped += 1;
      this.tell({ type: 'abandon', atMs: this.nowMs, id: flight.id });
      return;
    }
    Object.assign(seat, { status: 'talk', sinceMs: this.nowMs, untilMs: this.nowMs + this.exponential(120_000) });
    this.tell({ type: 'connect', atMs: this.nowMs, id: flight.id, agent: seat.id });
  }

  private work(seat: Floor['seats'][number]): void {
    if (seat.untilMs > this.nowMs || (seat.status !== 'talk' && seat.status !== 'wrap')) return;
    const lengthMs = this.nowMs - seat.sinceMs;
    if (seat.status === 'talk') {
      this.tell({ type: 'talkEnd', atMs: this.nowMs, agent: seat.id, talkMs: lengthMs });
      Object.assign(seat, {
        status: 'wrap',
        sinceMs: this.nowMs,
        untilMs: this.nowMs + 5000 + this.exponential(15_000),
      });
    } else {
      this.tell({ type: 'wrapEnd', atMs: this.nowMs, agent: seat.id, wrapMs: lengthMs, human: true });
      Object.assign(seat, { status: 'idle', sinceMs: this.nowMs });
    }
  }

  private over(flight: Floor['flights'][number], cause: string): void {
    this.flights.splice(this.flights.indexOf(flight), 1);
    this.tell({ type: 'end', cause, atMs: this.nowMs, id: flight.id, ageMs: this.nowMs - flight.launchedMs });
  }

  private uniform(): number {
    return this.random.below(2 ** 32) / 2 ** 32;
  }

  private exponential(meanMs: number): number {
    return -meanMs * Math.log(1 - this.uniform());
  }
}

test('nobody signed in: nothing is launched, and what has rung long enough is hung up', () => {
  const pacer = createPacer(options);
  const out = {
    agents: agents(10, 'out'),
    inflight: [...ringing(3, startMs), { id: 'new', phase: 'ring' as const, launchedMs: startMs + 10_000 }],
  };
  expect(pacer.decide(startMs + 20_000, state(out))).toEqual({ launch: 0, cancel: ['r0', 'r1', 'r2'] });
  expect(pacer.decide(startMs + 20_500, state({ agents: [] }))).toEqual({ launch: 0, cancel: [] });
  expect(pacer.decide(startMs + 21_000, state({ agents: agents(10, 'break') })).launch).toBe(0);
});

test('they all leave at once: nothing more is launched', () => {
  const floor = new Floor(createPacer(options), 10, 0.3).run(600_000);
  for (const seat of floor.seats) Object.assign(seat, { status: 'out', sinceMs: floor.nowMs });
  const { launched } = floor;
  floor.run(60_000);
  expect(floor.launched).toBe(launched);
});

test('at least one call per free agent, and never more than trunks', () => {
  const pacer = createPacer(options);
  expect(pacer.decide(startMs, state()).launch).toBeGreaterThanOrEqual(10);
  expect(createPacer(options).decide(startMs, state({ trunksFree: 4 })).launch).toBe(4);
  expect(createPacer(options).decide(startMs, state({ trunksFree: 0 })).launch).toBe(0);
});

test('a start without knowledge is careful: few more than agents', () => {
  const { launch } = createPacer(options).decide(startMs, state());
  expect(launch).toBeLessThanOrEqual(22);
});

test('the allowance spent: not one call that could be dropped', () => {
  const pacer = createPacer(options);
  const counts = { launched: 3000, live: 1000, connected: 900, abandoned: 100 };
  const late = { ...options, shiftEndMs: startMs + hourMs / 2 };
  expect(createPacer(late).decide(startMs, state({ counts })).launch).toBeLessThanOrEqual(10);
  expect(pacer.decide(startMs, state({ agents: agents(10, 'talk'), counts })).launch).toBe(0);
  expect(createPacer({ ...options, cap: 0 }).decide(startMs, state()).launch).toBeLessThanOrEqual(10);
});

test('a day keeps the cap and works more than one call per free agent would', () => {
  for (const seed of [1, 2]) {
    const floor = new Floor(createPacer({ ...options, agents: 5 }), 5, 0.3, seed).run(8 * hourMs);
    expect(floor.dropped / floor.live).toBeLessThanOrEqual(0.03);
    expect(floor.busyMs / (5 * 8 * hourMs)).toBeGreaterThan(0.78);
  }
}, 120_000);

test('hangs up only what has rung long enough', () => {
  const floor = new Floor(createPacer(options), 10, 0.3).run(2 * hourMs);
  expect(floor.cancelledEarly).toBe(0);
  const pacer = createPacer(options);
  const surplus = pacer.decide(
    startMs + 16_400,
    state({ agents: agents(10, 'talk', startMs + 16_000), inflight: ringing(20, startMs) }),
  );
  expect(surplus.cancel).toEqual([]);
});

test('an attempt whose ringing began is counted from there', () => {
  const pacer = createPacer(options);
  const inflight = [{ id: 'x', phase: 'ring' as const, launchedMs: startMs, ringingMs: startMs + 8000 }];
  const out = agents(1, 'out');
  expect(pacer.decide(startMs + 22_900, state({ agents: out, inflight })).cancel).toEqual([]);
  expect(pacer.decide(startMs + 23_000, state({ agents: out, inflight })).cancel).toEqual(['x']);
});

test('learns that people answer more often, and dials less', () => {
  const floor = new Floor(createPacer({ ...options, agents: 20 }), 20, 0.15).run(hourMs);
  expect(floor.pacer.reason.answerProbability).toBeGreaterThan(0.11);
  expect(floor.pacer.reason.answerProbability).toBeLessThan(0.2);
  floor.answers = 0.5;
  floor.run(300_000);
  expect(floor.pacer.reason.answerProbability).toBeGreaterThan(0.4);
  floor.answers = 0.1;
  floor.run(300_000);
  expect(floor.pacer.reason.answerProbability).toBeLessThan(0.18);
}, 120_000);

test('the same story gives the same decisions', () => {
  const tell = (): number[] => {
    const floor = new Floor(createPacer(options), 10, 0.3, 7).run(hourMs);
    return [floor.launched, floor.live, floor.dropped, floor.busyMs];
  };
  expect(tell()).toEqual(tell());
});

test('numbers known to be answered are dialled fewer at a time', () => {
  const known = (probability: number): number => {
    const pacer = createPacer(options);
    return pacer.decide(startMs, state({ next: Array.from({ length: 60 }, () => probability) })).launch;
  };
  expect(known(0.8)).toBeLessThan(known(0.1));
});

test('nonsense, repeats and clocks that step: no error, no wild launching', () => {
  const random = new SeededRandom(11);
  const pacer = createPacer(options);
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e15, startMs, startMs - hourMs, startMs + hourMs];
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)] as T;
  const types = ['launch', 'answer', 'classified', 'end', 'connect', 'abandon', 'talkEnd', 'wrapEnd', 'login', 'what'];
  for (let turn = 0; turn < 5000; turn++) {
    const event = {
      type: pick(types),
      atMs: pick(odd),
      id: pick(['x', 'y', 'z', undefined]),
      ageMs: pick(odd),
      kind: pick(['human', 'machine', 'fax', 'cat']),
      cause: pick(['busy', 'cancelled', '', 'alien']),
      talkMs: pick(odd),
      wrapMs: pick(odd),
      human: true,
    };
    pacer.onEvent(event as unknown as PacerEvent);
    const nowMs = pick(odd);
    const { launch, cancel } = pacer.decide(nowMs, {
      agents: agents(random.below(5), pick(['idle', 'talk', 'wrap', 'out']), pick(odd)),
      inflight: [
        {
          id: pick(['x', 'y']),
          phase: pick(['ring', 'amd', 'wait']),
          launchedMs: pick(odd),
          lead: pick([...odd, 0.5]),
        },
      ],
      waiting: pick([0, 3, Number.NaN]),
      trunksFree: pick([0, 5, 30]),
      counts: { launched: 5, live: pick([0, 50, Number.NaN]), connected: 1, abandoned: pick([0, 2, Number.NaN]) },
      next: [pick(odd), 0.3],
    });
    expect(Number.isInteger(launch) && launch >= 0 && launch <= 30).toBe(true);
    expect(Array.isArray(cancel)).toBe(true);
  }
});
