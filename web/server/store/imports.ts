import type { Knex } from 'knex';
import type { Ids } from '../../../daemon/base/ids.js';
import type { ImportShown } from '../../../daemon/contract/pages.js';

/** Imports remembered; the oldest go with their files of errors. */
export const maxImports = 500;

interface ImportRow {
  readonly id: string;
  readonly made_by: string;
  readonly at: number;
  readonly state: string;
  readonly content: string;
}

/** What came of each file. */
export class ImportRows {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
  ) {}

  nextId(): string {
    return this.ids.next();
  }

  /** @returns ids of those that were forgotten for it */
  async put(shown: ImportShown): Promise<readonly string[]> {
    const content = JSON.stringify({ ...shown, problems: [] });
    const row: ImportRow = { id: shown.id, made_by: shown.by, at: shown.at, state: shown.state, content };
    return this.writer.transaction(async (tx) => {
      await tx('imports').insert(row).onConflict('id').merge(['state', 'content']);
      const old: { id: string }[] = await tx('imports')
        .select('id')
        .orderBy('id', 'desc')
        .offset(maxImports)
        .limit(100);
      const gone = old.map(({ id }) => id);
      if (gone.length > 0) await tx('imports').whereIn('id', gone).delete();
      return gone;
    });
  }

  /** Of this login, newest first. */
  async list(by: string, limit: number): Promise<readonly ImportShown[]> {
    const rows: ImportRow[] = await this.reader<ImportRow>('imports')
      .where({ made_by: by })
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map(shownOf);
  }

  async find(id: string): Promise<ImportShown | null> {
    const row = await this.reader<ImportRow>('imports').where({ id }).first();
    return row ? shownOf(row) : null;
  }

  /** Those that a process which is gone was at. */
  async interrupted(): Promise<readonly ImportShown[]> {
    const rows: ImportRow[] = await this.reader<ImportRow>('imports').where({ state: 'running' });
    return rows.map(shownOf);
  }

  async remove(id: string): Promise<void> {
    await this.writer('imports').where({ id }).delete();
  }
}

function shownOf(row: ImportRow): ImportShown {
  // Written by `put` only.
  return JSON.parse(row.content) as ImportShown;
}
