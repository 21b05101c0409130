import type { Knex } from 'knex';
import type { ConsentRow } from '../terms/outbound.js';
import { type Columns, type DbRecord, fromRecord } from './columns.js';
import { isPostgres, whereOneOf } from './transaction.js';

const columns: Columns<ConsentRow> = {
  id: 'id',
  number: 'number',
  given: 'given',
  at: 'at',
  source: 'source',
  evidence: 'evidence',
  recordedAt: 'recorded_at',
  by: 'recorded_by',
};

export function consentOf(record: DbRecord): ConsentRow {
  const row = fromRecord<ConsentRow>(columns, record);
  return { ...row, given: Number(row.given) === 1 };
}

/**
 * Writes them down, beside all earlier ones, and opens again the leads of who has consented and whom nobody has called: what
 * the law blocked before is judged anew. Answers with the lists that have such leads.
 */
export async function addConsents(db: Knex, rows: readonly ConsentRow[]): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const values = rows.map(({ id, number, given, at, source, evidence, recordedAt, by }) => [
    ...[id, number, given ? 1 : 0, at, source, evidence, recordedAt, by],
  ]);
  const from = isPostgres(db) ? 'jsonb_array_elements(CAST(? AS jsonb)) AS each(value)' : 'json_each(?)';
  await db.raw(
    `INSERT INTO consents (id, number, given, at, source, evidence, recorded_at, recorded_by)
     SELECT value ->> 0, value ->> 1, CAST(value ->> 2 AS integer), CAST(value ->> 3 AS bigint), value ->> 4, value ->> 5,
       CAST(value ->> 6 AS bigint), value ->> 7
     FROM ${from}`,
    [JSON.stringify(values)],
  );
  const now = await consentsNow(
    db,
    rows.map(({ number }) => number),
  );
  const agreed = [...now].flatMap(([number, given]) => (given ? [number] : []));
  if (agreed.length === 0) return [];
  const blocked = () => {
    const select = db('leads').where('state', 'done').whereNull('result').where('tries', 0);
    whereOneOf(db, select, 'number', agreed);
    return select;
  };
  const lists = (await blocked().distinct('list')) as { list: string }[];
  if (lists.length > 0) await blocked().update({ state: 'open' });
  return lists.map(({ list }) => list);
}

interface Said {
  readonly number: string;
  readonly given: number;
  readonly at: number;
  readonly id: string;
}

/** Of each number whether it agrees now; who has never said anything is not there. */
export async function consentsNow(db: Knex, numbers: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const select = db('consents');
  whereOneOf(db, select, 'number', [...new Set(numbers)]);
  const found = (await select.select('number', 'given', 'at', 'id')) as Said[];
  // The few of these numbers: sorted here, so that no plan of a database sorts more than them.
  found.sort((a, b) => Number(a.at) - Number(b.at) || (a.id < b.id ? -1 : 1));
  return new Map(found.map(({ number, given }) => [number, Number(given) === 1]));
}

/** All that these numbers have said, oldest first; at most `limit`. */
export async function consentsOf(db: Knex, numbers: readonly string[], limit: number): Promise<ConsentRow[]> {
  const records: DbRecord[] = await db('consents')
    .whereIn('number', [...numbers])
    .orderBy(['at', 'id'])
    .limit(limit);
  return records.map(consentOf);
}
