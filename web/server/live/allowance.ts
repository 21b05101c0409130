import type { Clock } from '../../../daemon/base/clock.js';

/** A bucket of tokens: `burst` messages at once, `perSecond` in the long run. */
export class Allowance {
  private tokens: number;
  private at: number;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
    this.at = clock.nowMs();
  }

  /** False: too many; the sender must be stopped. */
  take(): boolean {
    const nowMs = this.clock.nowMs();
    const gained = (Math.max(0, nowMs - this.at) / 1000) * this.perSecond;
    this.tokens = Math.min(this.burst, this.tokens + gained);
    this.at = nowMs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
