import type { Knex } from 'knex';

/**
 * All of `work` or nothing, on the writing connection. A full disk makes SQLite roll back by itself, and then knex's own
 * rollback fails: the first error is the one that tells, and no transaction is left open behind it.
 */
export async function transact<T>(db: Knex, work: (transaction: Knex.Transaction) => Promise<T>): Promise<T> {
  let fault: unknown = null;
  try {
    return await db.transaction(async (transaction) => {
      try {
        return await work(transaction);
      } catch (error) {
        fault = error;
        throw error;
      }
    });
  } catch (error) {
    await db.raw('ROLLBACK').catch(() => {});
    throw fault ?? error;
  }
}

/** Rows of a raw statement, whichever database answers. */
export function rowsOf<Row>(answer: unknown): Row[] {
  return (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows) as Row[];
}

export function isPostgres(db: Knex): boolean {
  return db.client.config.client === 'pg';
}

/** Narrows to rows whose column is one of these; one binding, however many. */
export function whereOneOf(
  db: Knex,
  select: Knex.QueryBuilder,
  column: 'id' | 'number',
  values: readonly string[],
): void {
  if (isPostgres(db)) select.whereRaw(`${column} = ANY(CAST(? AS text[]))`, [[...values]]);
  else select.whereRaw(`${column} IN (SELECT value FROM json_each(?))`, [JSON.stringify(values)]);
}
