/** What went over a D-channel, as it is kept, searched and drawn. */
import type { Words } from './cause-words.js';

/** One HDLC frame of a D-channel without its FCS (ITU-T Q.921 §2). */
export interface DChannelFrame {
  /** Epoch µs. */
  readonly atUs: number;
  readonly span: number;
  /** By this box. */
  readonly sent: boolean;
  readonly octets: Uint8Array;
}

/** Who stands in a column of a ladder, from left to right (screens.md 3.2). */
export const ladderColumns = ['carrier', 'channel', 'switch', 'queue', 'agent'] as const;
export type LadderColumn = (typeof ladderColumns)[number];
export type LadderLayer = 'story' | 'q931' | 'q921' | 'analog';

/** One arrow, or one note in a column (`from` = `to`). */
export interface LadderRow {
  readonly atUs: number;
  /** Since the row before of the same layer. */
  readonly afterMs: number;
  readonly layer: LadderLayer;
  readonly from: LadderColumn;
  readonly to: LadderColumn;
  /** 'SETUP', 'SABME', 'ring', 'queued'. */
  readonly name: string;
  /** In plain words, for a person who has never read Q.931. */
  readonly words: Words;
  /** Information elements in words: calling number, cause, channel. */
  readonly fields: readonly { readonly name: Words; readonly value: Words }[];
  /** Of q931 and q921; '' otherwise. */
  readonly hex: string;
  /** Not as it should be; the first such row of a ladder is what went wrong first. */
  readonly abnormal: boolean;
}

export interface Ladder {
  readonly callId: string;
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Q.850; null: still on. */
  readonly cause: number | null;
  /** Calls of today that ended with the same cause on the same span. */
  readonly sameCauseToday: number;
  readonly rows: readonly LadderRow[];
  /** Place in `rows` of the first abnormal one; -1: none. */
  readonly firstAbnormal: number;
  /** What went wrong and what to try next; null: nothing. */
  readonly verdict: { readonly words: Words; readonly next: Words } | null;
  /** D-channel frames of that time are no longer there; the rows are of the call's own events. */
  readonly framesGone: boolean;
}

/** A call from outside that never reached call control: refused by the lines, or answered by nobody. */
export interface RefusedSetup {
  readonly span: number;
  /** When its SETUP came, epoch µs. */
  readonly atUs: number;
  /** When it was refused; null: nobody answered it. */
  readonly endedUs: number | null;
  /** As it was named; 0: any. */
  readonly timeslot: number;
  /** As the network sent them; '' none. */
  readonly callingNumber: string;
  readonly calledNumber: string;
  /** ITU-T Q.850; null: nobody answered, or without a cause. */
  readonly cause: number | null;
}
