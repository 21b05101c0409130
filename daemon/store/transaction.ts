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
  const { sql, bindings } = oneOf(db, column, values);
  select.whereRaw(sql, bindings);
}

export function oneOf(
  db: Knex,
  column: 'id' | 'number',
  values: readonly string[],
): { readonly sql: string; readonly bindings: (string | string[])[] } {
  if (isPostgres(db)) return { sql: `${column} = ANY(CAST(? AS text[]))`, bindings: [[...values]] };
  return { sql: `${column} IN (SELECT value FROM json_each(?))`, bindings: [JSON.stringify(values)] };
}
