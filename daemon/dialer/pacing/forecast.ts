/**
 * How many want an agent and how many agents come free, at several horizons: two counts, each the sum of independent
 * chances that differ from call to call and from agent to agent (Poisson binomial), held as exact distributions. From
 * them the probability that somebody who asks for an agent at a horizon finds none, and what one more launch would do.
 *
 * A launch that is answered at a horizon is dropped if no agent is left there; if one is left but none would be later,
 * it takes the agent that a call ringing now would have had. Both are the same event, "short of agents at that
 * horizon or a later one", and the highest of these probabilities stands for their union.
 */

/** Longest distribution; more than that many chances are cut, on the careful side. */
const kWidth = 192;
const kTiny = 1e-9;
/** A Poisson distribution is cut where so little is left. */
const kTail = 1e-6;

export class Forecast {
  readonly horizonsMs: Float64Array;
  private readonly horizons: number;
  /** Several guesses of the answer probability, each with its weight, because all calls share one error. */
  private readonly guesses: number;
  readonly weights: Float64Array;
  private readonly asking: Float64Array;
  private readonly askingTop: Int32Array;
  private readonly freed: Float64Array;
  private readonly freedTop: Int32Array;
  private readonly short: Float64Array;
  private free = 0;
  private readonly freedUpTo: Float64Array;

  constructor(horizons: number, guesses: number) {
    this.horizons = horizons;
    this.guesses = guesses;
    this.horizonsMs = new Float64Array(horizons);
    this.weights = new Float64Array(guesses);
    this.asking = new Float64Array(guesses * horizons * kWidth);
    this.askingTop = new Int32Array(guesses * horizons);
    this.freed = new Float64Array(horizons * kWidth);
    this.freedTop = new Int32Array(horizons);
    this.freedUpTo = new Float64Array(horizons * kWidth);
    this.short = new Float64Array(horizons);
  }

  /** `free`: agents idle now less persons waiting now; may be negative. */
  begin(free: number): void {
    this.free = free;
    for (let row = 0; row < this.guesses * this.horizons; row++) {
      this.asking[row * kWidth] = 1;
      this.askingTop[row] = 0;
    }
    for (let row = 0; row < this.horizons; row++) {
      this.freed[row * kWidth] = 1;
      this.freedTop[row] = 0;
    }
  }

  /** Agents of whom each is unlikely to come free up to this horizon: only their mean counts (Poisson). */
  setReleases(horizon: number, mean: number): void {
    const from = horizon * kWidth;
    let chance = Math.exp(-mean);
    let sum = chance;
    let count = 0;
    this.freed[from] = chance;
    while (1 - sum > kTail && count + 1 < kWidth) {
      count += 1;
      chance *= mean / count;
      sum += chance;
      this.freed[from + count] = chance;
    }
    this.freedTop[horizon] = count;
  }

  /** One more agent who comes free up to this horizon with this probability. */
  addRelease(horizon: number, probability: number): void {
    this.freedTop[horizon] = convolve(this.freed, horizon * kWidth, this.freedTop[horizon] ?? 0, probability);
  }

  /** One more call whose person asks for an agent up to this horizon with this probability, by one guess. */
  addCall(guess: number, horizon: number, probability: number): void {
    const row = guess * this.horizons + horizon;
    this.askingTop[row] = convolve(this.asking, row * kWidth, this.askingTop[row] ?? 0, probability);
  }

  /** After all releases are in. */
  seal(): void {
    for (let horizon = 0; horizon < this.horizons; horizon++) {
      const from = horizon * kWidth;
      const top = this.freedTop[horizon] ?? 0;
      let sum = 0;
      for (let count = 0; count < top; count++) {
        sum += this.freed[from + count] ?? 0;
        this.freedUpTo[from + count] = sum;
      }
    }
  }

  /**
   * For each horizon, the probability of being short of agents there or later: as many ask as there are. Valid until
   * the next `addCall`.
   */
  shortage(): Float64Array {
    for (let horizon = 0; horizon < this.horizons; horizon++) {
      let probability = 0;
      for (let guess = 0; guess < this.guesses; guess++) {
        const weight = this.weights[guess] ?? 0;
        if (weight > 0) probability += weight * this.shortAt(guess * this.horizons + horizon, horizon);
      }
      this.short[horizon] = probability;
    }
    for (let horizon = this.horizons - 2; horizon >= 0; horizon--) {
      this.short[horizon] = Math.max(this.short[horizon] ?? 0, this.short[horizon + 1] ?? 0);
    }
    return this.short;
  }

  /** Mean of the persons who are dropped if nothing more is done, up to the worst horizon. */
  expectedDrops(): number {
    let worst = 0;
    for (let horizon = 0; horizon < this.horizons; horizon++) {
      let mean = 0;
      for (let guess = 0; guess < this.guesses; guess++) {
        const weight = this.weights[guess] ?? 0;
        if (weight > 0) mean += weight * this.overflow(guess * this.horizons + horizon, horizon);
      }
      worst = Math.max(worst, mean);
    }
    return worst;
  }

  /** P(asking ≥ free + freed). */
  private shortAt(row: number, horizon: number): number {
    const from = row * kWidth;
    const top = this.askingTop[row] ?? 0;
    const freedFrom = horizon * kWidth - this.free;
    const certain = this.free + (this.freedTop[horizon] ?? 0);
    let probability = 0;
    for (let count = Math.max(0, this.free); count <= top; count++) {
      const asking = this.asking[from + count] ?? 0;
      probability += count < certain ? asking * (this.freedUpTo[freedFrom + count] ?? 1) : asking;
    }
    return probability;
  }

  /** E[(asking − free − freed)⁺]. */
  private overflow(row: number, horizon: number): number {
    const from = row * kWidth;
    const top = this.askingTop[row] ?? 0;
    const freedFrom = horizon * kWidth;
    const freedTop = this.freedTop[horizon] ?? 0;
    let mean = 0;
    for (let count = Math.max(0, this.free + 1); count <= top; count++) {
      const asking = this.asking[from + count] ?? 0;
      const room = count - this.free;
      for (let freed = 0; freed < room && freed <= freedTop; freed++) {
        mean += asking * (this.freed[freedFrom + freed] ?? 0) * (room - freed);
      }
    }
    return mean;
  }
}

/** Adds one chance to a distribution in place; returns its new top. */
function convolve(values: Float64Array, from: number, top: number, probability: number): number {
  if (!(probability > 0)) return top;
  const hit = probability < 1 ? probability : 1;
  const miss = 1 - hit;
  let last = top;
  const carried = (values[from + top] ?? 0) * hit;
  if (carried > kTiny && top + 1 < kWidth) {
    last = top + 1;
    values[from + last] = carried;
  }
  for (let count = top; count > 0; count--) {
    values[from + count] = (values[from + count] ?? 0) * miss + (values[from + count - 1] ?? 0) * hit;
  }
  values[from] = (values[from] ?? 0) * miss;
  // What is too small to be carried stays where it is.
  if (last === top) values[from + top] = (values[from + top] ?? 0) + carried;
  return last;
}
