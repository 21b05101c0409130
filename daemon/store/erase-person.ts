import type { Knex } from 'knex';
import { transact } from './transaction.js';

/** How many rows do not name the person any more, and what has to stay for now. */
export interface Erased {
  readonly calls: number;
  readonly leads: number;
  readonly attempts: number;
  readonly recordings: number;
  /** Younger than the law lets go of: they go when they are asked for again after `keptUntil`. */
  readonly kept: number;
  /** Epoch ms; null: nothing was kept. */
  readonly keptUntil: number | null;
  /** Lists that have lost leads. */
  readonly lists: readonly string[];
}

/**
 * Takes a person out of the rows (CMP-01). Calls, attempts and recordings stay as rows, so that every count of the past
 * stays what it was; only the number goes from them, with what was noted in the call. What is younger than `before`
 * (epoch ms) must be proved if somebody asks (china.md 8: 30 days) and is left alone, and so is the number of a recording
 * whose file is still there: its day of deletion comes by itself. A number on the do-not-call list stays on it: it is
 * what keeps him from being called again.
 *
 * `numbers`: every spelling of his numbers. `keepMs`: how long rows must be kept.
 */
export async function erasePerson(
  db: Knex,
  numbers: readonly string[],
  nowMs: number,
  keepMs: number,
): Promise<Erased> {
  const known = numbers.filter((number) => number !== '');
  const before = nowMs - keepMs;
  return transact(db, async (tx) => {
    const old = tx('calls')
      .select('id')
      .where('started_at', '<', before)
      .whereNotNull('ended_at')
      .where((where) => where.whereIn('calling_number', known).orWhereIn('called_number', known));
    await tx('call_data').whereIn('call_id', old.clone()).delete();
    await tx('call_legs').whereIn('call_id', old.clone()).whereIn('number', known).update({ number: '' });
    await tx('call_backs').whereIn('number', known).where('at', '<', before).update({ number: '' });
    const recordings = await tx('recordings')
      .whereIn('number', known)
      .where('started_at', '<', before)
      .where((where) => where.whereNotNull('deleted_at').orWhere('path', ''))
      .update({ number: '', number_backwards: '' });
    const ended = (column: string) =>
      tx('calls').whereIn(column, known).where('started_at', '<', before).whereNotNull('ended_at');
    const calls =
      (await ended('calling_number').update({ calling_number: '' })) +
      (await ended('called_number').update({ called_number: '' }));
    const his = () => tx('leads').whereIn('number', known).whereNot('state', 'working');
    const rows: { list: string }[] = await his().distinct('list');
    const lists = rows.map(({ list }) => list);
    const leads = await his().delete();
    const attempts = await tx('attempts')
      .whereIn('number', known)
      .where('started_at', '<', before)
      .update({ number: '' });
    const left = await newest(tx, known);
    // What proves that he agreed goes with the last call that it proves; that he took it back stays, as do-not-call does.
    if (left.rows === 0) await tx('consents').whereIn('number', known).where('given', 1).delete();
    const keptUntil = left.newest === null ? null : left.newest + keepMs;
    return { calls, leads, attempts, recordings, kept: left.rows, keptUntil, lists };
  });
}

async function newest(tx: Knex.Transaction, known: readonly string[]) {
  const of = async (table: string, column: string) => {
    const [row] = await tx(table)
      .whereIn(column, [...known])
      .count({ n: '*' })
      .max({ at: 'started_at' });
    return { rows: Number(row?.n ?? 0), at: row?.at == null ? null : Number(row.at) };
  };
  const all = [
    await of('calls', 'calling_number'),
    await of('calls', 'called_number'),
    await of('attempts', 'number'),
    await of('recordings', 'number'),
  ];
  const times = all.flatMap(({ at }) => at ?? []);
  return {
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    newest: times.length === 0 ? null : Math.max(...times),
  };
}
