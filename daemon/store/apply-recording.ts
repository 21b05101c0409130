import type { Knex } from 'knex';
import type { RecordingBegun, RecordingRow } from '../terms/recordings.js';
import type { CallRow, RowChange } from '../terms/rows.js';
import {
  recordingCheckColumns,
  recordingColumns,
  recordingDifferenceColumns,
  recordingGapColumns,
  toRecord,
} from './columns.js';
import { MissingRow, mustHit } from './missing-row.js';

export type RecordingChange = Extract<
  RowChange,
  {
    row:
      | 'recording-open'
      | 'recording-close'
      | 'recording-change'
      | 'recording-gap'
      | 'recording-agent'
      | 'recording-check';
  }
>;

/** Checks kept with their differences; the oldest go. */
const maxChecks = 1_000;
const samplesPerMs = 8;

/** What is told again replaces what was known, but for a recording's opening. */
export async function applyRecording(db: Knex.Transaction, change: RecordingChange): Promise<void> {
  switch (change.row) {
    case 'recording-open':
      await open(db, change.recording);
      return;
    case 'recording-close': {
      const { id, endedAt, state, samples, reason, lengthMs } = change;
      const length = lengthMs ?? (samples === null ? null : Math.round(samples / samplesPerMs));
      const record = {
        ended_at: endedAt,
        state,
        samples,
        length_ms: length,
        ...(reason === undefined ? {} : { reason }),
      };
      await mustHit(db('recordings').where('id', id).update(record), `recording ${id}`);
      await db('recording_agents').where('recording_id', id).update({ length_ms: length });
      return;
    }
    case 'recording-change':
      await changeRow(db, change.id, change.change);
      return;
    case 'recording-gap':
      await db('recording_gaps')
        .insert(toRecord(recordingGapColumns, change.gap))
        .onConflict(['recording_id', 'from_at'])
        .merge();
      return;
    case 'recording-agent': {
      const { recordingId, agent, at } = change.agent;
      const recording = await db('recordings')
        .where('id', recordingId)
        .first(...searched);
      if (recording === undefined) throw new MissingRow(`there is no recording ${recordingId} for its agent`);
      await talks(db, { recording_id: recordingId, agent, at, ...recording });
      return;
    }
    case 'recording-check':
      await keepCheck(db, change);
  }
}

/** What recordings are searched by follows the call: its queue, and what became of it. */
export async function followCall(db: Knex.Transaction, callId: string, change: Partial<CallRow>): Promise<void> {
  const { queue, disposition } = change;
  await ofCall(db, callId, {
    ...(queue === undefined ? {} : { queue }),
    ...(disposition === undefined ? {} : { result: disposition }),
  });
}

/** Of a campaign's call: the attempt's result, over the CDR's disposition. */
export async function followAttempt(
  db: Knex.Transaction,
  attempt: { readonly callId: string; readonly campaign: string; readonly result: string | null },
): Promise<void> {
  const { callId, campaign, result } = attempt;
  if (callId === '') return;
  await db('recordings').where('call_id', callId).update({ campaign });
  // 'connected': the agent's code is still to come.
  if (result !== null && result !== 'connected') await ofCall(db, callId, { result });
}

/** What stands with each agent too. */
const searched = ['direction', 'queue', 'result', 'length_ms'] as const;

async function ofCall(db: Knex.Transaction, callId: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  if (Object.keys(change).length === 0) return;
  if ((await db('recordings').where('call_id', callId).update(change)) === 0) return;
  const ids = db('recordings').select('id').where('call_id', callId);
  await db('recording_agents').whereIn('recording_id', ids).update(change);
}

async function open(db: Knex.Transaction, recording: RecordingBegun): Promise<void> {
  const { id, agent, startedAt, direction = 'inbound', queue = null, result = null, lengthMs = null } = recording;
  const record = { ...toRecord(recordingColumns, recording), number_backwards: backwards(recording.number ?? '') };
  await db('recordings').insert(record).onConflict('id').ignore();
  if (agent === null) return;
  await talks(db, { recording_id: id, agent, at: startedAt, direction, queue, result, length_ms: lengthMs });
}

async function talks(db: Knex.Transaction, record: Readonly<Record<string, unknown>>): Promise<void> {
  await db('recording_agents').insert(record).onConflict(['agent', 'recording_id']).ignore();
}

async function changeRow(db: Knex.Transaction, id: string, change: Partial<RecordingRow>): Promise<void> {
  const record = toRecord(recordingColumns, change);
  if (change.number !== undefined) record.number_backwards = backwards(change.number);
  if (Object.keys(record).length === 0) return;
  await mustHit(db('recordings').where('id', id).update(record), `recording ${id}`);
  const beside = Object.fromEntries(searched.flatMap((name) => (name in record ? [[name, record[name]]] : [])));
  if (Object.keys(beside).length > 0) await db('recording_agents').where('recording_id', id).update(beside);
}

async function keepCheck(
  db: Knex.Transaction,
  { check, differences }: Extract<RecordingChange, { row: 'recording-check' }>,
): Promise<void> {
  await db('recording_checks').insert(toRecord(recordingCheckColumns, check)).onConflict('id').ignore();
  for (const difference of differences) {
    await db('recording_differences')
      .insert(toRecord(recordingDifferenceColumns, difference))
      .onConflict(['check_id', 'seq'])
      .ignore();
  }
  const kept = db('recording_checks').select('id').orderBy('id', 'desc').offset(maxChecks).limit(1);
  const [oldest] = await kept;
  if (oldest !== undefined) await db('recording_checks').where('id', '<=', oldest.id).delete();
}

/** So that "ends with" is "begins with", which an index can find. */
export function backwards(number: string): string {
  return [...number].reverse().join('');
}
