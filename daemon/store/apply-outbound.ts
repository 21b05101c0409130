import type { Knex } from 'knex';
import type { RowChange } from '../terms/rows.js';

export type OutboundChange = Extract<RowChange, { row: 'campaign' | 'attempt' | 'lead-change' | 'dnc' }>;

/** What is told again replaces what was known. */
export async function applyOutbound(_db: Knex.Transaction, change: OutboundChange): Promise<void> {
  throw new Error(`${change.row}: its table is made by the next migration`);
}
