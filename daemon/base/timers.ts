import type { Clock } from './clock.js';

/** One-shot timers. Only the composition roots pass real ones. */
export interface Timers {
  /** Calls `run` once after at least `delayMs` (0 to 2^31 − 1) unless cancelled; the result cancels. */
  after(delayMs: number, run: () => void): () => void;
}

/** Clock and timers that move when told to; for tests and simulation. */
export class ManualTime implements Clock, Timers {
  private pending: { readonly dueMs: number; readonly order: number; readonly run: () => void }[] = [];
  private order = 0;

  constructor(private atMs = 1_800_000_000_000) {}

  nowMs(): number {
    return this.atMs;
  }

  after(delayMs: number, run: () => void): () => void {
    if (!(delayMs >= 0)) throw new RangeError(`a timer cannot fire in the past: ${delayMs} ms`);
    const entry = { dueMs: this.atMs + delayMs, order: this.order++, run };
    this.pending.push(entry);
    return () => {
      this.pending = this.pending.filter((other) => other !== entry);
    };
  }

  /** How many timers are set. */
  get waiting(): number {
    return this.pending.length;
  }

  /** Moves on by `ms`, firing what falls due in the order of time, then of setting. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('a clock does not go back');
    const untilMs = this.atMs + ms;
    for (let due = this.nextDue(untilMs); due !== null; due = this.nextDue(untilMs)) {
      this.atMs = due.dueMs;
      this.pending = this.pending.filter((other) => other !== due);
      due.run();
    }
    this.atMs = untilMs;
  }

  private nextDue(untilMs: number) {
    let first: (typeof this.pending)[number] | null = null;
    for (const entry of this.pending) {
      if (entry.dueMs > untilMs) continue;
      if (first === null || entry.dueMs < first.dueMs || (entry.dueMs === first.dueMs && entry.order < first.order)) {
        first = entry;
      }
    }
    return first;
  }
}
