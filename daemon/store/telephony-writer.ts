import type { Knex } from 'knex';
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import type { RowChange } from '../terms/rows.js';
import { applyChange, isRowFault } from './apply-change.js';
import type { RedoLog } from './redo-log.js';

/** What the owner should log; the writer stores the same as incidents as soon as it can. */
export interface StoreTrouble {
  readonly code:
    | 'store-degraded'
    | 'store-recovered'
    | 'store-backlog'
    | 'store-overflow'
    | 'row-refused'
    | 'rows-redone'
    | 'redo-failed';
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface WriterState {
  /** The last attempt to write failed for a reason of the storage; nothing stored is lost, new rows wait. */
  readonly degraded: boolean;
  /** Changes that wait to be written. */
  readonly queued: number;
  /** Changes given up since start, because the queue was full or the row was refused. */
  readonly lost: number;
}

export interface WriterOptions {
  readonly clock: Clock;
  readonly onTrouble: (trouble: StoreTrouble) => void;
  /** Changes kept while the storage is slow or full. Default 50,000: about half an hour of 120 busy channels. */
  readonly maxQueued?: number;
  /** Changes in one transaction. Default 500. */
  readonly maxBatch?: number;
  /** First pause after a failure, doubled up to 30 times that. Default 200. */
  readonly retryMs?: number;
  /** Folder of the redo log, best in memory (store/redo-log.ts); absent: what waits for the disk dies with the process. */
  readonly redo?: string;
}

/** Share of the queue kept for rows that cannot be rebuilt: events and incidents are refused before calls are. */
const eventsShare = 0.8;

/**
 * Writes changes in order, in batches, each batch one transaction on the one writing connection.
 * `apply` never waits: a slow or full disk must not touch a conversation.
 */
export class TelephonyWriter {
  private queue: RowChange[] = [];
  private writing: Promise<void> | null = null;
  private degradedSince: number | null = null;
  private lost = 0;
  private lostSinceReport = 0;
  private backlogTold = false;
  private closed = false;
  private wake: (() => void) | null = null;
  private waiters: { readonly after: number; readonly resolve: () => void }[] = [];
  private redo: RedoLog | null = null;
  private readonly maxQueued: number;
  private readonly maxBatch: number;
  private readonly retryMs: number;

  constructor(
    private readonly db: Knex,
    private readonly options: WriterOptions,
    /** Changes taken from the queue since the database was born; with queue.length it numbers every change. */
    private done: number,
  ) {
    this.maxQueued = options.maxQueued ?? 50_000;
    this.maxBatch = options.maxBatch ?? 500;
    this.retryMs = options.retryMs ?? 200;
  }

  /** Takes the changes; they are on disk after `flush`. A full queue loses them, counted and told. */
  apply(changes: readonly RowChange[]): void {
    const first = this.done + this.queue.length + 1;
    const taken = changes.filter((change) => this.enqueue(change));
    this.redo?.append(first, taken);
    if (!this.writing && this.queue.length > 0) {
      this.writing = this.drain().finally(() => {
        this.writing = null;
      });
    }
  }

  /** From now on, and while nothing waits. */
  keepIn(redo: RedoLog): void {
    this.redo = redo;
  }

  /** The redo log cannot be written: calls go on, and the owner is told. */
  redoFailed(error: Error): void {
    this.redo = null;
    this.tell({ code: 'redo-failed', detail: { reason: error.message } });
  }

  state(): WriterState {
    return { degraded: this.degradedSince !== null, queued: this.queue.length, lost: this.lost };
  }

  /** Everything taken so far is on disk. Rejects with 'not-now' when that takes longer than `timeLimitMs`. */
  async flush(timeLimitMs = 10_000): Promise<void> {
    const after = this.done + this.queue.length;
    if (this.done >= after) return;
    this.wake?.();
    let timer: NodeJS.Timeout | undefined;
    let waiter: (typeof this.waiters)[number] | undefined;
    await new Promise<void>((resolve, reject) => {
      waiter = { after, resolve };
      this.waiters.push(waiter);
      timer = setTimeout(() => {
        const message = `the database took no rows for ${timeLimitMs} ms (${this.queue.length} wait): is the disk full?`;
        reject(new CallboxError('not-now', message, { queued: this.queue.length }));
      }, timeLimitMs);
    }).finally(() => {
      clearTimeout(timer);
      // Who gave up is not kept: on a full disk every request would leave one behind.
      this.waiters = this.waiters.filter((each) => each !== waiter);
    });
  }

  /** Stops writing; what is still queued is given up. Call `flush` first. */
  async close(): Promise<void> {
    this.closed = true;
    this.wake?.();
    await this.writing;
    this.redo?.close();
  }

  /** Whether it was taken. */
  private enqueue(change: RowChange): boolean {
    const limit = isExpendable(change) ? this.maxQueued * eventsShare : this.maxQueued;
    if (this.queue.length >= limit) {
      this.lose(1);
      if (this.lostSinceReport === 1) this.tell({ code: 'store-overflow', detail: { maxQueued: this.maxQueued } });
      return false;
    }
    this.queue.push(change);
    if (this.queue.length * 2 >= this.maxQueued && !this.backlogTold) {
      this.backlogTold = true;
      this.tell({ code: 'store-backlog', detail: { queued: this.queue.length, maxQueued: this.maxQueued } });
    }
    return true;
  }

  private async drain(): Promise<void> {
    let pauseMs = this.retryMs;
    while (this.queue.length > 0 && !this.closed) {
      const batch = this.queue.slice(0, this.maxBatch);
      try {
        await this.write(batch);
        pauseMs = this.retryMs;
        this.took(batch.length);
        this.recovered();
      } catch (error) {
        this.failed(error as Error);
        await this.pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, this.retryMs * 30);
      }
    }
  }

  /** Rejects only for the storage's faults. A batch with a bad row is written row by row without it. */
  private async write(batch: readonly RowChange[]): Promise<void> {
    try {
      await this.transact(batch, this.done + batch.length);
      return;
    } catch (error) {
      if (!isRowFault(error)) throw error;
    }
    for (const [at, change] of batch.entries()) {
      try {
        await this.transact([change], this.done + at + 1);
      } catch (error) {
        if (!isRowFault(error)) throw error;
        this.lose(1);
        // No numbers of customers in the message: the kind and the database's words must do.
        this.report({ code: 'row-refused', detail: { row: change.row, reason: reasonOf(error as Error) } });
      }
    }
  }

  /** @param last number of the last of them */
  private async transact(changes: readonly RowChange[], last: number): Promise<void> {
    let fault: unknown = null;
    try {
      await this.db.transaction(async (transaction) => {
        try {
          for (const change of changes) await applyChange(transaction, change);
          await transaction('redo').update({ done: last });
        } catch (error) {
          fault = error;
          throw error;
        }
      });
    } catch (error) {
      // A full disk makes SQLite roll back by itself, and then knex's own rollback fails: the first
      // error is the one that tells. A COMMIT that failed may have left the transaction open.
      await this.db.raw('ROLLBACK').catch(() => {});
      throw fault ?? error;
    }
  }

  private took(count: number): void {
    this.queue.splice(0, count);
    this.done += count;
    this.redo?.wrote(this.done);
    if (this.queue.length * 4 < this.maxQueued) this.backlogTold = false;
    this.waiters = this.waiters.filter(({ after, resolve }) => {
      if (this.done < after) return true;
      resolve();
      return false;
    });
  }

  private failed(error: Error): void {
    if (this.degradedSince !== null) return;
    this.degradedSince = this.options.clock.nowMs();
    this.tell({ code: 'store-degraded', detail: { reason: reasonOf(error), queued: this.queue.length } });
  }

  private recovered(): void {
    if (this.degradedSince === null) return;
    const forMs = this.options.clock.nowMs() - this.degradedSince;
    this.degradedSince = null;
    const lost = this.lostSinceReport;
    this.lostSinceReport = 0;
    this.report({ code: 'store-recovered', detail: { forMs, lost } });
  }

  private lose(count: number): void {
    this.lost += count;
    this.lostSinceReport += count;
  }

  /** To the owner and, behind the queue, into the database. */
  private report(trouble: StoreTrouble): void {
    this.tell(trouble);
    const incident = { at: this.options.clock.nowMs(), code: trouble.code, detail: JSON.stringify(trouble.detail) };
    this.apply([{ row: 'incident', incident }]);
  }

  private tell(trouble: StoreTrouble): void {
    this.options.onTrouble(trouble);
  }

  /** Ends early when the owner flushes or closes. */
  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function isExpendable(change: RowChange): boolean {
  return change.row === 'call-event' || change.row === 'incident';
}

/** The database's own words without the statement, which holds customers' numbers. */
function reasonOf(error: Error): string {
  const message = error.message;
  const behind = message.lastIndexOf(' - ');
  return (behind < 0 ? message : message.slice(behind + 3)).slice(0, 300);
}
