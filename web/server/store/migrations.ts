import { idType, type Migration } from '../../../daemon/store/migrate.js';
import { files } from './migration-files.js';
import { quality } from './migration-quality.js';

/** Logins and their sessions. */
const users: Migration = {
  version: 1,
  name: 'users',
  statements: () => [
    // agent_id: the agent behind the login, same id; null for other roles.
    `CREATE TABLE users (
       id text PRIMARY KEY,
       name text NOT NULL,
       role text NOT NULL,
       agent_id text,
       password_hash text NOT NULL,
       disabled integer NOT NULL,
       failed_tries integer NOT NULL,
       locked_until bigint NOT NULL,
       created_at bigint NOT NULL,
       changed_at bigint NOT NULL)`,
    // token_hash: SHA-256 of the token, hex: who reads the database cannot sign in with it.
    `CREATE TABLE sessions (
       token_hash text PRIMARY KEY,
       user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
       created_at bigint NOT NULL,
       seen_at bigint NOT NULL,
       expires_at bigint NOT NULL)`,
    'CREATE INDEX sessions_by_user ON sessions (user_id, seen_at)',
    'CREATE INDEX sessions_by_expiry ON sessions (expires_at)',
  ],
};

const customers: Migration = {
  version: 2,
  name: 'customers',
  statements: (dialect) => [
    // phone: digits; phone_key: what two spellings of one number have in common (numbers.ts).
    `CREATE TABLE customers (
       id ${idType(dialect)} PRIMARY KEY,
       name text NOT NULL,
       company text NOT NULL,
       phone text NOT NULL,
       phone_key text NOT NULL,
       address text NOT NULL,
       created_at bigint NOT NULL,
       changed_at bigint NOT NULL)`,
    'CREATE INDEX customers_by_phone ON customers (phone_key, id)',
    'CREATE INDEX customers_by_name ON customers (name, id)',
    // call_id: a call of the telephony database; no foreign key across databases.
    `CREATE TABLE notes (
       id ${idType(dialect)} PRIMARY KEY,
       customer_id ${idType(dialect)} NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
       call_id ${idType(dialect)},
       author text NOT NULL,
       text text NOT NULL,
       at bigint NOT NULL)`,
    'CREATE INDEX notes_by_customer ON notes (customer_id, at, id)',
  ],
};

const audit: Migration = {
  version: 3,
  name: 'audit',
  statements: (dialect) => [
    // user_id is no foreign key: what was done outlives the login. detail: JSON object, what it was and is.
    `CREATE TABLE audit (
       id ${idType(dialect)} PRIMARY KEY,
       at bigint NOT NULL,
       user_id text NOT NULL,
       what text NOT NULL,
       subject text NOT NULL,
       detail text NOT NULL)`,
    'CREATE INDEX audit_by_subject ON audit (subject, id)',
  ],
};

const people: Migration = {
  version: 4,
  name: 'people',
  statements: () => [
    // given_hash: of the password the file of demo logins gave last; who changed it since keeps his own.
    "ALTER TABLE users ADD COLUMN given_hash text NOT NULL DEFAULT ''",
    // must_change: a one-time password. grants, revokes: JSON lists of rights beside those of the role.
    'ALTER TABLE users ADD COLUMN must_change integer NOT NULL DEFAULT 0',
    "ALTER TABLE users ADD COLUMN grants text NOT NULL DEFAULT '[]'",
    "ALTER TABLE users ADD COLUMN revokes text NOT NULL DEFAULT '[]'",
    // locked_at: 0 unlocked. unlock_tries: wrong passwords at the locked screen, in a row.
    "ALTER TABLE sessions ADD COLUMN address text NOT NULL DEFAULT ''",
    "ALTER TABLE sessions ADD COLUMN browser text NOT NULL DEFAULT ''",
    'ALTER TABLE sessions ADD COLUMN locked_at bigint NOT NULL DEFAULT 0',
    'ALTER TABLE sessions ADD COLUMN unlock_tries integer NOT NULL DEFAULT 0',
  ],
};

const care: Migration = {
  version: 5,
  name: 'care',
  statements: (dialect) => [
    // class, owner (agent's id), business_type: the daemon routes calls by them.
    "ALTER TABLE customers ADD COLUMN class text NOT NULL DEFAULT ''",
    "ALTER TABLE customers ADD COLUMN owner text NOT NULL DEFAULT ''",
    "ALTER TABLE customers ADD COLUMN business_type text NOT NULL DEFAULT ''",
    // kind: 'customer', or 'prospect' of whom only the number is known.
    "ALTER TABLE customers ADD COLUMN kind text NOT NULL DEFAULT 'customer'",
    // One row for each number that ever called: what makes a prospect come into being once. customer_id: the
    // prospect made of it; null when the number was a customer's already.
    `CREATE TABLE first_calls (
       phone_key text PRIMARY KEY,
       call_id ${idType(dialect)} NOT NULL,
       at bigint NOT NULL,
       customer_id ${idType(dialect)} REFERENCES customers (id) ON DELETE SET NULL)`,
    `CREATE TABLE phone_choices (
       phone_key text PRIMARY KEY,
       customer_id ${idType(dialect)} NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
       chosen_by text NOT NULL,
       at bigint NOT NULL)`,
    `CREATE TABLE issues (
       id ${idType(dialect)} PRIMARY KEY,
       customer_id ${idType(dialect)} NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
       type text NOT NULL,
       title text NOT NULL,
       state text NOT NULL,
       call_id ${idType(dialect)},
       opened_at bigint NOT NULL,
       opened_by text NOT NULL,
       closed_at bigint,
       closed_by text)`,
    'CREATE INDEX issues_by_customer ON issues (customer_id, state, id)',
    // What agents type in a call before it is a note.
    `CREATE TABLE drafts (
       call_id ${idType(dialect)} NOT NULL,
       agent text NOT NULL,
       name text NOT NULL,
       text text NOT NULL,
       at bigint NOT NULL,
       PRIMARY KEY (call_id, agent))`,
    'CREATE INDEX drafts_by_time ON drafts (at)',
  ],
};

const desk: Migration = {
  version: 6,
  name: 'desk',
  statements: (dialect) => [
    // seen_at: when the agent read the reminder; null: not yet.
    `CREATE TABLE tasks (
       id ${idType(dialect)} PRIMARY KEY,
       agent text NOT NULL,
       due_at bigint NOT NULL,
       text text NOT NULL,
       number text NOT NULL,
       customer_id ${idType(dialect)} REFERENCES customers (id) ON DELETE SET NULL,
       call_id ${idType(dialect)},
       made_at bigint NOT NULL,
       done_at bigint,
       seen_at bigint)`,
    'CREATE INDEX tasks_open ON tasks (due_at, agent) WHERE done_at IS NULL',
    'CREATE INDEX tasks_by_agent ON tasks (agent, due_at)',
    // Missed offers the agent has dealt with; the offers themselves are the telephony database's.
    `CREATE TABLE missed_handled (
       agent text NOT NULL,
       call_id ${idType(dialect)} NOT NULL,
       at bigint NOT NULL,
       PRIMARY KEY (agent, call_id))`,
    'CREATE INDEX missed_handled_by_time ON missed_handled (at)',
  ],
};

const proof: Migration = {
  version: 7,
  name: 'proof',
  statements: (dialect) => [
    // A chain: hash covers the row and the hash before it (audit.ts). seq 0: written before there was a chain.
    'ALTER TABLE audit ADD COLUMN seq bigint NOT NULL DEFAULT 0',
    "ALTER TABLE audit ADD COLUMN hash text NOT NULL DEFAULT ''",
    'CREATE UNIQUE INDEX audit_by_seq ON audit (seq) WHERE seq > 0',
    'CREATE INDEX audit_by_user ON audit (user_id, seq)',
    // token_hash: SHA-256 of the token, as of sessions.
    `CREATE TABLE wallboards (
       id ${idType(dialect)} PRIMARY KEY,
       name text NOT NULL,
       token_hash text NOT NULL UNIQUE,
       made_by text NOT NULL,
       made_at bigint NOT NULL,
       seen_at bigint)`,
  ],
};

const teamDay: Migration = {
  version: 8,
  name: 'team-day',
  statements: (dialect) => [
    // id: made by the agent's page, so that a note sent twice is one task. task_id: no foreign key, it may be removed.
    `CREATE TABLE quick_notes (
       id ${idType(dialect)} PRIMARY KEY,
       agent text NOT NULL,
       task_id ${idType(dialect)},
       at bigint NOT NULL)`,
    'CREATE INDEX quick_notes_by_time ON quick_notes (at)',
    // value: JSON.
    `CREATE TABLE settings (
       name text PRIMARY KEY,
       value text NOT NULL,
       changed_at bigint NOT NULL,
       changed_by text NOT NULL)`,
    // content: JSON; null: from this version on the queue has no script. A call keeps the version it began with.
    `CREATE TABLE scripts (
       queue text NOT NULL,
       version integer NOT NULL,
       content text,
       made_at bigint NOT NULL,
       made_by text NOT NULL,
       PRIMARY KEY (queue, version))`,
    // day: YYYY-MM-DD of the site. content: JSON, numbers with the name of their formula.
    `CREATE TABLE summaries (
       day text PRIMARY KEY,
       made_at bigint NOT NULL,
       content text NOT NULL)`,
  ],
};

/** The business database. Forward only; a released step is never edited. */
export const businessMigrations: readonly Migration[] = [
  users,
  customers,
  audit,
  people,
  care,
  desk,
  proof,
  teamDay,
  quality,
  files,
];
