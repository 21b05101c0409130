import type { Clock } from './clock.js';
import type { Random } from './random.js';

/** Makes ids that sort by the time they were made. */
export interface Ids {
  next(): string;
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford base 32, lower case
const codeOf = [...alphabet].map((character) => character.charCodeAt(0));
const tailLength = 16; // of 5 bits

/** 26 characters: 48 bits of time, 80 of random, strictly increasing within one source. */
export class SortableIds implements Ids {
  private lastMs = -1;
  private head = '';
  private readonly tail = new Uint8Array(tailLength);
  /** Of the tail's characters: a text put together piece by piece costs an object for each. */
  private readonly codes: number[] = new Array(tailLength).fill(0);

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  next(): string {
    const nowMs = Math.max(this.clock.nowMs(), this.lastMs);
    if (nowMs === this.lastMs) this.increment();
    else {
      for (let place = 0; place < tailLength; place++) this.tail[place] = this.random.below(32);
      this.head = encodeTime(nowMs);
    }
    this.lastMs = nowMs;
    for (let place = 0; place < tailLength; place++) this.codes[place] = codeOf[this.tail[place] as number] as number;
    return this.head + String.fromCharCode(...this.codes);
  }

  private increment(): void {
    for (let place = tailLength - 1; place >= 0; place--) {
      const digit = this.tail[place] as number;
      this.tail[place] = (digit + 1) % 32;
      if (digit !== 31) return;
    }
  }
}

/** Not above any id made at `ms` or later, above every one made before. */
export function firstIdAt(ms: number): string {
  return encodeTime(Math.max(0, Math.floor(ms))) + '0'.repeat(tailLength);
}

/** When an id was made, epoch ms; null: it is none. */
export function timeOfId(id: string): number | null {
  if (!/^[0-9a-hjkmnp-tv-z]{26}$/.test(id)) return null;
  let ms = 0;
  for (const digit of id.slice(0, 10)) ms = ms * 32 + alphabet.indexOf(digit);
  return ms;
}

function encodeTime(ms: number): string {
  let text = '';
  for (let rest = ms, place = 0; place < 10; place++, rest = Math.floor(rest / 32)) text = alphabet[rest % 32] + text;
  return text;
}
