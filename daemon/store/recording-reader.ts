import type { Knex } from 'knex';
import { firstIdAt } from '../base/ids.js';
import type { Direction } from '../terms/calls.js';
import type {
  RecordingAgentRow,
  RecordingCheckRow,
  RecordingDifferenceRow,
  RecordingGapRow,
  RecordingRow,
  RecordingsByKey,
} from '../terms/recordings.js';
import type { RecordingPolicy } from '../terms/site.js';
import { backwards } from './apply-recording.js';
import {
  type Columns,
  type DbRecord,
  fromRecord,
  recordingAgentColumns,
  recordingCheckColumns,
  recordingColumns,
  recordingDifferenceColumns,
  recordingGapColumns,
} from './columns.js';
import { recordingsByKey, retentionOf } from './retention-reader.js';

/** Everything asked for must hold. Times are epoch ms, [fromMs, toMs), and mean when the conversation began. */
export interface RecordingQuery {
  /** The customer's number, whole or its beginning or end; of a beginning or end at least `fewestDigits`. */
  readonly number?: string;
  /** Absent: 'exact'. */
  readonly match?: 'exact' | 'begins' | 'ends';
  /** At least one of them talked in it: oneself, or a group. At most `maxAgentsAsked`; empty: nobody, no rows. */
  readonly agents?: readonly string[];
  readonly queue?: string;
  readonly campaign?: string;
  /** Disposition, or of a campaign's call the attempt's result. */
  readonly result?: string;
  readonly direction?: Direction;
  readonly kind?: RecordingRow['kind'];
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly minLengthMs?: number;
  readonly maxLengthMs?: number;
  /** Only what can be played. Absent: what the ledger says was not recorded, too. */
  readonly withFile?: boolean;
  /** Keyset: only those older than this one. */
  readonly before?: string;
  /** 1-200. */
  readonly limit: number;
}

export interface RecordingDetail {
  readonly recording: RecordingRow;
  /** In their order. */
  readonly gaps: readonly RecordingGapRow[];
  /** Everybody who talked, who came first first. */
  readonly agents: readonly string[];
}

export const maxRecordingRows = 200;
export const maxAgentsAsked = 200;
export const fewestDigits = 3;
/** If more fit, walking back in time finds the newest sooner than sorting them. */
const manyRows = 30_000;

type Match = NonNullable<RecordingQuery['match']>;
type Rows = Knex.QueryBuilder<DbRecord, DbRecord[]>;
/** What leads to the rows. 'numbers', 'lengths': a range of them. */
type Lead = 'number' | 'numbers' | 'campaign' | 'queue' | 'result' | 'lengths' | 'direction' | 'time';

/** What the ledger has. Pages are newest first. */
export class RecordingReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  async search(query: RecordingQuery): Promise<RecordingRow[]> {
    await this.ready();
    const limit = Math.max(1, Math.min(maxRecordingRows, Math.floor(query.limit)));
    const found: DbRecord[] = await await this.ids(query, limit);
    return this.of(found.map(({ id }) => String(id)));
  }

  /** See retention-reader. */
  async retention(policy: RecordingPolicy, inForce: RecordingPolicy, atMs: number): ReturnType<typeof retentionOf> {
    await this.ready();
    return retentionOf(this.db, policy, inForce, atMs);
  }

  async byKey(): Promise<readonly RecordingsByKey[]> {
    await this.ready();
    return recordingsByKey(this.db);
  }

  /** Those of these that are there, newest first. */
  async of(ids: readonly string[]): Promise<RecordingRow[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('recordings').whereIn('id', ids.slice(0, 1_000)).orderBy('id', 'desc');
    return records.map(toRecording);
  }

  async one(id: string): Promise<RecordingDetail | null> {
    const [recording] = await this.of([id]);
    if (recording === undefined) return null;
    const gaps = await this.rows<RecordingGapRow>(
      recordingGapColumns,
      this.db('recording_gaps').where('recording_id', id).orderBy('from_at').limit(1_000),
    );
    const agents = (await this.agentsOf([id])).get(id) ?? [];
    return { recording, gaps, agents };
  }

  /** Of a call, in their order: its conversation's, and voicemail. */
  async ofCall(callId: string): Promise<RecordingRow[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('recordings').where('call_id', callId).orderBy('id').limit(100);
    return records.map(toRecording);
  }

  /** Everybody who talked in each of these recordings, who came first first. */
  async agentsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.rows<RecordingAgentRow>(
      recordingAgentColumns,
      this.db('recording_agents').whereIn('recording_id', ids.slice(0, 1_000)).orderBy(['at', 'agent']),
    );
    const agents = new Map<string, string[]>();
    for (const { recordingId, agent } of rows) agents.set(recordingId, [...(agents.get(recordingId) ?? []), agent]);
    return agents;
  }

  /** Newest first. */
  async checks(query: { readonly before?: string; readonly limit: number }): Promise<RecordingCheckRow[]> {
    const select = this.db('recording_checks')
      .orderBy('id', 'desc')
      .limit(Math.max(1, Math.min(200, query.limit)));
    if (query.before !== undefined) select.where('id', '<', query.before);
    return this.rows<RecordingCheckRow>(recordingCheckColumns, select);
  }

  /** In their order, from `after` on. */
  async differences(checkId: string, after = 0, limit = 200): Promise<RecordingDifferenceRow[]> {
    const select = this.db('recording_differences').where('check_id', checkId).where('seq', '>', after).orderBy('seq');
    return this.rows<RecordingDifferenceRow>(
      recordingDifferenceColumns,
      select.limit(Math.max(1, Math.min(1_000, limit))),
    );
  }

  /**
   * What leads to the rows is chosen here and not by the database, which knows nothing of how rare something is: a
   * number first, then agents, a campaign, a queue, a result, and what is rare of lengths and directions. An expression
   * in place of a column keeps the other indexes out.
   */
  private async ids(query: RecordingQuery, limit: number): Promise<DbRecord[]> {
    const { number, match = 'exact', agents, queue, campaign, result, kind, direction } = query;
    if (agents?.length === 0) return [];
    const asked = agents?.slice(0, maxAgentsAsked);
    if (number !== undefined && match === 'exact') return this.from(query, 'number', asked).limit(limit);
    if (number !== undefined && (await this.isRare((rows) => whereNumber(rows, number, match, true)))) {
      return this.from(query, 'numbers', asked).limit(limit);
    }
    if (asked !== undefined) return this.newestOf(query, asked, limit);
    if (campaign !== undefined) return this.from(query, 'campaign').limit(limit);
    if (kind === 'voicemail') return this.from(query, 'time').limit(limit);
    if (queue !== undefined) return this.from(query, 'queue').limit(limit);
    if (result !== undefined) return this.from(query, 'result').limit(limit);
    const { minLengthMs, maxLengthMs } = query;
    const isRareLength =
      (minLengthMs !== undefined || maxLengthMs !== undefined) &&
      (await this.isRare((rows) => whereLength(rows, 'length_ms', query)));
    if (isRareLength) return this.from(query, 'lengths').limit(limit);
    return this.from(query, direction === undefined ? 'time' : 'direction').limit(limit);
  }

  /** By one index. Of a range of numbers or lengths all are found and sorted; of the others they come in order. */
  private from(query: RecordingQuery, lead: Lead, agents?: readonly string[]): Rows {
    const isRange = lead === 'numbers' || lead === 'lengths';
    const select = this.db('recordings').select('id');
    select.orderByRaw(isRange ? "(id || '') DESC" : 'id DESC');
    whereTime(select, isRange ? "(id || '')" : 'id', query);
    const { number, match = 'exact', queue, campaign, result, direction } = query;
    if (number !== undefined) whereNumber(select, number, match, lead === 'number' || lead === 'numbers');
    whereLength(select, lead === 'lengths' ? 'length_ms' : '(length_ms + 0)', query);
    for (const [column, value] of Object.entries({ queue, campaign, result, direction })) {
      if (value === undefined) continue;
      select.whereRaw(`${lead === column ? column : `(${column} || '')`} = ?`, [value]);
    }
    whereKind(select, query);
    if (agents !== undefined) {
      const talked = this.db('recording_agents')
        .select('recording_id')
        .whereIn('agent', [...agents]);
      select.whereExists(talked.whereRaw('recording_agents.recording_id = recordings.id'));
    }
    return select;
  }

  /** Of each agent the newest, by what stands beside him; all together hold the newest of all. */
  private newestOf(query: RecordingQuery, agents: readonly string[], limit: number): Rows {
    const { queue, result, direction, number, match = 'exact', campaign, kind, withFile } = query;
    const needsRow = number !== undefined || campaign !== undefined || kind !== undefined || withFile === true;
    const parts = agents.map((agent) => {
      const part = this.db('recording_agents as talked')
        .select('talked.recording_id as id')
        .where('talked.agent', agent);
      whereTime(part, 'talked.recording_id', query);
      whereLength(part, 'talked.length_ms', query);
      if (result !== undefined) part.where('talked.result', result);
      for (const [column, value] of Object.entries({ queue, direction })) {
        if (value !== undefined) part.whereRaw(`(talked.${column} || '') = ?`, [value]);
      }
      if (needsRow) {
        const row = this.db('recordings').select('id').whereRaw('recordings.id = talked.recording_id');
        if (number !== undefined) whereNumber(row, number, match, false);
        if (campaign !== undefined) row.where('campaign', campaign);
        part.whereExists(whereKind(row, query));
      }
      return this.db.from(part.orderBy('talked.recording_id', 'desc').limit(limit).as('part')).select('id');
    });
    const [first, ...others] = parts;
    const union = (first as Rows).unionAll(others);
    return this.db.from(union.as('found')).distinct('id').orderBy('id', 'desc').limit(limit);
  }

  /** So few that finding all of them and sorting is quicker than walking back in time. */
  private async isRare(narrow: (rows: Rows) => void): Promise<boolean> {
    const fits = this.db('recordings').select(this.db.raw('1 AS one')).limit(manyRows);
    narrow(fits);
    const [counted] = await this.db.from(fits.as('fits')).count({ n: '*' });
    return Number(counted?.n ?? 0) < manyRows;
  }

  private async rows<Row extends object>(columns: Columns<Row>, select: PromiseLike<DbRecord[]>): Promise<Row[]> {
    await this.ready();
    return (await select).map((record) => fromRecord<Row>(columns, record));
  }
}

function whereTime(select: Rows, id: string, { before, fromMs, toMs }: RecordingQuery): void {
  if (before !== undefined) select.whereRaw(`${id} < ?`, [before]);
  if (fromMs !== undefined) select.whereRaw(`${id} >= ?`, [firstIdAt(fromMs)]);
  if (toMs !== undefined) select.whereRaw(`${id} < ?`, [firstIdAt(toMs)]);
}

function whereLength(select: Rows, length: string, { minLengthMs, maxLengthMs }: RecordingQuery): void {
  if (minLengthMs !== undefined) select.whereRaw(`${length} >= ?`, [minLengthMs]);
  if (maxLengthMs !== undefined) select.whereRaw(`${length} <= ?`, [maxLengthMs]);
}

/** The word itself and no parameter: so the index of voicemail is known to fit. */
function whereKind(select: Rows, { kind, withFile }: RecordingQuery): Rows {
  if (kind !== undefined) select.whereRaw(kind === 'voicemail' ? "kind = 'voicemail'" : "kind = 'call'");
  if (withFile === true) select.whereRaw("state <> 'none' AND (path || '') <> '' AND deleted_at IS NULL");
  return select;
}

function whereNumber(select: Rows, number: string, match: Match, leads: boolean): void {
  const column = match === 'ends' ? 'number_backwards' : 'number';
  const indexed = leads ? column : `(${column} || '')`;
  if (match === 'exact') {
    select.whereRaw(`${indexed} = ?`, [number]);
    return;
  }
  const begins = match === 'ends' ? backwards(number) : number;
  // Numbers are digits, *, # and +: all before ':' in ASCII.
  select.whereRaw(`${indexed} >= ? AND ${indexed} < ?`, [begins, `${begins}:`]);
}

function toRecording(record: DbRecord): RecordingRow {
  return fromRecord<RecordingRow>(recordingColumns, record);
}
