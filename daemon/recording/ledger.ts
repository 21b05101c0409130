import type { Step } from '../base/step.js';
import type { RecordingRow } from '../terms/rows.js';

/** A conversation longer than this is recorded up to here, 230 MB of stereo A-law. */
export const maxRecordingMs = 4 * 3_600_000;
/** How long after a call its recording's end may be missing before the ledger closes the row itself. */
export const endOfRecordingMs = 10_000;

export type RecordingNotice =
  /** Relative path; the row stands already. */
  | {
      readonly notice: 'record';
      readonly recordingId: string;
      readonly seizure: number;
      readonly path: string;
    }
  | { readonly notice: 'stop-record'; readonly recordingId: string }
  /** Whether the call is being recorded now. */
  | { readonly notice: 'recording'; readonly callId: string; readonly on: boolean };

type RecordingStep = Step<RecordingNotice>;

interface Open {
  readonly recordingId: string;
  readonly callId: string;
}

/** The ledger of recordings: what must exist. A row stands before the first sample is written. */
export class Ledger {
  private readonly open = new Map<string, Open>();

  begin(callId: string, agent: string | null, seizure: number, step: RecordingStep): void {
    const recordingId = step.newId();
    const path = pathOf(recordingId, step.atMs);
    this.open.set(recordingId, { recordingId, callId });
    step.row({
      row: 'recording-open',
      recording: {
        id: recordingId,
        callId,
        path,
        agent,
        startedAt: step.atMs,
        endedAt: null,
        state: 'recording',
        samples: null,
      },
    });
    step.setTimer(limitTimer(recordingId), maxRecordingMs);
    step.tell({ notice: 'record', recordingId, seizure, path });
    step.tell({ notice: 'recording', callId, on: true });
  }

  /** What the recorder says; a recording that is short for a reason is an incident, the call goes on. */
  ended(recordingId: string, reason: string, samples: number, step: RecordingStep): void {
    const recording = this.open.get(recordingId);
    if (recording === undefined) {
      step.log('debug', 'end of a recording that is closed already', { recording: recordingId, reason });
      return;
    }
    const state = stateAfter(reason);
    if (state !== 'complete') {
      step.incident(`recording-${reason}`, { recording: recordingId, callId: recording.callId, samples });
    }
    this.close(recording, state, samples, step);
  }

  /** The recorder ends with the caller's seizure: soon its end must be told. */
  callEnded(callId: string, step: RecordingStep): void {
    for (const { recordingId, callId: of } of this.open.values()) {
      if (of === callId) step.setTimer(limitTimer(recordingId), endOfRecordingMs);
    }
  }

  /** Either the longest time is over, or the end was never told. `callLives` tells which. */
  limit(recordingId: string, callLives: (callId: string) => boolean, step: RecordingStep): void {
    const recording = this.open.get(recordingId);
    if (recording === undefined) return;
    if (callLives(recording.callId)) {
      step.incident('recording-too-long', { recording: recordingId, callId: recording.callId });
      step.tell({ notice: 'stop-record', recordingId });
      return;
    }
    step.incident('recording-end-missing', { recording: recordingId, callId: recording.callId });
    this.close(recording, 'failed', null, step);
  }

  /** Recordings whose end is awaited. */
  get openCount(): number {
    return this.open.size;
  }

  private close(recording: Open, state: RecordingRow['state'], samples: number | null, step: RecordingStep): void {
    this.open.delete(recording.recordingId);
    step.cancelTimer(limitTimer(recording.recordingId));
    step.row({ row: 'recording-close', id: recording.recordingId, endedAt: step.atMs, state, samples });
    step.tell({ notice: 'recording', callId: recording.callId, on: false });
  }
}

function limitTimer(recordingId: string): string {
  return `recording limit ${recordingId}`;
}

function stateAfter(reason: string): RecordingRow['state'] {
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

/** YYYY/MM/DD/<id>.wav by the UTC day, so that the path follows from the input alone. */
function pathOf(recordingId: string, atMs: number): string {
  const [day] = new Date(atMs).toISOString().split('T');
  return `${(day ?? '').replaceAll('-', '/')}/${recordingId}.wav`;
}
