/** Numbers with answer probabilities of their own, and what a pacer is told of them. */
import { AnswerOdds, type LeadTraits } from '../../../daemon/dialer/pacing/answer-odds.js';
import { keyOf, normal, stream, uniform } from './draws.js';

/** 'learnt': what the product learns of them from their traits within the day. */
export type Told = 'nothing' | 'learnt' | 'truth';
export const tolds: readonly Told[] = ['nothing', 'learnt', 'truth'];

export interface LeadOptions {
  /** Deviation of the log odds among numbers. */
  readonly spread: number;
  readonly told: Told;
}

/** Draws of a number: its own share, its region, its list. */
const draw = { own: 0, region: 5, list: 6 } as const;
/** Of the variance: what region and list each explain; nobody knows the rest beforehand. */
const ofTrait = 0.35;
const values = 16;
const hourMs = 3_600_000;

/**
 * Logit-normal of this spread around the day's mean. They are calibrated: of the numbers that are said to answer with
 * probability q, a share q does.
 */
export class LeadBook {
  private readonly shifts = new Map<number, number>();
  private readonly odds = new AnswerOdds();

  constructor(
    private readonly seed: number,
    private readonly options: LeadOptions,
  ) {}

  probability(attempt: number, mean: number): number {
    let shift = this.shifts.get(mean);
    if (shift === undefined) {
      shift = shiftFor(mean, this.options.spread);
      this.shifts.set(mean, shift);
    }
    const key = this.keyOf(attempt);
    const traits = quantile(traitOf(key, draw.region)) + quantile(traitOf(key, draw.list));
    const own = Math.sqrt(1 - 2 * ofTrait) * normal(key, draw.own);
    return logistic(shift + this.options.spread * (Math.sqrt(ofTrait) * traits + own));
  }

  /** Undefined: nothing. */
  told(attempt: number, mean: number, nowMs: number): number | undefined {
    switch (this.options.told) {
      case 'nothing':
        return undefined;
      case 'truth':
        return this.probability(attempt, mean);
      case 'learnt':
        return this.odds.comparedProbability(this.traitsOf(attempt, nowMs));
    }
  }

  ended(attempt: number, launchedMs: number, answered: boolean): void {
    if (this.options.told === 'learnt') this.odds.observe(this.traitsOf(attempt, launchedMs), answered);
  }

  private traitsOf(attempt: number, atMs: number): LeadTraits {
    const key = this.keyOf(attempt);
    return {
      hour: Math.floor(atMs / hourMs) % 24,
      region: String(traitOf(key, draw.region)),
      list: String(traitOf(key, draw.list)),
      attempt: 1,
    };
  }

  private keyOf(attempt: number): number {
    return keyOf(this.seed, stream.lead, attempt);
  }
}

function traitOf(key: number, at: number): number {
  return Math.floor(uniform(key, at) * values);
}

/** Of the standard normal in the middle of the value's share: the traits' values are as far apart as its parts are. */
function quantile(value: number): number {
  return quantiles[value] ?? 0;
}

const quantiles = standardised(Array.from({ length: values }, (_, value) => inverseNormal((value + 0.5) / values)));

/** Mean 0, deviation 1. */
function standardised(raw: readonly number[]): readonly number[] {
  const deviation = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0) / raw.length);
  return raw.map((value) => value / deviation);
}

/** By bisection of the logistic approximation of the normal distribution (Bowling et al. 2009, error under 0.00014). */
function inverseNormal(share: number): number {
  return bisected((z) => logistic(1.5976 * z + 0.07056 * z ** 3) < share);
}

/** So that the mean over all numbers is `mean`. */
function shiftFor(mean: number, spread: number): number {
  return bisected((shift) => meanLogistic(shift, spread) < mean);
}

/** Where `isUnder` changes from true to false. */
function bisected(isUnder: (x: number) => boolean): number {
  let [low, high] = [-20, 20];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (isUnder(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function meanLogistic(shift: number, spread: number): number {
  let [sum, weights] = [0, 0];
  for (let z = -6; z <= 6; z += 0.05) {
    const weight = Math.exp((-z * z) / 2);
    sum += weight * logistic(shift + spread * z);
    weights += weight;
  }
  return sum / weights;
}
