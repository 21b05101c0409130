import type { Knex } from 'knex';
import type { RowChange } from '../terms/rows.js';
import { followAttempt } from './apply-recording.js';
import { toRecord } from './columns.js';
import { attemptRecord, dncColumns, leadRecord, skipColumns } from './outbound-columns.js';

export type OutboundChange = Extract<RowChange, { row: 'campaign' | 'attempt' | 'lead-change' | 'dnc' | 'skip' }>;

/**
 * What is told again replaces what was known. Campaigns and leads that are not there are let go: people may have removed
 * them while a call was under way, whose attempt stands for itself.
 */
export async function applyOutbound(db: Knex.Transaction, change: OutboundChange): Promise<void> {
  switch (change.row) {
    case 'campaign': {
      // What it is to do is changed by people only, through their desk; the dialer tells where it stands.
      const { campaign, state, why, changedAt, changedBy } = change.campaign;
      await db('campaigns')
        .where('id', campaign.id)
        .update({ state, why, changed_at: changedAt, changed_by: changedBy });
      return;
    }
    case 'attempt':
      await db('attempts').insert(attemptRecord(change.attempt)).onConflict('id').merge();
      await followAttempt(db, change.attempt);
      return;
    case 'lead-change': {
      const record = leadRecord(change.change);
      if (Object.keys(record).length === 0) return;
      await db('leads').where('id', change.id).update(record);
      return;
    }
    case 'dnc':
      // Who is on the list already has been since then, for that reason.
      await db('dnc').insert(toRecord(dncColumns, change.dnc)).onConflict('number').ignore();
      return;
    case 'skip':
      await db('skips').insert(toRecord(skipColumns, change.skip)).onConflict('id').ignore();
  }
}
