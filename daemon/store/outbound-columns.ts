/** Between the rows of outbound work and the database's columns; both ways, one place. Yes and no are 1 and 0. */
import type { AttemptRow, Campaign, DncRow, LeadRow } from '../terms/outbound.js';
import type { LeadImport, SkipRow, StoredCampaign, StoredList } from '../terms/outbound-figures.js';
import { type Columns, type DbRecord, fromRecord, toRecord } from './columns.js';

export const leadColumns: Columns<LeadRow> = {
  id: 'id',
  list: 'list',
  number: 'number',
  name: 'name',
  data: 'data',
  area: 'area',
  priority: 'priority',
  state: 'state',
  result: 'result',
  tries: 'tries',
  lastTriedAt: 'last_tried_at',
  notBefore: 'not_before',
  agent: 'agent',
  timed: 'timed',
  importedAt: 'imported_at',
};

export const attemptColumns: Columns<Required<AttemptRow>> = {
  id: 'id',
  campaign: 'campaign',
  list: 'list',
  lead: 'lead',
  callId: 'call_id',
  number: 'number',
  callerNumber: 'caller_number',
  trunk: 'trunk',
  agent: 'agent',
  startedAt: 'started_at',
  answeredAt: 'answered_at',
  classifiedAt: 'classified_at',
  who: 'who',
  connectedAt: 'connected_at',
  endedAt: 'ended_at',
  cause: 'cause',
  tone: 'tone',
  result: 'result',
  resultBy: 'result_by',
  why: 'why',
  counted: 'counted',
  sampled: 'sampled',
  machine: 'machine',
  pacing: 'pacing',
};

export const dncColumns: Columns<DncRow> = { number: 'number', since: 'since', by: 'added_by', reason: 'reason' };

export const skipColumns: Columns<SkipRow> = {
  id: 'id',
  campaign: 'campaign',
  list: 'list',
  lead: 'lead',
  agent: 'agent',
  at: 'at',
  reason: 'reason',
};

const listColumns: Columns<StoredList> = {
  id: 'id',
  name: 'name',
  kind: 'kind',
  purpose: 'purpose',
  consent: 'consent',
  columns: 'columns',
  createdAt: 'created_at',
  createdBy: 'created_by',
};

const importColumns: Columns<LeadImport> = {
  id: 'id',
  list: 'list',
  source: 'source',
  startedAt: 'started_at',
  changedAt: 'changed_at',
  startedBy: 'started_by',
  state: 'state',
  nextBatch: 'next_batch',
  added: 'added',
  refused: 'refused',
};

/** Fields that are JSON text in SQLite and may come parsed from PostgreSQL. */
function parsed<T>(value: unknown): T {
  return typeof value === 'string' ? (JSON.parse(value) as T) : (value as T);
}

export function leadOf(record: DbRecord): LeadRow {
  const row = fromRecord<LeadRow>(leadColumns, record);
  return { ...row, data: parsed<LeadRow['data']>(row.data), timed: Boolean(row.timed) };
}

export function leadRecord(lead: Partial<LeadRow>): { [column: string]: unknown } {
  const { data, timed, ...rest } = lead;
  return {
    ...toRecord<LeadRow>(leadColumns, rest),
    // Before it is JSON: escaped as \u0000 it would pass toRecord and be refused by PostgreSQL.
    ...(data === undefined ? {} : { data: JSON.stringify(withoutNul(data)) }),
    ...(timed === undefined ? {} : { timed: timed ? 1 : 0 }),
  };
}

function withoutNul(data: LeadRow['data']): LeadRow['data'] {
  const clean = (text: string): string => text.replaceAll('\0', '\uFFFD');
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [clean(name), clean(value)]));
}

export function attemptOf(record: DbRecord): AttemptRow {
  const row = fromRecord<Required<AttemptRow>>(attemptColumns, record);
  const { counted, sampled, machine } = row;
  return { ...row, counted: Boolean(counted), sampled: Boolean(sampled), machine: Boolean(machine) };
}

export function attemptRecord(attempt: AttemptRow): { [column: string]: unknown } {
  const { counted, sampled, machine = false, ...rest } = attempt;
  const record = toRecord<Required<AttemptRow>>(attemptColumns, rest);
  return { ...record, counted: counted ? 1 : 0, sampled: sampled ? 1 : 0, machine: machine ? 1 : 0 };
}

export function dncOf(record: DbRecord): DncRow {
  return fromRecord<DncRow>(dncColumns, record);
}

export function skipOf(record: DbRecord): SkipRow {
  return fromRecord<SkipRow>(skipColumns, record);
}

export function campaignOf(record: DbRecord): StoredCampaign {
  return {
    // Written from a checked Campaign; nobody else writes this column.
    campaign: JSON.parse(String(record.content)) as Campaign,
    state: record.state as StoredCampaign['state'],
    why: String(record.why),
    changedAt: Number(record.changed_at),
    changedBy: String(record.changed_by),
    version: Number(record.version),
    createdAt: Number(record.created_at),
  };
}

export function listOf(record: DbRecord): StoredList {
  const row = fromRecord<StoredList>(listColumns, record);
  return { ...row, columns: parsed<StoredList['columns']>(row.columns) };
}

export function listRecord(list: StoredList): { [column: string]: unknown } {
  const { columns, ...rest } = list;
  return { ...toRecord<StoredList>(listColumns, rest), columns: JSON.stringify(columns) };
}

export function importOf(record: DbRecord): LeadImport {
  const row = fromRecord<LeadImport>(importColumns, record);
  return { ...row, refused: parsed<LeadImport['refused']>(row.refused) };
}

export function importRecord(row: LeadImport): { [column: string]: unknown } {
  const { refused, ...rest } = row;
  return { ...toRecord<LeadImport>(importColumns, rest), refused: JSON.stringify(refused) };
}
