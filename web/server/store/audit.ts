import type { Knex } from 'knex';
import type { Ids } from '../../../daemon/base/ids.js';

export type AuditedDeed = 'customer-made' | 'customer-changed' | 'note-made' | 'user-put';

export interface AuditEntry {
  readonly at: number;
  readonly userId: string;
  readonly what: AuditedDeed;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes who changed what, in the same transaction as the change. */
export async function writeAudit(tx: Knex, ids: Ids, entry: AuditEntry): Promise<void> {
  await tx('audit').insert({
    id: ids.next(),
    at: entry.at,
    user_id: entry.userId,
    what: entry.what,
    subject: entry.subject,
    detail: JSON.stringify(entry.detail),
  });
}
