import type { Knex } from 'knex';
import type { StoredSummary } from '../../../daemon/contract/pages.js';
import type { DaySummary } from '../../../daemon/terms/summary.js';

export const summariesKept = 400;

/** One for each day of the site, "2027-01-31". */
export class Summaries {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
  ) {}

  /** True: it is new. The first one of a day stays: two processes, or two timers, make no second. */
  async put(day: string, summary: DaySummary, madeAt: number): Promise<boolean> {
    return this.writer.transaction(async (tx) => {
      if (await tx('summaries').where({ day }).first('day')) return false;
      await tx('summaries').insert({ day, made_at: madeAt, content: JSON.stringify(summary) });
      const kept = tx('summaries').select('day').orderBy('day', 'desc').limit(summariesKept);
      await tx('summaries').whereNotIn('day', kept).delete();
      return true;
    });
  }

  async has(day: string): Promise<boolean> {
    return (await this.reader('summaries').where({ day }).first('day')) !== undefined;
  }

  /** Newest first; of days before `before`. */
  async list(limit: number, before?: string): Promise<readonly StoredSummary[]> {
    const select = this.reader('summaries').orderBy('day', 'desc').limit(limit);
    if (before !== undefined) select.where('day', '<', before);
    const rows: { day: string; made_at: number; content: string }[] = await select;
    // Written by `put`; nobody else writes this table.
    return rows.map(({ day, made_at, content }) => ({
      day,
      madeAt: made_at,
      summary: JSON.parse(content) as DaySummary,
    }));
  }
}
