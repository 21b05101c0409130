/**
 * One day of a campaign before it is started: its leads, agents and rules in virtual time, with the pacer that will run
 * it. People are drawn from what was met before. Only what decides when the list is done and how many are dropped is
 * in it; that the pacing itself is good is shown by the bench on harder days.
 */
import { agentModes, type CampaignMode } from '../../terms/outbound.js';
import { isSpent } from '../drop-windows.js';
import { planAheadMs } from '../pace.js';
import type { Pacer, PacerAgent, PacerEvent, PacerOptions } from '../pacing/face.js';
import { createPacer } from '../pacing/pacer.js';
import { Agenda } from './agenda.js';
import type { Assumptions } from './assumptions.js';
import { Chance } from './chance.js';

/** From the greeting's end to the agent; 16 CFR 310.4(b)(4)(iii). */
const graceMs = 2_000;
const minRingMs = 15_000;
/** The dialer asks every 500 ms; for when a list is done this is as good and four times as fast. */
const decideEveryMs = 2_000;
/** A desk telephone is lifted. */
const liftMs = 3_000;
const earlyEndMs = [2_000, 5_500] as const;
const machineTalkMs = [4_000, 9_000] as const;
const talkCv = 0.9;
const wrapCv = 0.6;

export interface RehearsedDay {
  readonly mode: CampaignMode;
  readonly agents: number;
  readonly leads: number;
  /** Channels the campaign may use at once. */
  readonly trunks: number;
  readonly cap: number;
  readonly ringTimeoutMs: number;
  readonly previewMs: number;
  readonly tries: number;
  readonly waitMs: number;
  /** Answered by ear: a machine costs no agent. */
  readonly answeringMachines: boolean;
  /** When calls may be made, ms of one clock, in order. */
  readonly hours: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly assumptions: Assumptions;
  readonly seed: number;
}

export interface DayOutcome {
  /** Every lead is done; null: not in these hours. */
  readonly doneAtMs: number | null;
  readonly calls: number;
  readonly reached: number;
  readonly connected: number;
  readonly dropped: number;
  /** Talk and wrap-up ÷ time in the hours up to the end. */
  readonly busyShare: number;
  /** Leads that may still be called. */
  readonly left: number;
}

interface Attempt {
  readonly id: string;
  readonly tries: number;
  readonly launchedMs: number;
  phase: 'ring' | 'amd' | 'wait';
  human: boolean;
  over: boolean;
}

type Event =
  | { readonly what: 'answer'; readonly attempt: Attempt }
  | { readonly what: 'end'; readonly attempt: Attempt; readonly cause: 'busy' | 'noanswer' }
  | { readonly what: 'too-late'; readonly attempt: Attempt }
  | { readonly what: 'talk-end'; readonly agent: Seat; readonly human: boolean; readonly talkMs: number }
  | { readonly what: 'wrap-end'; readonly agent: Seat; readonly human: boolean; readonly wrapMs: number }
  | { readonly what: 'heard' }
  | { readonly what: 'due'; readonly tries: number };

type Seat = { -readonly [K in keyof PacerAgent]: PacerAgent[K] };

export function rehearseDay(day: RehearsedDay): DayOutcome {
  return new Rehearsal(day).run();
}

class Rehearsal {
  private readonly agenda = new Agenda<Event>();
  private readonly chance: Chance;
  private readonly seats: Seat[];
  private readonly inflight = new Set<Attempt>();
  private readonly waiting: Attempt[] = [];
  private readonly counts = { launched: 0, live: 0, connected: 0, abandoned: 0 };
  private readonly pacer: Pacer | null;
  /** Leads that may be called now, by tries used. */
  private readonly due: number[];
  private later = 0;
  private hearing = 0;
  private reached = 0;
  private busyMs = 0;
  private nowMs: number;
  private openedMs = 0;

  constructor(private readonly day: RehearsedDay) {
    this.chance = new Chance(day.seed);
    this.nowMs = day.hours[0]?.fromMs ?? 0;
    this.due = Array.from({ length: Math.max(1, day.tries) }, (_, at) => (at === 0 ? day.leads : 0));
    this.seats = Array.from({ length: day.agents }, (_, at) => ({ id: `${at}`, status: 'idle', sinceMs: this.nowMs }));
    this.pacer = day.mode === 'predictive' ? createPacer(this.options()) : null;
    for (const { id } of this.seats) this.tell({ type: 'login', atMs: this.nowMs, agent: id });
  }

  /** As the dialer makes its pacer: it plans some persons ahead, not the whole day. */
  private options(): PacerOptions {
    const { cap, agents, trunks, ringTimeoutMs, hours } = this.day;
    const plan = () => Math.min(hours.at(-1)?.toMs ?? this.nowMs, this.nowMs + planAheadMs(agents));
    return {
      cap,
      agents,
      trunks,
      ringTimeoutMs,
      graceMs,
      minRingMs,
      shiftStartMs: this.nowMs,
      get shiftEndMs() {
        return plan();
      },
    };
  }

  run(): DayOutcome {
    for (const { fromMs, toMs } of this.day.hours) {
      const doneAtMs = this.untilClosed(fromMs, toMs);
      this.openedMs += Math.min(doneAtMs ?? toMs, toMs) - fromMs;
      if (doneAtMs !== null) return this.outcome(doneAtMs);
    }
    return this.outcome(null);
  }

  /** When the last lead was done; null: the hours ended first. */
  private untilClosed(fromMs: number, toMs: number): number | null {
    let tickMs = fromMs;
    for (;;) {
      const nextMs = Math.min(this.agenda.nextMs, tickMs);
      if (nextMs >= toMs) {
        this.nowMs = toMs;
        return null;
      }
      this.nowMs = nextMs;
      if (nextMs === tickMs) tickMs += decideEveryMs;
      else this.happens();
      // Conversations that began before the door was shut end behind it.
      if (this.nowMs >= fromMs) this.launch();
      if (this.left === 0 && this.inflight.size === 0 && this.talking() === 0) return this.nowMs;
      // Nothing but leads that wait for their hour: the time between is skipped.
      if (this.dueNow === 0 && this.inflight.size === 0) tickMs = Math.max(tickMs, this.agenda.nextMs);
    }
  }

  private get dueNow(): number {
    return this.due.reduce((sum, count) => sum + count, 0);
  }

  private get left(): number {
    return this.dueNow + this.later;
  }

  private outcome(doneAtMs: number | null): DayOutcome {
    const seatsMs = Math.max(1, this.openedMs * Math.max(1, this.day.agents));
    return {
      doneAtMs,
      calls: this.counts.launched,
      reached: this.reached,
      connected: this.counts.connected,
      dropped: this.counts.abandoned,
      busyShare: Math.min(1, this.busyMs / seatsMs),
      left: this.left + this.inflight.size,
    };
  }

  private tell(event: PacerEvent): void {
    this.pacer?.onEvent(event);
  }

  private launch(): void {
    const wanted = Math.min(this.wanted(), this.dueNow, this.day.trunks - this.inflight.size - this.talking());
    for (let count = wanted; count > 0; count--) this.dial();
  }

  /** Channels on which somebody talks. */
  private talking(): number {
    return this.hearing + this.seats.filter(({ status }) => status === 'talk').length;
  }

  private wanted(): number {
    if (isFlow(this.day.mode)) return this.day.trunks;
    const free = this.seats.filter(({ status }) => status === 'idle').length - this.inflight.size;
    if (this.pacer === null) return free;
    const { launch, cancel } = this.pacer.decide(this.nowMs, {
      agents: this.seats,
      inflight: this.inflight,
      waiting: this.waiting.length,
      trunksFree: this.day.trunks - this.inflight.size - this.talking(),
      counts: this.counts,
    });
    const { live, abandoned } = this.counts;
    // Another drop would break the cap: only calls that have an agent each, and none of those is hung up.
    if (isSpent({ live, dropped: abandoned }, this.day.cap, 0)) return free;
    for (const attempt of this.inflight) {
      if (!cancel.includes(attempt.id) || this.nowMs - attempt.launchedMs < minRingMs) continue;
      this.ends(attempt, 'cancelled');
      this.again(attempt.tries + 1, this.day.waitMs);
    }
    return launch;
  }

  /** The lead with most tries first, so that few are left half-way. */
  private dial(): void {
    const used = this.due.findLastIndex((count) => count > 0);
    this.due[used] = (this.due[used] ?? 0) - 1;
    const attempt: Attempt = {
      id: `${this.counts.launched}`,
      tries: used,
      launchedMs: this.nowMs,
      phase: 'ring',
      human: false,
      over: false,
    };
    this.counts.launched += 1;
    this.inflight.add(attempt);
    this.tell({ type: 'launch', atMs: this.nowMs, id: attempt.id });
    this.fate(attempt);
  }

  /** Preview and manual: the agent reads first, and lifts his telephone. */
  private get readMs(): number {
    const { mode, previewMs } = this.day;
    return mode === 'preview' || mode === 'manual' ? previewMs + liftMs : 0;
  }

  private fate(attempt: Attempt): void {
    const { assumptions, ringTimeoutMs } = this.day;
    const { chance } = this;
    const fromMs = this.nowMs + this.readMs;
    const ringMs = Math.min(chance.ringing(assumptions.ringMs), ringTimeoutMs);
    attempt.human = chance.is(assumptions.answerShare);
    if (attempt.human) {
      this.agenda.add(fromMs + ringMs, { what: 'answer', attempt });
      return;
    }
    const kind = chance.uniform();
    if (kind < assumptions.machineShare) {
      this.agenda.add(fromMs + ringMs, { what: 'answer', attempt });
    } else if (kind < assumptions.machineShare + assumptions.busyShare) {
      this.agenda.add(fromMs + chance.between(...earlyEndMs), { what: 'end', attempt, cause: 'busy' });
    } else {
      this.agenda.add(fromMs + ringTimeoutMs, { what: 'end', attempt, cause: 'noanswer' });
    }
  }

  private happens(): void {
    const event = this.agenda.take()?.event;
    switch (event?.what) {
      case 'answer':
        if (!event.attempt.over) this.answered(event.attempt);
        return;
      case 'end':
        if (event.attempt.over) return;
        this.ends(event.attempt, event.cause);
        this.again(event.attempt.tries + 1, this.day.waitMs);
        return;
      case 'too-late':
        if (!event.attempt.over) this.drops(event.attempt);
        return;
      case 'talk-end':
        this.talkEnds(event);
        return;
      case 'wrap-end':
        this.wrapEnds(event);
        return;
      case 'heard':
        this.hearing -= 1;
        return;
      case 'due':
        this.later -= 1;
        this.due[event.tries] = (this.due[event.tries] ?? 0) + 1;
    }
  }

  private answered(attempt: Attempt): void {
    const { id, launchedMs, human } = attempt;
    const ageMs = this.nowMs - launchedMs;
    this.tell({ type: 'answer', atMs: this.nowMs, id, ageMs });
    const machine = !human && this.day.answeringMachines;
    this.tell({ type: 'classified', atMs: this.nowMs, id, kind: machine ? 'machine' : 'human', ageMs });
    if (machine) {
      this.ends(attempt, 'machine');
      this.again(attempt.tries + 1, this.day.waitMs);
      return;
    }
    this.counts.live += 1;
    if (human) this.reached += 1;
    if (isFlow(this.day.mode)) {
      this.hears(attempt);
      return;
    }
    attempt.phase = 'wait';
    const agent = this.seats.find(({ status }) => status === 'idle');
    if (agent !== undefined) this.connect(attempt, agent);
    else {
      this.waiting.push(attempt);
      this.agenda.add(this.nowMs + graceMs, { what: 'too-late', attempt });
    }
  }

  /** A flow talks to him: its channel is taken as long. */
  private hears(attempt: Attempt): void {
    this.leave(attempt);
    this.counts.connected += 1;
    this.hearing += 1;
    this.agenda.add(this.nowMs + this.chance.lognormal(this.day.assumptions.talkMs, talkCv), { what: 'heard' });
  }

  private connect(attempt: Attempt, agent: Seat): void {
    const { assumptions } = this.day;
    const { human } = attempt;
    this.leave(attempt);
    this.counts.connected += 1;
    this.tell({ type: 'connect', atMs: this.nowMs, id: attempt.id, agent: agent.id });
    this.becomes(agent, 'talk');
    const talkMs = human ? this.chance.lognormal(assumptions.talkMs, talkCv) : this.chance.between(...machineTalkMs);
    this.agenda.add(this.nowMs + talkMs, { what: 'talk-end', agent, human, talkMs });
    if (!human) this.again(attempt.tries + 1, this.day.waitMs);
  }

  private talkEnds({ agent, human, talkMs }: Extract<Event, { what: 'talk-end' }>): void {
    this.busyMs += talkMs;
    this.becomes(agent, 'wrap');
    this.tell({ type: 'talkEnd', atMs: this.nowMs, agent: agent.id, talkMs });
    const wrapMs = this.chance.lognormal(this.day.assumptions.wrapUpMs, wrapCv) * (human ? 1 : 0.3);
    this.agenda.add(this.nowMs + wrapMs, { what: 'wrap-end', agent, human, wrapMs });
  }

  private wrapEnds({ agent, human, wrapMs }: Extract<Event, { what: 'wrap-end' }>): void {
    this.busyMs += wrapMs;
    if (!human) {
      this.counts.live -= 1;
      this.counts.connected -= 1;
    }
    this.tell({ type: 'wrapEnd', atMs: this.nowMs, agent: agent.id, wrapMs, human });
    this.becomes(agent, 'idle');
    this.tell({ type: 'ready', atMs: this.nowMs, agent: agent.id });
    const attempt = this.waiting[0];
    if (attempt !== undefined) this.connect(attempt, agent);
  }

  private becomes(agent: Seat, status: Seat['status']): void {
    agent.status = status;
    agent.sinceMs = this.nowMs;
  }

  /** Who was dropped is called first, once it is allowed again. */
  private drops(attempt: Attempt): void {
    this.leave(attempt);
    this.counts.abandoned += 1;
    this.tell({ type: 'abandon', atMs: this.nowMs, id: attempt.id });
    this.again(attempt.tries + 1, this.day.waitMs);
  }

  private ends(attempt: Attempt, cause: 'busy' | 'noanswer' | 'cancelled' | 'machine'): void {
    this.leave(attempt);
    this.tell({ type: 'end', atMs: this.nowMs, id: attempt.id, cause, ageMs: this.nowMs - attempt.launchedMs });
  }

  private leave(attempt: Attempt): void {
    attempt.over = true;
    this.inflight.delete(attempt);
    const place = this.waiting.indexOf(attempt);
    if (place >= 0) this.waiting.splice(place, 1);
  }

  private again(tries: number, waitMs: number): void {
    if (tries >= this.day.tries) return;
    this.later += 1;
    this.agenda.add(this.nowMs + waitMs, { what: 'due', tries });
  }
}

function isFlow(mode: CampaignMode): boolean {
  return !agentModes.includes(mode);
}
