/** What the runtime needs from the world around it; passed in by the composition root. */

import type { LogDetail, Offer } from '../switch/effects.js';
import type { Input } from '../switch/inputs.js';
import type { DChannelFrame } from '../terms/line-trace.js';
import type { LiveChange } from '../terms/live.js';
import type { LeadsAnswer, LeadsAsk } from '../terms/outbound.js';
import type { RowChange } from '../terms/rows.js';
import type { CallerFacts } from '../terms/targets.js';

/** The telephony database. Must keep the order, not block and not throw: it queues and writes behind. */
export interface RowSink {
  write(changes: readonly RowChange[]): void;
}

/** Whoever watches: the control socket. Must not block and not throw. */
export interface LiveSink {
  change(changes: readonly LiveChange[]): void;
  offer(offer: Offer): void;
}

/** Whoever keeps or shows what goes over the D-channels. Must not block and not throw. */
export interface FrameSink {
  take(frames: readonly DChannelFrame[]): void;
}

/** Customer files and earlier calls. Must not block and not throw. */
export interface CallerLookup {
  /** Answers once, in a later turn of the event loop. null: it is not known in time. */
  ask(callingNumber: string, answer: (facts: CallerFacts | null) => void): void;
}

/** Leads of campaigns. Must not block and not throw. */
export interface LeadSource {
  /** Answers once, in a later turn of the event loop, with what is true after all rows written until now. */
  ask(ask: LeadsAsk, answer: (leads: LeadsAnswer) => void): void;
}

/** One line of the journal: an input and when it was handled. The first of a run carries the seed of its ids. */
export type JournalEntry =
  | { readonly journal: 1; readonly seed: number }
  | { readonly at: number; readonly input: Input };

/** Never blocks and never throws; what it could not keep is counted. */
export interface Journal {
  append(entry: JournalEntry): void;
  /** Resolves when everything kept so far is in the file. */
  flush(): Promise<void>;
  close(): Promise<void>;
  /** Entries that were not kept because the disk was too slow or full. */
  readonly lost: number;
}

/** pino's shape. */
export interface Log {
  debug(detail: LogDetail, message: string): void;
  info(detail: LogDetail, message: string): void;
  warn(detail: LogDetail, message: string): void;
  error(detail: LogDetail, message: string): void;
}

/** Absolute folders. */
export interface Folders {
  /** Holds zh/welcome.wav for the prompt "zh/welcome". */
  readonly sounds: string;
  /** Holds YYYY/MM/DD/<recordingId>.wav. */
  readonly recordings: string;
}
