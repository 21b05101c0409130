import type { LiveTopic } from '../terms/live.js';
import type { RowChange } from '../terms/rows.js';

/** Codes and numbers beside a log line, an incident or a call event; put into words by who reads them. */
export type Detail = Readonly<Record<string, string | number | boolean | null>>;

/**
 * One input on its way through the switch's rooms. A room changes its own state and says here what
 * is to be done; `Notice` is what it may tell the other rooms, which happens after the room returned.
 */
export interface Step<Notice> {
  /** When the input came, epoch ms: the only time there is. */
  readonly atMs: number;
  newId(): string;
  row(change: RowChange): void;
  incident(code: string, detail: Detail): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, detail: Detail): void;
  /** Sets the timer of this name, in place of an earlier one. Rooms begin the name with their own: "acd ring 8003". */
  setTimer(name: string, delayMs: number): void;
  cancelTimer(name: string): void;
  /** Something that pages show may have changed: it is compared at the end of the step. */
  touch(topic: LiveTopic, id: string | number): void;
  /** Of a call nothing but its place in the queue and its expected wait may have changed. */
  touchPlace(callId: string): void;
  tell(notice: Notice): void;
}
