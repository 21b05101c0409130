import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Session } from '../../../daemon/contract/pages.js';
import { type Right, rightsOf } from '../../../daemon/terms/rights.js';
import type { Business } from '../store/business.js';
import type { User } from '../store/users.js';
import { hashPassword, passwordMatches, type RandomBytes, type ScryptCost } from './passwords.js';
import { addressLimits, type Lock, Throttle, userLimits } from './throttle.js';

const tokenBytes = 32;
/** A browser not used for so long has to sign in again. */
export const idleLimitMs = 12 * 3_600_000;
/** How often the sliding end of a session is written. */
const touchEveryMs = 60_000;
/** Passwords waiting to be checked; each costs a tenth of a second of one core and 32 MiB while it runs. */
const maxWaitingChecks = 32;

/** Somebody known, on one browser. */
export interface SignedIn {
  readonly tokenHash: string;
  readonly user: User;
  readonly rights: ReadonlySet<Right>;
  readonly session: Session;
}

export interface SignInNeeds {
  readonly business: Business;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Logger;
  /** Whether the simulator's telephones are there; only then 'demo.phones' is granted. */
  readonly demo: boolean;
  /** What the check of a password costs. */
  readonly passwordCost: ScryptCost;
}

/** Makes, resumes and ends sessions, and slows down who guesses. */
export class SignIn {
  private readonly byUser = new Throttle(userLimits);
  private readonly byAddress = new Throttle(addressLimits);
  private checks: Promise<unknown> = Promise.resolve();
  private waitingChecks = 0;
  private readonly writes = new Set<Promise<void>>();
  /** Stands in for the hash of an unknown user, so that both answers take the same time. */
  private readonly nobodysHash: Promise<string>;

  constructor(private readonly needs: SignInNeeds) {
    this.nobodysHash = hashPassword('', needs.random, needs.passwordCost);
  }

  /**
   * @returns the token for the cookie, given out this once
   * @throws CallboxError wrong-password, throttled (detail.retryAfterS)
   */
  async signIn(userId: string, password: string, address: string): Promise<{ token: string; signedIn: SignedIn }> {
    const { business, clock, random } = this.needs;
    const known = await business.users.find(userId);
    if (known)
      this.byUser.restore(userId, { failures: known.failedTries, lockedUntil: known.lockedUntil }, clock.nowMs());
    this.assertNotLocked(userId, address);
    const lock = this.byUser.tried(userId, clock.nowMs());
    this.byAddress.tried(address, clock.nowMs());
    const matches = await this.check(password, known?.passwordHash ?? (await this.nobodysHash));
    if (!known || !matches || known.disabled) {
      if (known) this.keepLock(known.id, lock);
      throw new CallboxError('wrong-password', 'The user or the password is wrong.');
    }
    this.byUser.passed(userId);
    this.byAddress.takeBack(address);
    if (known.failedTries > 0) this.keepLock(known.id, { failures: 0, lockedUntil: 0 });
    const token = random(tokenBytes).toString('base64url');
    const tokenHash = hashToken(token);
    await business.sessions.make(tokenHash, known.id, clock.nowMs(), clock.nowMs() + idleLimitMs);
    return { token, signedIn: this.signedIn(tokenHash, known) };
  }

  /** Who holds this token; null when nobody (any more). Being asked for keeps a session alive. */
  async resume(token: string | null): Promise<SignedIn | null> {
    return token === null || token.length > 100 ? null : this.resumeHashed(hashToken(token), true);
  }

  /** The same for a session that is known already; without `active` its end does not move. */
  async resumeHashed(tokenHash: string, active: boolean): Promise<SignedIn | null> {
    const { business, clock } = this.needs;
    const row = await business.sessions.find(tokenHash, clock.nowMs());
    if (!row) return null;
    const nowMs = clock.nowMs();
    if (active && nowMs - row.seenAt >= touchEveryMs) {
      this.inBackground(business.sessions.touch(tokenHash, nowMs, nowMs + idleLimitMs));
    }
    return this.signedIn(tokenHash, row.user);
  }

  async end(signedIn: SignedIn): Promise<void> {
    await this.needs.business.sessions.end(signedIn.tokenHash);
  }

  /** Waits for what is still being written. */
  async close(): Promise<void> {
    await Promise.allSettled([this.nobodysHash, this.checks, ...this.writes]);
  }

  private signedIn(tokenHash: string, user: User): SignedIn {
    const rights = rightsOf[user.role].filter((right) => right !== 'demo.phones' || this.needs.demo);
    const session = {
      user: user.id,
      name: user.name,
      role: user.role,
      agentId: user.agentId,
      rights,
      demo: this.needs.demo,
    };
    return { tokenHash, user, rights: new Set(rights), session };
  }

  private assertNotLocked(userId: string, address: string): void {
    const nowMs = this.needs.clock.nowMs();
    const waitMs = Math.max(this.byUser.waitMs(userId, nowMs), this.byAddress.waitMs(address, nowMs));
    if (waitMs > 0) throw throttled(Math.ceil(waitMs / 1000));
  }

  /** One at a time: many at once would take the threads that SQLite and the recordings need. */
  private async check(password: string, hash: string): Promise<boolean> {
    if (this.waitingChecks >= maxWaitingChecks) throw throttled(5);
    this.waitingChecks += 1;
    const result = this.checks.then(() => passwordMatches(password, hash));
    this.checks = result.catch(() => {});
    try {
      return await result;
    } finally {
      this.waitingChecks -= 1;
    }
  }

  /** Not awaited by the answer: a known user must not answer slower than an unknown one. */
  private keepLock(userId: string, lock: Lock): void {
    this.inBackground(this.needs.business.users.setLock(userId, lock.failures, lock.lockedUntil));
  }

  private inBackground(write: Promise<void>): void {
    const settled = write
      .catch((error: unknown) => this.needs.log.error({ err: error }, 'sign-in data not written'))
      .finally(() => this.writes.delete(settled));
    this.writes.add(settled);
  }
}

function throttled(retryAfterS: number): CallboxError {
  const message = `Too many wrong passwords; wait ${retryAfterS} seconds and try again.`;
  return new CallboxError('throttled', message, { retryAfterS });
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
