import type { CustomerCondition, CustomerFound, CustomersFoundPage } from '../../../daemon/contract/pages.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { CustomerSearch } from '../store/customer-search.js';
import { matchingKey, spellingsOf } from '../store/numbers.js';

/** Customers whose calls are looked at for one page of answers. */
const maxLookedAt = 5_000;
const lookedAtOnce = 500;

type CallCondition = Extract<CustomerCondition, { about: 'calls' | 'campaign' }>;

/**
 * Customers by conditions over both databases (CRM-22): what the business database can say is asked there; those who are
 * left are looked up among the calls, some hundred at a time.
 */
export async function findCustomers(
  search: CustomerSearch,
  archive: CallArchive,
  asked: { readonly conditions: readonly CustomerCondition[]; readonly after: string; readonly limit: number },
  parts: boolean,
): Promise<CustomersFoundPage> {
  const ofCalls = asked.conditions.filter(
    (each): each is CallCondition => each.about === 'calls' || each.about === 'campaign',
  );
  const found: CustomerFound[] = [];
  let { after } = asked;
  for (let looked = 0; looked < maxLookedAt; ) {
    const size = ofCalls.length === 0 ? asked.limit + 1 : lookedAtOnce;
    const some = await search.page(asked.conditions, after, size, parts);
    for (const customer of await fitting(archive, ofCalls, some)) {
      if (found.length === asked.limit) return { customers: found, next: found.at(-1)?.id ?? null };
      found.push(customer);
    }
    if (some.length < size) return { customers: found, next: null };
    after = some.at(-1)?.id ?? after;
    looked += some.length;
  }
  return { customers: found, next: after };
}

async function fitting(
  archive: CallArchive,
  conditions: readonly CallCondition[],
  customers: readonly CustomerFound[],
): Promise<readonly CustomerFound[]> {
  let left = customers;
  for (const condition of conditions) {
    if (left.length === 0) return left;
    const counts = await countsOf(archive, condition, left);
    const { atLeast, atMost } = condition;
    // Without a bound: at least one.
    const least = atLeast ?? (atMost === undefined ? 1 : 0);
    left = left.filter(({ phone }) => {
      const count = counts.get(matchingKey(phone)) ?? 0;
      return count >= least && count <= (atMost ?? Number.POSITIVE_INFINITY);
    });
  }
  return left;
}

/** By key: the network may have spelt one number in several ways. */
async function countsOf(
  archive: CallArchive,
  condition: CallCondition,
  customers: readonly CustomerFound[],
): Promise<ReadonlyMap<string, number>> {
  const { from: fromMs, to: toMs } = condition;
  const span = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
  const counts = new Map<string, number>();
  const count = (found: ReadonlyMap<string, number>): void => {
    for (const [number, times] of found) {
      const key = matchingKey(number);
      counts.set(key, (counts.get(key) ?? 0) + times);
    }
  };
  if (condition.about === 'campaign') {
    const { campaign, result } = condition;
    const asked = {
      ...span,
      ...(campaign === undefined ? {} : { campaign }),
      ...(result === undefined ? {} : { result }),
    };
    const keys = customers.map(({ phone }) => matchingKey(phone));
    count(await archive.persons((persons) => persons.attemptCounts(keys, asked)));
    return counts;
  }
  const { direction, agent } = condition;
  const asked = {
    ...span,
    ...(direction === undefined ? {} : { direction }),
    ...(agent === undefined ? {} : { agent }),
  };
  const numbers = customers.flatMap(({ phone }) => spellingsOf(phone));
  count(await archive.persons((persons) => persons.callCounts(numbers, asked)));
  return counts;
}
