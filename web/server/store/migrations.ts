import { idType, type Migration } from '../../../daemon/store/migrate.js';

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

/** The business database. Forward only; a released step is never edited. */
export const businessMigrations: readonly Migration[] = [users, customers, audit];
