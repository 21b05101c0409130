import { cause } from '../call.js';
import type { NotReached } from '../conversation/reaching.js';

/** ITU-T Q.850 for what distribution says of an agent: which tone the caller hears, what the CDR keeps. */
export const causeOf: Readonly<Record<NotReached, number>> = {
  unknown: cause.unallocatedNumber,
  'signed-out': 20, // subscriber absent
  'not-ready': cause.userBusy,
  busy: cause.userBusy,
  unreachable: 27, // destination out of order
  'no-answer': cause.noAnswer,
  rejected: cause.callRejected,
  loop: 25, // exchange routing error
};

/** What a cause of the network is to who asked for the number. */
export function whyOf(networkCause: number): NotReached {
  switch (networkCause) {
    case cause.userBusy:
      return 'busy';
    case 18:
    case cause.noAnswer:
    case 20:
      return 'no-answer';
    case cause.callRejected:
      return 'rejected';
    case cause.unallocatedNumber:
    case cause.noRoute:
    case cause.numberChanged:
    case cause.invalidNumber:
      return 'unknown';
    default:
      return 'unreachable';
  }
}
