/** Recordings as the ledger knows them: what must exist, what exists, and what was found when it was looked after. */
import type { Direction } from './calls.js';

/** What a queue or campaign wants of its conversations. */
export const recordingModes = [
  'all',
  /** Begun and ended by the agent's key; what was not recorded is marked. */
  'on-demand',
  /** Never: the ledger says so. */
  'none-by-rule',
] as const;
export type RecordingMode = (typeof recordingModes)[number];

export type RecordingState =
  | 'recording'
  | 'complete'
  /** The daemon stopped. */
  | 'interrupted'
  | 'disk-full'
  | 'failed'
  /** There is no file; `reason` says why. */
  | 'none';

/** Why there is no recording or not all of it; null in a row: nothing is missing. */
export const recordingReasons = [
  'rule', // none: its queue or campaign is not recorded
  'on-demand', // none: nobody pressed the key
  'disk-full',
  'write-error',
  'file-exists',
  'too-slow', // the disk did not keep up for 30 s
  'too-long', // it went on for longer than a recording may
  'end-missing', // the recorder never said that it ended
  'stopped', // the daemon stopped
  'orphan', // a file whose row was lost, adopted
] as const;
export type RecordingReason = (typeof recordingReasons)[number];

/** The ledger: the row stands before the first sample is written. `id` sorts by when it began. */
export interface RecordingRow {
  readonly id: string;
  /** '' a file whose call is not known any more. */
  readonly callId: string;
  /** Relative to the recordings folder; '' there never was a file. */
  readonly path: string;
  /** Who talked first. Null: voicemail, or an emergency call. All of them: RecordingAgentRow. */
  readonly agent: string | null;
  /** When the file begins; of 'none', the conversation. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly state: RecordingState;
  /** A side. */
  readonly samples: number | null;
  /** 'test': of a technician's test call. */
  readonly kind: 'call' | 'voicemail' | 'test';
  readonly reason: RecordingReason | null;
  readonly direction: Direction;
  /** The customer's, as in the CDR; '' withheld or unknown. */
  readonly number: string;
  /** As in the CDR: the last one. */
  readonly queue: string | null;
  readonly campaign: string | null;
  /** The CDR's disposition, or of a campaign's call the attempt's result. */
  readonly result: string | null;
  /** Of the file; of 'none', of the conversation. Null while it lasts. */
  readonly lengthMs: number | null;
  /** Of the closed file in clear, as it was before it was encrypted. */
  readonly bytes: number | null;
  /** SHA-256 of the same octets, 64 hex digits, lower case; null: not made yet. */
  readonly sha256: string | null;
  /** When the file was last found to be what it was. */
  readonly checkedAt: number | null;
  /** Not deleted before, whatever the policy; null: no hold. For ever: `heldForEver`. */
  readonly heldUntil: number | null;
  /** Login, and why. */
  readonly heldBy: string | null;
  readonly heldReason: string | null;
  /** The file was deleted by the policy; the row stays. */
  readonly deletedAt: number | null;
  /** Id of the key that the file is encrypted with; null: it is in clear. The file itself says so too, and is believed. */
  readonly encryptedWith: string | null;
}

/** 9999-12-31. */
export const heldForEver = 253_402_214_400_000;

/** What the ledger must know to open a row; the rest is null. */
export type RecordingBegun = Pick<
  RecordingRow,
  'id' | 'callId' | 'path' | 'agent' | 'startedAt' | 'endedAt' | 'state' | 'samples'
> &
  Partial<RecordingRow>;

/** A stretch of the conversation that is not in the file, which holds silence meanwhile or had not begun. */
export interface RecordingGapRow {
  readonly recordingId: string;
  readonly fromAt: number;
  /** null: it lasts. */
  readonly toAt: number | null;
  readonly why: 'sensitive' | 'on-demand';
  /** Agent who pressed the key; '' nobody: recording on demand had not begun. */
  readonly by: string;
  /** Agent, or 'system': he left the call, it ended, or it had lasted too long; null: it lasts. */
  readonly endedBy: string | null;
}

/** Everybody who talked in it. The first one's is made with the recording's own row. */
export interface RecordingAgentRow {
  readonly recordingId: string;
  readonly agent: string;
  readonly at: number;
}

/** What a look at calls, ledger and files found. */
export interface RecordingCheckRow {
  readonly id: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** 'start', 'night', or the login that asked. */
  readonly by: string;
  /** Calls in which a customer was talked to, by what the ledger has of them. */
  readonly answeredCalls: number;
  readonly recorded: number;
  /** Not recorded, and the ledger says why. */
  readonly explained: number;
  /** Files that should be there, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Files read again and compared with their SHA-256. */
  readonly hashed: number;
  readonly adopted: number;
  readonly deleted: number;
  /** 0: all is well. Those beyond `maxDifferencesKept` are counted only. */
  readonly differences: number;
}
export const maxDifferencesKept = 10_000;

export const recordingDifferences = [
  'call-without-recording', // an answered call of which the ledger knows nothing
  'file-missing',
  'size-differs',
  'hash-differs', // changed since it was closed
  'length-differs', // the file is more than 1 s shorter or longer than its time
  'orphan-adopted', // a file without row; it has one now
  'strange-file', // nothing of ours: never touched
  'deleted-but-there',
  'unreadable', // a folder or file that could not be looked at
] as const;
export type RecordingDifference = (typeof recordingDifferences)[number];

export interface RecordingDifferenceRow {
  readonly checkId: string;
  /** 1-based within the check. */
  readonly seq: number;
  readonly what: RecordingDifference;
  readonly recordingId: string | null;
  readonly callId: string | null;
  /** Relative; '' none. */
  readonly path: string;
  /** JSON object of numbers and codes. */
  readonly detail: string;
}

/** 'campaigns-stopped': the dialer places no calls, so that the room left is for those that come in. */
export const storageStates = ['ok', 'warn', 'campaigns-stopped', 'full'] as const;
export type StorageState = (typeof storageStates)[number];

/** What a look at the disk of the recordings says. */
export interface StorageLook {
  readonly totalBytes: number;
  /** Free for this user. */
  readonly freeBytes: number;
  /** Recorded a day, mean of the last week; null: not known yet. */
  readonly bytesPerDay: number | null;
  /** The disk answers, but does not let us write; absent: it does. */
  readonly unwritable?: string;
}

/** Local time, ms since midnight, at which recordings are looked after: nobody calls, and the day before is whole. */
export const lookedAfterAtMs = 3 * 3_600_000;

/** Some of the recordings. Times: when they began; null: there is none. */
export interface KeptCounts {
  readonly files: number;
  readonly bytes: number;
  readonly oldestAt: number | null;
  readonly newestAt: number | null;
}

/** What one rule of a retention policy does. */
export interface RetentionGroup {
  /** Which of the policy's rules, from 0; null: the rest. */
  readonly rule: number | null;
  readonly keepDays: number;
  /** All that fall under it. */
  readonly files: number;
  readonly bytes: number;
  /** Past their time: they go at the next look after recordings. */
  readonly goesNow: KeptCounts;
  /** Within 7 and 30 days, those of now among them. */
  readonly goesInWeek: number;
  readonly goesInMonth: number;
}

export interface RecordingsByKey {
  /** Null: in clear. */
  readonly key: string | null;
  readonly files: number;
  readonly bytes: number;
}

/** Why a process has no keys of recordings. */
export const keyTroubles = [
  'none', // no file was named, or it holds no key
  'open-to-others', // others may read it
  'unreadable',
  'bad-file',
] as const;
export type KeyTrouble = (typeof keyTroubles)[number];

/** What pages are told of the keys. */
export interface RecordingKeysShown {
  /** Null: all is well. */
  readonly trouble: KeyTrouble | null;
  /** Oldest first; the last one is for new files. `since`: ISO 8601. */
  readonly keys: readonly { readonly id: string; readonly since: string }[];
}

/** The disk of the recordings; one at most, keyed 'recordings'. */
export interface LiveStorage {
  readonly state: StorageState;
  readonly since: number;
  /** 0-100. */
  readonly usedPercent: number;
  readonly freeBytes: number;
  /** Until campaigns are stopped, as the last week went; null: not known, or never. */
  readonly daysLeft: number | null;
  /** Conversations since the start that are not recorded or not whole though they should be. */
  readonly failures: number;
}
