import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { UserShown } from '../../../daemon/contract/pages.js';
import { type Right, type Role, rights, roles } from '../../../daemon/terms/rights.js';
import { writeAudit } from './audit.js';

/** More people than desks of any one box. */
export const maxUsers = 2_000;

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
  /** Of a one-time password. */
  readonly mustChangePassword: boolean;
  /** The password that `put` gave last; '' none. */
  readonly givenHash: string;
  /** Rights beside those of the role, and without some of them. */
  readonly grants: readonly Right[];
  readonly revokes: readonly Right[];
  /** Groups whose recordings a leader hears; null: all of the floor. */
  readonly leads: readonly string[] | null;
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
  readonly must_change: number;
  readonly given_hash: string;
  readonly grants: string;
  readonly revokes: string;
  readonly leads: string | null;
  readonly created_at: number;
}

type NewUser = Pick<User, 'id' | 'name' | 'role' | 'agentId' | 'passwordHash'>;

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
    mustChangePassword: row.must_change !== 0,
    givenHash: row.given_hash,
    grants: rightsIn(row.grants),
    revokes: rightsIn(row.revokes),
    leads: row.leads === null ? null : (JSON.parse(row.leads) as readonly string[]),
  };
}

/** Logins. Each change is audited in the same step, with who made it. */
export class Users {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async find(id: string): Promise<User | null> {
    const row = await this.reader<UserRow>('users').where({ id }).first();
    return row ? userOf(row) : null;
  }

  /** All, by id. */
  async list(): Promise<readonly UserShown[]> {
    const rows: (UserRow & { seen_at: number | null })[] = await this.reader('users')
      .select('users.*')
      .select(this.seenAt())
      .orderBy('id')
      .limit(maxUsers);
    return rows.flatMap((row) => shown(row) ?? []);
  }

  /** @throws CallboxError not-found */
  async shown(id: string): Promise<UserShown> {
    const row = await this.reader('users').select('users.*').select(this.seenAt()).where({ id }).first();
    const user = row && shown(row as UserRow & { seen_at: number | null });
    if (!user) throw noSuchUser(id);
    return user;
  }

  /** Makes the user or replaces name, role, agent and password; unlocks and enables. */
  async put(user: NewUser, nowMs: number): Promise<void> {
    const columns = { ...columnsOf(user), given_hash: user.passwordHash, changed_at: nowMs };
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

  /**
   * New logins with one-time passwords: all or none.
   * @throws CallboxError conflict, naming the first id that is taken; limit
   */
  async add(users: readonly NewUser[], by: string): Promise<void> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const [count] = await tx('users').count({ n: '*' });
      if (Number(count?.n ?? 0) + users.length > maxUsers) throw tooMany();
      for (const user of users) {
        const taken = await tx('users').select('id').where({ id: user.id }).first();
        if (taken) throw new CallboxError('conflict', `There is a login ${user.id} already; choose another id.`);
        await tx('users').insert({
          id: user.id,
          created_at: at,
          changed_at: at,
          ...columnsOf(user),
          must_change: 1,
        });
        const detail = { name: user.name, role: user.role, agentId: user.agentId };
        await writeAudit(tx, this.ids, { at, userId: by, what: 'user-made', subject: user.id, detail });
      }
    });
  }

  /** @throws CallboxError not-found */
  async change(id: string, is: Pick<User, 'name' | 'role' | 'disabled'>, by: string): Promise<void> {
    await this.update(id, { name: is.name, role: is.role, disabled: is.disabled ? 1 : 0 }, async (tx, was) => {
      if (is.disabled) await tx('sessions').where({ user_id: id }).delete();
      const before = { name: was.name, role: was.role, disabled: was.disabled !== 0 };
      return { by, what: 'user-changed', detail: { was: before, is } };
    });
  }

  /** @throws CallboxError not-found */
  async setRights(id: string, is: Pick<User, 'grants' | 'revokes' | 'leads'>, by: string): Promise<void> {
    const columns = {
      grants: JSON.stringify(is.grants),
      revokes: JSON.stringify(is.revokes),
      leads: is.leads === null ? null : JSON.stringify(is.leads),
    };
    await this.update(id, columns, async (_tx, was) => {
      const before = {
        grants: rightsIn(was.grants),
        revokes: rightsIn(was.revokes),
        leads: userOf(was)?.leads ?? null,
      };
      return { by, what: 'rights-changed', detail: { was: before, is } };
    });
  }

  /**
   * His own new password (`keep`: the session that asked goes on), or a one-time one (`keep` null). All other
   * sessions end and wrong passwords are forgotten.
   * @returns the hashes of the sessions that ended
   * @throws CallboxError not-found
   */
  async setPassword(id: string, passwordHash: string, keep: string | null, by: string): Promise<readonly string[]> {
    const columns = {
      password_hash: passwordHash,
      must_change: keep === null ? 1 : 0,
      failed_tries: 0,
      locked_until: 0,
    };
    let ended: readonly string[] = [];
    await this.update(id, columns, async (tx) => {
      const rows: { token_hash: string }[] = await tx('sessions').select('token_hash').where({ user_id: id });
      ended = rows.map((row) => row.token_hash).filter((hash) => hash !== keep);
      await tx('sessions')
        .where({ user_id: id })
        .whereNot({ token_hash: keep ?? '' })
        .delete();
      return { by, what: keep === null ? 'password-reset' : 'password-changed', detail: {} };
    });
    return ended;
  }

  /** @throws CallboxError not-found */
  async forgetFailures(id: string, by: string): Promise<void> {
    const columns = { failed_tries: 0, locked_until: 0 };
    await this.update(id, columns, async () => ({ by, what: 'user-unlocked', detail: {} }));
  }

  /** @throws CallboxError not-found */
  async remove(id: string, by: string): Promise<void> {
    await this.update(id, {}, async (tx, was) => {
      await tx('sessions').where({ user_id: id }).delete();
      await tx('users').where({ id }).delete();
      return { by, what: 'user-removed', detail: { name: was.name, role: was.role, agentId: was.agent_id } };
    });
  }

  async setLock(id: string, failedTries: number, lockedUntil: number): Promise<void> {
    await this.writer('users').where({ id }).update({ failed_tries: failedTries, locked_until: lockedUntil });
  }

  /** Changes a row and what belongs to it, and audits what `also` says of it. */
  private async update(
    id: string,
    columns: Readonly<Record<string, string | number | null>>,
    also: (
      tx: Knex.Transaction,
      was: UserRow,
    ) => Promise<{ by: string; what: string; detail: Record<string, unknown> }>,
  ): Promise<void> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const was: UserRow | undefined = await tx<UserRow>('users').where({ id }).first();
      if (!was) throw noSuchUser(id);
      await tx('users')
        .where({ id })
        .update({ ...columns, changed_at: at });
      const { by, what, detail } = await also(tx, was);
      await writeAudit(tx, this.ids, { at, userId: by, what, subject: id, detail });
    });
  }

  private seenAt(): Knex.Raw {
    return this.reader.raw(
      '(SELECT MAX(sessions.seen_at) FROM sessions WHERE sessions.user_id = users.id AND sessions.expires_at > ?) AS seen_at',
      [this.clock.nowMs()],
    );
  }
}

function columnsOf(user: NewUser) {
  return {
    name: user.name,
    role: user.role,
    agent_id: user.agentId,
    password_hash: user.passwordHash,
    disabled: 0,
    failed_tries: 0,
    locked_until: 0,
    must_change: 0,
  };
}

function shown(row: UserRow & { readonly seen_at: number | null }): UserShown | null {
  const user = userOf(row);
  if (!user) return null;
  const { passwordHash: _, givenHash: __, failedTries: ___, ...told } = user;
  return { ...told, createdAt: row.created_at, seenAt: row.seen_at };
}

/** A right this version does not know is none. */
function rightsIn(text: string): readonly Right[] {
  const stored: unknown = JSON.parse(text);
  return Array.isArray(stored) ? rights.filter((right) => stored.includes(right)) : [];
}

function noSuchUser(id: string): CallboxError {
  return new CallboxError('not-found', `There is no login ${id}.`);
}

function tooMany(): CallboxError {
  return new CallboxError('limit', `There may be ${maxUsers} logins; remove some that nobody uses.`);
}
