import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import { Allowance } from '../live/allowance.js';
import type { Audit } from '../store/audit.js';

/** Acts of one login that are written: so many at once, so many a second in the long run. */
const actsAtOnce = 60;
const actsPerSecond = 1;
/** Logins whose allowance is remembered. */
const maxLogins = 5_000;

/**
 * Writes down what was done to others and what was refused. A page that asks for what it may not have a thousand times
 * a second fills no disk: what goes beyond its allowance is counted, and the count is written with the next act.
 */
export class Acts {
  private readonly logins = new Map<string, { readonly allowance: Allowance; skipped: number }>();
  private readonly writes = new Set<Promise<void>>();

  constructor(
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  write(userId: string, what: string, subject: string, detail: Readonly<Record<string, unknown>>): void {
    const login = this.loginOf(userId);
    if (!login.allowance.take()) {
      login.skipped += 1;
      return;
    }
    const more = login.skipped > 0 ? { ...detail, skipped: login.skipped } : detail;
    login.skipped = 0;
    const written = this.audit
      .write({ userId, what, subject, detail: more })
      .catch((error: unknown) => this.log.error({ err: error, userId, what, subject }, 'an act was not audited'))
      .finally(() => this.writes.delete(written));
    this.writes.add(written);
  }

  /** Everything so far is written. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.writes);
  }

  private loginOf(userId: string): { readonly allowance: Allowance; skipped: number } {
    const known = this.logins.get(userId);
    if (known) return known;
    const made = { allowance: new Allowance(this.clock, actsPerSecond, actsAtOnce), skipped: 0 };
    this.logins.set(userId, made);
    const oldest = this.logins.size > maxLogins ? this.logins.keys().next().value : undefined;
    if (oldest !== undefined) this.logins.delete(oldest);
    return made;
  }
}
