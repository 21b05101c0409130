import type { KeepGroup } from '../recording/retention.js';
import type { RecordingCheckRow, RecordingRow } from '../terms/recordings.js';
import type { CallRow, RowChange } from '../terms/rows.js';

export type CallMissing = Pick<
  CallRow,
  'id' | 'direction' | 'callingNumber' | 'calledNumber' | 'queue' | 'agent' | 'talkStartedAt' | 'endedAt' | 'ending'
>;

/** What the archive needs of the database; the store has it. */
export interface Books {
  days(): Promise<readonly string[]>;
  ofDay(day: string): Promise<readonly RecordingRow[]>;
  toHash(after: string, limit: number): Promise<readonly RecordingRow[]>;
  toEncrypt(after: string, limit: number): Promise<readonly RecordingRow[]>;
  toVerify(limit: number): Promise<readonly RecordingRow[]>;
  before(
    group: Pick<KeepGroup, 'rule' | 'except'>,
    beganBeforeMs: number,
    atMs: number,
    limit: number,
  ): Promise<readonly RecordingRow[]>;
  one(id: string): Promise<RecordingRow | null>;
  callsRecorded(
    fromMs: number,
    toMs: number,
    limit: number,
  ): Promise<{
    readonly answered: number;
    readonly recorded: number;
    readonly explained: number;
    readonly missing: readonly CallMissing[];
  }>;
  firstCallAt(): Promise<number | null>;
  callBehind(talkStartedAt: number): Promise<CallMissing | null>;
  bytesSince(ms: number): Promise<number>;
  lastCheck(): Promise<RecordingCheckRow | null>;
  /** Of a WAV file of `size` octets that begins with `head`, per side; null: none. */
  samplesIn(head: Buffer, size: number): number | null;
}

/** Rows on their way to the database. */
export interface RowDesk {
  apply(changes: readonly RowChange[]): void;
  /** Everything applied so far is there. Rejects when that takes too long: a full disk. */
  flush(): Promise<void>;
}
