import { SeededRandom } from '../../base/random.js';

/** Lengths and fates of a rehearsed day, drawn one after the other. */
export class Chance {
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  /** 0 < u < 1. */
  uniform(): number {
    return (this.random.below(0x1_0000_0000) + 0.5) / 0x1_0000_0000;
  }

  is(share: number): boolean {
    return this.uniform() < share;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Erlang of three stages, cv 0.58: how long telephones ring before they are answered. */
  ringing(meanMs: number): number {
    return (-Math.log(this.uniform() * this.uniform() * this.uniform()) * meanMs) / 3;
  }

  /** Lognormal: conversations have many short and few very long ones (Brown et al., JASA 100, 2005, §4.3). */
  lognormal(mean: number, cv: number): number {
    const variance = Math.log(1 + cv * cv);
    const normal = Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
    return mean * Math.exp(Math.sqrt(variance) * normal - variance / 2);
  }
}
