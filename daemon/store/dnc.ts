import type { Knex } from 'knex';
import { isPostgres, oneOf, rowsOf } from './transaction.js';

/** Numbers that must not be called, from now on. Answers with those that were not on the list. */
export async function addDnc(
  db: Knex,
  numbers: readonly string[],
  { by, reason, atMs }: { readonly by: string; readonly reason: string; readonly atMs: number },
): Promise<readonly string[]> {
  const from = isPostgres(db) ? 'jsonb_array_elements_text(CAST(? AS jsonb)) AS each(value)' : 'json_each(?)';
  const answer: unknown = await db.raw(
    // SQLite takes ON CONFLICT behind a SELECT for a join's ON without a WHERE.
    `INSERT INTO dnc (number, since, added_by, reason) SELECT value, CAST(? AS bigint), ?, ? FROM ${from} WHERE true
     ON CONFLICT (number) DO NOTHING RETURNING number`,
    [atMs, by, reason, JSON.stringify([...new Set(numbers)])],
  );
  return rowsOf<{ number: string }>(answer).map(({ number }) => number);
}

/** Answers with those that were on the list. */
export async function removeDnc(db: Knex, numbers: readonly string[]): Promise<readonly string[]> {
  // knex's sqlite3 answers a delete with a count only, whatever it returns.
  const { sql, bindings } = oneOf(db, 'number', numbers);
  const answer: unknown = await db.raw(`DELETE FROM dnc WHERE ${sql} RETURNING number`, bindings);
  return rowsOf<{ number: string }>(answer).map(({ number }) => number);
}
