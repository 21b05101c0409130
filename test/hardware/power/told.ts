/** What a life of the box in the emulated machine tells the host: one line of JSON each, behind `mark`. Times: epoch ms of the machine's clock. */

export const mark = '@power ';

/** A call as it was seen from outside, and as the daemon told its pages. */
export interface SeenCall {
  readonly from: string;
  readonly answeredAt: number | null;
  /** Agent and caller hear each other, and it is recorded. */
  readonly talkAt: number | null;
  /** The network was told that it is over. */
  readonly endedAt: number | null;
}

export interface FoundRecording {
  readonly state: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lengthMs: number | null;
  /** Sound in the file; null: no file with a head. */
  readonly fileMs: number | null;
}

export interface FoundCall {
  readonly from: string;
  readonly endedAt: number | null;
  readonly recordings: readonly FoundRecording[];
}

/** Looked at before the daemon is started again. */
export interface Found {
  /** One sentence for each database that cannot be used; empty: both can. */
  readonly damage: readonly string[];
  readonly calls: readonly FoundCall[];
  /** Deeds in the audit, whose chain holds. */
  readonly deeds: number;
}

export type Told =
  | { readonly told: 'found'; readonly found: Found }
  /** A new call was answered. */
  | { readonly told: 'takes-calls'; readonly afterMs: number }
  /** Again and again: the calls that have changed, and how many deeds the business database has acknowledged. */
  | { readonly told: 'now'; readonly at: number; readonly calls: readonly SeenCall[]; readonly deeds: number }
  /** The daemon has ended as it should. */
  | { readonly told: 'ended' };
