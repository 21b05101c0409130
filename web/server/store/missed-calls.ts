import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';

/** Only today's are shown. */
const keepMs = 3 * 24 * 3_600_000;

/** Which of the offers an agent missed he has dealt with. */
export class MissedCalls {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly clock: Clock,
  ) {}

  async handle(agent: string, callIds: readonly string[]): Promise<void> {
    if (callIds.length === 0) return;
    const at = this.clock.nowMs();
    const rows = callIds.map((call_id) => ({ agent, call_id, at }));
    await this.writer('missed_handled').insert(rows).onConflict(['agent', 'call_id']).ignore();
  }

  async handledSince(agent: string, fromMs: number): Promise<ReadonlySet<string>> {
    const rows: { call_id: string }[] = await this.reader('missed_handled')
      .select('call_id')
      .where({ agent })
      .where('at', '>=', fromMs);
    return new Set(rows.map((row) => row.call_id));
  }

  async removeOld(): Promise<void> {
    await this.writer('missed_handled')
      .where('at', '<', this.clock.nowMs() - keepMs)
      .delete();
  }
}
