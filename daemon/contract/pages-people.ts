/**
 * Who may do what, as pages ask and are told: sessions, logins, rights, audit.
 *
 * POST   /api/v1/session {user, password, take?} → Session. 409 conflict with `elsewhere`: an agent is signed in at
 *        another place; the same body with take: true moves him here and ends the other session (AGT-01).
 * GET    /api/v1/session → Session. DELETE /api/v1/session → 204.
 * PUT    /api/v1/session/password {old, password} → 204: all other sessions end (AGT-17). 401 wrong-password,
 *        400 bad-request with `strength`. With mustChangePassword it is the only thing the session may do.
 * POST   /api/v1/session/lock → 204; POST /api/v1/session/unlock {password} → 204 (AGT-04). 401 wrong-password; the
 *        fifth in a row ends the session (401 not-signed-in) and supervisors get an alert. While locked, everything
 *        else answers 423 locked.
 *
 * users.manage:
 * GET    /api/v1/users → UserList. POST /api/v1/users (userBody) → 201 UserMade.
 * PUT    /api/v1/users/{id} (userChangeBody) → UserShown. DELETE /api/v1/users/{id} → 204, with his agent.
 * POST   /api/v1/users/{id}/password → UserMade: a new one-time password, his sessions end.
 * POST   /api/v1/users/{id}/unlock → 204: forgets wrong passwords.
 * PUT    /api/v1/users/{id}/rights (grantsBody) → UserShown: from the next request and message on (ADM-02).
 * POST   /api/v1/users/import (importBody) → 201 Imported, or 400 with `lines`: all or none (ADM-03).
 *
 * audit.read:
 * GET    /api/v1/audit?before=SEQ&limit=N&user=ID&what=DEED&subject=ID → AuditPage, newest first.
 * GET    /api/v1/audit/check → AuditCheck: goes through the whole chain.
 */
import { z } from 'zod';
import { type Right, type Role, rights, roles } from '../terms/rights.js';

export const minPasswordLength = 8;
const password = z.string().min(1).max(256);
/** Also an agent's id and extension. */
export const userId = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/);
const userName = z.string().trim().min(1).max(64);

export const signInBody = z.strictObject({
  user: z.string().min(1).max(64),
  password,
  /** An agent who is signed in elsewhere is moved here. */
  take: z.boolean().optional(),
});
export const passwordBody = z.strictObject({ old: password, password });
export const unlockBody = z.strictObject({ password });

/** In `error.elsewhere` of the 409 to a second sign-in. */
export interface SignedInElsewhere {
  /** Network address. */
  readonly address: string;
  /** As that browser calls itself; '' unknown. */
  readonly browser: string;
  readonly since: number;
  readonly seenAt: number;
}

/** In `error.strength`: what is wrong with a new password. */
export const passwordProblems = [
  'too-short',
  'one-kind',
  'too-simple',
  'has-user',
  'too-common',
  'same-as-old',
] as const;
export type PasswordProblem = (typeof passwordProblems)[number];

export interface Session {
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  /** The agent behind this login, same id as the login; null for other roles. */
  readonly agentId: string | null;
  readonly rights: readonly Right[];
  readonly demo: boolean;
  /** A one-time password was used: nothing but PUT /session/password works. */
  readonly mustChangePassword: boolean;
  readonly locked: boolean;
  /** The training floor: calls and lines are simulated, nothing counts. Absent: the real one. */
  readonly training?: true;
}

export interface UserShown {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly agentId: string | null;
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  /** Epoch ms; 0: no wrong passwords keep him out. */
  readonly lockedUntil: number;
  readonly grants: readonly Right[];
  readonly revokes: readonly Right[];
  /** Groups whose recordings a leader (recordings.read-group) hears; null: all of the floor. */
  readonly leads: readonly string[] | null;
  readonly createdAt: number;
  /** Of his newest session; null: none is open. */
  readonly seenAt: number | null;
}
export interface UserList {
  readonly users: readonly UserShown[];
}
/** `password` is shown this once, for the printed card; it must be changed at the first sign-in. */
export interface UserMade {
  readonly user: UserShown;
  readonly password: string;
}

/** Of a new agent; the site checks it. Absent `line`: the first telephone that nobody has. */
export const agentBody = z.strictObject({
  line: z.int().min(1).max(64).optional(),
  queues: z.array(z.string().min(1).max(32)).max(20),
  group: z.string().trim().max(64).optional(),
  skills: z.record(z.string().min(1).max(32), z.int().min(0).max(9)).optional(),
});
/** Role 'agent' needs `agent`, unless the site has an agent of this id already. */
export const userBody = z.strictObject({
  id: userId,
  name: userName,
  role: z.enum(roles),
  agent: agentBody.optional(),
});
/** An agent's login keeps its role; his telephone and queues are the site's (PUT /api/v1/site). */
export const userChangeBody = z.strictObject({ name: userName, role: z.enum(roles), disabled: z.boolean() });
export const grantsBody = z.strictObject({
  grants: z.array(z.enum(rights)).max(rights.length),
  revokes: z.array(z.enum(rights)).max(rights.length),
  /** Absent: as they are. */
  leads: z.array(z.string().trim().min(1).max(64)).max(100).nullable().optional(),
});

export const maxImportLines = 300;
/**
 * Lines pasted from a spreadsheet, separated by tabs or commas: id, name, role, line, queues (ids or names, separated
 * by blanks or semicolons), group. A first line with these words (工号, 姓名, 角色, 话机, 队列, 组) may name and order the columns.
 */
export const importBody = z.strictObject({
  text: z.string().min(1).max(60_000),
  /** Only checks. */
  dryRun: z.boolean().optional(),
});
export interface Imported {
  /** Empty passwords after a dry run. */
  readonly users: readonly { readonly line: number; readonly user: UserNamed; readonly password: string }[];
}
export interface UserNamed {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly telephone: number | null;
}
export const importColumns = ['id', 'name', 'role', 'line', 'queues', 'group'] as const;
export type ImportColumn = (typeof importColumns)[number];
/** In `error.lines`: one entry for each thing that is wrong. */
export interface ImportProblem {
  /** As in the pasted text, 1-based. */
  readonly line: number;
  /** null: the whole line. */
  readonly column: ImportColumn | null;
  readonly problem:
    | 'missing'
    | 'not-an-id'
    | 'too-long'
    | 'unknown-role'
    | 'not-a-telephone'
    | 'no-free-telephone'
    /** It is a supervisor's; agents may share one, as shifts do. */
    | 'telephone-taken'
    | 'unknown-queue'
    | 'user-exists'
    | 'twice'
    | 'too-many-columns'
    | 'unknown-column'
    | 'bad-quotes'
    | 'too-many-lines'
    | 'empty';
  /** What stands there, shortened. */
  readonly value: string;
}

export interface AuditShown {
  readonly seq: number;
  readonly at: number;
  readonly user: string;
  readonly what: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
export interface AuditPage {
  readonly entries: readonly AuditShown[];
}
export interface AuditCheck {
  readonly rows: number;
  readonly intact: boolean;
  /** The first row that does not fit the one before it; null: all fit. */
  readonly brokenAt: number | null;
  /** Written down elsewhere, it proves later that nothing was cut off the end. */
  readonly head: { readonly seq: number; readonly hash: string } | null;
}
