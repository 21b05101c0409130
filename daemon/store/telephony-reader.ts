import type { Knex } from 'knex';
import type { AgentStateRow, CallEventRow, CallRow, IncidentRow, RecordingRow } from '../terms/rows.js';
import type { Site } from '../terms/site.js';
import {
  agentStateColumns,
  callColumns,
  callEventColumns,
  type DbRecord,
  fromRecord,
  recordingColumns,
} from './columns.js';

export interface StoredCall extends CallRow {
  /** A recording was begun for it. */
  readonly recorded: boolean;
}

export interface StoredIncident extends IncidentRow {
  /** Grows with time; for keyset pages. */
  readonly id: number;
}

export interface CallPageQuery {
  /** Only calls older than this one. */
  readonly before?: string;
  /** 1-200. */
  readonly limit: number;
  /** Only calls this agent took. */
  readonly agent?: string;
}

export const maxPageRows = 200;

/** Everything that may be read from the telephony database. Pages are newest first. */
export class TelephonyReader {
  /** `ready` is awaited before each query: it checks the schema once. */
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  async calls(query: CallPageQuery): Promise<StoredCall[]> {
    await this.ready();
    const select = this.callSelect().limit(pageRows(query.limit));
    if (query.before !== undefined) select.where('calls.id', '<', query.before);
    if (query.agent !== undefined) select.where('calls.agent', query.agent);
    return (await select).map(toStoredCall);
  }

  async call(id: string): Promise<StoredCall | null> {
    await this.ready();
    const [record] = await this.callSelect().where('calls.id', id).limit(1);
    return record ? toStoredCall(record) : null;
  }

  /** Calls with this calling number, as sent by the network. */
  async callsFrom(callingNumber: string, limit = 10): Promise<StoredCall[]> {
    await this.ready();
    const records = await this.callSelect().where('calls.calling_number', callingNumber).limit(pageRows(limit));
    return records.map(toStoredCall);
  }

  /** In order of `seq`. */
  async eventsOfCall(callId: string): Promise<CallEventRow[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('call_events').where('call_id', callId).orderBy('seq');
    return records.map((record) => fromRecord(callEventColumns, record));
  }

  /** The call's first recording. */
  async recordingOfCall(callId: string): Promise<RecordingRow | null> {
    await this.ready();
    const records: DbRecord[] = await this.db('recordings').where('call_id', callId).orderBy('id').limit(1);
    return records[0] ? fromRecord<RecordingRow>(recordingColumns, records[0]) : null;
  }

  /** Intervals that began in [fromMs, toMs), oldest first, at most 10,000. */
  async agentStates(agent: string, fromMs: number, toMs: number): Promise<AgentStateRow[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('agent_states')
      .where('agent', agent)
      .where('started_at', '>=', fromMs)
      .where('started_at', '<', toMs)
      .orderBy([{ column: 'started_at' }, { column: 'ended_at' }])
      .limit(10_000);
    return records.map((record) => fromRecord(agentStateColumns, record));
  }

  async incidents(query: { readonly before?: number; readonly limit: number }): Promise<StoredIncident[]> {
    await this.ready();
    const select = this.db('incidents').orderBy('id', 'desc').limit(pageRows(query.limit));
    if (query.before !== undefined) select.where('id', '<', query.before);
    return (await select) as StoredIncident[];
  }

  /** The site in force; null before the first import. */
  async site(): Promise<{ readonly version: number; readonly importedAt: number; readonly site: Site } | null> {
    await this.ready();
    const records: DbRecord[] = await this.db('sites').orderBy('version', 'desc').limit(1);
    const [record] = records;
    if (!record) return null;
    // Written by importSite from a checked Site; nobody else writes this table.
    const site = JSON.parse(record.content as string) as Site;
    return { version: record.version as number, importedAt: record.imported_at as number, site };
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  private callSelect(): Knex.QueryBuilder<DbRecord, DbRecord[]> {
    return this.db('calls')
      .select(
        'calls.*',
        this.db.raw('EXISTS (SELECT 1 FROM recordings WHERE recordings.call_id = calls.id) AS recorded'),
      )
      .orderBy('calls.id', 'desc');
  }
}

function toStoredCall(record: DbRecord): StoredCall {
  return { ...fromRecord(callColumns, record), recorded: Boolean(record.recorded) };
}

function pageRows(limit: number): number {
  return Math.max(1, Math.min(maxPageRows, Math.floor(limit)));
}
