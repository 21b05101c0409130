/**
 * What the cap still allows. The law counts drops against persons over a window (3 % of live answers per campaign, 16
 * CFR 310.4(b)(4)(i)), so an allowance is earned by every person and spent by every drop. Spending evenly is best:
 * the same probability of a drop for every launch, all day. So the threshold is moved by a slow integral towards the
 * rate that the rest of the window can bear, and only the guard at the end is strict: when what is left does not cover
 * the drops that can no longer be avoided, nothing is launched that might add one.
 */
import type { PacerOptions, PacerState } from './face.js';

export interface AllowanceTuning {
  /** Threshold ÷ wanted drop rate at the start. */
  readonly firstRatio: number;
  /** Change of the threshold's logarithm by one person launched for. */
  readonly gain: number;
  /** How many real drops the forecast of drops is trusted for, before reality corrects it. */
  readonly trust: number;
  /** Drops that shall be left at the end of the window, and more for each agent: many agents' drops come in bunches. */
  readonly reserve: number;
  readonly reserveByAgent: number;
  /** Deviations of the drops still to come that the plan keeps back until then. */
  readonly reserveDeviations: number;
  /** The guard keeps so many drops fewer than the plan, */
  readonly early: number;
  /** and so many deviations of the drops still to come that nobody can prevent. */
  readonly guardDeviations: number;
  /** Share of the persons still expected that the guard counts on. */
  readonly borrow: number;
  /** Highest wanted drop rate ÷ cap. */
  readonly highest: number;
}

export const usualTuning: AllowanceTuning = {
  firstRatio: 1.8,
  gain: 0.03,
  trust: 15,
  reserve: 2,
  reserveByAgent: 0.02,
  reserveDeviations: 0.85,
  early: 0.5,
  guardDeviations: 1.3,
  borrow: 0.9,
  highest: 1.5,
};

const kLowestThreshold = 0.004;
const kHighestThreshold = 0.4;
/** A guess for the start: persons per agent and ms, before any were counted. */
const kPersonsPerAgentMs = 1 / 240_000;
const kRateMemoryMs = 2_700_000;
/** Drops after which what was foreseen and what happened weigh half. */
const kDropsMemory = 120;
/** Deviations of a Poisson count that are chance still: drops come in bunches, which spread wider. */
const kSurprise = 4.5;
const kBurstMs = 120_000;

export interface Allowed {
  /** Highest probability of a drop that a launch may add, 0-1. */
  readonly threshold: number;
  /** True: the allowance is spent, nothing that can add a drop may be launched. */
  readonly guarded: boolean;
}

export class Allowance {
  private readonly reserve: number;
  private logRatio: number;
  private live = 0;
  private abandoned = 0;
  private startedMs: number | undefined;
  private lastMs = 0;
  /** Decayed persons and the ms they came in. */
  private persons: number;
  private personsMs = 600_000;
  /** Drops no agent could have prevented (a person taken for a machine), decayed, and the persons among whom. */
  private unpreventable = 0;
  /** Drops by the pacing since the counts were last seen; all, and how many were foreseen, both decayed. */
  private pacedSeen = 0;
  private paced = 0;
  private foreseen = 0;
  private recent = 0;
  private wantedRate: number;
  private guarded = false;
  private liveSeen = 0;

  constructor(
    private readonly options: PacerOptions,
    private readonly tuning: AllowanceTuning = usualTuning,
  ) {
    this.logRatio = Math.log(tuning.firstRatio);
    this.reserve = tuning.reserve + tuning.reserveByAgent * Math.min(1000, Math.max(0, options.agents || 0));
    this.wantedRate = options.cap;
    this.persons = Math.max(1, options.agents) * kPersonsPerAgentMs * this.personsMs;
  }

  /** A person waited in vain: the pacing is to blame. */
  dropped(): void {
    this.paced += 1;
    this.pacedSeen += 1;
    this.recent += 1;
  }

  /**
   * A launch that adds a drop with probability `marginalDrop` if a person answers it, which has probability `person`.
   * What the forecast says of drops moves the threshold: it says so at every launch, while drops are few and late.
   */
  launched(marginalDrop: number, person: number): void {
    if (this.guarded) return;
    const rate = Math.max(this.wantedRate, 0.002);
    this.foreseen += marginalDrop * person;
    if (this.foreseen + this.paced > kDropsMemory) {
      this.foreseen /= 2;
      this.paced /= 2;
    }
    const step = (this.tuning.gain * person * (rate - this.correction * marginalDrop)) / rate;
    this.logRatio = Math.min(2.5, Math.max(-1.5, this.logRatio + Math.max(-0.1, step)));
  }

  /** Real drops ÷ foreseen ones: near 1 while chance explains the difference, nearer to reality when it doesn't. */
  private get correction(): number {
    const surprise = (this.paced - this.foreseen) / Math.sqrt(this.foreseen + 1);
    const trust = surprise > kSurprise ? this.tuning.trust / (1 + (surprise - kSurprise) ** 2) : this.tuning.trust;
    return (this.paced + trust) / (this.foreseen + trust);
  }

  /** `expectedDrops`: of the calls in flight now. */
  allowed(nowMs: number, { counts }: PacerState, expectedDrops: number): Allowed {
    this.learn(nowMs, counts.live, counts.abandoned);
    const { tuning } = this;
    const cap = Math.min(1, Math.max(0, this.options.cap)) || 0;
    const leftMs = Math.max(0, this.options.shiftEndMs - nowMs) || 0;
    const coming = (leftMs * this.persons) / this.personsMs;
    const base = this.unpreventableRate;
    const earned = cap * this.live - this.abandoned;
    // What is kept for chance shrinks with what is still to come: kept whole to the end it would never be spent.
    const reserve = this.reserve + tuning.reserveDeviations * Math.sqrt(cap * coming);
    const wanted = (earned + cap * coming - reserve) / Math.max(coming, 10) - base;
    const wantedRate = Math.min(tuning.highest * cap - base, Math.max(0, wanted));
    this.wantedRate = wantedRate;
    // Drops that nobody can prevent come by chance: the guard keeps back what they may exceed their mean by. Always
    // less than the plan keeps near the end, or a day on its plan would end guarded.
    const keep = this.reserve - tuning.early + tuning.guardDeviations * Math.sqrt(base * coming);
    const spare = earned + (cap - base) * coming * tuning.borrow - expectedDrops - keep;
    const threshold = (wantedRate * Math.exp(this.logRatio)) / this.correction;
    this.guarded = !(spare > 0) || cap === 0 || this.burst(cap);
    return { threshold: Math.min(kHighestThreshold, Math.max(kLowestThreshold, threshold)), guarded: this.guarded };
  }

  /** Many drops in two minutes: something has happened that the forecast knows nothing of. */
  private burst(cap: number): boolean {
    const usual = (cap * this.persons * kBurstMs) / this.personsMs;
    return this.recent > 2.5 + 4 * usual;
  }

  private get unpreventableRate(): number {
    return Math.min(0.5 * this.options.cap, (this.unpreventable + 0.4) / (this.liveSeen + 100));
  }

  private learn(nowMs: number, live: number, abandoned: number): void {
    this.startedMs ??= nowMs;
    const elapsedMs = Math.min(60_000, Math.max(0, nowMs - this.lastMs));
    if (this.lastMs > 0 && elapsedMs > 0) {
      const keep = Math.exp(-elapsedMs / kRateMemoryMs);
      this.recent *= Math.exp(-elapsedMs / kBurstMs);
      this.persons *= keep;
      this.personsMs = this.personsMs * keep + elapsedMs;
    }
    this.lastMs = nowMs;
    // Counts may shrink: what an agent finds to be a machine is no person (the driver takes it out).
    const newLive = Number.isFinite(live) ? live - this.live : 0;
    const newAbandoned = Number.isFinite(abandoned) ? abandoned - this.abandoned : 0;
    if (newLive !== 0 || newAbandoned !== 0) {
      this.live += newLive;
      this.abandoned += newAbandoned;
      if (Math.abs(newLive) < 1000) {
        this.persons = Math.max(0, this.persons + newLive);
        this.liveSeen += newLive;
      }
      if (Math.abs(newAbandoned) < 1000) this.unpreventable += newAbandoned - this.pacedSeen;
      this.unpreventable = Math.max(0, this.unpreventable);
      this.pacedSeen = 0;
    }
  }
}
