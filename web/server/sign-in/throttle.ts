/**
 * Slows guessing down: from the `freeTries`th wrong password on each one locks for a time that doubles up to
 * 15 minutes. Pure: times come in, answers go out. A try counts as wrong until it is known to be right, so
 * that a hundred tries at once get no further than five.
 */
export interface Lock {
  readonly failures: number;
  /** Epoch ms; 0: not locked. */
  readonly lockedUntil: number;
}

export interface ThrottleLimits {
  readonly freeTries: number;
  readonly firstLockMs: number;
  readonly maxLockMs: number;
  /** Without a further failure for so long, all is forgotten. */
  readonly forgetAfterMs: number;
  readonly maxEntries: number;
}

/** Five wrong passwords keep a user out for 15 minutes; an administrator may let them in before. */
export const userLimits: ThrottleLimits = {
  freeTries: 5,
  firstLockMs: 15 * 60_000,
  maxLockMs: 15 * 60_000,
  forgetAfterMs: 24 * 3_600_000,
  maxEntries: 10_000,
};
/** An office behind one address may have many people who mistype on a Monday morning. */
export const addressLimits: ThrottleLimits = { ...userLimits, freeTries: 25, firstLockMs: 15_000 };

interface Entry {
  failures: number;
  lockedUntil: number;
  lastAt: number;
}

export class Throttle {
  private readonly entries = new Map<string, Entry>();
  /** Entries pushed out because the map was full: a sign of an attack with many names or addresses. */
  evicted = 0;

  constructor(private readonly limits: ThrottleLimits) {}

  /** How long until a try is allowed, 0: now. */
  waitMs(key: string, nowMs: number): number {
    const entry = this.fresh(key, nowMs);
    return entry ? Math.max(0, entry.lockedUntil - nowMs) : 0;
  }

  /** Counts a try as wrong, beforehand. Call `passed` when it was right. */
  tried(key: string, nowMs: number): Lock {
    const entry = this.fresh(key, nowMs) ?? { failures: 0, lockedUntil: 0, lastAt: nowMs };
    entry.failures += 1;
    entry.lastAt = nowMs;
    const over = entry.failures - this.limits.freeTries;
    if (over >= 0) {
      entry.lockedUntil = nowMs + Math.min(this.limits.maxLockMs, this.limits.firstLockMs * 2 ** Math.min(over, 20));
    }
    this.entries.delete(key); // to the young end of the map's order
    this.entries.set(key, entry);
    this.evictOldest();
    return { failures: entry.failures, lockedUntil: entry.lockedUntil };
  }

  passed(key: string): void {
    this.entries.delete(key);
  }

  /** Takes one try back that was counted beforehand; a lock set by earlier tries stays. */
  takeBack(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.failures -= 1;
    if (entry.failures < this.limits.freeTries) entry.lockedUntil = 0;
    if (entry.failures <= 0) this.entries.delete(key);
  }

  /** A lock that outlived a restart. */
  restore(key: string, lock: Lock, nowMs: number): void {
    if (lock.failures <= 0 || this.entries.has(key)) return;
    this.entries.set(key, { failures: lock.failures, lockedUntil: lock.lockedUntil, lastAt: nowMs });
    this.evictOldest();
  }

  private fresh(key: string, nowMs: number): Entry | null {
    const entry = this.entries.get(key);
    if (!entry) return null;
    if (nowMs - entry.lastAt <= this.limits.forgetAfterMs) return entry;
    this.entries.delete(key);
    return null;
  }

  private evictOldest(): void {
    if (this.entries.size <= this.limits.maxEntries) return;
    const oldest = this.entries.keys().next().value;
    if (oldest === undefined) return;
    this.entries.delete(oldest);
    this.evicted += 1;
  }
}
