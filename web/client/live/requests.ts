/** Requests over the live socket: each has an id and ends exactly once, with `done`, `failed`, lost or too late. */
import type { ErrorCode } from '../../../daemon/terms/errors.js';
import type { Timers } from './resuming-socket.js';

export type FailureCode = ErrorCode | 'connection-lost' | 'timeout' | 'offline';
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly code: FailureCode };

const answerWithinMs = 6_000;
/** More open requests than this from one page means something is stuck. */
const maxOpen = 64;

export class Requests {
  private nextId = 1;
  private readonly open = new Map<number, { readonly settle: (outcome: Outcome) => void; readonly timer: unknown }>();

  constructor(
    private readonly send: (text: string) => boolean,
    private readonly timers: Timers,
  ) {}

  ask(message: Readonly<Record<string, unknown>>): Promise<Outcome> {
    if (this.open.size >= maxOpen) return Promise.resolve({ ok: false, code: 'timeout' });
    const id = this.nextId++;
    return new Promise((settle) => {
      const timer = this.timers.after(answerWithinMs, () => this.end(id, { ok: false, code: 'timeout' }));
      this.open.set(id, { settle, timer });
      if (!this.send(JSON.stringify({ ...message, id }))) this.end(id, { ok: false, code: 'offline' });
    });
  }

  /** An answer has come. False: nobody waits for it (late, or not ours). */
  end(id: number, outcome: Outcome): boolean {
    const waiting = this.open.get(id);
    if (waiting === undefined) return false;
    this.open.delete(id);
    this.timers.cancel(waiting.timer);
    waiting.settle(outcome);
    return true;
  }

  /** The connection is gone: nobody knows what became of what was asked. */
  loseAll(): void {
    for (const id of [...this.open.keys()]) this.end(id, { ok: false, code: 'connection-lost' });
  }
}
