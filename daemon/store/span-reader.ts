import type { Knex } from 'knex';
import type { SpanEventRow, SpanMetersRow } from '../terms/rows.js';
import { type DbRecord, fromRecord, spanEventColumns } from './columns.js';

/** Events of one answer. */
export const maxSpanEvents = 2_000;

/** What spans did. Times are epoch ms, spans of time [from, to). */
export class SpanReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  /** Oldest first; one more than `maxSpanEvents` says that there are more. */
  async events(span: number, fromMs: number, toMs: number): Promise<SpanEventRow[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('span_events')
      .where('span', span)
      .where('at', '>=', fromMs)
      .where('at', '<', toMs)
      .orderBy('at')
      .limit(maxSpanEvents + 1);
    return records.map((record) => fromRecord<SpanEventRow>(spanEventColumns, record));
  }

  /** The last event of each kind before that time: what stood when the time began. */
  async before(span: number, atMs: number): Promise<SpanEventRow[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('span_events')
      .where('span', span)
      .where('at', '<', atMs)
      .orderBy('at', 'desc')
      .limit(50);
    return records.reverse().map((record) => fromRecord<SpanEventRow>(spanEventColumns, record));
  }

  /** Counted in steps of `stepMs`, each told at its end; steps in which nothing was kept are not told. */
  async meters(span: number, fromMs: number, toMs: number, stepMs: number): Promise<SpanMetersRow[]> {
    await this.ready();
    const bucket = this.db.raw('(at - ?) / ?', [fromMs, stepMs]);
    const records: DbRecord[] = await this.db
      .with('counted', (sub) =>
        sub.from('span_meters').where('span', span).where('at', '>=', fromMs).where('at', '<', toMs).select('*', {
          bucket,
        }),
      )
      .from('counted')
      .groupBy('bucket')
      .orderBy('bucket')
      .max({ at: 'at' })
      .sum({
        slips: 'slips',
        crcErrors: 'crc_errors',
        farEndErrors: 'far_end_errors',
        codeViolations: 'code_violations',
        framesIn: 'frames_in',
        framesOut: 'frames_out',
        framesBadFcs: 'frames_bad_fcs',
      });
    return records.map((record) => ({ ...numbersOf(record), span }));
  }

  /** Calls that began in the time and ended with this cause on this channel, or on a span's: "E1-1:%". */
  async sameCause(channels: string, cause: number, fromMs: number, toMs: number): Promise<number> {
    await this.ready();
    const counted: { n: unknown }[] = await this.db('calls')
      .where('started_at', '>=', fromMs)
      .where('started_at', '<', toMs)
      .where('cause', cause)
      .where('channel', 'like', channels)
      .count({ n: '*' });
    return Number(counted[0]?.n ?? 0);
  }
}

/** PostgreSQL tells sums as text. */
function numbersOf(record: DbRecord): Omit<SpanMetersRow, 'span'> {
  const count = (name: string): number => Number(record[name] ?? 0);
  return {
    at: count('at'),
    slips: count('slips'),
    crcErrors: count('crcErrors'),
    farEndErrors: count('farEndErrors'),
    codeViolations: count('codeViolations'),
    framesIn: count('framesIn'),
    framesOut: count('framesOut'),
    framesBadFcs: count('framesBadFcs'),
  };
}
