import type { Knex } from 'knex';
import type { CallEnding, Direction } from '../terms/calls.js';
import type { AgentStateRow, CallEventRow, CallRow, IncidentRow, RecordingRow } from '../terms/rows.js';
import type { Site } from '../terms/site.js';
import type { SiteChange } from '../terms/site-change.js';
import { AttemptReader } from './attempt-reader.js';
import {
  agentStateColumns,
  callColumns,
  callEventColumns,
  type DbRecord,
  fromRecord,
  recordingColumns,
} from './columns.js';
import { CommissioningReader } from './commissioning-reader.js';
import { DayReader } from './day-reader.js';
import { DiagnosisReader } from './diagnosis-reader.js';
import { FloorReader } from './floor-reader.js';
import { HistoryReader } from './history-reader.js';
import type { LeadDays } from './lead-conditions.js';
import { DueLeads } from './leads-due.js';
import { OutboundReader } from './outbound-reader.js';
import { PersonReader } from './person-reader.js';
import { RecordingBooks } from './recording-books.js';
import { RecordingReader } from './recording-reader.js';
import { SpanReader } from './span-reader.js';
import { isPostgres } from './transaction.js';

export interface StoredCall extends CallRow {
  /** There is a recording of it, or was until the policy deleted it. */
  readonly recorded: boolean;
}

export interface StoredIncident extends IncidentRow {
  /** Grows with time; for keyset pages. */
  readonly id: number;
}

export interface SiteVersion {
  readonly version: number;
  readonly at: number;
  /** Name of the file, or "page: LOGIN". */
  readonly source: string;
  /** Login; null: a site file. */
  readonly by: string | null;
  readonly change: SiteChange | null;
}

export interface CallPageQuery {
  /** Only calls older than this one. */
  readonly before?: string;
  /** 1-200. */
  readonly limit: number;
  /** Only calls this agent talked in. */
  readonly agent?: string;
  /** Began in [fromMs, toMs). */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Digits of the calling or the called number. */
  readonly number?: string;
  readonly ending?: CallEnding;
  readonly direction?: Direction;
}

export const maxPageRows = 200;

/** Everything that may be read from the telephony database. Pages are newest first. */
export class TelephonyReader {
  readonly day: DayReader;
  readonly floor: FloorReader;
  readonly history: HistoryReader;
  readonly persons: PersonReader;
  readonly recordings: RecordingReader;
  readonly spans: SpanReader;
  readonly commissioning: CommissioningReader;
  readonly diagnoses: DiagnosisReader;
  /** For whoever looks after the files: the daemon alone. */
  readonly books: RecordingBooks;
  readonly outbound: OutboundReader;
  readonly attempts: AttemptReader;

  /** `ready` is awaited before each query: it checks the schema once. */
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {
    this.day = new DayReader(db, ready);
    this.floor = new FloorReader(db, ready);
    this.history = new HistoryReader(db, ready);
    this.persons = new PersonReader(db, ready);
    this.recordings = new RecordingReader(db, ready);
    this.spans = new SpanReader(db, ready);
    this.commissioning = new CommissioningReader(db, ready);
    this.diagnoses = new DiagnosisReader(db, ready);
    this.books = new RecordingBooks(db);
    this.outbound = new OutboundReader(db, ready);
    this.attempts = new AttemptReader(db, ready, this.outbound);
  }

  async calls(query: CallPageQuery): Promise<StoredCall[]> {
    await this.ready();
    const select = this.callSelect().limit(pageRows(query.limit));
    narrow(this.db, select, query);
    return (await select).map(toStoredCall);
  }

  async call(id: string): Promise<StoredCall | null> {
    await this.ready();
    const [record] = await this.callSelect().where('calls.id', id).limit(1);
    return record ? toStoredCall(record) : null;
  }

  /** Those of these calls that are there; at most 1,000. */
  async callsOf(ids: readonly string[]): Promise<StoredCall[]> {
    await this.ready();
    return (await this.callSelect().whereIn('calls.id', ids.slice(0, 1_000))).map(toStoredCall);
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

  /** The site before a page's change made this version of it; null: a file made it, or it is not kept any more. */
  async siteBefore(version: number): Promise<Site | null> {
    await this.ready();
    const records: DbRecord[] = await this.db('sites')
      .whereIn('version', [version - 1, version])
      .orderBy('version');
    const [before, made] = records;
    if (before?.version !== version - 1 || made?.changed_by == null) return null;
    return JSON.parse(before.content as string) as Site;
  }

  /** The site's versions, newest first. */
  async siteVersions(query: { readonly before?: number; readonly limit: number }): Promise<SiteVersion[]> {
    await this.ready();
    const select = this.db('sites')
      .select('version', 'imported_at', 'source', 'changed_by', 'change_made')
      .orderBy('version', 'desc')
      .limit(pageRows(query.limit));
    if (query.before !== undefined) select.where('version', '<', query.before);
    const records: DbRecord[] = await select;
    return records.map((record) => ({
      version: record.version as number,
      at: record.imported_at as number,
      source: record.source as string,
      by: record.changed_by as string | null,
      change: record.change_made === null ? null : (JSON.parse(record.change_made as string) as SiteChange),
    }));
  }

  /** Reads along the same connections. */
  dueLeads(days: LeadDays): DueLeads {
    return new DueLeads(this.db, this.ready, isPostgres(this.db) ? 'postgres' : 'sqlite', days);
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  private callSelect(): Knex.QueryBuilder<DbRecord, DbRecord[]> {
    return this.db('calls')
      .select(
        'calls.*',
        this.db.raw("EXISTS (SELECT 1 FROM recordings WHERE call_id = calls.id AND path <> '') AS recorded"),
      )
      .orderBy('calls.id', 'desc');
  }
}

function narrow(db: Knex, select: Knex.QueryBuilder, query: CallPageQuery): void {
  const { before, agent, fromMs, toMs, number, ending, direction } = query;
  if (before !== undefined) select.where('calls.id', '<', before);
  if (fromMs !== undefined) select.where('calls.started_at', '>=', fromMs);
  if (toMs !== undefined) select.where('calls.started_at', '<', toMs);
  if (ending !== undefined) select.where('calls.ending', ending);
  if (direction !== undefined) select.where('calls.direction', direction);
  if (number !== undefined) {
    const part = `%${number.replace(/[\\%_]/g, '\\$&')}%`;
    select.whereRaw("(calls.calling_number LIKE ? ESCAPE '\\' OR calls.called_number LIKE ? ESCAPE '\\')", [
      part,
      part,
    ]);
  }
  if (agent !== undefined) {
    // Both lists are by index; a condition with OR would look at every call there is.
    const talked = db('call_legs').select('call_id').where('agent', agent).whereNotNull('answered_at');
    select.whereIn('calls.id', talked.union(db('calls').select('id').where('agent', agent)));
  }
}

function toStoredCall(record: DbRecord): StoredCall {
  return { ...fromRecord(callColumns, record), recorded: Boolean(record.recorded) };
}

function pageRows(limit: number): number {
  return Math.max(1, Math.min(maxPageRows, Math.floor(limit)));
}
