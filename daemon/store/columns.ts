/** Between the rows of daemon/terms (camelCase) and the database's columns (snake_case); both ways, one place. */
import type { AgentStateRow, CallEventRow, CallRow, ChannelSettingRow, RecordingRow } from '../terms/rows.js';

type Columns<Row> = { readonly [Field in keyof Row]-?: string };

export const callColumns: Columns<CallRow> = {
  id: 'id',
  direction: 'direction',
  callingNumber: 'calling_number',
  presentation: 'presentation',
  calledNumber: 'called_number',
  channel: 'channel',
  startedAt: 'started_at',
  answeredAt: 'answered_at',
  queuedAt: 'queued_at',
  talkStartedAt: 'talk_started_at',
  endedAt: 'ended_at',
  cause: 'cause',
  endedBy: 'ended_by',
  ending: 'ending',
  disposition: 'disposition',
  agent: 'agent',
  queue: 'queue',
  flowPath: 'flow_path',
};

export const callEventColumns: Columns<CallEventRow> = {
  callId: 'call_id',
  seq: 'seq',
  at: 'at',
  what: 'what',
  agent: 'agent',
  detail: 'detail',
};

export const agentStateColumns: Columns<AgentStateRow> = {
  agent: 'agent',
  state: 'state',
  reason: 'reason',
  callId: 'call_id',
  startedAt: 'started_at',
  endedAt: 'ended_at',
};

export const recordingColumns: Columns<RecordingRow> = {
  id: 'id',
  callId: 'call_id',
  path: 'path',
  agent: 'agent',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  state: 'state',
  samples: 'samples',
};

export const channelSettingColumns: Columns<ChannelSettingRow> = {
  channel: 'channel',
  service: 'service',
  receiveDb: 'receive_db',
  sendDb: 'send_db',
  echoTaps: 'echo_taps',
  hangupTone: 'hangup_tone',
  changedAt: 'changed_at',
  changedBy: 'changed_by',
};

export type DbRecord = { readonly [column: string]: unknown };

/** The fields that are present, under their columns' names. Fields without a column are a programming error. */
export function toRecord<Row extends object>(columns: Columns<Row>, row: Partial<Row>): { [column: string]: unknown } {
  const record: { [column: string]: unknown } = {};
  for (const [field, value] of Object.entries(row)) {
    const column = columns[field as keyof Row];
    if (column === undefined) throw new TypeError(`no column for the field ${field}`);
    // PostgreSQL takes no NUL in text; a hostile number must not cost the call its record.
    record[column] = typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;
  }
  return record;
}

export function fromRecord<Row extends object>(columns: Columns<Row>, record: DbRecord): Row {
  const row: { [field: string]: unknown } = {};
  for (const [field, column] of Object.entries(columns) as [string, string][]) row[field] = record[column] ?? null;
  return row as Row;
}
