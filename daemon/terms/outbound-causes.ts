/** What the network's cause says of a number that nobody answered (china.md 7; the table of causes: screens.md 3.4). */
import type { ResultCode } from './outbound.js';

const byCause: Readonly<Record<number, ResultCode>> = {
  1: 'wrong-number', // unallocated
  2: 'unreachable', // no route: number type, or long-distance right not opened
  3: 'unreachable',
  16: 'no-answer', // cleared unanswered, without an announcement: by us at the ring timeout, or by the far end
  17: 'busy',
  18: 'no-answer',
  19: 'no-answer',
  20: 'unreachable', // switched off or out of reach: the announcement tells, else the agent
  21: 'unreachable', // refused only if an agent says so
  22: 'wrong-number', // number changed
  27: 'unreachable',
  28: 'wrong-number', // invalid format
  29: 'unreachable', // facility rejected
  31: 'unreachable',
  50: 'unreachable', // not subscribed
  69: 'unreachable',
  88: 'unreachable', // incompatible destination
};

/** Q.850 classes 2 to 6: resource, service, implementation, message and protocol are ours or the carrier's. */
function isLineCause(cause: number): boolean {
  return cause >= 33 && cause <= 110;
}

/** ITU-T Q.850. 'line-failure': ours or the carrier's, nothing is said of who was called. */
export function resultOfCause(cause: number): ResultCode | 'line-failure' {
  return byCause[cause] ?? (isLineCause(cause) ? 'line-failure' : 'unreachable');
}
