import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { AuditCheck, AuditShown } from '../../../daemon/contract/pages.js';

/** Rows of one page of GET /audit, and of one step of the check. */
export const maxAuditPage = 200;
const rowsAtOnce = 1_000;
/** Characters of the detail that are kept; it is for people. */
const maxDetailLength = 4_000;

export interface AuditEntry {
  readonly at: number;
  readonly userId: string;
  /** The deed in a word: 'customer-changed', 'refused', 'force-state'. */
  readonly what: string;
  /** Whom or what it was done to. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface AuditRow {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly user_id: string;
  readonly what: string;
  readonly subject: string;
  readonly detail: string;
  readonly hash: string;
}

/**
 * Writes who did what, in the same transaction as the deed. Each row carries a hash over itself and the hash before
 * it, so that a row changed, taken out or slipped in later is found. `tx` must be a transaction of the one writing
 * connection: that is what keeps two rows from following the same one.
 */
export async function writeAudit(tx: Knex, ids: Ids, entry: AuditEntry): Promise<void> {
  const last = await tx<AuditRow>('audit').select('seq', 'hash').orderBy('seq', 'desc').first();
  const row = {
    seq: (last?.seq ?? 0) + 1,
    id: ids.next(),
    at: entry.at,
    user_id: plain(entry.userId),
    what: plain(entry.what),
    subject: plain(entry.subject),
    detail: detailText(entry.detail),
  };
  await tx('audit').insert({ ...row, hash: hashOf(last?.hash ?? '', row) });
}

/** The audit as it is read, and deeds that change nothing else. */
export class Audit {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async write(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    await this.writer.transaction((tx) => writeAudit(tx, this.ids, { ...entry, at: this.clock.nowMs() }));
  }

  /** Newest first. */
  async page(query: {
    readonly before?: number | undefined;
    readonly limit: number;
    readonly user?: string | undefined;
    readonly what?: string | undefined;
    readonly subject?: string | undefined;
  }): Promise<readonly AuditShown[]> {
    const select = this.reader<AuditRow>('audit').where('seq', '>', 0).orderBy('seq', 'desc');
    if (query.before !== undefined) select.where('seq', '<', query.before);
    if (query.user !== undefined) select.where('user_id', query.user);
    if (query.what !== undefined) select.where('what', query.what);
    if (query.subject !== undefined) select.where('subject', query.subject);
    const rows: AuditRow[] = await select.limit(Math.min(maxAuditPage, query.limit));
    return rows.map(shown);
  }

  /** Goes through all rows, a page at a time. */
  async check(): Promise<AuditCheck> {
    let head: { seq: number; hash: string } | null = null;
    for (;;) {
      const rows: AuditRow[] = await this.reader<AuditRow>('audit')
        .where('seq', '>', head?.seq ?? 0)
        .orderBy('seq')
        .limit(rowsAtOnce);
      for (const row of rows) {
        const follows: number = (head?.seq ?? 0) + 1;
        if (row.seq !== follows || row.hash !== hashOf(head?.hash ?? '', row)) {
          return { rows: follows - 1, intact: false, brokenAt: follows, head };
        }
        head = { seq: row.seq, hash: row.hash };
      }
      if (rows.length < rowsAtOnce) break;
    }
    // A row without a number was not written by this program.
    const [strange] = await this.reader('audit').where('seq', '<=', 0).limit(1);
    return { rows: head?.seq ?? 0, intact: !strange, brokenAt: strange ? 0 : null, head };
  }
}

/** Rows written before there was a chain become its beginning. */
export async function sealOldAudit(writer: Knex): Promise<void> {
  const [chained] = await writer('audit').where('seq', '>', 0).limit(1);
  if (chained) return;
  await writer.transaction(async (tx) => {
    const rows: AuditRow[] = await tx<AuditRow>('audit').orderBy('id');
    let hash = '';
    for (const [index, row] of rows.entries()) {
      hash = hashOf(hash, { ...row, seq: index + 1 });
      await tx('audit')
        .where({ id: row.id })
        .update({ seq: index + 1, hash });
    }
  });
}

function hashOf(before: string, row: Omit<AuditRow, 'hash'>): string {
  const covered = [before, row.seq, row.id, row.at, row.user_id, row.what, row.subject, row.detail];
  return createHash('sha256').update(JSON.stringify(covered)).digest('hex');
}

function shown(row: AuditRow): AuditShown {
  return {
    seq: row.seq,
    at: row.at,
    user: row.user_id,
    what: row.what,
    subject: row.subject,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
  };
}

function detailText(detail: Readonly<Record<string, unknown>>): string {
  const text = plain(JSON.stringify(detail));
  return text.length <= maxDetailLength ? text : JSON.stringify({ cut: text.slice(0, maxDetailLength / 2) });
}

/** PostgreSQL takes no NUL in text, and what a hostile page sends must not cost the row. */
function plain(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\uFFFD')).toString(); // half a surrogate pair is no UTF-8
}
