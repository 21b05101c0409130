// @ts-check
/** A database gets the content of a copy, in its own file: whoever has it open for reading goes on with the new content. */
import sqlite3 from 'sqlite3';

const busyMs = 10_000;

/**
 * One transaction: cut off anywhere, the database is as it was.
 * @param {string} file @param {string} copy @returns {Promise<void>}
 */
export async function putBack(file, copy) {
  /** @type {any} its types do not know backup() */
  const database = await new Promise((resolve, reject) => {
    const made = new sqlite3.Database(file, sqlite3.OPEN_READWRITE, (/** @type {Error | null} */ error) =>
      error === null ? resolve(made) : reject(error),
    );
  });
  database.configure('busyTimeout', busyMs);
  try {
    await new Promise((resolve, reject) => {
      // sqlite3_backup from the file into this connection.
      const backup = database.backup(copy, 'main', 'main', false, (/** @type {Error | null} */ failed) => {
        if (failed !== null) return reject(failed);
        backup.step(-1, (/** @type {Error | null} */ error) => {
          const whole = backup.completed;
          backup.finish(() =>
            error === null && whole ? resolve(undefined) : reject(error ?? new Error(`${file}: busy`)),
          );
        });
      });
    });
  } finally {
    await new Promise((resolve) => database.close(resolve));
  }
}
