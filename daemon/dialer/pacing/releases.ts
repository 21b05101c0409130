/**
 * When busy agents come free: learns talk and wrap-up times from what the agents are seen doing, and answers how
 * likely each comes free within a time, given how long the talk or the wrap-up has lasted already. A wrap-up after a
 * short talk (a wrong number, a machine) is learnt apart, for there is less to write down.
 */
import type { PacerAgent, PacerAgentStatus } from './face.js';
import { LengthHazard } from './length-hazard.js';

interface Seat {
  status: PacerAgentStatus;
  /** When the driver said it began, and since when it is seen so. */
  sinceMs: number;
  talkMs: number;
  exposedMs: number;
  seenMs: number;
}

/** Talks under this part of the mean are short ones. */
const kShortTalk = 0.25;
const kAgentsLimit = 4096;
/** The wrap-up after a talk that still runs is looked at in so many steps. */
const kSteps = 8;

export class Releases {
  readonly talk = new LengthHazard({ meanMs: 120_000, cv: 1, weight: 4 });
  private readonly wrapAfterLong = new LengthHazard({ meanMs: 20_000, cv: 0.8, weight: 4 });
  private readonly wrapAfterShort = new LengthHazard({ meanMs: 15_000, cv: 0.8, weight: 4 });
  private readonly seats = new Map<string, Seat>();

  get talkMs(): number {
    return this.talk.meanMs;
  }

  get wrapUpMs(): number {
    const { count: long, meanMs: longMs } = this.wrapAfterLong;
    const { count: short, meanMs: shortMs } = this.wrapAfterShort;
    return (longMs * (long + 1) + shortMs * short) / (long + short + 1);
  }

  see(agent: PacerAgent, nowMs: number): void {
    const sinceMs = Number.isFinite(agent.sinceMs) ? Math.min(agent.sinceMs, nowMs) : nowMs;
    const seat = this.seats.get(agent.id);
    if (!seat) {
      if (this.seats.size < kAgentsLimit) {
        this.seats.set(agent.id, { status: agent.status, sinceMs, talkMs: 0, exposedMs: nowMs, seenMs: nowMs });
      }
      return;
    }
    if (agent.status !== seat.status || sinceMs > seat.sinceMs + 1) this.changed(seat, agent.status, sinceMs, nowMs);
    else if (nowMs - seat.exposedMs > 2000) this.expose(seat, nowMs);
    seat.seenMs = nowMs;
  }

  /** Probability that this agent is free within `withinMs`; 0 for those who aren't at work. */
  within(agent: PacerAgent, nowMs: number, withinMs: number): number {
    const ageMs = Math.max(0, nowMs - agent.sinceMs) || 0;
    if (agent.status === 'wrap') {
      const wrap = this.wrapOf(this.seats.get(agent.id)?.talkMs ?? this.talkMs);
      return 1 - Math.exp(wrap.cumulative(ageMs) - wrap.cumulative(ageMs + withinMs));
    }
    return agent.status === 'talk' ? this.talkThenWrap(ageMs, withinMs) : 0;
  }

  private talkThenWrap(ageMs: number, withinMs: number): number {
    const wrap = this.wrapOf(ageMs + withinMs / 2);
    const stepMs = withinMs / kSteps;
    const before = this.talk.cumulative(ageMs);
    let lasts = 1;
    let free = 0;
    for (let step = 1; step <= kSteps; step++) {
      const still = Math.exp(before - this.talk.cumulative(ageMs + step * stepMs));
      free += (lasts - still) * (1 - Math.exp(-wrap.cumulative(withinMs - (step - 0.5) * stepMs)));
      lasts = still;
    }
    return free;
  }

  private wrapOf(talkMs: number): LengthHazard {
    return talkMs < kShortTalk * this.talkMs ? this.wrapAfterShort : this.wrapAfterLong;
  }

  private changed(seat: Seat, status: PacerAgentStatus, sinceMs: number, nowMs: number): void {
    const endedMs = Math.max(seat.sinceMs, sinceMs);
    if (endedMs <= nowMs) this.expose(seat, endedMs);
    const lengthMs = endedMs - seat.sinceMs;
    if (seat.status === 'talk') {
      this.talk.end(lengthMs);
      seat.talkMs = lengthMs;
      // No wrap-up at all is one of no length.
      if (status !== 'wrap' && status !== 'out') this.wrapOf(lengthMs).end(0);
    } else if (seat.status === 'wrap') this.wrapOf(seat.talkMs).end(lengthMs);
    seat.status = status;
    seat.sinceMs = sinceMs;
    seat.exposedMs = sinceMs;
  }

  private expose(seat: Seat, untilMs: number): void {
    if (seat.status === 'talk') this.talk.expose(seat.exposedMs - seat.sinceMs, untilMs - seat.sinceMs);
    else if (seat.status === 'wrap') {
      this.wrapOf(seat.talkMs).expose(seat.exposedMs - seat.sinceMs, untilMs - seat.sinceMs);
    }
    seat.exposedMs = untilMs;
  }
}
