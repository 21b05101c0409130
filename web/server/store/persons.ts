import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Ids } from '../../../daemon/base/ids.js';
import { writeAudit } from './audit.js';
import { matchingKey } from './numbers.js';

/** Rows of one person; more than anybody has. */
const maxRows = 10_000;

export interface BusinessErased {
  readonly customers: number;
  readonly notes: number;
  readonly issues: number;
  readonly tasks: number;
}

/** A person to be erased again, when what had to be kept may go. */
export interface ErasureDue {
  readonly id: string;
  readonly numbers: readonly string[];
  readonly by: string;
}

/** A person by his numbers: what is known, and that it is forgotten (CMP-01). */
export class Persons {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async customerIds(numbers: readonly string[]): Promise<readonly string[]> {
    const rows: { id: string }[] = await this.reader('customers')
      .select('id')
      .whereIn('phone_key', keysOf(numbers))
      .limit(maxRows);
    return rows.map(({ id }) => id);
  }

  async more(numbers: readonly string[]): Promise<{ readonly tasks: object[]; readonly firstCalls: object[] }> {
    const customers = this.reader('customers').select('id').whereIn('phone_key', keysOf(numbers));
    const tasks = await this.reader('tasks')
      .whereIn('customer_id', customers)
      .orWhereIn('number', spelt(numbers))
      .limit(maxRows);
    const firstCalls = await this.reader('first_calls').whereIn('phone_key', keysOf(numbers)).limit(maxRows);
    return { tasks, firstCalls };
  }

  /**
   * Customers stay as rows without anything of theirs, so that what was counted stays counted; notes go. The audit is a
   * chain and proves what was done: of it nothing goes.
   */
  async erase(numbers: readonly string[], by: string, reason: string): Promise<BusinessErased> {
    const at = this.clock.nowMs();
    const keys = keysOf(numbers);
    return this.writer.transaction(async (tx) => {
      const rows: { id: string }[] = await tx('customers').select('id').whereIn('phone_key', keys);
      const ids = rows.map(({ id }) => id);
      const notes = await tx('notes').whereIn('customer_id', ids).delete();
      const issues = await tx('issues').whereIn('customer_id', ids).update({ title: '' });
      const tasks = await tx('tasks')
        .where((where) => where.whereIn('customer_id', ids).orWhereIn('number', spelt(numbers)))
        .delete();
      await tx('first_calls').whereIn('phone_key', keys).delete();
      await tx('phone_choices').whereIn('phone_key', keys).delete();
      const nothing = { name: '', company: '', phone: '', phone_key: '', address: '', class: '', owner: '' };
      const customers = await tx('customers')
        .whereIn('id', ids)
        .update({ ...nothing, business_type: '', changed_at: at });
      const detail = { customers: ids, notes, issues, tasks, reason };
      await writeAudit(tx, this.ids, { at, userId: by, what: 'person-erased', subject: ids[0] ?? '', detail });
      return { customers, notes, issues, tasks };
    });
  }

  async eraseAgain(numbers: readonly string[], by: string, againAt: number): Promise<void> {
    const row = { id: this.ids.next(), numbers: JSON.stringify(numbers), asked_by: by };
    await this.writer('erasures').insert({ ...row, asked_at: this.clock.nowMs(), again_at: againAt });
  }

  async due(): Promise<readonly ErasureDue[]> {
    const rows: { id: string; numbers: string; asked_by: string }[] = await this.reader('erasures')
      .where('again_at', '<=', this.clock.nowMs())
      .orderBy('again_at')
      .limit(100);
    return rows.map(({ id, numbers, asked_by: by }) => ({ id, numbers: JSON.parse(numbers) as string[], by }));
  }

  /** `againAt` null: it is over. */
  async settle(id: string, againAt: number | null): Promise<void> {
    const row = this.writer('erasures').where({ id });
    await (againAt === null ? row.delete() : row.update({ again_at: againAt }));
  }
}

function keysOf(numbers: readonly string[]): string[] {
  return [...new Set(numbers.map(matchingKey))].filter((key) => key !== '');
}

function spelt(numbers: readonly string[]): string[] {
  return [...new Set(numbers.flatMap((number) => [number, matchingKey(number)]))];
}
