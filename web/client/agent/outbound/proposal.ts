/** The likely result of an outbound call: from the network's cause, or from what the call showed. Only proposed. */
import type { EndedBy } from '../../../../daemon/terms/calls.js';
import type { ResultCode } from '../../../../daemon/terms/outbound.js';
import { resultOfCause } from '../../../../daemon/terms/outbound-causes.js';

export interface Course {
  /** Length of the conversation; null: nobody answered. */
  readonly talkMs: number | null;
  readonly endedBy: EndedBy | null;
  /** ITU-T Q.850; null: not known. */
  readonly cause: number | null;
}

/** Who talks so long has been reached. */
const reachedAfterMs = 20_000;
/** Who hangs up so soon does not want to talk. */
const refusedWithinMs = 10_000;
const rejected = 21; // call rejected: refused only if the agent says so (china.md 7)

/** null: it may have been anything, and nothing is put into a tired agent's head. */
export function proposedResult({ talkMs, endedBy, cause }: Course): ResultCode | null {
  if (talkMs !== null) {
    if (talkMs >= reachedAfterMs) return 'success';
    return talkMs < refusedWithinMs && endedBy === 'called' ? 'refused' : null;
  }
  if (cause === null) return null;
  if (cause === rejected) return 'refused';
  const result = resultOfCause(cause);
  return result === 'line-failure' ? null : result;
}
