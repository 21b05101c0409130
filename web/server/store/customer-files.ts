import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { CustomerFound, ImportUndone } from '../../../daemon/contract/pages.js';
import { writeAudit } from './audit.js';
import { shownColumns } from './customers.js';
import { matchingKey } from './numbers.js';

const keysAtOnce = 400;
const rowsAtOnce = 100;
const exportedAtOnce = 1_000;

export interface CustomerLine {
  readonly line: number;
  readonly phone: string;
  readonly name: string;
  /** Only what the file has. */
  readonly more: Readonly<Partial<Record<'company' | 'address' | 'class' | 'owner' | 'businessType', string>>>;
}

export interface CustomerBatch {
  readonly added: number;
  readonly changed: number;
  /** A customer has the number, and he was not to be changed. */
  readonly exists: readonly number[];
  /** Numbers whose customers are others now. */
  readonly phones: readonly string[];
}

/** Customers by the thousand: in from a file, out into one. */
export class CustomerFiles {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** One batch, all or none. A prospect with a number becomes its customer. Who did it stands in one audit row. */
  async add(
    importId: string,
    lines: readonly CustomerLine[],
    options: { readonly change: boolean; readonly by: string },
  ): Promise<CustomerBatch> {
    const at = this.clock.nowMs();
    return this.writer.transaction(async (tx) => {
      const known = await knownBy(tx, lines);
      const fresh: object[] = [];
      const exists: number[] = [];
      let changed = 0;
      let added = 0;
      for (const line of lines) {
        const key = matchingKey(line.phone);
        const same = known.get(key);
        const { businessType, ...more } = line.more;
        const columns = {
          name: line.name,
          ...more,
          ...(businessType === undefined ? {} : { business_type: businessType }),
        };
        if (!same) {
          fresh.push({
            ...emptyRow,
            ...columns,
            id: this.ids.next(),
            phone: line.phone,
            phone_key: key,
            import_id: importId,
            created_at: at,
            changed_at: at,
          });
          added += 1;
        } else if (same.kind === 'prospect') {
          await tx('customers')
            .where({ id: same.id })
            .update({ ...columns, kind: 'customer', changed_at: at });
          added += 1;
        } else if (options.change) {
          await tx('customers')
            .where({ id: same.id })
            .update({ ...columns, changed_at: at });
          changed += 1;
        } else exists.push(line.line);
      }
      for (let from = 0; from < fresh.length; from += rowsAtOnce) {
        await tx('customers').insert(fresh.slice(from, from + rowsAtOnce));
      }
      if (added + changed > 0) {
        const detail = { added, changed, firstLine: lines[0]?.line, lastLine: lines.at(-1)?.line };
        await writeAudit(tx, this.ids, {
          at,
          userId: options.by,
          what: 'customers-imported',
          subject: importId,
          detail,
        });
      }
      const phones = lines.map(({ phone }) => phone);
      return { added, changed, exists, phones };
    });
  }

  /** Customers of a file whom nobody has touched since: no note, issue or task, and nothing of them changed. */
  async undo(importId: string, by: string): Promise<ImportUndone> {
    const at = this.clock.nowMs();
    return this.writer.transaction(async (tx) => {
      const [all] = await tx('customers').where({ import_id: importId }).count({ n: '*' });
      const untouched = tx('customers')
        .select('id')
        .where({ import_id: importId })
        .whereRaw('changed_at = created_at')
        .whereNotExists(tx('notes').select('id').whereRaw('notes.customer_id = customers.id'))
        .whereNotExists(tx('issues').select('id').whereRaw('issues.customer_id = customers.id'))
        .whereNotExists(tx('tasks').select('id').whereRaw('tasks.customer_id = customers.id'));
      const removed = await tx('customers').whereIn('id', untouched).delete();
      const kept = Number(all?.n ?? 0) - removed;
      await writeAudit(tx, this.ids, {
        at,
        userId: by,
        what: 'import-undone',
        subject: importId,
        detail: { removed, kept },
      });
      return { removed, kept };
    });
  }

  /** All customers by id, in pages: nothing is held in memory. */
  async *all(): AsyncGenerator<readonly CustomerFound[]> {
    for (let after = ''; ; ) {
      const rows: CustomerFound[] = await this.reader('customers')
        .select(shownColumns)
        .where('id', '>', after)
        .where({ kind: 'customer' })
        .orderBy('id')
        .limit(exportedAtOnce);
      if (rows.length > 0) yield rows;
      if (rows.length < exportedAtOnce) return;
      after = rows.at(-1)?.id ?? '';
    }
  }
}

const emptyRow = { company: '', address: '', class: '', owner: '', business_type: '', kind: 'customer' };

async function knownBy(tx: Knex, lines: readonly CustomerLine[]) {
  const keys = [...new Set(lines.map(({ phone }) => matchingKey(phone)))];
  const known = new Map<string, { readonly id: string; readonly kind: string }>();
  for (let from = 0; from < keys.length; from += keysAtOnce) {
    const rows: { id: string; kind: string; phone_key: string }[] = await tx('customers')
      .select('id', 'kind', 'phone_key')
      .whereIn('phone_key', keys.slice(from, from + keysAtOnce))
      .orderBy('kind', 'desc'); // a customer after a prospect of the same number: he counts
    for (const row of rows) known.set(row.phone_key, row);
  }
  return known;
}
