/**
 * Recordings: search, sound, who listened, comments at a second. `{id}`: a recording's id, or a call's: then that call's
 * first recording. Who may hear what: recordings.read-own those one talked in, -group those in which an agent of a group
 * talked that one leads, -all. The same 404 for what is not there and what is not theirs.
 *
 * GET  /api/v1/recordings?number&agent&group&queue&campaign&kind&from&to&result&direction&minMs&maxMs&before&limit →
 *      RecordingPage, newest first; `before`: `next` of the page before. `number`: three digits or more.
 * GET  /api/v1/recordings/{id} → audio/wav, whole or in ranges (RFC 9110 §14); each hearing is a row of who listened.
 * GET  /api/v1/recordings/{id}/about → RecordingAbout. Reads the file again and compares it with its SHA-256.
 * PUT  /api/v1/recordings/{id}/heard (heardBody) → 204: how much of it was played in this page.
 * POST /api/v1/recordings/{id}/comments (commentBody) → 201 Comment, quality.comment; the same id again answers the same.
 * POST /api/v1/recordings/{id}/download (downloadBody) → audio/wav, recordings.download; audited with the reason.
 * GET  /api/v1/recordings/{id}/listens → ListenList, recordings.listeners, newest first.
 * GET  /api/v1/recordings-health → RecordingsHealth, recordings.read-group or -all.
 */
import { z } from 'zod';
import type { AutoMark, Verdict } from '../terms/quality.js';
import type {
  RecordingCheckRow,
  RecordingDifference,
  RecordingGapRow,
  RecordingReason,
  RecordingState,
} from '../terms/recordings.js';
import { rowId } from './pages-customers.js';

export interface RecordingShown {
  readonly id: string;
  readonly callId: string;
  readonly kind: 'call' | 'voicemail' | 'test';
  readonly direction: 'inbound' | 'outbound' | 'internal' | 'test';
  /** The customer's; '' withheld. */
  readonly number: string;
  readonly agent: string | null;
  readonly group: string;
  readonly queue: string | null;
  readonly campaign: string | null;
  readonly startedAt: number;
  readonly lengthMs: number | null;
  readonly state: RecordingState;
  readonly reason: RecordingReason | null;
  /** A disposition, or the result code of a campaign's call. */
  readonly result: string | null;
  /** The policy removed the file. */
  readonly deletedAt: number | null;
  readonly comments: number;
  /** Of its score; null: none that this reader may see. */
  readonly verdict: Verdict | null;
  readonly marks: readonly AutoMark[];
}
export interface RecordingPage {
  readonly recordings: readonly RecordingShown[];
  /** For `before`; null: these are the last. */
  readonly next: string | null;
}

/** 'changed': not what it was when it was closed. 'unsealed': still open, or its hash is not made yet. 'key-missing': encrypted, and this box lacks its key. */
export type Integrity = 'unchanged' | 'changed' | 'missing' | 'unsealed' | 'removed' | 'key-missing';

export interface RecordingAbout {
  readonly recording: RecordingShown;
  /** Everybody who talked in it, in order. */
  readonly agents: readonly string[];
  readonly gaps: readonly RecordingGapRow[];
  readonly integrity: Integrity;
  readonly sha256: string | null;
  readonly heldUntil: number | null;
  readonly comments: readonly Comment[];
  /** Ids of its scores that this reader may see. */
  readonly scores: readonly string[];
}

export const maxCommentLength = 2_000;
export const commentBody = z.strictObject({
  /** Made by the page, so that a comment sent twice is one. */
  id: rowId,
  /** Of the recording. */
  atMs: z.int().min(0).max(86_400_000),
  text: z.string().trim().min(1).max(maxCommentLength),
});
export interface Comment {
  readonly id: string;
  readonly recordingId: string;
  readonly callId: string;
  readonly agent: string;
  readonly atMs: number;
  readonly text: string;
  readonly by: string;
  readonly byName: string;
  readonly at: number;
  /** When the agent read it. */
  readonly seenAt: number | null;
}

export const heardBody = z.strictObject({ heardMs: z.int().min(0).max(86_400_000) });
export const downloadBody = z.strictObject({ reason: z.string().trim().min(2).max(200) });

export interface Listen {
  readonly id: string;
  readonly user: string;
  readonly how: 'play' | 'download';
  readonly at: number;
  readonly endedAt: number;
  /** Network address. */
  readonly from: string;
  /** Octets that were sent of how many. */
  readonly octets: number;
  readonly ofOctets: number;
  /** What his page says was played; null: it did not say. */
  readonly heardMs: number | null;
  /** Of a download. */
  readonly reason: string;
}
export interface ListenList {
  readonly listens: readonly Listen[];
  /** The newest 500 are here. */
  readonly more: boolean;
}

export interface RecordingsHealth {
  /** The last look at calls, ledger and files; null: none was made yet. */
  readonly check: RecordingCheckRow | null;
  readonly differences: Readonly<Partial<Record<RecordingDifference, number>>>;
}
