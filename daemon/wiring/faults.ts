/** What goes wrong is told, stored and got over. */
import type { Logger } from 'pino';
import type { Clock } from '../base/clock.js';
import type { Timers } from '../base/timers.js';
import type { LookupTrouble } from '../lookup/caller-lookup.js';
import type { TelephonyStore } from '../store/telephony-store.js';

export class Faults {
  constructor(
    private readonly log: Logger,
    private readonly store: TelephonyStore,
    private readonly clock: Clock,
  ) {}

  /** A fault of ours in handling one event must not cost the next its handling: it is told and stored. */
  readonly mishandled = (what: string, error: unknown): void => {
    this.log.error({ err: error, what }, 'an event was mishandled');
    const detail = { what, error: error instanceof Error ? error.message.slice(0, 300) : 'unknown' };
    this.incident('mishandled-event', JSON.stringify(detail));
  };

  /** Trouble with a lookup is an incident and costs only what it would have told. */
  readonly trouble = ({ code, detail }: LookupTrouble): void => {
    this.log.warn(detail, code);
    this.incident(code, JSON.stringify(detail));
  };

  /** The process's own timers; what one runs may err without harm to the others. */
  timersOf(what: string): Timers {
    return {
      after: (delayMs, run) => {
        const timer = setTimeout(() => {
          try {
            run();
          } catch (error) {
            this.mishandled(what, error);
          }
        }, delayMs);
        return () => clearTimeout(timer);
      },
    };
  }

  /** Nobody knows what state we are in: the rows that are queued are still good, the rest begins anew. */
  endOnFault(): void {
    process.on('uncaughtException', (error) => {
      this.log.fatal({ err: error }, 'a fault nobody handled: the daemon ends and is started again');
      const end = (): never => process.exit(1);
      this.store.writer.flush(1_000).then(end, end);
    });
  }

  private incident(code: string, detail: string): void {
    this.store.writer.apply([{ row: 'incident', incident: { at: this.clock.nowMs(), code, detail } }]);
  }
}
