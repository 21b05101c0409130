/** When paper is laid on the desk: a call is there, and what the page should show of it is not, for three seconds. */
import type { AgentState } from '../../../../daemon/terms/agents.js';
import type { Timers } from '../../live/resuming-socket.js';

export const slowAfterMs = 3_000;

export interface Sight {
  readonly state: AgentState;
  readonly callId: string | null;
  /** The customer of this call is on the page, or it is known that there is none. */
  readonly customerShown: boolean;
  readonly serverThere: boolean;
}

const withCaller: Readonly<Partial<Record<AgentState, true>>> = {
  reserved: true,
  ringing: true,
  talking: true,
  held: true,
  consulting: true,
  conference: true,
};

/** The call that waits for the server; null: none does. */
export function waitingCall({ state, callId, customerShown, serverThere }: Sight): string | null {
  if (withCaller[state] !== true || callId === null) return null;
  return customerShown && serverThere ? null : callId;
}

/** Tells once for each call that it is slow, and when what was missing is there. */
export class SlowWatch {
  private waiting: string | null = null;
  private timer: unknown = null;
  /** The last call it was told of. */
  private told: string | null = null;

  constructor(
    private readonly timers: Timers,
    private readonly slow: (callId: string) => void,
    private readonly there: () => void,
  ) {}

  look(sight: Sight): void {
    const waiting = waitingCall(sight);
    if (waiting === this.waiting) return;
    this.stop();
    this.waiting = waiting;
    if (waiting === null) this.there();
    else if (waiting !== this.told) {
      this.timer = this.timers.after(slowAfterMs, () => {
        this.told = waiting;
        this.slow(waiting);
      });
    }
  }

  stop(): void {
    if (this.timer !== null) this.timers.cancel(this.timer);
    this.timer = null;
  }
}
