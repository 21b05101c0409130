/** What the switch wants done, in this order. Plain data; carried out by `runtime`. */
import type { LineCommand } from '../lines/lines.js';
import type { LeadsAsk } from '../terms/outbound.js';
import type { Refusal } from '../terms/requests.js';
import type { RowChange } from '../terms/rows.js';

/** A call has been given to an agent: his pages show the customer now. */
export interface Offer {
  readonly agentId: string;
  readonly callId: string;
  /** The customer's, also of a call to him; '' if withheld or unavailable. */
  readonly callingNumber: string;
  /** Epoch ms. */
  readonly at: number;
  /** Outbound: whom a campaign has called, and for which. Absent: no campaign's. */
  readonly lead?: string;
  readonly campaign?: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogDetail = Readonly<Record<string, string | number | boolean | null>>;

export type Effect =
  /**
   * Files of `play` are prompt names ("zh/welcome"), paths of `record` are relative to the recordings
   * folder: the runtime makes both absolute.
   */
  | { readonly effect: 'line'; readonly command: LineCommand }
  /**
   * An 'agent-state' row opens an interval (`endedAt` null); the agent's open interval ends at the
   * new one's `startedAt`. Incidents are rows too, and are logged by the runtime.
   */
  | { readonly effect: 'row'; readonly row: RowChange }
  /** Each setting has an id of its own, never used twice: a timer that fires after it was cancelled is known as stale. */
  | { readonly effect: 'set-timer'; readonly name: string; readonly id: number; readonly delayMs: number }
  | { readonly effect: 'cancel-timer'; readonly id: number }
  | { readonly effect: 'offer'; readonly offer: Offer }
  /** What is known of a caller; the answer is the input 'facts', later or never. */
  | { readonly effect: 'lookup'; readonly callId: string; readonly callingNumber: string }
  /** The answer is the input 'leads', later or never. Rows of earlier effects must be written before it is read. */
  | { readonly effect: 'leads'; readonly ask: LeadsAsk }
  /** Exactly one for each input of a person or technician, after everything else of its step. */
  | { readonly effect: 'answer'; readonly request: number; readonly refused: Refusal | null }
  | {
      readonly effect: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly detail: LogDetail;
    };

export type { Refusal };
