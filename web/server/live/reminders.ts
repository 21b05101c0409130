import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Timers } from '../../../daemon/base/timers.js';
import type { Task } from '../../../daemon/contract/pages.js';
import type { Tasks } from '../store/tasks.js';
import type { Desk } from './desk.js';
import type { Hub } from './hub.js';

/** The longest wait for the next task: a clock that was put right must not make a reminder late by more. */
const lookEveryMs = 60_000;

export interface RemindersNeeds {
  readonly hub: Hub;
  readonly desk: Desk;
  readonly tasks: Tasks;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
}

/**
 * Tells agents when a task falls due. The table is all there is: a timer waits for its next row, and a page that
 * opens gets what fell due while no page was there. What was not read comes again with each new page.
 */
export class Reminders {
  private cancel: (() => void) | null = null;
  /** Everything due until then has been told to the pages that were open. */
  private toldUntil: number;
  private closed = false;

  constructor(private readonly needs: RemindersNeeds) {
    this.toldUntil = needs.clock.nowMs();
  }

  /** Sets the timer to the next task; again whenever tasks change. */
  async arm(): Promise<void> {
    const { tasks, clock, timers, log } = this.needs;
    this.cancel?.();
    this.cancel = null;
    let waitMs = lookEveryMs;
    try {
      const nextAt = await tasks.nextDueAt(this.toldUntil);
      if (nextAt !== null) waitMs = Math.min(lookEveryMs, Math.max(0, nextAt - clock.nowMs()));
    } catch (error) {
      log.error({ err: error }, 'the next reminder cannot be looked up');
    }
    if (this.closed) return;
    (this.cancel as (() => void) | null)?.(); // armed twice at once: the later look counts
    this.cancel = timers.after(waitMs, () => void this.remind());
  }

  /** An agent's tasks are others now. `task`: new, or moved; due already, no timer would tell of it. */
  async changed(agentId: string, task: Task | null): Promise<void> {
    if (task && !task.seen && task.doneAt === null && task.dueAt <= this.toldUntil) {
      this.needs.hub.tellAgent(agentId, { live: 'reminder', task });
    }
    await this.arm();
    await this.needs.desk.refresh(agentId);
  }

  /** Everything due and unread, to one agent's pages. */
  async tell(agentId: string): Promise<void> {
    const { hub, tasks, log } = this.needs;
    try {
      for (const task of await tasks.unseen(agentId)) hub.tellAgent(agentId, { live: 'reminder', task });
    } catch (error) {
      log.error({ err: error, agentId }, 'an agent could not be reminded');
    }
  }

  close(): void {
    this.closed = true;
    this.cancel?.();
  }

  private async remind(): Promise<void> {
    const { tasks, clock, desk, hub, log } = this.needs;
    try {
      const untilMs = clock.nowMs();
      const withPages = hub.agentsWithPages;
      for (const agentId of await tasks.agentsDue(this.toldUntil, untilMs)) {
        if (!withPages.has(agentId)) continue; // the next page gets it
        const fresh = (await tasks.unseen(agentId)).filter((task) => task.dueAt > this.toldUntil);
        for (const task of fresh) hub.tellAgent(agentId, { live: 'reminder', task });
        await desk.refresh(agentId);
      }
      this.toldUntil = untilMs;
    } catch (error) {
      log.error({ err: error }, 'reminders could not be told; they are tried again');
    }
    await this.arm();
  }
}
