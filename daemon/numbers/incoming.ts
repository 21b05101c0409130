/** What a call from outside is read as, and the flow that answers it: for people who ask before it comes. */
import type { Site } from '../terms/site.js';
import type { IncomingExplained, IncomingNumbers } from '../terms/trunks.js';
import { kindOf, placeOf } from './plan.js';
import { readCalledNumber, readCallingNumber } from './rules.js';

/** As call control reads a call on a channel of that trunk; '' or an unknown trunk: a channel of none. */
export function explainIncoming(site: Site, sent: IncomingNumbers): IncomingExplained {
  const place = placeOf(site);
  const rules = site.trunks?.find(({ id }) => id === sent.trunk)?.in ?? {};
  const callingNumber = readCallingNumber(place, rules, sent.callingNumber, sent.callingType);
  const calledNumber = readCalledNumber(rules, sent.calledNumber);
  const listed = site.numbers.find(({ number }) => number === calledNumber);
  const service = site.serviceNumbers?.find(({ landing }) => landing === calledNumber)?.service ?? null;
  return {
    callingNumber,
    callingKind: kindOf(place, callingNumber),
    calledNumber,
    service,
    flow: listed?.flow ?? site.defaultFlow,
    listed: listed !== undefined,
  };
}
