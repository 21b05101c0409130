/** Chance in the shapes that people have. Everything of a day comes from one seed through here. */
import { SeededRandom } from '../../../daemon/base/random.js';

export class Draw {
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  /** 0 (inclusive) to 1 (exclusive). */
  unit(): number {
    return this.random.below(1_000_000) / 1_000_000;
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.random.below(most - least + 1);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.random.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** One of these, as often as its weight says. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let place = this.unit() * items.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of items) {
      place -= weight;
      if (place < 0) return item;
    }
    return (items.at(-1) as readonly [number, T])[1];
  }

  /** Each with this probability, in the same order. */
  some<T>(items: readonly T[], probability: number): readonly T[] {
    return items.filter(() => this.chance(probability));
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    for (let at = left.length - 1; at > 0; at--) {
      const other = this.random.below(at + 1);
      [left[at], left[other]] = [left[other] as T, left[at] as T];
    }
    return left;
  }

  /** Waiting time of independent happenings, at most 8 times the mean; whole ms. */
  exponentialMs(meanMs: number): number {
    return Math.round(Math.min(8, -Math.log(1 - this.unit())) * meanMs);
  }

  /** Human times: never below `least`, mostly around `usualMs`, sometimes several times as long; whole ms. */
  humanMs(leastMs: number, usualMs: number): number {
    const spread = this.unit() + this.unit() * this.unit() * 2;
    return Math.round(leastMs + (usualMs - leastMs) * spread);
  }

  /** A source of its own, so that what one does never moves another's chances. */
  own(name: string): Draw {
    let hash = this.random.below(0x7fff_ffff);
    for (const character of name) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
    return new Draw(hash);
  }
}
