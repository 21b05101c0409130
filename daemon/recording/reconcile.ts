import { timeOfId } from '../base/ids.js';
import type { RecordingDifference, RecordingRow } from '../terms/recordings.js';
import { pathOf } from './ledger.js';

/** What is in the recordings folder. */
export interface FileSeen {
  /** Relative, with '/'. */
  readonly path: string;
  /** Only plain files are recordings; links are never followed. */
  readonly isPlain: boolean;
  readonly bytes: number;
}

export interface Difference {
  readonly what: RecordingDifference;
  readonly recordingId: string | null;
  readonly callId: string | null;
  readonly path: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface Compared {
  readonly differences: readonly Difference[];
  /** Files of ours without a row. */
  readonly orphans: readonly FileSeen[];
  readonly files: number;
  readonly bytes: number;
}

/** A file may be so much shorter or longer than its time. */
export const lengthToleranceMs = 1_000;
const dayMs = 86_400_000;
const ourPath = /^\d{4}\/\d{2}\/\d{2}\/([0-9a-hjkmnp-tv-z]{26})\.wav$/;

/** The recording whose file has this path; null: no recording's file is called so. */
export function recordingOfPath(path: string): { readonly id: string; readonly atMs: number } | null {
  const id = ourPath.exec(path)?.[1];
  const atMs = id === undefined ? null : timeOfId(id);
  if (id === undefined || atMs === null || atMs > 8.64e15) return null;
  // Recording on demand may begin after midnight.
  const isThere = path === pathOf(id, atMs) || path === pathOf(id, atMs + dayMs);
  return isThere ? { id, atMs } : null;
}

/**
 * What ledger and folder say of the same files. What is being recorded now is left alone.
 * @param encryptedOctets how long the file of so many octets is when it is encrypted
 */
export function compare(
  rows: readonly RecordingRow[],
  files: readonly FileSeen[],
  encryptedOctets: (octets: number) => number,
): Compared {
  const seen = new Map(files.map((file) => [file.path, file]));
  const differences: Difference[] = [];
  let present = 0;
  let bytes = 0;
  for (const row of rows) {
    if (row.path === '') continue;
    const file = seen.get(row.path);
    seen.delete(row.path);
    if (row.state === 'recording') continue;
    if (file?.isPlain === true && row.deletedAt === null) {
      present += 1;
      bytes += file.bytes;
    }
    differences.push(...differencesOf(row, file, encryptedOctets));
  }
  const orphans: FileSeen[] = [];
  for (const file of seen.values()) {
    if (file.isPlain && recordingOfPath(file.path) !== null) orphans.push(file);
    else differences.push(strange(file.path));
  }
  return { differences, orphans, files: present, bytes };
}

export function strange(path: string): Difference {
  return { what: 'strange-file', recordingId: null, callId: null, path, detail: {} };
}

function differencesOf(
  row: RecordingRow,
  file: FileSeen | undefined,
  encryptedOctets: (octets: number) => number,
): readonly Difference[] {
  const told = (what: RecordingDifference, detail: Difference['detail'] = {}): readonly Difference[] => [
    { what, recordingId: row.id, callId: row.callId, path: row.path, detail },
  ];
  if (row.deletedAt !== null) return file === undefined ? [] : told('deleted-but-there');
  // Nothing was written before it failed, and the row says so.
  if (file === undefined) return row.samples === 0 && row.bytes === null ? [] : told('file-missing');
  if (!file.isPlain) return told('strange-file');
  // A kill between the file and its row leaves the row behind; which of the two it is, the file's beginning says.
  if (row.bytes !== null && row.bytes !== file.bytes && encryptedOctets(row.bytes) !== file.bytes) {
    return told('size-differs', { was: row.bytes, is: file.bytes });
  }
  return isRightLength(row) ? [] : told('length-differs', { timeMs: timeOf(row), fileMs: row.lengthMs ?? 0 });
}

/** Only a whole recording has to be as long as its time. */
function isRightLength(row: RecordingRow): boolean {
  if (row.state !== 'complete' || row.lengthMs === null || row.endedAt === null || row.reason === 'orphan') return true;
  return Math.abs(timeOf(row) - row.lengthMs) <= lengthToleranceMs;
}

function timeOf(row: RecordingRow): number {
  return (row.endedAt ?? row.startedAt) - row.startedAt;
}
