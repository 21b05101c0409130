/**
 * The share of launches that end with a person, learnt while it changes. Hours have steps in it (people come home), so
 * a mean is either too slow or too noisy; this is the exact filter instead for "constant, drifts a little, and jumps
 * once an hour or two": a posterior over a grid of log odds, moved every second by a small diffusion and a small
 * chance of a jump, and by every launch and answer (Adams and MacKay 2007 without the run lengths). It is a slow
 * average while nothing changes and a fast one after a jump, and it says how sure it is.
 *
 * A launch counts as tried little by little, as the ages at which people answer go by, so that calls still ringing
 * neither count as refused nor have to be waited for.
 */

const kPoints = 61;
const kLowestLogit = -5;
const kStep = 0.15;
/** About one jump an hour. */
const kJumpPerMs = 1 / 3_600_000;
/** Drift of the log odds: 0.1 in an hour. */
const kDriftVariancePerMs = (0.1 * 0.1) / 3_600_000;

const kLogits = Float64Array.from({ length: kPoints }, (_, point) => kLowestLogit + kStep * point);

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

export function logit(probability: number): number {
  const inside = Math.min(0.999, Math.max(0.001, probability));
  return Math.log(inside / (1 - inside));
}

/** Mean and deviation of the log odds. */
export interface LogOdds {
  readonly mean: number;
  readonly deviation: number;
}

export class AnswerRate {
  private readonly prior = new Float64Array(kPoints);
  private readonly posterior = new Float64Array(kPoints);
  private readonly moved = new Float64Array(kPoints);
  private tried = 0;
  private answered = 0;
  private cached: LogOdds | undefined;

  constructor(
    priorMean = -0.9,
    priorDeviation = 0.9,
    private readonly jumpPerMs = kJumpPerMs,
  ) {
    let sum = 0;
    for (let point = 0; point < kPoints; point++) {
      const z = ((kLogits[point] ?? 0) - priorMean) / priorDeviation;
      this.prior[point] = Math.exp(-0.5 * z * z);
      sum += this.prior[point] ?? 0;
    }
    for (let point = 0; point < kPoints; point++) {
      this.prior[point] = (this.prior[point] ?? 0) / sum;
      this.posterior[point] = this.prior[point] ?? 0;
    }
  }

  /** How much has been seen, in launches. */
  get triedCount(): number {
    return this.tried;
  }

  get answeredCount(): number {
    return this.answered;
  }

  /**
   * `elapsedMs` went by, in which `tried` launches (in parts) had their chance and `answered` people answered;
   * `offset`: mean log odds given with those launches, 0 if none were.
   */
  observe(elapsedMs: number, tried: number, answered: number, offset = 0): void {
    this.move(Math.min(Math.max(elapsedMs, 0), 600_000));
    if (!(tried > 0) && !(answered > 0)) return;
    this.tried += tried;
    this.answered += answered;
    let highest = Number.NEGATIVE_INFINITY;
    for (let point = 0; point < kPoints; point++) {
      const odds = (kLogits[point] ?? 0) + offset;
      const softplus = odds > 30 ? odds : Math.log1p(Math.exp(odds));
      // Parts of a try and its answer come at different moments: over the life of a launch they add up to one try.
      this.moved[point] = answered * odds - tried * softplus;
      highest = Math.max(highest, this.moved[point] ?? 0);
    }
    let sum = 0;
    for (let point = 0; point < kPoints; point++) {
      const value = (this.posterior[point] ?? 0) * Math.exp((this.moved[point] ?? 0) - highest);
      this.posterior[point] = value;
      sum += value;
    }
    this.normalise(sum);
  }

  logOdds(): LogOdds {
    if (this.cached) return this.cached;
    let mean = 0;
    let square = 0;
    for (let point = 0; point < kPoints; point++) {
      const weight = this.posterior[point] ?? 0;
      const odds = kLogits[point] ?? 0;
      mean += weight * odds;
      square += weight * odds * odds;
    }
    this.cached = { mean, deviation: Math.sqrt(Math.max(0, square - mean * mean)) };
    return this.cached;
  }

  /** Probability of a person for a number whose own log odds are `offset` (0: nothing known of it). */
  probability(offset = 0): number {
    let sum = 0;
    for (let point = 0; point < kPoints; point++) {
      sum += (this.posterior[point] ?? 0) * sigmoid((kLogits[point] ?? 0) + offset);
    }
    return sum;
  }

  private move(elapsedMs: number): void {
    const jump = 1 - Math.exp(-elapsedMs * this.jumpPerMs);
    const spread = Math.min(0.25, (kDriftVariancePerMs * elapsedMs) / (2 * kStep * kStep));
    let sum = 0;
    for (let point = 0; point < kPoints; point++) {
      const here = this.posterior[point] ?? 0;
      const below = this.posterior[point - 1] ?? here;
      const above = this.posterior[point + 1] ?? here;
      const value = (1 - jump) * (here + spread * (below + above - 2 * here)) + jump * (this.prior[point] ?? 0);
      this.moved[point] = value;
      sum += value;
    }
    this.posterior.set(this.moved);
    this.normalise(sum);
  }

  private normalise(sum: number): void {
    this.cached = undefined;
    if (!(sum > 0) || !Number.isFinite(sum)) {
      this.posterior.set(this.prior);
      return;
    }
    for (let point = 0; point < kPoints; point++) this.posterior[point] = (this.posterior[point] ?? 0) / sum;
  }
}
