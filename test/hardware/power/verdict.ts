/** What a power cut has cost: what was seen until then, against what was found afterwards. */
import type { Found, FoundRecording, SeenCall } from './told.js';

export interface Cut {
  /** By the machine's clock, epoch ms. */
  readonly at: number;
  readonly calls: readonly SeenCall[];
  /** Deeds that the business database has acknowledged, since the disk was new. */
  readonly deeds: number;
}

export interface Cost {
  /** Calls that were over at the cut. */
  readonly ended: number;
  /** How long before the cut each of those was over whose CDR is not there, or does not say so; ms. */
  readonly cdrsLostMs: readonly number[];
  readonly deedsLost: number;
  /** What is missing at the end of each recording, ms: of all that were or had been made. */
  readonly soundLostMs: readonly number[];
  /**
   * How much shorter recordings are than they lasted that nothing was cut off: the emulated machine's sound was late. It
   * is part of `soundLostMs`, too.
   */
  readonly lateMs: readonly number[];
}

export function costOf(cut: Cut, found: Found): Cost {
  const cdrsLostMs: number[] = [];
  const soundLostMs: number[] = [];
  const lateMs: number[] = [];
  const ended = cut.calls.filter(({ endedAt }) => endedAt !== null);
  for (const { from, endedAt, talkAt } of cut.calls) {
    const row = found.calls.find((call) => call.from === from);
    if (endedAt !== null && (row === undefined || row.endedAt === null)) cdrsLostMs.push(cut.at - endedAt);
    if (talkAt === null) continue;
    const recordings = row?.recordings ?? [];
    if (recordings.length === 0) soundLostMs.push((endedAt ?? cut.at) - talkAt);
    for (const recording of recordings) {
      soundLostMs.push(Math.max(0, missing(recording, endedAt ?? cut.at)));
      const { startedAt, endedAt: closedAt, lengthMs } = recording;
      if (closedAt !== null && lengthMs !== null) lateMs.push(Math.max(0, closedAt - startedAt - lengthMs));
    }
  }
  return { ended: ended.length, cdrsLostMs, deedsLost: Math.max(0, cut.deeds - found.deeds), soundLostMs, lateMs };
}

/** The row of a recording that was closed tells how long it was; of the others it is known until when they were made. */
function missing({ startedAt, lengthMs, fileMs }: FoundRecording, until: number): number {
  return (lengthMs ?? until - startedAt) - (fileMs ?? 0);
}
