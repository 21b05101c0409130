import type { Knex } from 'knex';
import type { Ids } from '../../../daemon/base/ids.js';
import { type Role, roles } from '../../../daemon/terms/rights.js';
import { writeAudit } from './audit.js';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly agentId: string | null;
  readonly passwordHash: string;
  readonly disabled: boolean;
  readonly failedTries: number;
  /** Epoch ms; 0: not locked. */
  readonly lockedUntil: number;
}

export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly agent_id: string | null;
  readonly password_hash: string;
  readonly disabled: number;
  readonly failed_tries: number;
  readonly locked_until: number;
}

/** Null for a role this version does not know: such a login is refused, not given some other role's rights. */
export function userOf(row: UserRow): User | null {
  const role = roles.find((known) => known === row.role);
  if (!role) return null;
  return {
    id: row.id,
    name: row.name,
    role,
    agentId: row.agent_id,
    passwordHash: row.password_hash,
    disabled: row.disabled !== 0,
    failedTries: row.failed_tries,
    lockedUntil: row.locked_until,
  };
}

export class Users {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
  ) {}

  async find(id: string): Promise<User | null> {
    const row = await this.reader<UserRow>('users').where({ id }).first();
    return row ? userOf(row) : null;
  }

  /** Makes the user or replaces name, role, agent and password; unlocks and enables. */
  async put(user: Pick<User, 'id' | 'name' | 'role' | 'agentId' | 'passwordHash'>, nowMs: number): Promise<void> {
    const columns = {
      name: user.name,
      role: user.role,
      agent_id: user.agentId,
      password_hash: user.passwordHash,
      disabled: 0,
      failed_tries: 0,
      locked_until: 0,
      changed_at: nowMs,
    };
    await this.writer.transaction(async (tx) => {
      await tx('users')
        .insert({ id: user.id, created_at: nowMs, ...columns })
        .onConflict('id')
        .merge(columns);
      // A new password signs out whoever came in with the old one.
      await tx('sessions').where({ user_id: user.id }).delete();
      const detail = { name: user.name, role: user.role, agentId: user.agentId };
      await writeAudit(tx, this.ids, { at: nowMs, userId: 'system', what: 'user-put', subject: user.id, detail });
    });
  }

  async setLock(id: string, failedTries: number, lockedUntil: number): Promise<void> {
    await this.writer('users').where({ id }).update({ failed_tries: failedTries, locked_until: lockedUntil });
  }
}
