import type { Knex } from 'knex';
import type { RowChange } from '../terms/rows.js';
import { spanEventColumns, spanMetersColumns, toRecord } from './columns.js';

/** Five weeks: a month can be looked at whole. */
export const keepSpanRowsMs = 35 * 86_400_000;

type SpanRowChange = Extract<RowChange, { row: 'span-event' | 'span-meters' }>;

/** What a span did; what is older than `keepSpanRowsMs` goes with the next sample, a few rows each time. */
export async function applySpan(db: Knex.Transaction, change: SpanRowChange): Promise<void> {
  if (change.row === 'span-event') {
    await db('span_events').insert(toRecord(spanEventColumns, change.event));
    return;
  }
  const { meters } = change;
  await db('span_meters').insert(toRecord(spanMetersColumns, meters)).onConflict(['span', 'at']).merge();
  const before = meters.at - keepSpanRowsMs;
  await db('span_meters').where('span', meters.span).where('at', '<', before).delete();
  await db('span_events').where('span', meters.span).where('at', '<', before).delete();
}
