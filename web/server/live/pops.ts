import type { Clock } from '../../../daemon/base/clock.js';
import type { Pop } from '../../../daemon/contract/pages.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { Callers } from '../store/callers.js';
import type { Customers } from '../store/customers.js';
import type { Drafts } from '../store/drafts.js';
import { matchingKey } from '../store/numbers.js';

/** Pops kept ready; more than one box has calls at once. */
const maxReady = 500;
/** One fetched longer ago is fetched again at the offer. */
const maxAgeMs = 10 * 60_000;

/** All of a pop but what is being typed this moment. */
type Fetched = Omit<Pop, 'drafts'>;

interface Ready {
  readonly at: number;
  readonly call: PopCall;
  readonly fetched: Promise<Fetched>;
}

export interface PopCall {
  readonly callId: string;
  readonly callingNumber: string;
  /** It came in with its number shown: an unknown one becomes a prospect. */
  readonly fromCaller: boolean;
}

export interface PopSources {
  readonly customers: Customers;
  readonly callers: Callers;
  readonly drafts: Drafts;
  readonly archive: CallArchive;
  readonly clock: Clock;
}

/**
 * Looks the customer up while the caller is still in the flow or the queue, so that at the offer nothing is left
 * to do but to send.
 */
export class Pops {
  private readonly ready = new Map<string, Ready>();

  constructor(private readonly sources: PopSources) {}

  /** Always from the databases. */
  async build(call: PopCall): Promise<Pop> {
    return this.withDrafts(await this.read(call));
  }

  /** Begins to fetch, unless that has been done. A failure is kept for nobody: the next one asks again. */
  prefetch(call: PopCall): void {
    if (!this.ready.has(call.callId)) this.fetch(call).catch(() => {});
  }

  /** The prefetched pop if there is a fresh one; then nothing is asked of any database. */
  async get(call: PopCall): Promise<Pop> {
    const kept = this.ready.get(call.callId);
    // Whom a call out goes to may be known only after its first change was told.
    const same = kept?.call.callingNumber === call.callingNumber;
    const fresh = kept !== undefined && same && this.sources.clock.nowMs() - kept.at <= maxAgeMs;
    return this.withDrafts(await (fresh ? kept.fetched : this.fetch(call)));
  }

  forget(callId: string): void {
    this.ready.delete(callId);
  }

  /** What is known of these numbers changed: who takes such a call next must see it. */
  changed(...numbers: readonly string[]): void {
    const keys = new Set(numbers.map(matchingKey));
    for (const { call } of [...this.ready.values()]) {
      if (keys.has(matchingKey(call.callingNumber))) this.fetch(call).catch(() => {});
    }
  }

  private async read({ callId, callingNumber, fromCaller }: PopCall): Promise<Fetched> {
    const { customers, callers, archive } = this.sources;
    if (fromCaller) await callers.called(callingNumber, callId);
    const [known, chosen, prospect, history] = await Promise.all([
      customers.findByNumber(callingNumber),
      callers.chosenFor(callingNumber),
      callers.prospectOf(callingNumber),
      archive.historyOf(callingNumber, callId),
    ]);
    const chosenHere = known.some((customer) => customer.id === chosen) ? chosen : null;
    return { callId, callingNumber, customers: known, chosen: chosenHere, prospect, history };
  }

  private withDrafts(fetched: Fetched): Pop {
    return { ...fetched, drafts: this.sources.drafts.of(fetched.callId) };
  }

  private fetch(call: PopCall): Promise<Fetched> {
    const fetched = this.read(call);
    const kept = { at: this.sources.clock.nowMs(), call, fetched };
    this.ready.delete(call.callId);
    this.ready.set(call.callId, kept);
    fetched.catch(() => {
      if (this.ready.get(call.callId) === kept) this.ready.delete(call.callId);
    });
    const oldest = this.ready.size > maxReady ? this.ready.keys().next().value : undefined;
    if (oldest !== undefined) this.ready.delete(oldest);
    return fetched;
  }
}
