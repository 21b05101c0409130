/** Between the rows of daemon/terms (camelCase) and the database's columns (snake_case); both ways, one place. */
import type {
  RecordingAgentRow,
  RecordingCheckRow,
  RecordingDifferenceRow,
  RecordingGapRow,
} from '../terms/recordings.js';
import type {
  AgentStateRow,
  AlarmRow,
  CallBackRow,
  CallDataRow,
  CallEventRow,
  CallRow,
  ChannelSettingRow,
  LegRow,
  QueueVisitRow,
  RatingRow,
  RecordingRow,
  SpanEventRow,
  SpanMetersRow,
  SupervisionRow,
} from '../terms/rows.js';

export type Columns<Row> = { readonly [Field in keyof Row]-?: string };

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

export const spanEventColumns: Columns<SpanEventRow> = {
  span: 'span',
  at: 'at',
  what: 'what',
  alarm: 'alarm',
};

export const spanMetersColumns: Columns<SpanMetersRow> = {
  span: 'span',
  at: 'at',
  slips: 'slips',
  crcErrors: 'crc_errors',
  farEndErrors: 'far_end_errors',
  codeViolations: 'code_violations',
  framesIn: 'frames_in',
  framesOut: 'frames_out',
  framesBadFcs: 'frames_bad_fcs',
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
  kind: 'kind',
  reason: 'reason',
  direction: 'direction',
  number: 'number',
  queue: 'queue',
  campaign: 'campaign',
  result: 'result',
  lengthMs: 'length_ms',
  bytes: 'bytes',
  sha256: 'sha256',
  checkedAt: 'checked_at',
  heldUntil: 'held_until',
  heldBy: 'held_by',
  heldReason: 'held_reason',
  deletedAt: 'deleted_at',
  encryptedWith: 'encrypted_with',
};

export const recordingGapColumns: Columns<RecordingGapRow> = {
  recordingId: 'recording_id',
  fromAt: 'from_at',
  toAt: 'to_at',
  why: 'why',
  by: 'paused_by',
  endedBy: 'ended_by',
};

export const recordingAgentColumns: Columns<RecordingAgentRow> = {
  recordingId: 'recording_id',
  agent: 'agent',
  at: 'at',
};

export const recordingCheckColumns: Columns<RecordingCheckRow> = {
  id: 'id',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  by: 'asked_by',
  answeredCalls: 'answered_calls',
  recorded: 'recorded',
  explained: 'explained',
  files: 'files',
  bytes: 'bytes',
  hashed: 'hashed',
  adopted: 'adopted',
  deleted: 'deleted',
  differences: 'differences',
};

export const recordingDifferenceColumns: Columns<RecordingDifferenceRow> = {
  checkId: 'check_id',
  seq: 'seq',
  what: 'what',
  recordingId: 'recording_id',
  callId: 'call_id',
  path: 'path',
  detail: 'detail',
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

export const legColumns: Columns<LegRow> = {
  callId: 'call_id',
  leg: 'leg',
  role: 'role',
  purpose: 'purpose',
  agent: 'agent',
  number: 'number',
  channel: 'channel',
  startedAt: 'started_at',
  answeredAt: 'answered_at',
  endedAt: 'ended_at',
  cause: 'cause',
};

export const queueVisitColumns: Columns<QueueVisitRow> = {
  callId: 'call_id',
  visit: 'visit',
  queue: 'queue',
  enteredAt: 'entered_at',
  leftAt: 'left_at',
  how: 'how',
  agent: 'agent',
};

export const callDataColumns: Columns<CallDataRow> = {
  callId: 'call_id',
  section: 'section',
  key: 'data_key',
  value: 'data_value',
  at: 'at',
  by: 'changed_by',
};

export const callBackColumns: Columns<CallBackRow> = {
  id: 'id',
  number: 'number',
  queue: 'queue',
  callId: 'call_id',
  at: 'at',
  points: 'points',
  state: 'state',
  agent: 'agent',
  tries: 'tries',
};

export const ratingColumns: Columns<RatingRow> = {
  callId: 'call_id',
  agent: 'agent',
  queue: 'queue',
  at: 'at',
  result: 'result',
};

export const alarmColumns: Columns<AlarmRow> = {
  id: 'id',
  code: 'code',
  about: 'about',
  value: 'value',
  threshold: 'threshold',
  onAt: 'on_at',
  offAt: 'off_at',
};

export const supervisionColumns: Columns<SupervisionRow> = {
  at: 'at',
  by: 'supervisor',
  what: 'what',
  agent: 'agent',
  callId: 'call_id',
  reason: 'reason',
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
