import type { Knex } from 'knex';
import type { RowChange } from '../terms/rows.js';

/** Kept of each; the oldest that are over go. */
export const keepSpanChanges = 200;
export const keepCommissionings = 200;

type Change = Extract<RowChange, { row: 'span-change' | 'commissioning' }>;

/** Opens the row or replaces it. */
export async function applyCommissioning(db: Knex.Transaction, change: Change): Promise<void> {
  const row =
    change.row === 'span-change'
      ? { id: change.change.id, span: change.change.span, ended: change.change.endedAt, content: change.change }
      : {
          id: change.kept.commissioning.id,
          span: change.kept.commissioning.span,
          ended: change.kept.commissioning.endedAt,
          content: change.kept,
        };
  const table = change.row === 'span-change' ? 'span_changes' : 'commissionings';
  const { id, span, ended } = row;
  await db(table)
    .insert({ id, span, open: ended === null ? 1 : 0, content: JSON.stringify(row.content) })
    .onConflict('id')
    .merge();
  if (ended !== null) await forget(db, table, change.row === 'span-change' ? keepSpanChanges : keepCommissionings);
}

async function forget(db: Knex.Transaction, table: string, keep: number): Promise<void> {
  const [first]: { id: string }[] = await db(table).select('id').orderBy('id', 'desc').offset(keep).limit(1);
  if (first !== undefined) await db(table).where('id', '<=', first.id).where('open', 0).delete();
}
