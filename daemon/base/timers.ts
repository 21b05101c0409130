import type { Clock } from './clock.js';

/** One-shot timers. Only the composition roots pass real ones. */
export interface Timers {
  /** Calls `run` once after at least `delayMs` (0 to 2^31 − 1) unless cancelled; the result cancels. */
  after(delayMs: number, run: () => void): () => void;
}

interface Entry {
  /** Since the clock was made: a small integer, which is compared much quicker than an epoch time. */
  readonly dueMs: number;
  readonly order: number;
  /** null: cancelled or fired; it leaves the heap when it comes to the top. */
  run: (() => void) | null;
}

/** Cancelled entries that may stay before the heap is built anew without them. */
const maxDead = 1_024;

/** Clock and timers that move when told to; for tests and simulation. Setting and firing cost O(log n), cancelling O(1). */
export class ManualTime implements Clock, Timers {
  /** A binary heap: no entry fires before its parent at (place - 1) / 2. */
  private heap: Entry[] = [];
  private order = 0;
  private dead = 0;
  private sinceMs = 0;

  constructor(private readonly beganMs = 1_800_000_000_000) {}

  nowMs(): number {
    return this.beganMs + this.sinceMs;
  }

  after(delayMs: number, run: () => void): () => void {
    if (!(delayMs >= 0)) throw new RangeError(`a timer cannot fire in the past: ${delayMs} ms`);
    const entry: Entry = { dueMs: this.sinceMs + delayMs, order: this.order++, run };
    this.push(entry);
    return () => this.cancel(entry);
  }

  /** How many timers are set. */
  get waiting(): number {
    return this.heap.length - this.dead;
  }

  /** When the next timer fires, epoch ms; null: none is set. */
  get nextDueMs(): number | null {
    this.dropDead();
    const first = this.heap[0];
    return first === undefined ? null : this.beganMs + first.dueMs;
  }

  /** Moves on by `ms`, firing what falls due in the order of time, then of setting. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('a clock does not go back');
    const untilMs = this.sinceMs + ms;
    for (let due = this.takeDue(untilMs); due !== null; due = this.takeDue(untilMs)) {
      this.sinceMs = due.dueMs;
      const { run } = due;
      due.run = null;
      run?.();
    }
    this.sinceMs = untilMs;
  }

  private takeDue(untilMs: number): Entry | null {
    this.dropDead();
    const first = this.heap[0];
    if (first === undefined || first.dueMs > untilMs) return null;
    this.pop();
    return first;
  }

  private cancel(entry: Entry): void {
    if (entry.run === null) return;
    entry.run = null;
    this.dead += 1;
    if (this.dead > maxDead && this.dead * 2 > this.heap.length) this.rebuild();
  }

  private dropDead(): void {
    while (this.heap.length > 0 && this.heap[0]?.run === null) {
      this.pop();
      this.dead -= 1;
    }
  }

  private rebuild(): void {
    const living = this.heap.filter((entry) => entry.run !== null);
    living.sort((a, b) => a.dueMs - b.dueMs || a.order - b.order); // a sorted list is a heap
    this.heap = living;
    this.dead = 0;
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Entry;
      if (!isBefore(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  /** Takes the first entry away. */
  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (let below = 1; below < heap.length; below = place * 2 + 1) {
      const right = heap[below + 1];
      if (right !== undefined && isBefore(right, heap[below] as Entry)) below += 1;
      const child = heap[below] as Entry;
      if (!isBefore(child, last)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.dueMs === b.dueMs ? a.order < b.order : a.dueMs < b.dueMs;
}
