/** The ledger: a row before its file, an end for each, and as many samples as were talked. */
import type { LineCommand, LineEvent } from '../../../daemon/lines/lines.js';
import type { RecordingBegun, RecordingRow } from '../../../daemon/terms/recordings.js';
import type { Violations } from './violations.js';

const samplesPerMs = 8;
/** Events may be this late, and a clock that is set shifts rows. */
const toleranceMs = 1_000;

/** A recording begins in the same step as its conversation. */
const latestMs = 0;

interface Open {
  readonly row: RecordingBegun;
  recordedAt: number | null;
}

export class RecordingAudit {
  readonly open = new Map<string, Open>();
  private readonly callsRecorded = new Set<string>();
  opened = 0;

  constructor(
    private readonly violations: Violations,
    private readonly nowMs: () => number,
    private readonly slackMs: () => number,
  ) {}

  /** `talkStartedAt`: of its call; the first of its recordings begins with the conversation. */
  opening(row: RecordingBegun, talkStartedAt: number | null): void {
    const isVoicemail = row.kind === 'voicemail';
    const first = !isVoicemail && !this.callsRecorded.has(row.callId);
    const inTime = !first || (talkStartedAt !== null && row.startedAt - talkStartedAt <= latestMs);
    this.violations.expect(
      inTime,
      'recording-late',
      () => `${row.id} of ${row.callId}, which talks since ${talkStartedAt}`,
    );
    this.violations.expect(!this.open.has(row.id), 'recording-opened-twice', () => row.id);
    const isOpen = row.state === 'recording' || (row.state === 'none' && row.path === '' && row.reason != null);
    this.violations.expect(isOpen, 'recording-born-closed', () => `${row.id} ${row.state}`);
    this.open.set(row.id, { row, recordedAt: null });
    if (!isVoicemail) this.callsRecorded.add(row.callId);
    this.opened += 1;
  }

  /** Recording on demand begins later than its row. */
  changed(id: string, startedAt: number | null): void {
    const open = this.open.get(id);
    if (open !== undefined && startedAt !== null) this.open.set(id, { ...open, row: { ...open.row, startedAt } });
  }

  command(command: LineCommand): void {
    if (command.do !== 'record') return;
    const open = this.open.get(command.recording);
    this.violations.expect(open !== undefined, 'recorded-before-row', () => command.recording);
    if (open !== undefined) open.recordedAt = this.nowMs();
  }

  /** What the recorder said, whether the switch heard it or not. */
  heard(_event: LineEvent): void {}

  closing(id: string, state: RecordingRow['state'], samples: number | null, endedAt: number): void {
    const open = this.open.get(id);
    this.violations.expect(open !== undefined, 'recording-closed-unopened', () => `${id} ${state}`);
    if (open === undefined) return;
    this.open.delete(id);
    this.violations.expect(state !== 'recording', 'recording-closed-as-open', () => id);
    if (state !== 'complete') return;
    const rowMs = endedAt - open.row.startedAt;
    const fileMs = (samples ?? 0) / samplesPerMs;
    const near = Math.abs(rowMs - fileMs) <= toleranceMs + this.slackMs();
    this.violations.expect(
      near,
      'recording-length',
      () => `${id}: ${fileMs} ms in the file, ${rowMs} ms in the ledger`,
    );
  }

  /** Who talked with a customer is recorded. */
  talked(callId: string): boolean {
    return this.callsRecorded.has(callId);
  }

  callEnded(callId: string): void {
    this.callsRecorded.delete(callId);
  }

  killed(): void {
    this.open.clear();
    this.callsRecorded.clear();
  }

  atRest(): void {
    for (const id of this.open.keys()) this.violations.add('recording-never-closed', id);
  }
}
