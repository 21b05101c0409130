import type { Clock } from './clock.js';

export interface SteadyClockParts {
  /** The machine's time of day, epoch ms: people and time servers set it, forwards and back. */
  wallMs(): number;
  /** Goes on evenly and never back, ms since any moment (CLOCK_MONOTONIC). */
  monotonicMs(): number;
}

/**
 * Time of day that never goes back and never stands still. Set forwards, it follows at once; set back, it goes on from
 * where it was, ahead of the machine's by its lead, so that timers, durations and the order of rows stay right and only
 * the dates are off, until the machine's time has caught up or somebody says `correct`.
 */
export class SteadyClock implements Clock {
  /** Own time less monotonic time. */
  private offsetMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: SteadyClockParts) {}

  /** Whole milliseconds. */
  nowMs(): number {
    const wallMs = this.parts.wallMs();
    // After the time of day: were this thread put aside in between, own time would else run ahead for ever.
    const monotonicMs = this.parts.monotonicMs();
    this.offsetMs = Math.max(this.offsetMs, wallMs - monotonicMs);
    return Math.floor(monotonicMs + this.offsetMs);
  }

  /** How far it is ahead of the machine's time of day, ms; 0 to 1 where nothing was set back. */
  leadMs(): number {
    return Math.max(0, this.nowMs() - this.parts.wallMs());
  }

  /** Own time is no earlier than `ms` (epoch): for who goes on where another run left off. */
  goOnFrom(ms: number): void {
    this.offsetMs = Math.max(this.offsetMs, ms - this.parts.monotonicMs());
  }

  /** Takes the machine's time of day, though that goes back: for who has nothing that is measured in it. */
  correct(): void {
    this.offsetMs = Number.NEGATIVE_INFINITY;
  }
}
