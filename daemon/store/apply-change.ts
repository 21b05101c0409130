import type { Knex } from 'knex';
import type { AgentStateRow, RowChange } from '../terms/rows.js';
import { applyCommissioning } from './apply-commissioning.js';
import { applyOutbound } from './apply-outbound.js';
import { applyRecording, followCall } from './apply-recording.js';
import { applySpan } from './apply-span.js';
import {
  agentStateColumns,
  alarmColumns,
  callBackColumns,
  callColumns,
  callDataColumns,
  callEventColumns,
  channelSettingColumns,
  legColumns,
  queueVisitColumns,
  ratingColumns,
  supervisionColumns,
  toRecord,
} from './columns.js';
import { applyDiagnosis } from './diagnosis-reader.js';
import { MissingRow, mustHit } from './missing-row.js';

/**
 * Carries out one change. Rows that are already there are left alone, so a batch whose COMMIT was
 * lost with the connection can be applied again.
 */
export async function applyChange(db: Knex.Transaction, change: RowChange): Promise<void> {
  switch (change.row) {
    case 'call-open':
      await db('calls').insert(toRecord(callColumns, change.call)).onConflict('id').ignore();
      return;
    case 'call-change': {
      const record = toRecord(callColumns, change.change);
      if (Object.keys(record).length === 0) return;
      await mustHit(db('calls').where('id', change.id).update(record), `call ${change.id}`);
      await followCall(db, change.id, change.change);
      return;
    }
    case 'call-event': {
      const { detail } = change.event;
      const event = { ...change.event, detail: typeof detail === 'string' ? detail : JSON.stringify(detail) };
      await db('call_events').insert(toRecord(callEventColumns, event)).onConflict(['call_id', 'seq']).ignore();
      return;
    }
    case 'agent-state':
      await applyAgentState(db, change.state);
      return;
    case 'recording-open':
    case 'recording-close':
    case 'recording-change':
    case 'recording-gap':
    case 'recording-agent':
    case 'recording-check':
      await applyRecording(db, change);
      return;
    case 'channel-setting':
      await db('channel_settings')
        .insert(toRecord(channelSettingColumns, change.setting))
        .onConflict('channel')
        .merge();
      return;
    case 'incident':
      await db('incidents').insert({ ...change.incident });
      return;
    case 'span-event':
    case 'span-meters':
      await applySpan(db, change);
      return;
    case 'span-change':
    case 'commissioning':
      await applyCommissioning(db, change);
      return;
    case 'diagnosis':
      await applyDiagnosis(db, change.diagnosis);
      return;
    case 'campaign':
    case 'attempt':
    case 'lead-change':
    case 'dnc':
    case 'skip':
      await applyOutbound(db, change);
      return;
    default:
      await applyFloor(db, change);
  }
}

type FloorChange = Extract<
  RowChange,
  { row: 'leg' | 'queue-visit' | 'call-data' | 'call-back' | 'rating' | 'alarm' | 'supervision' }
>;

/** What is told again replaces what was known. */
async function applyFloor(db: Knex.Transaction, change: FloorChange): Promise<void> {
  switch (change.row) {
    case 'leg':
      await db('call_legs').insert(toRecord(legColumns, change.leg)).onConflict(['call_id', 'leg']).merge();
      return;
    case 'queue-visit':
      await db('queue_visits')
        .insert(toRecord(queueVisitColumns, change.visit))
        .onConflict(['call_id', 'visit'])
        .merge();
      return;
    case 'call-data':
      await db('call_data')
        .insert(toRecord(callDataColumns, change.data))
        .onConflict(['call_id', 'section', 'data_key'])
        .merge();
      return;
    case 'call-back':
      await db('call_backs').insert(toRecord(callBackColumns, change.callBack)).onConflict('id').merge();
      return;
    case 'rating':
      await db('ratings').insert(toRecord(ratingColumns, change.rating)).onConflict(['call_id', 'agent']).merge();
      return;
    case 'alarm':
      await db('alarms').insert(toRecord(alarmColumns, change.alarm)).onConflict('id').merge();
      return;
    case 'supervision':
      await db('supervisions').insert(toRecord(supervisionColumns, change.supervision)).onConflict().ignore();
  }
}

/**
 * An interval that begins ends the one before, so an agent's day has no gap and no overlap; an
 * interval told again (now with its end) replaces itself.
 */
async function applyAgentState(db: Knex.Transaction, row: AgentStateRow): Promise<void> {
  if (row.endedAt === null) {
    await db('agent_states')
      .where('agent', row.agent)
      .whereNull('ended_at')
      .whereNot((same) => same.where({ started_at: row.startedAt, state: row.state }))
      .update({ ended_at: row.startedAt });
  }
  await db('agent_states')
    .insert(toRecord(agentStateColumns, row))
    .onConflict(['agent', 'started_at', 'state'])
    .merge(['reason', 'call_id', 'ended_at']);
}

/**
 * True: the row itself is at fault, and writing it again will fail again. False: the storage is
 * (full, locked, gone), and the row is good.
 */
export function isRowFault(error: unknown): boolean {
  if (error instanceof MissingRow || error instanceof TypeError) return true;
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string') return false;
  if (/^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/.test(code)) return true;
  if (code === 'SQLITE_ERROR') return /no such (table|column)|has no column/.test((error as Error).message);
  // PostgreSQL SQLSTATE classes: 22 data exception, 23 integrity constraint, 42 syntax or missing column.
  return /^(22|23|42)[0-9A-Z]{3}$/.test(code);
}
