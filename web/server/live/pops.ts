import type { Clock } from '../../../daemon/base/clock.js';
import type { Pop } from '../../../daemon/contract/pages.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { Customers } from '../store/customers.js';

/** Pops kept ready; more than one box has calls at once. */
const maxReady = 500;
/** One fetched longer ago is fetched again at the offer. */
const maxAgeMs = 10 * 60_000;

interface Ready {
  readonly at: number;
  readonly pop: Promise<Pop>;
}

/**
 * Looks the customer up while the caller is still in the flow or the queue, so that at the offer nothing is left
 * to do but to send.
 */
export class Pops {
  private readonly ready = new Map<string, Ready>();

  constructor(
    private readonly customers: Customers,
    private readonly archive: CallArchive,
    private readonly clock: Clock,
  ) {}

  /** Always from the databases. */
  async build(callId: string, callingNumber: string): Promise<Pop> {
    const [customers, history] = await Promise.all([
      this.customers.findByNumber(callingNumber),
      this.archive.historyOf(callingNumber, callId),
    ]);
    return { callId, callingNumber, customers, history };
  }

  /** Begins to fetch, unless that has been done. A failure is kept for nobody: the next one asks again. */
  prefetch(callId: string, callingNumber: string): void {
    if (!this.ready.has(callId)) this.fetch(callId, callingNumber).catch(() => {});
  }

  /** The prefetched pop if there is a fresh one. */
  get(callId: string, callingNumber: string): Promise<Pop> {
    const kept = this.ready.get(callId);
    const fresh = kept !== undefined && this.clock.nowMs() - kept.at <= maxAgeMs;
    return fresh ? kept.pop : this.fetch(callId, callingNumber);
  }

  forget(callId: string): void {
    this.ready.delete(callId);
  }

  /** Somebody changed a customer or wrote a note: the next one to take a call must see it. */
  forgetAll(): void {
    this.ready.clear();
  }

  private fetch(callId: string, callingNumber: string): Promise<Pop> {
    const pop = this.build(callId, callingNumber);
    const kept = { at: this.clock.nowMs(), pop };
    this.ready.delete(callId);
    this.ready.set(callId, kept);
    pop.catch(() => {
      if (this.ready.get(callId) === kept) this.ready.delete(callId);
    });
    const oldest = this.ready.size > maxReady ? this.ready.keys().next().value : undefined;
    if (oldest !== undefined) this.ready.delete(oldest);
    return pop;
  }
}
