import type { Step } from '../base/step.js';
import type { Direction } from '../terms/calls.js';
import type { LiveAlarm } from '../terms/live.js';
import type {
  LiveStorage,
  RecordingMode,
  RecordingReason,
  RecordingRow,
  RecordingState,
  StorageLook,
} from '../terms/recordings.js';
import type { RecordingAsk, Refusal } from '../terms/requests.js';
import { RecordingAlarms } from './alarms.js';
import { Gaps, maxPauseMs } from './gaps.js';
import { Storage, type StorageNotice } from './storage.js';

/** A conversation longer than this is recorded up to here, 230 MB of stereo A-law. */
export const maxRecordingMs = 4 * 3_600_000;
/** How long after a call its recording's end may be missing before the ledger closes the row itself. */
export const endOfRecordingMs = 10_000;
/** A recording that failed in mid-call is begun anew, so often at most. */
export const againAfterMs = 15_000;
export const maxBegunAnew = 20;
/** A shorter voicemail is a caller who hung up at the beep. */
export const shortestVoicemailMs = 1_000;

export type RecordingNotice =
  /** Relative path; the row stands already. */
  | {
      readonly notice: 'record';
      readonly recordingId: string;
      readonly seizure: number;
      readonly path: string;
    }
  | { readonly notice: 'stop-record'; readonly recordingId: string }
  | { readonly notice: 'pause-record'; readonly recordingId: string; readonly on: boolean }
  /** Whether the call is being recorded now. */
  | { readonly notice: 'recording'; readonly callId: string; readonly on: boolean }
  /** A caller has left a message. */
  | {
      readonly notice: 'voicemail';
      readonly callId: string;
      readonly recordingId: string;
      readonly number: string;
      readonly queueId: string;
      readonly lengthMs: number;
    }
  | StorageNotice;

export type RecordingStep = Step<RecordingNotice>;

/** What the ledger must know of a conversation that begins. */
export interface Conversation {
  readonly callId: string;
  readonly agent: string | null;
  /** The customer's. */
  readonly seizure: number;
  readonly direction: Direction;
  readonly number: string;
  readonly queue: string | null;
  readonly campaign: string | null;
  readonly mode: RecordingMode;
}

interface Open {
  readonly id: string;
  readonly kind: RecordingRow['kind'];
  readonly of: Conversation;
  /** When the row was opened. */
  readonly openedAt: number;
  /** The file begins then; null: there is none yet, or never. */
  fileAt: number | null;
  /** Why it is to end, if not with its call. */
  reason: RecordingReason | null;
  readonly agents: Set<string>;
  readonly begunAnew: number;
}

/** The ledger of recordings: what must exist. A row stands before the first sample is written. */
export class Ledger {
  private readonly open = new Map<string, Open>();
  /** The conversation's, by call: whether it is recorded or the row says why not. */
  private readonly byCall = new Map<string, Open>();
  private readonly gaps = new Gaps();
  private readonly alarms = new RecordingAlarms();
  private readonly storage = new Storage(this.alarms);
  private failures = 0;
  private failuresAlarmed = 0;
  private lastFailureAt = Number.NEGATIVE_INFINITY;

  /** An agent and a customer hear each other: the first opens the row, the others join. */
  talking(conversation: Conversation, step: RecordingStep): void {
    const open = this.byCall.get(conversation.callId);
    if (open === undefined) this.begin(conversation, step);
    else this.join(open, conversation.agent, step);
  }

  /** Consulted and now with the customer, or in a conference: he talks in the recording too. */
  joined(callId: string, agentId: string, step: RecordingStep): void {
    const open = this.byCall.get(callId);
    if (open !== undefined) this.join(open, agentId, step);
  }

  private begin(conversation: Conversation, step: RecordingStep, begunAnew = 0): void {
    const open = this.openRow(conversation, 'call', begunAnew, step);
    this.byCall.set(conversation.callId, open);
    if (open.fileAt !== null) this.record(open, pathOf(open.id, step.atMs), step);
    step.touch('call', conversation.callId);
  }

  /** A caller leaves a message: `queue` is whose. */
  voicemail(of: Omit<Conversation, 'agent' | 'mode'>, step: RecordingStep): void {
    const open = this.openRow({ ...of, agent: null, mode: 'all' }, 'voicemail', 0, step);
    this.record(open, pathOf(open.id, step.atMs), step);
  }

  /** What a technician hears on a line; the recording's id. */
  testCall(
    of: { readonly callId: string; readonly seizure: number; readonly number: string },
    step: RecordingStep,
  ): string {
    const nobodys = { agent: null, direction: 'test', queue: null, campaign: null, mode: 'all' } as const;
    const open = this.openRow({ ...of, ...nobodys }, 'test', 0, step);
    this.record(open, pathOf(open.id, step.atMs), step);
    return open.id;
  }

  endTestCall(recordingId: string, step: RecordingStep): void {
    if (this.open.has(recordingId)) step.tell({ notice: 'stop-record', recordingId });
  }

  endVoicemail(callId: string, step: RecordingStep): void {
    for (const { id, kind, of } of this.open.values()) {
      if (kind === 'voicemail' && of.callId === callId) step.tell({ notice: 'stop-record', recordingId: id });
    }
  }

  /** What an agent asks of the recording of his call. `isIn`: whether he talks in it. */
  ask(ask: RecordingAsk, isIn: boolean, step: RecordingStep): Refusal | null {
    const open = this.byCall.get(ask.callId);
    if (open === undefined || !isIn) {
      return { code: 'unknown-call', message: `agent ${ask.agentId} talks to nobody in call ${ask.callId}` };
    }
    const refused = ask.ask === 'record' ? this.onDemand(open, ask, step) : this.pause(open, ask, step);
    step.touch('call', ask.callId);
    return refused;
  }

  /** He talks in the call no more: what only he wanted kept from the recording is over. */
  agentLeft(callId: string, agentId: string, step: RecordingStep): void {
    const open = this.byCall.get(callId);
    const gap = open === undefined ? null : this.gaps.of(open.id);
    if (open === undefined || gap?.why !== 'sensitive' || gap.by !== agentId) return;
    this.resume(open, 'system', step);
  }

  /** What the recorder says; a recording that is short for a reason is an incident, the call goes on. */
  ended(recordingId: string, reason: string, samples: number, callLives: CallLives, step: RecordingStep): void {
    const recording = this.open.get(recordingId);
    if (recording === undefined) {
      step.log('debug', 'end of a recording that is closed already', { recording: recordingId, reason });
      return;
    }
    const state = stateAfter(reason);
    if (state === 'complete') this.well(recording, samples, step);
    else {
      step.incident(`recording-${reason}`, { recording: recordingId, callId: recording.of.callId, samples });
      recording.reason = reasonAfter(reason);
      this.fail(step);
    }
    this.close(recording, state, samples, step);
    if (state !== 'complete' && recording.kind === 'call' && callLives(recording.of.callId))
      this.planAgain(recording, step);
  }

  /** The recorder ends with the caller's seizure: soon its end must be told. */
  callEnded(callId: string, step: RecordingStep): void {
    step.cancelTimer(againTimer(callId));
    this.again.delete(callId);
    for (const open of [...this.open.values()]) {
      if (open.of.callId !== callId) continue;
      if (open.fileAt === null) this.close(open, 'none', null, step);
      else step.setTimer(limitTimer(open.id), endOfRecordingMs);
    }
  }

  /** `kind`: 'limit' and 'pause' of a recording, 'again' of a call. */
  timer(kind: string, about: string, callLives: CallLives, step: RecordingStep): void {
    if (kind === 'again') this.beginAnew(about, callLives, step);
    else if (kind === 'pause') this.pausedTooLong(about, step);
    else this.limit(about, callLives, step);
  }

  /** A look at the disk. */
  look(look: StorageLook, step: RecordingStep): void {
    this.storage.look(look, this.failures, step);
  }

  // ---- what others may see

  /** How the call's conversation is recorded, beside whether it is. */
  live(callId: string): { readonly paused: boolean; readonly onDemand: boolean } | null {
    const open = this.byCall.get(callId);
    if (open === undefined) return null;
    return { paused: this.gaps.of(open.id) !== null, onDemand: open.of.mode === 'on-demand' };
  }

  get liveStorage(): LiveStorage | null {
    return this.storage.now;
  }

  liveAlarm(id: string): LiveAlarm | null {
    return this.alarms.live(id);
  }

  liveAlarms(): readonly LiveAlarm[] {
    return this.alarms.all();
  }

  /** Recordings whose end is awaited. */
  get openCount(): number {
    return this.open.size;
  }

  // ---- within

  private readonly again = new Map<string, Open>();

  private openRow(of: Conversation, kind: RecordingRow['kind'], begunAnew: number, step: RecordingStep): Open {
    const id = step.newId();
    const isRecorded = of.mode === 'all';
    const open: Open = {
      id,
      kind,
      of,
      openedAt: step.atMs,
      fileAt: isRecorded ? step.atMs : null,
      reason: isRecorded ? null : of.mode === 'on-demand' ? 'on-demand' : 'rule',
      agents: new Set(of.agent === null ? [] : [of.agent]),
      begunAnew,
    };
    this.open.set(id, open);
    step.row({
      row: 'recording-open',
      recording: {
        id,
        callId: of.callId,
        path: isRecorded ? pathOf(id, step.atMs) : '',
        agent: of.agent,
        startedAt: step.atMs,
        endedAt: null,
        state: isRecorded ? 'recording' : 'none',
        samples: null,
        kind,
        reason: open.reason,
        direction: of.direction,
        number: of.number,
        queue: of.queue,
        campaign: of.campaign,
      },
    });
    return open;
  }

  private record(open: Open, path: string, step: RecordingStep): void {
    step.setTimer(limitTimer(open.id), maxRecordingMs);
    step.tell({ notice: 'record', recordingId: open.id, seizure: open.of.seizure, path });
    if (open.kind === 'call') step.tell({ notice: 'recording', callId: open.of.callId, on: true });
  }

  private join(open: Open, agent: string | null, step: RecordingStep): void {
    if (agent === null || open.agents.has(agent)) return;
    open.agents.add(agent);
    step.row({ row: 'recording-agent', agent: { recordingId: open.id, agent, at: step.atMs } });
  }

  private onDemand(open: Open, { agentId, on }: RecordingAsk, step: RecordingStep): Refusal | null {
    if (open.of.mode !== 'on-demand') {
      const message = 'this call is recorded, or not, by a rule of its queue or campaign; the key is not for it';
      return { code: 'forbidden', message };
    }
    const gap = this.gaps.of(open.id);
    if (open.fileAt === null) {
      if (on) this.firstKey(open, step);
    } else if (on) {
      if (gap?.why === 'on-demand') this.resume(open, agentId, step);
    } else if (gap?.why !== 'on-demand') {
      if (gap !== null) this.resume(open, agentId, step);
      this.silence(open, 'on-demand', agentId, step);
    }
    return null;
  }

  /** The row gets its file; what was said until now is a gap before it. */
  private firstKey(open: Open, step: RecordingStep): void {
    const path = pathOf(open.id, step.atMs);
    open.fileAt = step.atMs;
    open.reason = null;
    const change = { path, startedAt: step.atMs, state: 'recording', reason: null } as const;
    step.row({ row: 'recording-change', id: open.id, change });
    this.gaps.before(open.id, open.openedAt, step);
    this.record(open, path, step);
  }

  private pause(open: Open, { agentId, on }: RecordingAsk, step: RecordingStep): Refusal | null {
    const gap = this.gaps.of(open.id);
    if (open.fileAt === null || gap?.why === 'on-demand') {
      return on ? { code: 'not-now', message: 'nothing is being recorded in this call now' } : null;
    }
    if (on && gap === null) {
      this.silence(open, 'sensitive', agentId, step);
      step.setTimer(pauseTimer(open.id), maxPauseMs);
    } else if (!on && gap !== null) this.resume(open, agentId, step);
    return null;
  }

  private silence(open: Open, why: 'sensitive' | 'on-demand', by: string, step: RecordingStep): void {
    this.gaps.begin(open.id, why, by, step);
    step.tell({ notice: 'pause-record', recordingId: open.id, on: true });
  }

  private resume(open: Open, by: string, step: RecordingStep): void {
    step.cancelTimer(pauseTimer(open.id));
    this.gaps.end(open.id, by, step);
    step.tell({ notice: 'pause-record', recordingId: open.id, on: false });
    step.touch('call', open.of.callId);
  }

  private pausedTooLong(recordingId: string, step: RecordingStep): void {
    const open = this.open.get(recordingId);
    if (open === undefined || this.gaps.of(recordingId) === null) return;
    step.incident('recording-pause-too-long', { recording: recordingId, callId: open.of.callId, ms: maxPauseMs });
    this.resume(open, 'system', step);
  }

  /** Either the longest time is over, or the end was never told. `callLives` tells which. */
  private limit(recordingId: string, callLives: CallLives, step: RecordingStep): void {
    const recording = this.open.get(recordingId);
    if (recording === undefined) return;
    const detail = { recording: recordingId, callId: recording.of.callId };
    if (callLives(recording.of.callId) && recording.reason === null) {
      step.incident('recording-too-long', detail);
      recording.reason = 'too-long';
      step.tell({ notice: 'stop-record', recordingId });
      step.setTimer(limitTimer(recordingId), endOfRecordingMs);
      return;
    }
    step.incident('recording-end-missing', detail);
    recording.reason = 'end-missing';
    this.fail(step);
    this.close(recording, 'failed', null, step);
  }

  private planAgain(failed: Open, step: RecordingStep): void {
    if (failed.begunAnew >= maxBegunAnew) return;
    this.again.set(failed.of.callId, failed);
    step.setTimer(againTimer(failed.of.callId), againAfterMs);
  }

  /** The disk may be well again, and the conversation still goes on. */
  private beginAnew(callId: string, callLives: CallLives, step: RecordingStep): void {
    const failed = this.again.get(callId);
    this.again.delete(callId);
    if (failed === undefined || !callLives(callId) || this.byCall.has(callId)) return;
    this.begin(failed.of, step, failed.begunAnew + 1);
  }

  private fail(step: RecordingStep): void {
    this.failures += 1;
    this.failuresAlarmed += 1;
    this.lastFailureAt = step.atMs;
    this.alarms.raise('recording-failed', this.failuresAlarmed, 1, step);
    this.storage.failed(this.failures, step);
  }

  /** One that began after the last failure and is whole proves that it works again. */
  private well(recording: Open, samples: number, step: RecordingStep): void {
    if (samples === 0 || recording.openedAt <= this.lastFailureAt) return;
    this.failuresAlarmed = 0;
    this.alarms.clear('recording-failed', step);
  }

  private close(recording: Open, state: RecordingState, samples: number | null, step: RecordingStep): void {
    const { id, kind, of, openedAt, reason } = recording;
    this.open.delete(id);
    if (this.byCall.get(of.callId) === recording) this.byCall.delete(of.callId);
    step.cancelTimer(limitTimer(id));
    step.cancelTimer(pauseTimer(id));
    this.gaps.end(id, 'system', step);
    const lengthMs =
      state === 'none' ? step.atMs - openedAt : samples === null ? null : Math.round(samples / samplesPerMs);
    step.row({ row: 'recording-close', id, endedAt: step.atMs, state, samples, reason, lengthMs });
    if (kind === 'call') step.tell({ notice: 'recording', callId: of.callId, on: false });
    else if (lengthMs !== null && lengthMs >= shortestVoicemailMs && of.queue !== null) {
      const { callId, number, queue } = of;
      step.tell({ notice: 'voicemail', callId, recordingId: id, number, queueId: queue, lengthMs });
    }
  }
}

type CallLives = (callId: string) => boolean;
const samplesPerMs = 8;

function limitTimer(recordingId: string): string {
  return `recording limit ${recordingId}`;
}

function pauseTimer(recordingId: string): string {
  return `recording pause ${recordingId}`;
}

function againTimer(callId: string): string {
  return `recording again ${callId}`;
}

function stateAfter(reason: string): RecordingState {
  switch (reason) {
    case 'stopped':
    case 'cleared':
      return 'complete';
    case 'disk-full':
      return 'disk-full';
    default:
      return 'failed';
  }
}

function reasonAfter(reason: string): RecordingReason {
  switch (reason) {
    case 'disk-full':
    case 'file-exists':
    case 'too-slow':
      return reason;
    default:
      return 'write-error';
  }
}

/** YYYY/MM/DD/<id>.wav by the UTC day, so that the path follows from the input alone. */
export function pathOf(recordingId: string, atMs: number): string {
  const at = new Date(atMs);
  return `${at.getUTCFullYear()}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${recordingId}.wav`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
