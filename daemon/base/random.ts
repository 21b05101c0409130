export interface Random {
  /** Uniform integer, 0 ≤ n < limit ≤ 2^32. */
  below(limit: number): number;
}

/** Seeded and repeatable: xoshiro128** (Blackman, Vigna 2018). Not for secrets. */
export class SeededRandom implements Random {
  private state: Uint32Array;

  constructor(seed: number) {
    this.state = new Uint32Array(4);
    let mix = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      mix = (mix + 0x9e3779b9) >>> 0; // splitmix32 spreads small seeds
      let word = mix;
      word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
      word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
      this.state[i] = word ^ (word >>> 16);
    }
  }

  below(limit: number): number {
    return Math.floor((this.nextWord() / 0x1_0000_0000) * limit);
  }

  private nextWord(): number {
    // By index: taking an array of numbers apart costs an iterator, and this is asked all day.
    const a = this.state[0] as number;
    const b = this.state[1] as number;
    const c = this.state[2] as number;
    const d = this.state[3] as number;
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    const c1 = c ^ a;
    const d1 = d ^ b;
    this.state[1] = b ^ c1;
    this.state[0] = a ^ d1;
    this.state[2] = c1 ^ shifted;
    this.state[3] = rotateLeft(d1, 11);
    return result;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
