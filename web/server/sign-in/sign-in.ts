import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Session } from '../../../daemon/contract/pages.js';
import type { Right } from '../../../daemon/terms/rights.js';
import { refusal } from '../http/failures.js';
import type { Business } from '../store/business.js';
import type { OpenSession, SessionPlace } from '../store/sessions.js';
import type { User } from '../store/users.js';
import { type SessionCookie, sessionCookies } from './cookie.js';
import { hashPassword, passwordMatches, type RandomBytes, type ScryptCost } from './passwords.js';
import { rightsOfUser } from './rights-of-user.js';
import { problemsOf } from './strength.js';
import { addressLimits, type Lock, Throttle, userLimits } from './throttle.js';

const tokenBytes = 32;
/** A browser not used for so long has to sign in again. */
export const idleLimitMs = 12 * 3_600_000;
/** How often the sliding end of a session is written. */
const touchEveryMs = 60_000;
/** Passwords waiting to be checked; each costs a tenth of a second of one core and 32 MiB while it runs. */
const maxWaitingChecks = 32;
/** Wrong passwords at a locked screen, in a row, that end the session. */
export const maxUnlockTries = 5;

/** Somebody known, on one browser. */
export interface SignedIn {
  readonly tokenHash: string;
  readonly user: User;
  readonly rights: ReadonlySet<Right>;
  readonly locked: boolean;
  readonly session: Session;
}

export interface SignInRequest {
  readonly user: string;
  readonly password: string;
  readonly from: SessionPlace;
  /** An agent who is signed in elsewhere is moved here. */
  readonly take: boolean;
  /** The session this browser has already: it is no other place. */
  readonly current: string | null;
}

export interface SignInResult {
  /** For the cookie, given out this once. */
  readonly token: string;
  readonly signedIn: SignedIn;
  /** Sessions of the same person that ended by it. */
  readonly ended: readonly string[];
}

export interface SignInNeeds {
  readonly business: Business;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Logger;
  /** Whether the simulator's telephones are there; only then 'demo.phones' is granted. */
  readonly demo: boolean;
  /** This is the training floor. */
  readonly training: boolean;
  /** What the check of a password costs. */
  readonly passwordCost: ScryptCost;
  /** Whether a page of this session is open now. */
  hasPage(tokenHash: string): boolean;
  /** A known user was refused for a wrong password. */
  refused(userId: string, address: string): void;
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

  /** What its sessions' cookie is called. */
  readonly cookie: SessionCookie;

  constructor(private readonly needs: SignInNeeds) {
    this.cookie = needs.training ? sessionCookies.training : sessionCookies.real;
    this.nobodysHash = hashPassword('', needs.random, needs.passwordCost);
  }

  /** @throws CallboxError wrong-password, throttled (detail.retryAfterS), conflict (an agent is signed in elsewhere) */
  async signIn(request: SignInRequest): Promise<SignInResult> {
    const { business, clock, random } = this.needs;
    const known = await business.users.find(request.user);
    await this.assertPassword(request.user, known, request.password, request.from.address);
    if (!known) throw new TypeError('nobody has a password');
    const isAgent = known.agentId !== null;
    if (isAgent && !request.take) await this.assertNowhereElse(known.id, request);
    const token = random(tokenBytes).toString('base64url');
    const tokenHash = hashToken(token);
    const nowMs = clock.nowMs();
    const ended = await business.sessions.make({
      tokenHash,
      userId: known.id,
      nowMs,
      expiresAt: nowMs + idleLimitMs,
      place: request.from,
      alone: isAgent,
    });
    return { token, signedIn: this.signedIn(tokenHash, known, false), ended };
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
    return this.signedIn(tokenHash, row.user, row.locked);
  }

  async lock({ tokenHash }: SignedIn): Promise<void> {
    await this.needs.business.sessions.lock(tokenHash, this.needs.clock.nowMs());
  }

  /**
   * @returns 'locked-out' when this was one wrong password too many and the session is over
   * @throws CallboxError wrong-password, not-signed-in (it was over already)
   */
  async unlock({ tokenHash, user, locked }: SignedIn, password: string): Promise<'unlocked' | 'locked-out'> {
    if (!locked) return 'unlocked';
    const { sessions } = this.needs.business;
    const tries = await sessions.countUnlockTry(tokenHash);
    if (tries === 0 || tries > maxUnlockTries) throw new CallboxError('not-signed-in', 'This session is over.');
    if (await this.check(password, user.passwordHash)) {
      await sessions.unlock(tokenHash);
      return 'unlocked';
    }
    if (tries < maxUnlockTries) {
      const left = maxUnlockTries - tries;
      throw new CallboxError('wrong-password', `The password is wrong; after ${left} more the session ends.`);
    }
    await sessions.end(tokenHash);
    return 'locked-out';
  }

  /**
   * His own new password: the old one is checked like a sign-in, the new one for strength.
   * @returns the other sessions, which have ended
   * @throws CallboxError wrong-password, throttled, bad-request (with `strength`)
   */
  async changePassword(holder: SignedIn, old: string, password: string, address: string): Promise<readonly string[]> {
    const { business, random, passwordCost } = this.needs;
    const { user, tokenHash } = holder;
    await this.assertPassword(user.id, user, old, address);
    const problems = [...problemsOf(password, user.id)];
    if (password.normalize('NFC') === old.normalize('NFC')) problems.push('same-as-old');
    if (problems.length > 0) {
      const message = `Choose another password: ${problems.join(', ')}.`;
      throw refusal('bad-request', message, { strength: problems });
    }
    const passwordHash = await hashPassword(password, random, passwordCost);
    return business.users.setPassword(user.id, passwordHash, tokenHash, user.id);
  }

  /** Wrong passwords of this user are forgotten. */
  forgive(userId: string): void {
    this.byUser.passed(userId);
  }

  async end(signedIn: SignedIn): Promise<void> {
    await this.needs.business.sessions.end(signedIn.tokenHash);
  }

  /** Waits for what is still being written. */
  async close(): Promise<void> {
    await Promise.allSettled([this.nobodysHash, this.checks, ...this.writes]);
  }

  private signedIn(tokenHash: string, user: User, locked: boolean): SignedIn {
    const { demo, training } = this.needs;
    const rights = rightsOfUser(user, demo);
    const session: Session = {
      user: user.id,
      name: user.name,
      role: user.role,
      agentId: user.agentId,
      rights,
      demo,
      mustChangePassword: user.mustChangePassword,
      locked,
      ...(training ? { training } : {}),
    };
    return { tokenHash, user, rights: new Set(rights), locked, session };
  }

  /** Slows down who guesses; an unknown user is answered as a known one is. */
  private async assertPassword(userId: string, known: User | null, password: string, address: string): Promise<void> {
    const { clock, refused } = this.needs;
    if (known) {
      this.byUser.restore(userId, { failures: known.failedTries, lockedUntil: known.lockedUntil }, clock.nowMs());
    }
    this.assertNotLocked(userId, address);
    const lock = this.byUser.tried(userId, clock.nowMs());
    this.byAddress.tried(address, clock.nowMs());
    const matches = await this.check(password, known?.passwordHash ?? (await this.nobodysHash));
    if (!known || !matches || known.disabled) {
      if (known) {
        this.keepLock(known.id, lock);
        refused(known.id, address);
      }
      throw new CallboxError('wrong-password', 'The user or the password is wrong.');
    }
    this.byUser.passed(userId);
    this.byAddress.takeBack(address);
    if (known.failedTries > 0) this.keepLock(known.id, { failures: 0, lockedUntil: 0 });
  }

  /**
   * An agent is at one desk at a time. A session left behind at this same desk, with no page open, is no other
   * place: a closed browser must not ask its owner whether he is himself.
   * @throws CallboxError conflict, with `elsewhere`
   */
  private async assertNowhereElse(userId: string, { from, current }: SignInRequest): Promise<void> {
    const { business, clock, hasPage } = this.needs;
    const open = await business.sessions.openOf(userId, clock.nowMs());
    const isElsewhere = (session: OpenSession): boolean =>
      session.tokenHash !== current && (session.address !== from.address || hasPage(session.tokenHash));
    const elsewhere = open.find(isElsewhere);
    if (!elsewhere) return;
    const { address, browser, createdAt, seenAt } = elsewhere;
    const message = `${userId} is signed in at ${address}; sign in with take: true to move here.`;
    throw refusal('conflict', message, { elsewhere: { address, browser, since: createdAt, seenAt } });
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
