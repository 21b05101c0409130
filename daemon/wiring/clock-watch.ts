/** Part of the composition root: a machine whose time of day was set back, and how the daemon comes back to it. */
import type { SteadyClock } from '../base/steady-clock.js';
import type { Timers } from '../base/timers.js';

export const lookEveryMs = 10_000;
/** Told and corrected from here on; less is what a time server does in passing. */
export const leastLeadMs = 1_000;
/** A clock that leaps again and again must not cost the box a start each time. */
export const leastUpMs = 600_000;

export interface ClockWatchParts {
  readonly clock: Pick<SteadyClock, 'leadMs'>;
  readonly timers: Timers;
  /** Nobody is signed in, and no call, recording or flow is in progress. */
  atRest(): boolean;
  incident(code: 'clock-set-back', detail: { readonly seconds: number }): void;
  /** Ends the process, to be started again: a new one begins with the machine's time of day. */
  startAnew(): void;
}

export class ClockWatch {
  private toldMs = 0;
  private upMs = 0;
  private cancel: () => void = () => {};

  constructor(private readonly parts: ClockWatchParts) {}

  start(): void {
    this.cancel = this.parts.timers.after(lookEveryMs, () => this.look());
  }

  close(): void {
    this.cancel();
  }

  private look(): void {
    const { clock, atRest, incident, startAnew } = this.parts;
    this.upMs += lookEveryMs;
    const leadMs = clock.leadMs();
    if (leadMs - this.toldMs >= leastLeadMs) incident('clock-set-back', { seconds: Math.round(leadMs / 1_000) });
    this.toldMs = leadMs;
    if (leadMs >= leastLeadMs && this.upMs >= leastUpMs && atRest()) startAnew();
    else this.start();
  }
}

/** Nobody is signed in, and nothing is in progress. */
export function isAtRest(
  inProgress: Readonly<Record<string, number>>,
  agents: readonly { readonly state: string }[],
): boolean {
  const isIdle = Object.values(inProgress).every((count) => count === 0);
  return isIdle && agents.every(({ state }) => state === 'signed-out');
}
