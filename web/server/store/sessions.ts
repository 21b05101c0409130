import type { Knex } from 'knex';
import { type User, type UserRow, userOf } from './users.js';

export interface SessionRow {
  readonly tokenHash: string;
  readonly user: User;
  readonly seenAt: number;
  readonly expiresAt: number;
}

/** Browsers of one person that may be signed in; the one not seen for longest goes first. */
export const maxSessionsPerUser = 20;

/** Sessions live in the database so that a restart of the web process signs nobody out. */
export class Sessions {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
  ) {}

  async make(tokenHash: string, userId: string, nowMs: number, expiresAt: number): Promise<void> {
    await this.writer.transaction(async (tx) => {
      await tx('sessions').insert({
        token_hash: tokenHash,
        user_id: userId,
        created_at: nowMs,
        seen_at: nowMs,
        expires_at: expiresAt,
      });
      const tooMany: { token_hash: string }[] = await tx('sessions')
        .select('token_hash')
        .where({ user_id: userId })
        .orderBy([
          { column: 'seen_at', order: 'desc' },
          { column: 'token_hash', order: 'desc' },
        ])
        .limit(100)
        .offset(maxSessionsPerUser);
      if (tooMany.length > 0) {
        const hashes = tooMany.map((row) => row.token_hash).filter((hash) => hash !== tokenHash);
        await tx('sessions').whereIn('token_hash', hashes).delete();
      }
    });
  }

  /** The session with its user as they are now; null when it is gone, expired, or its user is disabled. */
  async find(tokenHash: string, nowMs: number): Promise<SessionRow | null> {
    const row = await this.reader<UserRow & { seen_at: number; expires_at: number }>('sessions')
      .join('users', 'users.id', 'sessions.user_id')
      .select('users.*', 'sessions.seen_at', 'sessions.expires_at')
      .where('sessions.token_hash', tokenHash)
      .first();
    if (!row || row.expires_at <= nowMs) return null;
    const user = userOf(row as UserRow);
    if (!user || user.disabled) return null;
    return { tokenHash, user, seenAt: row.seen_at, expiresAt: row.expires_at };
  }

  async touch(tokenHash: string, nowMs: number, expiresAt: number): Promise<void> {
    await this.writer('sessions').where({ token_hash: tokenHash }).update({ seen_at: nowMs, expires_at: expiresAt });
  }

  async end(tokenHash: string): Promise<void> {
    await this.writer('sessions').where({ token_hash: tokenHash }).delete();
  }

  async removeExpired(nowMs: number): Promise<number> {
    return this.writer('sessions').where('expires_at', '<=', nowMs).delete();
  }
}
