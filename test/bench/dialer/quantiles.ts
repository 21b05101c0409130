/** Quantiles of very many positive numbers in little room: buckets that are 2 % wide, from 0.1 µs (in ms) on. */
export class Quantiles {
  max = 0;
  private count = 0;
  private readonly buckets = new Uint32Array(1_024);

  add(value: number): void {
    const at = Math.ceil(Math.log(Math.max(value, floor) / floor) / width);
    const bucket = Math.min(at, this.buckets.length - 1);
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.count++;
    if (value > this.max) this.max = value;
  }

  /** The share (0-1) of the values in buckets that begin above this one. */
  above(value: number): number {
    const from = Math.ceil(Math.log(value / floor) / width) + 1;
    let over = 0;
    for (let at = from; at < this.buckets.length; at++) over += this.buckets[at] ?? 0;
    return over / Math.max(this.count, 1);
  }

  /** The upper edge of the bucket in which this share (0-1) of the values ends; 0 without values. */
  at(share: number): number {
    let left = share * this.count;
    for (const [at, count] of this.buckets.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return Number(Math.min(floor * Math.exp(at * width), this.max).toPrecision(3));
    }
    return this.max;
  }
}

const floor = 1e-4;
const width = 0.02;
