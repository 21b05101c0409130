import type { Step } from '../base/step.js';
import type { RecordingGapRow } from '../terms/recordings.js';

/** Nobody says a card number for so long: he has forgotten the key, and the recording goes on by itself. */
export const maxPauseMs = 600_000;

/** Stretches that are not in the file; one at a time of each recording. */
export class Gaps {
  private readonly open = new Map<string, RecordingGapRow>();

  of(recordingId: string): RecordingGapRow | null {
    return this.open.get(recordingId) ?? null;
  }

  begin(recordingId: string, why: RecordingGapRow['why'], by: string, step: Step<unknown>): void {
    const gap: RecordingGapRow = { recordingId, fromAt: step.atMs, toAt: null, why, by, endedBy: null };
    this.open.set(recordingId, gap);
    step.row({ row: 'recording-gap', gap });
  }

  end(recordingId: string, endedBy: string, step: Step<unknown>): void {
    const gap = this.open.get(recordingId);
    if (gap === undefined) return;
    this.open.delete(recordingId);
    step.row({ row: 'recording-gap', gap: { ...gap, toAt: step.atMs, endedBy } });
  }

  /** What was said before recording on demand began. */
  before(recordingId: string, fromAt: number, step: Step<unknown>): void {
    if (fromAt === step.atMs) return;
    const gap: RecordingGapRow = { recordingId, fromAt, toAt: step.atMs, why: 'on-demand', by: '', endedBy: '' };
    step.row({ row: 'recording-gap', gap });
  }
}
