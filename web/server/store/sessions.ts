import type { Knex } from 'knex';
import { type User, type UserRow, userOf } from './users.js';

export interface SessionRow {
  readonly tokenHash: string;
  readonly user: User;
  readonly seenAt: number;
  readonly expiresAt: number;
  /** The screen shows nothing of customers until the password is given again. */
  readonly locked: boolean;
}

/** Where a session was opened. */
export interface SessionPlace {
  /** Network address. */
  readonly address: string;
  /** As it calls itself. */
  readonly browser: string;
}

export interface NewSession {
  readonly tokenHash: string;
  readonly userId: string;
  readonly nowMs: number;
  readonly expiresAt: number;
  readonly place: SessionPlace;
  /** The user's other sessions end. */
  readonly alone: boolean;
}

export interface OpenSession extends SessionPlace {
  readonly tokenHash: string;
  readonly createdAt: number;
  readonly seenAt: number;
}

/** Browsers of one person that may be signed in; the one not seen for longest goes first. */
export const maxSessionsPerUser = 20;
const maxBrowserLength = 200;

/** Sessions live in the database so that a restart of the web process signs nobody out. */
export class Sessions {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
  ) {}

  /** @returns the hashes of the user's sessions that ended by it */
  async make(made: NewSession): Promise<readonly string[]> {
    const { tokenHash, userId, nowMs } = made;
    return this.writer.transaction(async (tx) => {
      const others: { token_hash: string }[] = await tx('sessions')
        .select('token_hash')
        .where({ user_id: userId })
        .orderBy([
          { column: 'seen_at', order: 'desc' },
          { column: 'token_hash', order: 'desc' },
        ])
        .offset(made.alone ? 0 : maxSessionsPerUser - 1)
        .limit(100);
      const ended = others.map((row) => row.token_hash);
      await tx('sessions').whereIn('token_hash', ended).delete();
      await tx('sessions').insert({
        token_hash: tokenHash,
        user_id: userId,
        created_at: nowMs,
        seen_at: nowMs,
        expires_at: made.expiresAt,
        address: made.place.address,
        browser: made.place.browser.replaceAll('\0', '').slice(0, maxBrowserLength),
      });
      return ended;
    });
  }

  /** The session with its user as they are now; null when it is gone, expired, or its user is disabled. */
  async find(tokenHash: string, nowMs: number): Promise<SessionRow | null> {
    const row = await this.reader<UserRow & { seen_at: number; expires_at: number; locked_at: number }>('sessions')
      .join('users', 'users.id', 'sessions.user_id')
      .select('users.*', 'sessions.seen_at', 'sessions.expires_at', 'sessions.locked_at')
      .where('sessions.token_hash', tokenHash)
      .first();
    if (!row || row.expires_at <= nowMs) return null;
    const user = userOf(row as UserRow);
    if (!user || user.disabled) return null;
    return { tokenHash, user, seenAt: row.seen_at, expiresAt: row.expires_at, locked: row.locked_at > 0 };
  }

  /** Those of a user that have not expired, the last seen first. */
  async openOf(userId: string, nowMs: number): Promise<readonly OpenSession[]> {
    const rows = await this.reader('sessions')
      .where({ user_id: userId })
      .where('expires_at', '>', nowMs)
      .orderBy('seen_at', 'desc')
      .limit(maxSessionsPerUser);
    return rows.map((row) => ({
      tokenHash: row.token_hash,
      createdAt: row.created_at,
      seenAt: row.seen_at,
      address: row.address,
      browser: row.browser,
    }));
  }

  async touch(tokenHash: string, nowMs: number, expiresAt: number): Promise<void> {
    await this.writer('sessions').where({ token_hash: tokenHash }).update({ seen_at: nowMs, expires_at: expiresAt });
  }

  async lock(tokenHash: string, nowMs: number): Promise<void> {
    await this.writer('sessions')
      .where({ token_hash: tokenHash, locked_at: 0 })
      .update({ locked_at: nowMs, unlock_tries: 0 });
  }

  async unlock(tokenHash: string): Promise<void> {
    await this.writer('sessions').where({ token_hash: tokenHash }).update({ locked_at: 0, unlock_tries: 0 });
  }

  /**
   * Counts a try to unlock, beforehand: many at once get no further than one after the other.
   * @returns how many there have been with this one; 0 when the session is gone
   */
  async countUnlockTry(tokenHash: string): Promise<number> {
    return this.writer.transaction(async (tx) => {
      await tx('sessions').where({ token_hash: tokenHash }).increment('unlock_tries', 1);
      const row = await tx('sessions').select('unlock_tries').where({ token_hash: tokenHash }).first();
      return Number(row?.unlock_tries ?? 0);
    });
  }

  async end(tokenHash: string): Promise<void> {
    await this.writer('sessions').where({ token_hash: tokenHash }).delete();
  }

  async removeExpired(nowMs: number): Promise<number> {
    return this.writer('sessions').where('expires_at', '<=', nowMs).delete();
  }
}
