/**
 * How many to dial now. Reasons, not ratios: the pacer forecasts who will ask for an agent and which agents will be
 * free, at the moments when a call launched now may be answered, and launches while the probability of a drop that the
 * next call adds, harm to calls already ringing included, stays under what the cap still allows (16 CFR 310.4(b)(4)).
 * A function of what it was told: no clock, no random numbers, no I/O.
 */
import { Allowance, type AllowanceTuning, usualTuning } from './allowance.js';
import { logit } from './answer-rate.js';
import { Attempts } from './attempts.js';
import type {
  InflightAttempt,
  Pacer,
  PacerAgent,
  PacerDecision,
  PacerEvent,
  PacerOptions,
  PacerState,
  PacingReason,
} from './face.js';
import { Forecast } from './forecast.js';
import { Releases } from './releases.js';

export interface PacerTuning extends AllowanceTuning {
  /** Deviations between the guesses of the answer probability. */
  readonly doubt: number;
  /** Hanging up needs so many times the launch's threshold: under 1, for the place is dialled anew at once, and better timed. */
  readonly cancelFactor: number;
  /** Part of the grace that is left when a person asks for an agent. */
  readonly graceUsed: number;
}

export const pacerTuning: PacerTuning = { ...usualTuning, doubt: 1, cancelFactor: 0.8, graceUsed: 0.6 };

/** Steps of the forecast: more for few agents, of whom each counts; fewer for many, whose forecast is larger. */
const kSteps = 14;
const kStepsOfMany = 9;
const kManyAgents = 25;
/** The forecast looks ahead until this share of the persons dialled now has asked for an agent. */
const kFarShare = 0.97;
const kGuesses = 2;
/** Forecasts in one decision; what is still wanted then is launched half a second later. */
const kLooks = 8;
const kManyFree = 8;
/** From the launch to ringing at the latest; where the driver does not say when it rings. */
const kSetupMs = 1500;
const kTableMs = 2000;
/** Releases change more slowly still. */
const kAheadMs = 15_000;
const kClockStepMs = 60_000;

/** What a decision was made on. */
interface Seen {
  readonly free: number;
  readonly present: number;
  readonly inflight: number;
}

class ForecastPacer implements Pacer {
  private readonly attempts: Attempts;
  private readonly releases = new Releases();
  private readonly allowance: Allowance;
  private readonly steps: number;
  private readonly forecast: Forecast;
  private readonly guesses = new Float64Array(kGuesses);
  private readonly leadGuesses = new Float64Array(kGuesses);
  private readonly means: Float64Array;
  private readonly chances: Float64Array;
  private readonly shares = new Float64Array(kGuesses);
  private readonly wanted: Float64Array;
  private tellingMs = 0;
  private ringMs = 0;
  private aheadMs = Number.POSITIVE_INFINITY;
  private tablesMs = Number.NEGATIVE_INFINITY;
  private lastMs = Number.NEGATIVE_INFINITY;
  private why: PacingReason = {
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

  constructor(
    private readonly options: PacerOptions,
    private readonly tuning: PacerTuning,
  ) {
    this.steps = options.agents > kManyAgents ? kStepsOfMany : kSteps;
    this.forecast = new Forecast(this.steps, kGuesses);
    this.means = new Float64Array(this.steps);
    this.chances = new Float64Array(this.steps);
    this.wanted = new Float64Array(this.steps);
    this.attempts = new Attempts(options.ringTimeoutMs);
    this.allowance = new Allowance(options, tuning);
  }

  get reason(): PacingReason {
    return this.why;
  }

  onEvent(event: PacerEvent): void {
    if (event.type === 'abandon') this.allowance.dropped();
    if (Number.isFinite(event.atMs)) this.attempts.onEvent(event, event.atMs);
  }

  decide(nowMs: number, state: PacerState): PacerDecision {
    if (!Number.isFinite(nowMs)) return { launch: 0, cancel: [] };
    if (nowMs < this.lastMs - kClockStepMs || nowMs > this.lastMs + kClockStepMs)
      this.tablesMs = Number.NEGATIVE_INFINITY;
    this.lastMs = nowMs;
    const inflight: InflightAttempt[] = [];
    let waiting = 0;
    for (const attempt of state.inflight) {
      inflight.push(attempt);
      this.attempts.seen(attempt, nowMs);
      if (attempt.phase === 'wait') waiting += 1;
    }
    this.attempts.tick(nowMs);
    this.renew(nowMs);
    let idle = 0;
    let talking = 0;
    let wrapUp = 0;
    for (const agent of state.agents) {
      this.releases.see(agent, nowMs);
      if (agent.status === 'idle') idle += 1;
      else if (agent.status === 'talk') talking += 1;
      else if (agent.status === 'wrap') wrapUp += 1;
    }
    const present = idle + talking + wrapUp;
    const free = idle - Math.max(waiting, state.waiting || 0);
    const seen: Seen = { free, present, inflight: inflight.length };
    const may = this.hangable(inflight, nowMs);
    if (present === 0) {
      this.why = { ...this.why, idle, talking, wrapUp, inflight: inflight.length };
      return { launch: 0, cancel: may.map(({ id }) => id) };
    }
    this.look(free, present, state.agents, inflight, nowMs);
    const adds = this.forecast.solve();
    const { threshold, guarded } = this.allowance.allowed(nowMs, state, this.forecast.expectedDrops);
    const allowed = guarded ? 0 : threshold;
    const { launch, marginal } = this.launches(state, seen, adds, allowed);
    const cancel = launch > 0 ? [] : this.surplus(may, nowMs, adds, threshold * this.tuning.cancelFactor);
    this.why = {
      idle,
      talking,
      wrapUp,
      inflight: inflight.length,
      answerProbability: this.attempts.answerProbability(this.attempts.usualLead),
      talkMs: this.releases.talkMs,
      wrapUpMs: this.releases.wrapUpMs,
      ringMs: this.ringMs,
      ratio: (inflight.length + launch) / Math.max(1, idle),
      marginalDrop: marginal,
      allowedDrop: allowed,
    };
    return { launch, cancel };
  }

  /** Guesses and horizons change slowly; they are renewed every two seconds. */
  private renew(nowMs: number): void {
    if (nowMs - this.tablesMs < kTableMs && nowMs >= this.tablesMs) return;
    this.tablesMs = nowMs;
    const { ages } = this.attempts;
    const { endsMs } = this.forecast;
    const farMs = ages.wantingQuantile(kFarShare);
    this.tellingMs = ages.meanTellingMs;
    this.ringMs = ages.meanLiftMs;
    for (let step = 0; step < this.steps; step++) {
      endsMs[step] = (farMs * (step + 1)) / this.steps;
      this.wanted[step] = ages.wantedBy(endsMs[step] ?? 0);
    }
    this.spread(this.guesses, false);
    this.spread(this.leadGuesses, true);
    if (nowMs < this.aheadMs || nowMs - this.aheadMs > kAheadMs) {
      const graceMs = (this.options.graceMs || 0) * this.tuning.graceUsed;
      this.releases.lookAhead(endsMs.map((_, step) => this.forecast.middleMs(step) + graceMs));
      this.aheadMs = nowMs;
    }
  }

  private spread(guesses: Float64Array, lead: boolean): void {
    const { mean, deviation } = this.attempts.logOdds(lead);
    guesses[0] = mean - this.tuning.doubt * deviation;
    guesses[1] = mean + this.tuning.doubt * deviation;
  }

  private personShare(guess: number, lead: number | undefined): number {
    const odds = lead === undefined ? (this.guesses[guess] ?? 0) : (this.leadGuesses[guess] ?? 0) + logit(lead);
    return 1 / (1 + Math.exp(-odds));
  }

  private look(
    free: number,
    present: number,
    agents: readonly PacerAgent[],
    inflight: readonly InflightAttempt[],
    nowMs: number,
  ): void {
    const { forecast, means } = this;
    forecast.begin(free, present);
    means.fill(0);
    for (const agent of agents) {
      if (agent.status === 'talk') this.releases.addTalk(agent, nowMs, means);
      else if (agent.status === 'wrap') this.releases.addWrap(agent, nowMs, means);
    }
    forecast.setReleases(means);
    for (const attempt of inflight) if (attempt.phase !== 'wait') this.addAttempt(attempt, nowMs);
  }

  private addAttempt(attempt: InflightAttempt, nowMs: number): void {
    const { ages } = this.attempts;
    const { chances, shares } = this;
    const ageMs = Math.max(0, nowMs - attempt.launchedMs) || 0;
    if (attempt.phase === 'amd') {
      const sinceMs = Math.max(0, nowMs - (attempt.answeredMs ?? nowMs)) || 0;
      const share = this.attempts.answerProbability(attempt.lead);
      this.forecast.addImminent(ages.personWhileTelling(Math.max(0, ageMs - sinceMs), sinceMs, share));
      return;
    }
    for (let step = 0; step < this.steps; step++) {
      const withinMs = (this.forecast.endsMs[step] ?? 0) - this.tellingMs;
      chances[step] = withinMs > 0 ? ages.liftsWithin(ageMs, withinMs) : 0;
    }
    for (let guess = 0; guess < kGuesses; guess++) {
      shares[guess] = ages.personWhileRinging(ageMs, this.personShare(guess, attempt.lead));
    }
    this.forecast.addCall(shares, chances);
  }

  private launches(
    state: PacerState,
    { present, free, inflight }: Seen,
    adds: Float64Array,
    allowed: number,
  ): { launch: number; marginal: number } {
    const { forecast } = this;
    const room = Math.min(state.trunksFree || 0, 3 * present + 10);
    const spare = free - inflight;
    let launch = 0;
    let marginal = 0;
    for (let looks = 0; looks < kLooks && launch < room; looks++) {
      const next = this.ofLaunch(looks === 0 ? adds : forecast.solve());
      if (next > allowed + 1e-9) break;
      marginal = next;
      // As many as agents are free harm nobody; far from the threshold and many free, several at once change little.
      let persons = free >= kManyFree && next < 0.5 * allowed ? 0.5 : 0;
      do {
        const lead = state.next?.[launch] ?? this.attempts.usualLead;
        const person = this.attempts.answerProbability(lead);
        this.allowance.launched(next, person);
        this.addLaunch(lead);
        launch += 1;
        persons -= person;
      } while ((persons > 0 || launch < spare) && launch < room);
    }
    return { launch, marginal };
  }

  private addLaunch(lead: number | undefined): void {
    for (let guess = 0; guess < kGuesses; guess++) this.shares[guess] = this.personShare(guess, lead);
    this.forecast.addCall(this.shares, this.wanted);
  }

  /** Drops that a launch adds if a person answers it. */
  private ofLaunch(adds: Float64Array): number {
    let before = 0;
    let sum = 0;
    for (let step = 0; step < this.steps; step++) {
      const until = this.wanted[step] ?? 0;
      sum += (until - before) * (adds[step] ?? 0);
      before = until;
    }
    return sum + (1 - before) * (adds[this.steps - 1] ?? 0);
  }

  /** Calls that have rung long enough to be hung up. */
  private hangable(inflight: readonly InflightAttempt[], nowMs: number): readonly InflightAttempt[] {
    const leastMs = Math.max(0, this.options.minRingMs);
    return inflight.filter(
      ({ phase, launchedMs, ringingMs }) => phase === 'ring' && nowMs - (ringingMs ?? launchedMs + kSetupMs) >= leastMs,
    );
  }

  /** The call to hang up: the one that most likely ends in a drop. */
  private surplus(may: readonly InflightAttempt[], nowMs: number, adds: Float64Array, limit: number): string[] {
    let worst = limit;
    let worstId: string | undefined;
    for (const attempt of may) {
      const drop = this.dropOf(nowMs - attempt.launchedMs, adds);
      if (drop > worst) {
        worst = drop;
        worstId = attempt.id;
      }
    }
    return worstId === undefined ? [] : [worstId];
  }

  /** Probability that this call ends in a drop or takes another one's agent, if a person answers it. */
  private dropOf(ageMs: number, adds: Float64Array): number {
    const { ages } = this.attempts;
    const { endsMs } = this.forecast;
    let before = 0;
    let drop = 0;
    for (let step = 0; step < this.steps; step++) {
      const withinMs = (endsMs[step] ?? 0) - this.tellingMs;
      const until = withinMs > 0 ? ages.liftsWithin(ageMs, withinMs) : 0;
      drop += (until - before) * (adds[step] ?? 0);
      before = until;
    }
    return drop;
  }
}

export function createPacer(options: PacerOptions): Pacer {
  return new ForecastPacer(options, pacerTuning);
}

/** For tuning on a bench; a driver wants `createPacer`. */
export function createTunedPacer(options: PacerOptions, tuning: PacerTuning): Pacer {
  return new ForecastPacer(options, tuning);
}
