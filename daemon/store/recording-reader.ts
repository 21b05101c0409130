import type { Knex } from 'knex';
import { firstIdAt } from '../base/ids.js';
import type { Direction } from '../terms/calls.js';
import type {
  RecordingAgentRow,
  RecordingCheckRow,
  RecordingDifferenceRow,
  RecordingGapRow,
  RecordingRow,
} from '../terms/recordings.js';
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
/** Numbers that begin or end so; if more do, walking back in time finds the newest sooner than sorting them. */
const manyNumbers = 30_000;

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
    const ids = [...new Set(found.map(({ id }) => String(id)))].sort().reverse().slice(0, limit);
    return this.of(ids);
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
    await this.ready();
    const asked = ids.slice(0, 1_000);
    const first: DbRecord[] = await this.db('recordings').whereIn('id', asked).select('id', 'agent');
    const agents = new Map(first.map(({ id, agent }) => [String(id), agent === null ? [] : [String(agent)]]));
    const further = await this.rows<RecordingAgentRow>(
      recordingAgentColumns,
      this.db('recording_agents').whereIn('recording_id', asked).orderBy(['at', 'agent']),
    );
    for (const { recordingId, agent } of further) {
      const known = agents.get(recordingId);
      if (known !== undefined && !known.includes(agent)) known.push(agent);
    }
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
   * number first, then agents, then the rest. An expression in place of a column keeps the other indexes out.
   */
  private async ids(query: RecordingQuery, limit: number): Promise<DbRecord[]> {
    const { number, agents, queue, campaign, result } = query;
    const base = this.narrowed(query).limit(limit);
    const byNumber = number === undefined ? 'no' : await this.numberLeads(number, query.match ?? 'exact');
    if (number !== undefined) whereNumber(base, number, query.match ?? 'exact', byNumber === 'yes');
    const leads = { agents: byNumber !== 'yes', campaign: false, queue: false, result: false };
    if (leads.agents && agents === undefined) {
      leads.campaign = campaign !== undefined;
      leads.queue = queue !== undefined && !leads.campaign;
      leads.result = !leads.campaign && !leads.queue;
    }
    whereColumn(base, 'campaign', campaign, leads.campaign);
    whereColumn(base, 'queue', queue, leads.queue);
    whereColumn(base, 'result', result, leads.result);
    if (agents === undefined) return base;
    const asked = agents.slice(0, maxAgentsAsked);
    if (asked.length === 0) return base.whereRaw('1 = 0');
    return leads.agents ? this.unionOf(base, asked, limit) : this.talkedIn(base, asked);
  }

  /** Of each agent the newest, by index; all together hold the newest of all. */
  private unionOf(
    base: Knex.QueryBuilder,
    agents: readonly string[],
    limit: number,
  ): Knex.QueryBuilder<DbRecord, DbRecord[]> {
    const parts = agents.flatMap((agent) => [
      base.clone().where('recordings.agent', agent),
      base
        .clone()
        .join('recording_agents', 'recording_agents.recording_id', 'recordings.id')
        .where('recording_agents.agent', agent),
    ]);
    const newest = parts.map((part) => this.db.from(part.as('part')).select('id'));
    const [first, ...others] = newest;
    const union = (first as Knex.QueryBuilder).unionAll(others);
    return this.db
      .from(union.as('found'))
      .select('id')
      .orderBy('id', 'desc')
      .limit(limit * 2);
  }

  private talkedIn(base: Knex.QueryBuilder, agents: readonly string[]): Knex.QueryBuilder<DbRecord, DbRecord[]> {
    const further = this.db('recording_agents')
      .select(this.db.raw('1'))
      .whereRaw('recording_agents.recording_id = recordings.id')
      .whereIn('recording_agents.agent', [...agents]);
    return base.where((either) =>
      either.whereRaw(`(agent || '') IN (${agents.map(() => '?').join(', ')})`, [...agents]).orWhereExists(further),
    );
  }

  private narrowed({
    direction,
    kind,
    fromMs,
    toMs,
    minLengthMs,
    maxLengthMs,
    withFile,
    before,
  }: RecordingQuery): Knex.QueryBuilder<DbRecord, DbRecord[]> {
    const select = this.db('recordings').select('recordings.id as id').orderBy('recordings.id', 'desc');
    if (before !== undefined) select.where('recordings.id', '<', before);
    if (fromMs !== undefined) select.where('recordings.id', '>=', firstIdAt(fromMs));
    if (toMs !== undefined) select.where('recordings.id', '<', firstIdAt(toMs));
    if (direction !== undefined) select.where('direction', direction);
    if (minLengthMs !== undefined) select.where('length_ms', '>=', minLengthMs);
    if (maxLengthMs !== undefined) select.where('length_ms', '<=', maxLengthMs);
    if (kind !== undefined) select.where('kind', kind);
    if (withFile === true) select.whereNot('state', 'none').whereNot('path', '').whereNull('deleted_at');
    return select;
  }

  /** 'no': so many numbers begin or end so that the index would give too much to sort. */
  private async numberLeads(number: string, match: 'exact' | 'begins' | 'ends'): Promise<'yes' | 'no'> {
    if (match === 'exact') return 'yes';
    const fits = this.db('recordings').select(this.db.raw('1 AS one')).limit(manyNumbers);
    whereNumber(fits, number, match, true);
    const [counted] = await this.db.from(fits.as('fits')).count({ n: '*' });
    return Number(counted?.n ?? 0) < manyNumbers ? 'yes' : 'no';
  }

  private async rows<Row extends object>(columns: Columns<Row>, select: PromiseLike<DbRecord[]>): Promise<Row[]> {
    await this.ready();
    return (await select).map((record) => fromRecord<Row>(columns, record));
  }
}

function whereColumn(
  select: Knex.QueryBuilder,
  column: 'campaign' | 'queue' | 'result',
  value: string | undefined,
  leads: boolean,
): void {
  if (value === undefined) return;
  if (leads) select.where(column, value);
  else select.whereRaw(`(${column} || '') = ?`, [value]);
}

function whereNumber(
  select: Knex.QueryBuilder,
  number: string,
  match: 'exact' | 'begins' | 'ends',
  leads: boolean,
): void {
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
