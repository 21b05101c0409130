/** Brings notes to the server as soon as it answers: one at a time, again after a pause, never two tasks of one note. */
import type { Timers } from '../../live/resuming-socket.js';
import { isUnsent, type QuickNote } from './notes.js';

/** What is still being typed is sent when nothing was typed for so long. */
export const pauseMs = 1_000;
export const againAfterMs = 3_000;

/** 'taken'; 'later': the server did not answer, or not well; 'refused': it will not take it as it is. */
export type Sent = 'taken' | 'later' | 'refused';

export interface SendingParts {
  notes(): readonly QuickNote[];
  put(note: QuickNote): Promise<Sent>;
  /** The server has this much of it. */
  taken(note: QuickNote): void;
  refused(note: QuickNote): void;
  readonly timers: Timers;
}

export class Sending {
  private timer: unknown = null;
  private busy = false;
  private stopped = false;
  /** Refused as they were: sent again only when they are others. */
  private readonly refused = new Map<string, string>();

  constructor(private readonly parts: SendingParts) {}

  /** A note was typed on, closed, or read from the browser; or the server is back. */
  look(soon = false): void {
    if (this.stopped || this.busy) return;
    if (this.timer !== null) this.parts.timers.cancel(this.timer);
    this.timer = null;
    const next = this.next();
    if (next !== undefined) this.wait(next.open && !soon ? pauseMs : 0);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) this.parts.timers.cancel(this.timer);
  }

  private next(): QuickNote | undefined {
    return this.parts.notes().find((note) => isUnsent(note) && this.refused.get(note.id) !== wordsOf(note));
  }

  private wait(ms: number): void {
    this.timer = this.parts.timers.after(ms, () => void this.send());
  }

  private async send(): Promise<void> {
    this.timer = null;
    const note = this.next();
    if (note === undefined || this.stopped) return;
    this.busy = true;
    const sent = await this.parts.put(note);
    this.busy = false;
    if (this.stopped) return;
    if (sent === 'taken') this.parts.taken(note);
    if (sent === 'refused') {
      this.refused.set(note.id, wordsOf(note));
      this.parts.refused(note);
    }
    if (this.next() !== undefined) this.wait(sent === 'later' ? againAfterMs : pauseMs);
  }
}

function wordsOf({ number, text }: QuickNote): string {
  return `${number} ${text}`;
}
