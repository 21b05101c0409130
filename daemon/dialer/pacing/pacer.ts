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
  /** Hanging up needs so many times the launch's threshold. */
  readonly cancelFactor: number;
  /** Part of the grace that is left when a person asks for an agent. */
  readonly graceUsed: number;
}

export const pacerTuning: PacerTuning = { ...usualTuning, doubt: 1, cancelFactor: 1.5, graceUsed: 0.6 };

/** Shares of the time until a person asks, at which the forecast looks; two nearer ones are for calls that ring. */
const kShares = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];
const kNear = 2;
const kHorizons = kShares.length + kNear;
const kGuesses = 2;
/** From the launch to ringing at the latest; where the driver does not say when it rings. */
const kSetupMs = 1500;
const kTableMs = 2000;
const kClockStepMs = 60_000;

class ForecastPacer implements Pacer {
  private readonly attempts: Attempts;
  private readonly releases = new Releases();
  private readonly allowance: Allowance;
  private readonly forecast = new Forecast(kHorizons, kGuesses);
  private readonly guesses = new Float64Array(kGuesses);
  private readonly leadGuesses = new Float64Array(kGuesses);
  private readonly means = new Float64Array(kHorizons);
  private readonly chances = new Float64Array(kHorizons);
  private readonly wanted = new Float64Array(kHorizons);
  private tellingMs = 0;
  private ringMs = 0;
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
    this.look(idle - Math.max(waiting, state.waiting || 0), state.agents, inflight, nowMs);
    const { threshold, guarded } = this.allowance.allowed(nowMs, state, this.forecast.expectedDrops());
    const present = idle + talking + wrapUp;
    const allowed = guarded ? 0 : threshold;
    const { launch, marginal } = present > 0 ? this.launches(state, present, allowed) : { launch: 0, marginal: 0 };
    const cancel = launch > 0 ? [] : this.surplus(inflight, nowMs, present, threshold * this.tuning.cancelFactor);
    this.why = {
      idle,
      talking,
      wrapUp,
      inflight: inflight.length,
      answerProbability: this.attempts.answerProbability(),
      talkMs: this.releases.talkMs,
      wrapUpMs: this.releases.wrapUpMs,
      ringMs: this.ringMs,
      ratio: present > 0 ? (inflight.length + launch) / Math.max(1, idle) : 0,
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
    const { horizonsMs, weights } = this.forecast;
    for (const [at, share] of kShares.entries()) horizonsMs[at + kNear] = ages.wantingQuantile(share);
    this.tellingMs = ages.meanTellingMs;
    this.ringMs = ages.meanLiftMs;
    const first = horizonsMs[kNear] ?? 1000;
    horizonsMs[0] = Math.min(1000, first / 3);
    horizonsMs[1] = Math.min(3000, (2 * first) / 3);
    for (const [at, ms] of horizonsMs.entries()) this.wanted[at] = ages.wantedBy(ms);
    this.spread(this.guesses, false);
    this.spread(this.leadGuesses, true);
    weights.fill(1 / kGuesses);
    const graceMs = (this.options.graceMs || 0) * this.tuning.graceUsed;
    this.releases.lookAhead(horizonsMs.map((ms) => ms + graceMs));
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

  private look(free: number, agents: readonly PacerAgent[], inflight: readonly InflightAttempt[], nowMs: number): void {
    const { forecast } = this;
    forecast.begin(free);
    const { means, chances } = this;
    means.fill(0);
    for (const agent of agents) if (agent.status === 'talk') this.releases.addTalk(agent, nowMs, means);
    for (let horizon = 0; horizon < kHorizons; horizon++) forecast.setReleases(horizon, means[horizon] ?? 0);
    for (const agent of agents) {
      if (agent.status !== 'wrap') continue;
      this.releases.wrapEnds(agent, nowMs, chances);
      for (let horizon = 0; horizon < kHorizons; horizon++) forecast.addRelease(horizon, chances[horizon] ?? 0);
    }
    forecast.seal();
    for (const attempt of inflight) if (attempt.phase !== 'wait') this.addAttempt(attempt, nowMs);
  }

  private addAttempt(attempt: InflightAttempt, nowMs: number): void {
    const { ages } = this.attempts;
    const { chances } = this;
    const ageMs = Math.max(0, nowMs - attempt.launchedMs) || 0;
    const { horizonsMs } = this.forecast;
    const rings = attempt.phase === 'ring';
    const sinceMs = rings ? 0 : Math.max(0, nowMs - (attempt.answeredMs ?? nowMs)) || 0;
    for (let horizon = 0; horizon < kHorizons; horizon++) {
      const withinMs = (horizonsMs[horizon] ?? 0) - (rings ? this.tellingMs : 0);
      if (withinMs <= 0) chances[horizon] = 0;
      else chances[horizon] = rings ? ages.liftsWithin(ageMs, withinMs) : ages.toldWithin(sinceMs, withinMs);
    }
    for (let guess = 0; guess < kGuesses; guess++) {
      const share = this.personShare(guess, attempt.lead);
      const person = rings
        ? ages.personWhileRinging(ageMs, share)
        : ages.personWhileTelling(Math.max(0, ageMs - sinceMs), sinceMs, share);
      for (let horizon = 0; horizon < kHorizons; horizon++) {
        this.forecast.addCall(guess, horizon, person * (chances[horizon] ?? 0));
      }
    }
  }

  private launches(state: PacerState, present: number, allowed: number): { launch: number; marginal: number } {
    const { forecast } = this;
    const room = Math.min(state.trunksFree || 0, 3 * present + 10);
    let launch = 0;
    let marginal = 0;
    for (; launch < room; launch++) {
      const short = forecast.shortage();
      let next = 0;
      for (let at = 0; at < kShares.length; at++) next += (short[at + kNear] ?? 0) / kShares.length;
      if (next > allowed + 1e-9) break;
      marginal = next;
      const lead = state.next?.[launch];
      this.allowance.launched(next, this.attempts.answerProbability(lead));
      this.addLaunch(lead);
    }
    return { launch, marginal };
  }

  private addLaunch(lead: number | undefined): void {
    for (let guess = 0; guess < kGuesses; guess++) {
      const share = this.personShare(guess, lead);
      for (let horizon = 0; horizon < kHorizons; horizon++) {
        this.forecast.addCall(guess, horizon, share * (this.wanted[horizon] ?? 0));
      }
    }
  }

  /** Calls to hang up: the one that most likely ends in a drop, or all if there is nobody to talk to. */
  private surplus(inflight: readonly InflightAttempt[], nowMs: number, present: number, limit: number): string[] {
    const { minRingMs } = this.options;
    const may = inflight.filter(
      ({ phase, launchedMs }) => phase === 'ring' && nowMs - launchedMs >= minRingMs + kSetupMs,
    );
    if (present === 0) return may.map(({ id }) => id);
    if (may.length === 0) return [];
    const short = this.forecast.shortage();
    let worst = limit;
    let worstId: string | undefined;
    for (const attempt of may) {
      const drop = this.dropOf(nowMs - attempt.launchedMs, short);
      if (drop > worst) {
        worst = drop;
        worstId = attempt.id;
      }
    }
    return worstId === undefined ? [] : [worstId];
  }

  /** Probability that this call ends in a drop or takes another one's agent, if a person answers it. */
  private dropOf(ageMs: number, short: Float64Array): number {
    const { ages } = this.attempts;
    const { horizonsMs } = this.forecast;
    let before = 0;
    let drop = 0;
    for (let horizon = 0; horizon < kHorizons; horizon++) {
      const withinMs = (horizonsMs[horizon] ?? 0) - this.tellingMs;
      const until = withinMs > 0 ? ages.liftsWithin(ageMs, withinMs) : 0;
      drop += (until - before) * (short[horizon] ?? 0);
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
