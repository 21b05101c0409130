// @ts-check
/** SQLite files as backup and restore handle them: copied while others write, and looked at before they are believed. */
import sqlite3 from 'sqlite3';

const busyMs = 10_000;

/**
 * @template T
 * @param {string} file @param {number} mode @param {(database: sqlite3.Database) => Promise<T>} use @returns {Promise<T>}
 */
async function opened(file, mode, use) {
  const database = await new Promise((resolve, reject) => {
    const made = new sqlite3.Database(file, mode, (/** @type {Error | null} */ error) =>
      error === null ? resolve(made) : reject(new Error(`${file}: ${error.message}`)),
    );
  });
  database.configure('busyTimeout', busyMs);
  try {
    return await use(database);
  } finally {
    await new Promise((resolve) => database.close(resolve));
  }
}

/** @param {sqlite3.Database} database @param {string} sql @param {readonly unknown[]} [values] @returns {Promise<any[]>} */
function all(database, sql, values = []) {
  return new Promise((resolve, reject) => {
    database.all(sql, values, (error, rows) => (error === null ? resolve(rows) : reject(error)));
  });
}

/**
 * A whole and compact copy as of one moment, while its writer goes on: VACUUM INTO reads within one transaction.
 * @param {string} from @param {string} to which must not exist
 */
export function copyDatabase(from, to) {
  return opened(from, sqlite3.OPEN_READWRITE, async (database) => {
    await all(database, 'VACUUM INTO ?', [to]);
  });
}

/**
 * What SQLite finds wrong; empty: nothing. A file that is no database is one sentence.
 * @param {string} file @returns {Promise<readonly string[]>}
 */
export async function damageOf(file) {
  try {
    const rows = await opened(file, sqlite3.OPEN_READONLY, (database) => all(database, 'PRAGMA integrity_check(20)'));
    const found = rows.map((row) => String(row.integrity_check));
    return found.length === 1 && found[0] === 'ok' ? [] : found;
  } catch (error) {
    return [/** @type {Error} */ (error).message];
  }
}

/** Ids of the keys that recordings are encrypted with. @param {string} file telephony.db @returns {Promise<readonly string[]>} */
export function recordingKeysIn(file) {
  return opened(file, sqlite3.OPEN_READONLY, async (database) => {
    const columns = await all(
      database,
      "SELECT name FROM pragma_table_info('recordings') WHERE name = 'encrypted_with'",
    );
    if (columns.length === 0) return [];
    const rows = await all(
      database,
      'SELECT DISTINCT encrypted_with AS id FROM recordings WHERE encrypted_with IS NOT NULL AND deleted_at IS NULL',
    );
    return rows.map(({ id }) => String(id)).sort();
  });
}

/** @param {string} file @returns {Promise<number>} steps of its schema; 0: none of ours */
export function schemaOf(file) {
  return opened(file, sqlite3.OPEN_READONLY, async (database) => {
    const tables = await all(database, "SELECT name FROM sqlite_master WHERE name = 'schema_migrations'");
    if (tables.length === 0) return 0;
    const [row] = await all(database, 'SELECT max(version) AS version FROM schema_migrations');
    return Number(row?.version ?? 0);
  });
}

/**
 * @param {string} file @param {readonly string[]} tables @returns {Promise<Record<string, number>>} rows of each; one that
 * is not there is left out
 */
export function countRows(file, tables) {
  return opened(file, sqlite3.OPEN_READONLY, async (database) => {
    const there = new Set(
      (await all(database, "SELECT name FROM sqlite_master WHERE type = 'table'")).map(({ name }) => name),
    );
    /** @type {Record<string, number>} */
    const counts = {};
    for (const table of tables) {
      if (!there.has(table)) continue;
      const [row] = await all(database, `SELECT count(*) AS n FROM "${table}"`);
      counts[table] = Number(row?.n ?? 0);
    }
    return counts;
  });
}

/**
 * The column `value` of the first row; 0: there is none.
 * @param {string} file @param {string} sql @param {readonly unknown[]} [values] @returns {Promise<number>}
 */
export function columnOf(file, sql, values) {
  return opened(file, sqlite3.OPEN_READONLY, async (database) =>
    Number((await all(database, sql, values))[0]?.value ?? 0),
  );
}

/**
 * Replaces the rows of these tables by those of another database, in one step, as far as both know the columns. The one
 * that is read is opened for reading alone: not its content, nor a folder that lets nobody write, is touched.
 * @param {string} from @param {string} to @param {readonly string[]} tables in the order in which they may be filled
 * @param {readonly string[]} [emptied] tables that are left empty, as they hang on those
 * @returns {Promise<Record<string, number>>} rows of each
 */
export async function copyRows(from, to, tables, emptied = []) {
  /** @type {{ table: string, rows: any[] }[]} */
  const read = await opened(from, sqlite3.OPEN_READONLY, async (database) => {
    const found = [];
    for (const table of tables) {
      const known = await all(database, `PRAGMA table_info("${table}")`);
      found.push({ table, rows: known.length === 0 ? [] : await all(database, `SELECT * FROM "${table}"`) });
    }
    return found;
  });
  return opened(to, sqlite3.OPEN_READWRITE, async (database) => {
    /** @type {Record<string, number>} */
    const counts = {};
    await all(database, 'BEGIN IMMEDIATE');
    for (const table of [...emptied, ...tables.toReversed()]) await all(database, `DELETE FROM "${table}"`);
    for (const { table, rows } of read) {
      const columns = (await all(database, `PRAGMA table_info("${table}")`)).map(({ name }) => String(name));
      for (const row of rows) {
        const shared = columns.filter((name) => name in row);
        const names = shared.map((name) => `"${name}"`).join(', ');
        const places = shared.map(() => '?').join(', ');
        const values = shared.map((name) => row[name]);
        await all(database, `INSERT INTO "${table}" (${names}) VALUES (${places})`, values);
      }
      counts[table] = rows.length;
    }
    await all(database, 'COMMIT');
    return counts;
  });
}
