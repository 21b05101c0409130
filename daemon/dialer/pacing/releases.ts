/**
 * When busy agents come free: learns talk and wrap-up times from what the agents are seen doing, and answers how
 * likely each comes free within a time, given how long the talk or the wrap-up has lasted already. A wrap-up after a
 * short talk (a wrong number, a machine) is learnt apart, for there is less to write down.
 */
import type { PacerAgent, PacerAgentStatus } from './face.js';
import { binOf, edgeMs, kBins, LengthHazard } from './length-hazard.js';

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
  private withinMs = new Float64Array(0);
  /** By age and time ahead: the chance that a talk of that age has ended and been written up; worked out when asked. */
  private talkFree = new Float64Array(0);
  private readonly talkKnown = new Uint8Array(kBins);

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

  /** Times the forecast looks ahead; what was worked out for others is forgotten. */
  lookAhead(withinMs: Float64Array): void {
    this.withinMs = withinMs.slice();
    if (this.talkFree.length !== kBins * withinMs.length) this.talkFree = new Float64Array(kBins * withinMs.length);
    this.talkKnown.fill(0);
  }

  /** Adds, for each time ahead, the mean of the talks that end, and are written up, until then. */
  addTalk({ sinceMs }: PacerAgent, nowMs: number, means: Float64Array): void {
    const bin = binOf(Math.max(0, nowMs - sinceMs) || 0);
    const from = bin * this.withinMs.length;
    if (this.talkKnown[bin] !== 1) {
      const ageMs = (edgeMs(bin) + edgeMs(bin + 1)) / 2;
      for (const [at, withinMs] of this.withinMs.entries()) {
        this.talkFree[from + at] = this.talkThenWrap(ageMs, withinMs);
      }
      this.talkKnown[bin] = 1;
    }
    for (let at = 0; at < means.length; at++) means[at] = (means[at] ?? 0) + (this.talkFree[from + at] ?? 0);
  }

  /** The same of a wrap-up that has begun. */
  addWrap({ id, sinceMs }: PacerAgent, nowMs: number, means: Float64Array): void {
    const ageMs = Math.max(0, nowMs - sinceMs) || 0;
    const wrap = this.wrapOf(this.seats.get(id)?.talkMs ?? this.talkMs);
    const before = wrap.cumulative(ageMs);
    for (let at = 0; at < means.length; at++) {
      means[at] = (means[at] ?? 0) + 1 - Math.exp(before - wrap.cumulative(ageMs + (this.withinMs[at] ?? 0)));
    }
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
