/** Wall time in epoch milliseconds. Only the composition roots pass the real one. */
export interface Clock {
  nowMs(): number;
}

/** A clock that moves when told to; for tests and simulation. */
export class ManualClock implements Clock {
  constructor(private atMs = 1_800_000_000_000) {}
  nowMs(): number {
    return this.atMs;
  }
  advance(ms: number): void {
    if (ms < 0) throw new RangeError('a clock does not go back');
    this.atMs += ms;
  }
}
