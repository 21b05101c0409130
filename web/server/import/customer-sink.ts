import type { CustomerFiles, CustomerLine } from '../store/customer-files.js';
import type { GoodRow } from './rows.js';
import type { RowSink, RowsKept } from './sink.js';

export interface CustomerSinkNeeds {
  readonly files: CustomerFiles;
  readonly importId: string;
  readonly by: string;
  readonly change: boolean;
  /** What is kept ready for pops of these numbers is out of date. */
  changed(numbers: readonly string[]): void;
}

/** Customers go to the business database. */
export class CustomerSink implements RowSink {
  constructor(private readonly needs: CustomerSinkNeeds) {}

  async put(rows: readonly GoodRow[]): Promise<RowsKept> {
    if (rows.length === 0) return { added: 0, changed: 0, refused: [] };
    const { files, importId, by, change, changed } = this.needs;
    const batch = await files.add(importId, rows.map(lineOf), { change, by });
    changed(batch.phones);
    return {
      added: batch.added,
      changed: batch.changed,
      refused: batch.exists.map((line) => ({ line, problem: 'exists' as const })),
    };
  }

  async end(): Promise<void> {}
}

function lineOf({ line, number, fields }: GoodRow): CustomerLine {
  const { name = '', company, address, class: level, owner, businessType } = fields;
  const more = { company, address, class: level, owner, businessType };
  const has = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  return { line, phone: number, name, more: has };
}
