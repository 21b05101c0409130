import { chmodSync, closeSync, openSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import knexPackage, { type Knex } from 'knex';
import pg from 'pg';
import type sqlite3 from 'sqlite3';
import type { StoreLocation } from './location.js';

// CommonJS: Node finds no named export in it.
const { knex } = knexPackage;
const pageBytes = 4096;
const defaultMaxBytes = 64 * 1024 ** 3;
/** How long a statement waits for the other connection's lock before SQLITE_BUSY. */
const busyMs = 5_000;
const readers = 4;
/** knex writes to stdout by itself, which belongs to the ready line; its errors reach the caller anyway. */
const quiet = { debug() {}, warn() {}, error() {}, deprecate() {} };

/** The one connection that writes. A new SQLite file gets mode 0660, whatever the umask. */
export function openForWriting(location: StoreLocation): Knex {
  if (location.kind === 'postgres') return knex({ ...postgres(location), pool: { min: 0, max: 1 } });
  makeGroupFile(location.file);
  const maxPages = Math.max(1, Math.floor((location.maxBytes ?? defaultMaxBytes) / pageBytes));
  return sqlite(location.file, 'rw', 1, [
    'PRAGMA journal_mode = WAL',
    // Each commit reaches the disk: a power cut costs no call that was reported as stored. Batches pay for it.
    'PRAGMA synchronous = FULL',
    'PRAGMA foreign_keys = ON',
    `PRAGMA max_page_count = ${maxPages}`,
    `PRAGMA busy_timeout = ${busyMs}`,
  ]);
}

/**
 * Connections that only read. On SQLite they need write permission to the folder (not to the
 * content): the first one to open a WAL file that was closed cleanly makes its -shm and -wal.
 */
export function openForReading(location: StoreLocation): Knex {
  if (location.kind === 'postgres') {
    return knex({
      ...postgres(location, '-c default_transaction_read_only=on'),
      pool: { min: 0, max: readers },
    });
  }
  return sqlite(location.file, 'ro', readers, ['PRAGMA query_only = ON', `PRAGMA busy_timeout = ${busyMs}`]);
}

/** SQLite makes files of mode 0644 & ~umask, and gives -wal and -shm the mode of the database: so make it first. */
function makeGroupFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o660));
    chmodSync(file, 0o660);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function sqlite(file: string, mode: 'ro' | 'rw', connections: number, pragmas: readonly string[]): Knex {
  return knex({
    client: 'sqlite3',
    log: quiet,
    useNullAsDefault: true,
    // By URI, because knex's flags can only be added to "create it if it is missing", which a reader must not.
    connection: { filename: `${pathToFileURL(file).href}?mode=${mode}`, flags: ['OPEN_URI'] },
    pool: {
      min: 0,
      max: connections,
      afterCreate: (connection: sqlite3.Database, done: (error: Error | null, connection: sqlite3.Database) => void) =>
        connection.exec(`${pragmas.join(';')};`, (error) => done(error, connection)),
    },
  });
}

function postgres(location: Extract<StoreLocation, { kind: 'postgres' }>, options = ''): Knex.Config {
  const { host, port, database, user, password } = location;
  return {
    client: 'pg',
    log: quiet,
    acquireConnectionTimeout: 10_000,
    connection: {
      host,
      port,
      database,
      user,
      ...(password === undefined ? {} : { password }),
      ...(options ? { options } : {}),
      // The one place where PostgreSQL's bigint (epoch ms, counts: all below 2^53) becomes a number.
      types: {
        getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
          oid === pg.types.builtins.INT8
            ? (text: string) => Number(text)
            : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
      },
    } as Knex.PgConnectionConfig,
  };
}

export type Dialect = 'sqlite' | 'postgres';
export function dialectOf(location: StoreLocation): Dialect {
  return location.kind;
}
