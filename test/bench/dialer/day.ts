/**
 * One simulated day of a campaign in virtual time, driven through the narrow face of pacing. A pacer is asked at every
 * event and every 500 ms. After the shift nothing is launched or counted, but what is on the lines comes to its end, so
 * that every attempt ends once.
 */
import type { AttemptEnd, Pacer, PacerEvent, PacerOptions, PacerState } from '../../../daemon/dialer/pacing/face.js';
import { Trunks } from './attempts.js';
import { keyOf, stream, uniform } from './draws.js';
import { EventHeap } from './heap.js';
import { LeadBook, type LeadOptions } from './leads.js';
import { drawFate, drawHandling, type Handling, ringTimeoutMs, setupMs } from './people.js';
import { answerProbability, type Scenario, shiftMs } from './scenario.js';
import { type DaySums, emptySums } from './sums.js';
import { Team } from './team.js';

export const cap = 0.03;
export const graceMs = 2_000;
export const minRingMs = 15_000;
const decideEveryMs = 500;
/** The pacers' clock starts the day here: 09:00. */
export const shiftStartMs = 9 * 3_600_000;

/** A pacer that needs no events and decides at its own pace only may say so: the day is simulated faster, the same. */
export interface BenchPacer extends Pacer {
  readonly deaf?: boolean;
  readonly everyMs?: number;
}

export interface DayOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly pacer: (options: PacerOptions) => BenchPacer;
  /** Answering machine detection; true unless told. */
  readonly detects?: boolean;
  /** The numbers' own answer probabilities; absent: they are all alike, and nothing is known of them. */
  readonly leads?: LeadOptions;
}

/** An event's kind; the index of its trunk or agent is below it. */
const kind = {
  lifts: 0,
  classified: 1,
  tooLate: 2,
  talkEnd: 3,
  wrapEnd: 4,
  login: 5,
  breakDue: 6,
  breakEnd: 7,
} as const;
const indexes = 4_096;
/** Numbers of whose answer probabilities a pacer is told ahead, as the dialer does it. */
const known = 32;

export function simulateDay(options: DayOptions): DaySums {
  return new Day(options).run();
}

class Day {
  private nowMs = shiftStartMs;
  private readonly endMs = shiftStartMs + shiftMs;
  private readonly sums = emptySums();
  private readonly heap = new EventHeap(1_024);
  private readonly trunks: Trunks;
  private readonly team: Team;
  private readonly pacer: BenchPacer;
  private readonly state: { -readonly [K in keyof PacerState]: PacerState[K] };
  private readonly counts = { launched: 0, live: 0, connected: 0, abandoned: 0 };
  private readonly handling: Handling = { talkMs: 0, wrapMs: 0 };
  /** By agent: the trunk of the call, whether it has a person, the wrap-up it will need; whether a break is due. */
  private readonly trunkOf: Int32Array;
  private readonly heardPerson: Uint8Array;
  private readonly wrapOf: Float64Array;
  private readonly breakDue: Uint8Array;
  private readonly leads: LeadBook | null;
  /** Until something is launched or learnt. */
  private ahead: { readonly mean: number; readonly next: readonly number[] } | null = null;

  constructor(private readonly options: DayOptions) {
    const { scenario, seed, leads } = options;
    this.trunks = new Trunks(scenario.trunks);
    this.team = new Team(scenario.agents, shiftStartMs, this.endMs, this.sums);
    this.trunkOf = new Int32Array(scenario.agents).fill(-1);
    this.heardPerson = new Uint8Array(scenario.agents);
    this.wrapOf = new Float64Array(scenario.agents);
    this.breakDue = new Uint8Array(scenario.agents);
    this.leads = leads === undefined ? null : new LeadBook(seed, leads);
    this.state = {
      agents: this.team.seats,
      inflight: this.trunks.inflight,
      waiting: 0,
      trunksFree: scenario.trunks,
      counts: this.counts,
    };
    this.pacer = options.pacer({
      cap,
      agents: scenario.agents,
      trunks: scenario.trunks,
      ringTimeoutMs,
      graceMs,
      minRingMs,
      shiftStartMs,
      shiftEndMs: this.endMs,
    });
  }

  run(): DaySums {
    this.scheduleLogins();
    const everyMs = this.pacer.everyMs ?? decideEveryMs;
    const atEvents = this.pacer.everyMs === undefined;
    let tick = 1;
    for (;;) {
      const tickMs = shiftStartMs + tick * everyMs;
      if (tickMs < this.endMs && tickMs <= this.heap.nextMs) {
        this.nowMs = tickMs;
        tick++;
        this.decide();
        continue;
      }
      if (this.heap.size === 0) break;
      this.heap.pop();
      this.nowMs = this.heap.atMs;
      if (this.happen(Math.floor(this.heap.event / indexes), this.heap.event % indexes, this.heap.serial) && atEvents)
        this.decide();
    }
    this.team.close();
    return this.sums;
  }

  private scheduleLogins(): void {
    const { agents, breaks } = this.options.scenario;
    for (let agent = 0; agent < agents; agent++) {
      const late = uniform(keyOf(this.options.seed, stream.agent, agent), 0) * (breaks?.loginsMs ?? 0);
      this.at(shiftStartMs + late, kind.login, agent, 0);
    }
  }

  /** False: the event is of an attempt that is over, nothing happened. */
  private happen(what: number, index: number, serial: number): boolean {
    if (what <= kind.tooLate && !this.trunks.isOf(index, serial)) return false;
    switch (what) {
      case kind.lifts:
        this.lifts(index);
        break;
      case kind.classified:
        this.classified(index);
        break;
      case kind.tooLate:
        if (!this.trunks.waiting.includes(index)) return false;
        this.tooLate(index);
        break;
      case kind.talkEnd:
        this.talkEnd(index);
        break;
      case kind.wrapEnd:
        this.wrapEnd(index);
        break;
      case kind.login:
        this.tell({ type: 'login', atMs: this.nowMs, agent: this.team.id(index) });
        this.free(index);
        this.planBreak(index);
        break;
      case kind.breakDue:
        if (this.team.status(index) === 'idle') this.goOnBreak(index);
        else this.breakDue[index] = 1;
        break;
      case kind.breakEnd:
        this.free(index);
        this.planBreak(index);
        break;
    }
    return true;
  }

  private at(atMs: number, what: number, index: number, serial: number): void {
    this.heap.push(atMs, what * indexes + index, serial);
  }

  private tell(event: PacerEvent): void {
    if (this.pacer.deaf !== true) this.pacer.onEvent(event);
  }

  private decide(): void {
    if (this.nowMs >= this.endMs) return;
    this.state.waiting = this.trunks.waiting.length;
    this.state.trunksFree = this.trunks.free;
    if (this.leads !== null) this.tellAhead(this.leads);
    const { launch, cancel } = this.pacer.decide(this.nowMs, this.state);
    for (const id of cancel) this.cancel(id);
    for (let count = Math.min(launch, this.trunks.free); count > 0; count--) this.launch();
  }

  private tellAhead(leads: LeadBook): void {
    if (this.options.leads?.told === 'nothing') return;
    const mean = answerProbability(this.options.scenario, this.nowMs - shiftStartMs);
    if (this.ahead === null || this.ahead.mean !== mean) {
      const { launched } = this.sums;
      const next = Array.from({ length: known }, (_, at) => leads.told(launched + at, mean, this.nowMs) ?? mean);
      this.ahead = { mean, next };
    }
    this.state.next = this.ahead.next;
  }

  private launch(): void {
    const { scenario, seed, detects } = this.options;
    const serial = this.sums.launched++;
    this.counts.launched++;
    if (this.team.present === 0) this.sums.unattended++;
    const slot = this.trunks.seize(serial, this.nowMs);
    const mean = answerProbability(scenario, this.nowMs - shiftStartMs);
    const lead = this.leads?.told(serial, mean, this.nowMs);
    if (lead !== undefined) this.trunks.of(slot).lead = lead;
    this.ahead = null;
    const fate = this.trunks.fate(slot);
    drawFate(fate, seed, serial, this.leads?.probability(serial, mean) ?? mean, detects !== false);
    this.tell({ type: 'launch', atMs: this.nowMs, id: this.trunks.of(slot).id });
    const liftsMs = this.nowMs + fate.liftsMs;
    if (this.pacer.deaf !== true || fate.answerer === 'none') {
      this.at(liftsMs, kind.lifts, slot, serial);
      return;
    }
    // Who doesn't hear of the answer needs no event for it.
    this.trunks.of(slot).answeredMs = liftsMs;
    this.at(liftsMs + fate.classifiedMs, kind.classified, slot, serial);
  }

  private cancel(id: string): void {
    const slot = this.trunks.slotOf(id);
    if (slot < 0) return;
    const { phase, launchedMs } = this.trunks.of(slot);
    if (phase !== 'ring' || this.nowMs - launchedMs - setupMs < minRingMs) {
      this.sums.cancelsRefused++;
      return;
    }
    this.sums.cancelled++;
    this.over(slot, 'cancelled');
  }

  private over(slot: number, cause: AttemptEnd): void {
    const { id, launchedMs } = this.trunks.of(slot);
    this.learn(slot, false);
    this.trunks.leaveFlight(slot);
    this.trunks.release(slot);
    this.tell({ type: 'end', atMs: this.nowMs, id, cause, ageMs: this.nowMs - launchedMs });
  }

  /** It ended without a person, or one is there. */
  private learn(slot: number, answered: boolean): void {
    if (this.leads === null) return;
    this.leads.ended(this.trunks.serial(slot), this.trunks.of(slot).launchedMs, answered);
    this.ahead = null;
  }

  private lifts(slot: number): void {
    const fate = this.trunks.fate(slot);
    if (fate.answerer === 'none') {
      this.over(slot, fate.cause);
      return;
    }
    const attempt = this.trunks.of(slot);
    attempt.phase = 'amd';
    attempt.answeredMs = this.nowMs;
    this.tell({ type: 'answer', atMs: this.nowMs, id: attempt.id, ageMs: this.nowMs - attempt.launchedMs });
    this.at(this.nowMs + fate.classifiedMs, kind.classified, slot, this.trunks.serial(slot));
  }

  private classified(slot: number): void {
    const attempt = this.trunks.of(slot);
    const { takenFor, answerer, greetingMs } = this.trunks.fate(slot);
    const { id, launchedMs, answeredMs = this.nowMs } = attempt;
    if (answerer === 'person') this.sums.live++;
    this.tell({ type: 'classified', atMs: this.nowMs, id, kind: takenFor, ageMs: this.nowMs - launchedMs });
    if (takenFor !== 'human') {
      if (answerer === 'person') {
        this.sums.dropped++;
        this.sums.takenForMachine++;
        this.counts.live++;
        this.counts.abandoned++;
      }
      this.over(slot, takenFor);
      return;
    }
    this.counts.live++;
    this.learn(slot, true);
    attempt.phase = 'wait';
    const [agent] = this.team.idle;
    if (agent !== undefined) {
      this.connect(slot, agent);
      return;
    }
    this.trunks.waiting.push(slot);
    this.at(answeredMs + greetingMs + graceMs, kind.tooLate, slot, this.trunks.serial(slot));
  }

  private tooLate(slot: number): void {
    const { id } = this.trunks.of(slot);
    if (this.trunks.fate(slot).answerer === 'person') this.sums.dropped++;
    this.counts.abandoned++;
    this.trunks.leaveFlight(slot);
    this.trunks.release(slot);
    this.tell({ type: 'abandon', atMs: this.nowMs, id });
  }

  private connect(slot: number, agent: number): void {
    const { scenario, seed } = this.options;
    const person = this.trunks.fate(slot).answerer === 'person';
    this.trunks.leaveFlight(slot);
    this.team.becomes(agent, 'talk', this.nowMs);
    this.counts.connected++;
    if (person) this.sums.connected++;
    else this.sums.machinesHeard++;
    this.trunkOf[agent] = slot;
    this.heardPerson[agent] = person ? 1 : 0;
    const who = person ? scenario.talk : 'machine';
    drawHandling(this.handling, seed, agent, this.team.count(agent, !person), who);
    this.wrapOf[agent] = this.handling.wrapMs;
    this.tell({ type: 'connect', atMs: this.nowMs, id: this.trunks.of(slot).id, agent: this.team.id(agent) });
    this.at(this.nowMs + this.handling.talkMs, kind.talkEnd, agent, 0);
  }

  private talkEnd(agent: number): void {
    const slot = this.trunkOf[agent] as number;
    const { id } = this.trunks.of(slot);
    const talkMs = this.nowMs - (this.team.seats[agent]?.sinceMs ?? 0);
    this.team.becomes(agent, 'wrap', this.nowMs);
    this.trunks.release(slot);
    this.tell({ type: 'talkEnd', atMs: this.nowMs, id, agent: this.team.id(agent), talkMs });
    this.at(this.nowMs + (this.wrapOf[agent] as number), kind.wrapEnd, agent, 0);
  }

  private wrapEnd(agent: number): void {
    const human = this.heardPerson[agent] === 1;
    if (!human) {
      this.counts.live--;
      this.counts.connected--;
    }
    this.tell({
      type: 'wrapEnd',
      atMs: this.nowMs,
      agent: this.team.id(agent),
      wrapMs: this.wrapOf[agent] as number,
      human,
    });
    if (this.breakDue[agent] === 1) this.goOnBreak(agent);
    else this.free(agent);
  }

  private free(agent: number): void {
    this.team.becomes(agent, 'idle', this.nowMs);
    this.tell({ type: 'ready', atMs: this.nowMs, agent: this.team.id(agent) });
    const [slot] = this.trunks.waiting;
    if (slot !== undefined) this.connect(slot, agent);
  }

  private planBreak(agent: number): void {
    const { breaks } = this.options.scenario;
    if (breaks === undefined) return;
    const atMs = this.nowMs + breaks.everyMs;
    if (atMs < this.endMs) this.at(atMs, kind.breakDue, agent, 0);
  }

  private goOnBreak(agent: number): void {
    const lengthMs = this.options.scenario.breaks?.lengthMs ?? 0;
    this.breakDue[agent] = 0;
    this.team.becomes(agent, 'break', this.nowMs);
    this.tell({ type: 'break', atMs: this.nowMs, agent: this.team.id(agent) });
    this.at(this.nowMs + lengthMs, kind.breakEnd, agent, 0);
  }
}
