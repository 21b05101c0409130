/**
 * Random numbers by name: the same (seed, stream, index, draw) is always the same number, whoever asks and when. So all
 * pacers see the same people (common random numbers), and a difference between two of them is theirs.
 */

/** Names of streams; each has its own indexes. */
export const stream = { attempt: 1, agent: 2, lead: 3 } as const;

/** 32 bits in, 32 well mixed bits out (finaliser of MurmurHash3, constants of C. Wellons' hash-prospector). */
function mixed(bits: number): number {
  let word = bits | 0;
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
  return word ^ (word >>> 16);
}

/** What one attempt or one agent's talk is drawn from: draws 0, 1, 2 … of it. */
export function keyOf(seed: number, from: number, index: number): number {
  return mixed(mixed(mixed(Math.imul(seed, 0x9e3779b9) ^ from) + Math.imul(index, 0x85ebca6b)) ^ index);
}

/** Uniform, 0 < u < 1. */
export function uniform(key: number, draw: number): number {
  return ((mixed(key + Math.imul(draw + 1, 0xc2b2ae35)) >>> 0) + 0.5) / 0x1_0000_0000;
}

export function between(low: number, high: number, u: number): number {
  return low + (high - low) * u;
}

/** Standard normal from two draws (Box, Muller 1958). */
export function normal(key: number, draw: number): number {
  return Math.sqrt(-2 * Math.log(uniform(key, draw))) * Math.cos(2 * Math.PI * uniform(key, draw + 1));
}

/** A lognormal of this mean and coefficient of variation. */
export class Lognormal {
  private readonly mu: number;
  private readonly sigma: number;

  constructor(mean: number, cv: number) {
    const variance = Math.log(1 + cv * cv);
    this.sigma = Math.sqrt(variance);
    this.mu = Math.log(mean) - variance / 2;
  }

  /** Uses `draw` and the one after it. */
  at(key: number, draw: number): number {
    return Math.exp(this.mu + this.sigma * normal(key, draw));
  }
}

/** Gamma of shape 3 (cv 1 / √3 = 0.577): the sum of three exponentials. Uses `draw` and the two after it. */
export function gammaOfThree(mean: number, key: number, draw: number): number {
  const product = uniform(key, draw) * uniform(key, draw + 1) * uniform(key, draw + 2);
  return (-Math.log(product) * mean) / 3;
}
