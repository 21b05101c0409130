import type { Knex } from 'knex';
import type { CommissioningRow } from '../terms/commissioning.js';
import type { SpanChange } from '../terms/span-setup.js';

/** Lines that are brought up, and changes of spans; newest first, ids are in the order of time. */
export class CommissioningReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  spanChanges(limit: number): Promise<SpanChange[]> {
    return this.read<SpanChange>('span_changes', limit);
  }

  commissionings(limit: number): Promise<CommissioningRow[]> {
    return this.read<CommissioningRow>('commissionings', limit);
  }

  async commissioning(id: string): Promise<CommissioningRow | null> {
    await this.ready();
    const [found]: { content: string }[] = await this.db('commissionings').select('content').where('id', id);
    return found === undefined ? null : (JSON.parse(found.content) as CommissioningRow);
  }

  /** Open ones are always among them. */
  private async read<T>(table: string, limit: number): Promise<T[]> {
    await this.ready();
    const rows: { content: string }[] = await this.db(table)
      .select('content')
      .orderBy([
        { column: 'open', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    // Written by this room from what the daemon made.
    return rows.map(({ content }) => JSON.parse(content) as T);
  }
}
