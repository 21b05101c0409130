import type { Clock } from './clock.js';
import type { Random } from './random.js';

/** Makes ids that sort by the time they were made. */
export interface Ids {
  next(): string;
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford base 32, lower case

/** 26 characters: 48 bits of time, 80 of random, strictly increasing within one source. */
export class SortableIds implements Ids {
  private lastMs = -1;
  private tail: number[] = [];
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  next(): string {
    const nowMs = Math.max(this.clock.nowMs(), this.lastMs);
    if (nowMs === this.lastMs) this.increment();
    else this.tail = Array.from({ length: 16 }, () => this.random.below(32));
    this.lastMs = nowMs;
    return encodeTime(nowMs) + this.tail.map((digit) => alphabet[digit]).join('');
  }

  private increment(): void {
    for (let place = this.tail.length - 1; place >= 0; place--) {
      const digit = this.tail[place] as number;
      this.tail[place] = (digit + 1) % 32;
      if (digit !== 31) return;
    }
  }
}

function encodeTime(ms: number): string {
  let text = '';
  for (let rest = ms, place = 0; place < 10; place++, rest = Math.floor(rest / 32)) text = alphabet[rest % 32] + text;
  return text;
}
