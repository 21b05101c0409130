import type { Knex } from 'knex';
import type { QueueVisitRow, RatingRow } from '../terms/rows.js';
import type { CallerFacts } from '../terms/targets.js';
import { type DbRecord, fromRecord, queueVisitColumns, ratingColumns } from './columns.js';

/** More are no day of one box. */
const maxRows = 100_000;

export interface RatingCounts {
  readonly agent: string;
  readonly result: RatingRow['result'];
  readonly count: number;
}

/** What earlier calls say. Times are epoch ms, spans [from, to). */
export class HistoryReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  /** The agent who began last, since `sinceMs`, to talk to one of these numbers, whoever called whom. */
  async lastAgent(numbers: readonly string[], sinceMs: number): Promise<CallerFacts['lastAgent']> {
    await this.ready();
    const last = (column: string, direction: string): Knex.QueryBuilder =>
      this.db('calls')
        .whereIn(column, [...numbers])
        .where('direction', direction)
        .where('talk_started_at', '>=', sinceMs)
        .whereNotNull('agent')
        .orderBy('talk_started_at', 'desc')
        .first('agent', 'talk_started_at');
    const found: (DbRecord | undefined)[] = [
      await last('calling_number', 'inbound'),
      await last('called_number', 'outbound'),
    ];
    const talks = found.flatMap((record) =>
      record === undefined ? [] : [{ agentId: String(record.agent), at: Number(record.talk_started_at) }],
    );
    return talks.reduce<CallerFacts['lastAgent']>((best, talk) => (best && best.at >= talk.at ? best : talk), null);
  }

  /** Every stay in a queue that began in the span, oldest first: what the wallboard's numbers are counted from. */
  async queueVisits(fromMs: number, toMs: number): Promise<QueueVisitRow[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('queue_visits')
      .where('entered_at', '>=', fromMs)
      .where('entered_at', '<', toMs)
      .orderBy(['entered_at', 'call_id', 'visit'])
      .limit(maxRows);
    return records.map((record) => fromRecord<QueueVisitRow>(queueVisitColumns, record));
  }

  /** How callers rated in the span, by agent and result. */
  async ratingCounts(fromMs: number, toMs: number): Promise<RatingCounts[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('ratings')
      .where('at', '>=', fromMs)
      .where('at', '<', toMs)
      .groupBy('agent', 'result')
      .orderBy(['agent', 'result'])
      .select('agent', 'result')
      .count({ n: '*' });
    return records.map(({ agent, result, n }) => ({
      agent: String(agent),
      result: result as RatingRow['result'],
      count: Number(n),
    }));
  }

  /** The worst rating (1 very satisfied - 5 very dissatisfied) of each call that was rated in the span. */
  async ratingsByCall(fromMs: number, toMs: number): Promise<ReadonlyMap<string, number>> {
    await this.ready();
    const records: DbRecord[] = await this.db('ratings')
      .where('at', '>=', fromMs)
      .where('at', '<', toMs)
      .whereIn('result', ['1', '2', '3', '4', '5'])
      .groupBy('call_id')
      .select('call_id')
      .max({ worst: 'result' })
      .limit(maxRows);
    return new Map(records.map(({ call_id, worst }) => [String(call_id), Number(worst)]));
  }

  /** Of one agent, newest first. */
  async ratingsOf(agent: string, fromMs: number, toMs: number): Promise<RatingRow[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('ratings')
      .where('agent', agent)
      .where('at', '>=', fromMs)
      .where('at', '<', toMs)
      .orderBy('at', 'desc')
      .limit(1_000);
    return records.map((record) => fromRecord<RatingRow>(ratingColumns, record));
  }
}
