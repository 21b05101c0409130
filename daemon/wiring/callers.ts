/** What is known of callers: out of the customers' file, and of the calls that were. */
import type { Clock } from '../base/clock.js';
import type { Timers } from '../base/timers.js';
import { CallerLookup, type LookupTrouble } from '../lookup/caller-lookup.js';
import type { CustomerFile } from '../lookup/customer-file.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import type { Site } from '../terms/site.js';

const dayMs = 86_400_000;

export interface CallersParts {
  readonly store: TelephonyStore;
  readonly customers: CustomerFile;
  readonly site: () => Site;
  readonly clock: Clock;
  readonly timers: Timers;
  onTrouble(trouble: LookupTrouble): void;
}

export function callerLookup({ store, customers, site, clock, timers, onTrouble }: CallersParts): CallerLookup {
  const lastAgent = async (numbers: readonly string[]) => {
    const days = Math.max(0, ...site().queues.map((queue) => queue.lastAgent?.withinDays ?? 0));
    return days === 0 ? null : store.reader.history.lastAgent(numbers, clock.nowMs() - days * dayMs);
  };
  const sources = { customer: (phoneKey: string) => customers.find(phoneKey), lastAgent };
  return new CallerLookup({ sources, clock, timers, onTrouble });
}
