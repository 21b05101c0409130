/**
 * What is known of each attempt until nothing more can be learnt from it. Turns the driver's events, in whatever order
 * and completeness they come, into observations: a launch and its chance to be answered, ages, times to tell a person
 * from a machine.
 */
import { AnswerRate, logit } from './answer-rate.js';
import { AttemptAges } from './attempt-ages.js';
import type { InflightAttempt, PacerEvent } from './face.js';

interface Attempt {
  readonly launchedMs: number;
  /** Log odds the driver gave with the number. */
  odds: number | undefined;
  liftedAgeMs: number | undefined;
  /** A person, a machine, or over: nothing more is learnt from it. */
  known: boolean;
  seenMs: number;
}

const kSlotMs = 1000;
/** Launches are followed for so long: nobody answers later. */
const kSlots = 256;
const kLimit = 4096;
/** Launches by which the usual number is known. */
const kUsualLaunches = 100;

/** Launches of one second, with what the driver said of their numbers. */
class Cohorts {
  readonly rate: AnswerRate;
  private readonly launches = new Float64Array(kSlots);
  private readonly odds = new Float64Array(kSlots);
  private answered = 0;
  private answeredOdds = 0;

  constructor(rate: AnswerRate) {
    this.rate = rate;
  }

  launch(slot: number, odds: number, weight: number): void {
    const at = ((slot % kSlots) + kSlots) % kSlots;
    this.launches[at] = Math.max(0, (this.launches[at] ?? 0) + weight);
    this.odds[at] = weight > 0 ? (this.odds[at] ?? 0) + odds : (this.odds[at] ?? 0) - odds;
  }

  answer(odds: number): void {
    this.answered += 1;
    this.answeredOdds += odds;
  }

  /** Every launch's chance grew with the last second. */
  tick(slot: number, elapsedMs: number, ages: AttemptAges): void {
    let tried = 0;
    let odds = 0;
    const steps = Math.max(1, Math.round(elapsedMs / kSlotMs));
    for (let back = 0; back < kSlots - steps; back++) {
      const at = (((slot - back) % kSlots) + kSlots) % kSlots;
      const launches = this.launches[at] ?? 0;
      if (launches <= 0) continue;
      const ageMs = (back + 0.5) * kSlotMs;
      const part = ages.wantedBy(ageMs) - ages.wantedBy(Math.max(0, ageMs - steps * kSlotMs));
      tried += launches * part;
      odds += (this.odds[at] ?? 0) * part;
    }
    const count = tried > 0 ? tried : this.answered;
    const offset = tried > 0 ? odds / tried : this.answered > 0 ? this.answeredOdds / this.answered : 0;
    this.rate.observe(elapsedMs, tried, this.answered, count > 0 ? offset : 0);
    this.answered = 0;
    this.answeredOdds = 0;
    for (let ahead = 1; ahead <= steps && ahead < kSlots; ahead++) {
      const at = (((slot + ahead) % kSlots) + kSlots) % kSlots;
      this.launches[at] = 0;
      this.odds[at] = 0;
    }
  }
}

export class Attempts {
  readonly ages: AttemptAges;
  /** Of numbers the driver knows nothing of, and corrections to what it says of the others. */
  private readonly unknown = new Cohorts(new AnswerRate());
  private readonly given = new Cohorts(new AnswerRate(0, 0.7));
  private readonly byId = new Map<string, Attempt>();
  private tickedMs: number | undefined;
  /** Log odds of the numbers that were given with theirs, and how many they were. */
  private usual = { odds: 0, launches: 0 };

  constructor(ringTimeoutMs: number) {
    this.ages = new AttemptAges(ringTimeoutMs);
  }

  /** Launches whose chance has passed, those of numbers the driver knows included. */
  get triedCount(): number {
    return this.unknown.rate.triedCount + this.given.rate.triedCount;
  }

  /** Mean and spread of the answer probability's log odds where `lead` is absent, or of the correction of leads. */
  logOdds(lead: boolean): { mean: number; deviation: number } {
    return (lead ? this.given : this.unknown).rate.logOdds();
  }

  /** What the driver says of its numbers in general; undefined: nothing. */
  get usualLead(): number | undefined {
    return this.usual.launches === 0 ? undefined : 1 / (1 + Math.exp(-this.usual.odds));
  }

  /** Probability that a launch ends with a person. */
  answerProbability(lead?: number): number {
    return lead === undefined ? this.unknown.rate.probability() : this.given.rate.probability(logit(lead));
  }

  onEvent(event: PacerEvent, nowMs: number): void {
    const { id } = event;
    if (id === undefined) return;
    if (event.type === 'launch') {
      this.begin(id, nowMs, nowMs, event.lead);
      return;
    }
    const attempt = this.byId.get(id);
    if (!attempt || attempt.known) return;
    const ageMs = 'ageMs' in event && event.ageMs >= 0 ? event.ageMs : nowMs - attempt.launchedMs;
    if (event.type === 'answer') attempt.liftedAgeMs ??= ageMs;
    else if (event.type === 'classified') {
      if (event.kind === 'human') this.person(attempt, ageMs);
      else this.machine(attempt, ageMs);
    } else if (event.type === 'connect' || event.type === 'abandon') {
      // Without detection of machines the connect is the first that is heard of a person.
      this.person(attempt, attempt.liftedAgeMs ?? ageMs);
    } else if (event.type === 'end') this.end(attempt, event.cause, ageMs);
  }

  /** What is in flight speaks for events that were missed. */
  seen(inflight: InflightAttempt, nowMs: number): void {
    let attempt = this.byId.get(inflight.id);
    if (!attempt) {
      const launchedMs = Number.isFinite(inflight.launchedMs) ? Math.min(inflight.launchedMs, nowMs) : nowMs;
      attempt = this.begin(inflight.id, launchedMs, nowMs, inflight.lead);
    }
    attempt.seenMs = nowMs;
    if (attempt.known) return;
    if (attempt.odds === undefined && inflight.lead !== undefined) this.relaunch(attempt, inflight.lead);
    if (inflight.phase === 'ring') return;
    const answeredMs = inflight.answeredMs ?? nowMs;
    attempt.liftedAgeMs ??= Math.max(0, answeredMs - attempt.launchedMs);
    if (inflight.phase === 'wait') this.person(attempt, Math.max(attempt.liftedAgeMs, nowMs - attempt.launchedMs));
  }

  /** About once a second. */
  tick(nowMs: number): void {
    this.tickedMs ??= nowMs - kSlotMs;
    let elapsedMs = nowMs - this.tickedMs;
    if (elapsedMs < 0) {
      this.tickedMs = nowMs;
      return;
    }
    if (elapsedMs < kSlotMs) return;
    elapsedMs = Math.floor(elapsedMs / kSlotMs) * kSlotMs;
    this.tickedMs += elapsedMs;
    const slot = Math.floor(this.tickedMs / kSlotMs);
    this.unknown.tick(slot, elapsedMs, this.ages);
    this.given.tick(slot, elapsedMs, this.ages);
    if (this.byId.size > 64) this.forgetOld(nowMs);
  }

  private begin(id: string, launchedMs: number, nowMs: number, lead: number | undefined): Attempt {
    const before = this.byId.get(id);
    if (before) return before;
    if (this.byId.size >= kLimit) {
      const [oldest] = this.byId.keys();
      if (oldest !== undefined) this.byId.delete(oldest);
    }
    const odds = lead === undefined ? undefined : logit(lead);
    const attempt: Attempt = { launchedMs, odds, liftedAgeMs: undefined, known: false, seenMs: nowMs };
    this.byId.set(id, attempt);
    if (odds !== undefined) this.see(odds);
    this.count(attempt, 1);
    return attempt;
  }

  private relaunch(attempt: Attempt, lead: number): void {
    this.count(attempt, -1);
    attempt.odds = logit(lead);
    this.see(attempt.odds);
    this.count(attempt, 1);
  }

  private see(odds: number): void {
    this.usual.launches = Math.min(kUsualLaunches, this.usual.launches + 1);
    this.usual.odds += (odds - this.usual.odds) / this.usual.launches;
  }

  private count({ launchedMs, odds }: Attempt, weight: number): void {
    const slot = Math.floor(launchedMs / kSlotMs);
    if (odds === undefined) this.unknown.launch(slot, 0, weight);
    else this.given.launch(slot, odds, weight);
  }

  private person(attempt: Attempt, wantingAgeMs: number): void {
    attempt.known = true;
    this.ages.person(attempt.liftedAgeMs ?? wantingAgeMs, wantingAgeMs);
    if (attempt.odds === undefined) this.unknown.answer(0);
    else this.given.answer(attempt.odds);
  }

  private machine(attempt: Attempt, toldAgeMs: number): void {
    attempt.known = true;
    this.ages.machine(attempt.liftedAgeMs ?? toldAgeMs, toldAgeMs);
  }

  private end(attempt: Attempt, cause: string, ageMs: number): void {
    if (cause === 'cancelled') {
      if (attempt.liftedAgeMs === undefined) {
        const lead = attempt.odds === undefined ? undefined : 1 / (1 + Math.exp(-attempt.odds));
        this.ages.cancelled(ageMs, this.answerProbability(lead));
      }
      this.count(attempt, -1);
    } else if (cause === 'machine' || cause === 'fax' || attempt.liftedAgeMs !== undefined)
      this.machine(attempt, ageMs);
    else this.ages.nobody(ageMs);
    attempt.known = true;
  }

  private forgetOld(nowMs: number): void {
    for (const [id, { launchedMs, seenMs }] of this.byId) {
      if (Math.abs(nowMs - launchedMs) < 120_000) break;
      if (Math.abs(nowMs - seenMs) > 60_000) this.byId.delete(id);
    }
  }
}
