import { join } from 'node:path';
import type { Knex } from 'knex';
import type { CallRow, RecordingRow } from '../terms/rows.js';
import { callColumns, type DbRecord, fromRecord, recordingColumns } from './columns.js';
import { closeAttempts } from './interrupted-outbound.js';
import { samplesInRecording } from './wav-length.js';

const samplesPerMs = 8;
/** ITU-T Q.850 temporary failure. */
const causeOfInterruption = 41;
/** How many of the newest calls are asked when the daemon last lived. */
const newestCalls = 100;

export interface Interrupted {
  readonly calls: number;
  readonly recordings: number;
  readonly agentStates: number;
  readonly legs: number;
  readonly visits: number;
  readonly alarms: number;
  readonly attempts: number;
}

/**
 * At the daemon's start, before any new row: closes what a crash or a kill left open. Calls end at
 * the last thing known of them (an event, or the last recorded sample), agents' states at the last
 * sign of life of the whole daemon; never after `atMs`, never before their own beginning. Legs and stays in queues end
 * with their call. Who was to be called back and perhaps was not, is open again.
 */
export async function closeInterrupted(db: Knex, recordingsFolder: string, atMs: number): Promise<Interrupted> {
  return db.transaction(async (transaction) => {
    const lastSign = await lastSignOfLife(transaction);
    const recordings = await closeRecordings(transaction, recordingsFolder, lastSign, atMs);
    const calls = await closeCalls(transaction, atMs);
    const lastLife = await lastSignOfLife(transaction);
    const agentStates = await closeAgentStates(transaction, lastLife, atMs);
    const legs = await closeLegs(transaction, lastLife, atMs);
    const visits = await closeVisits(transaction, lastLife, atMs);
    const alarms = await closeAlarms(transaction, lastLife, atMs);
    const attempts = await closeAttempts(transaction, atMs);
    await transaction('call_backs').where('state', 'taken').update({ state: 'open', agent: null });
    return { calls, recordings, agentStates, legs, visits, alarms, attempts };
  });
}

/** Those that have no file end with the last sign of life; of the others the file tells. */
async function closeRecordings(db: Knex.Transaction, folder: string, lastLife: number, atMs: number): Promise<number> {
  const open: DbRecord[] = await db('recordings').whereNull('ended_at');
  for (const record of open) {
    const recording = fromRecord<RecordingRow>(recordingColumns, record);
    const { id, startedAt } = recording;
    if (recording.state !== 'recording') {
      const endedAt = within(startedAt, lastLife, atMs);
      await closeRecording(db, id, { ended_at: endedAt, length_ms: endedAt - startedAt });
      continue;
    }
    const samples = (await samplesInRecording(join(folder, recording.path))) ?? 0;
    const lengthMs = Math.round(samples / samplesPerMs);
    const endedAt = within(startedAt, startedAt + lengthMs, atMs);
    const reason = 'stopped';
    await closeRecording(db, id, { state: 'interrupted', reason, ended_at: endedAt, samples, length_ms: lengthMs });
  }
  return open.length;
}

async function closeRecording(
  db: Knex.Transaction,
  id: string,
  closed: { readonly ended_at: number; readonly length_ms: number; readonly [column: string]: unknown },
): Promise<void> {
  await db('recordings').where('id', id).update(closed);
  await db('recording_agents').where('recording_id', id).update({ length_ms: closed.length_ms });
  await db('recording_gaps')
    .where('recording_id', id)
    .whereNull('to_at')
    .update({
      to_at: db.raw('CASE WHEN from_at > ? THEN from_at ELSE ? END', [closed.ended_at, closed.ended_at]),
      ended_by: 'system',
    });
}

async function closeCalls(db: Knex.Transaction, atMs: number): Promise<number> {
  const open: DbRecord[] = await db('calls').whereNull('ended_at');
  for (const record of open) {
    const call = fromRecord<CallRow>(callColumns, record);
    const [events] = await db('call_events').where('call_id', call.id).max({ at: 'at', seq: 'seq' });
    const [recordings] = await db('recordings').where('call_id', call.id).max({ at: 'ended_at' });
    const known = [call.answeredAt, call.queuedAt, call.talkStartedAt, events?.at, recordings?.at];
    const endedAt = within(call.startedAt, newest(known), atMs);
    await db('calls')
      .where('id', call.id)
      .update({ ended_at: endedAt, cause: causeOfInterruption, ended_by: 'system', ending: 'interrupted' });
    await db('call_events').insert({
      call_id: call.id,
      seq: Number(events?.seq ?? 0) + 1,
      at: endedAt,
      what: 'ended',
      agent: call.agent,
      detail: JSON.stringify({ cause: causeOfInterruption, ending: 'interrupted' }),
    });
  }
  return open.length;
}

async function closeLegs(db: Knex.Transaction, lastLife: number, atMs: number): Promise<number> {
  const open = await openPartsOf(db, 'call_legs', 'leg', 'started_at', 'call_legs.ended_at');
  for (const { callId, part, from, callEndedAt } of open) {
    await db('call_legs')
      .where({ call_id: callId, leg: part })
      .update({ ended_at: within(from, callEndedAt ?? lastLife, atMs), cause: causeOfInterruption });
  }
  return open.length;
}

/** Not 'abandoned': the caller did not give up, he was let go of. */
async function closeVisits(db: Knex.Transaction, lastLife: number, atMs: number): Promise<number> {
  const open = await openPartsOf(db, 'queue_visits', 'visit', 'entered_at', 'left_at');
  for (const { callId, part, from, callEndedAt } of open) {
    await db('queue_visits')
      .where({ call_id: callId, visit: part })
      .update({ left_at: within(from, callEndedAt ?? lastLife, atMs), how: 'overflowed' });
  }
  return open.length;
}

interface OpenPart {
  readonly callId: string;
  /** Number within the call. */
  readonly part: number;
  readonly from: number;
  /** Null: the call's own row is missing. */
  readonly callEndedAt: number | null;
}

async function openPartsOf(
  db: Knex.Transaction,
  table: string,
  part: string,
  from: string,
  until: string,
): Promise<OpenPart[]> {
  const records: DbRecord[] = await db(table)
    .leftJoin('calls', 'calls.id', `${table}.call_id`)
    .whereNull(until)
    .select(`${table}.call_id`, `${table}.${part} as part`, `${table}.${from} as from_at`, 'calls.ended_at as end_at');
  return records.map((record) => ({
    callId: String(record.call_id),
    part: Number(record.part),
    from: Number(record.from_at),
    callEndedAt: record.end_at === null ? null : Number(record.end_at),
  }));
}

async function closeAlarms(db: Knex.Transaction, lastLife: number, atMs: number): Promise<number> {
  const open: DbRecord[] = await db('alarms').whereNull('off_at').select('id', 'on_at');
  for (const { id, on_at } of open) {
    await db('alarms')
      .where('id', id as string)
      .update({ off_at: within(Number(on_at), lastLife, atMs) });
  }
  return open.length;
}

async function closeAgentStates(db: Knex.Transaction, lastLife: number, atMs: number): Promise<number> {
  const open = await db('agent_states').whereNull('ended_at').select('agent', 'started_at', 'state');
  for (const { agent, started_at, state } of open) {
    await db('agent_states')
      .where({ agent, started_at, state })
      .update({ ended_at: within(Number(started_at), lastLife, atMs) });
  }
  return open.length;
}

/** Epoch ms of the newest row that tells the daemon was alive; 0: there is none. */
export async function lastSignOfLife(db: Knex): Promise<number> {
  const recent = db('calls').orderBy('id', 'desc').limit(newestCalls).select('id', 'started_at', 'ended_at');
  const [calls] = await db.from(recent.clone().as('recent')).max({ started: 'started_at', ended: 'ended_at' });
  const [events] = await db('call_events')
    .whereIn('call_id', db.from(recent.clone().as('recent')).select('id'))
    .max({ at: 'at' });
  const [states] = await db('agent_states').max({ started: 'started_at' });
  const [incident] = await db('incidents').orderBy('id', 'desc').limit(1).select('at');
  return newest([calls?.started, calls?.ended, events?.at, states?.started, incident?.at]);
}

function newest(times: readonly unknown[]): number {
  return Math.max(0, ...times.map((time) => Number(time ?? 0)));
}

/** `time`, but not before `from`, and not after `to` unless `from` is (a clock set back). */
function within(from: number, time: number, to: number): number {
  return Math.max(from, Math.min(time, to));
}
