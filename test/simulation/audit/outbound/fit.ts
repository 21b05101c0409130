/** Whether the result of an attempt can be told of what the far end did (china.md 7). */
import type { AttemptResult, AttemptRow, Campaign } from '../../../../daemon/terms/outbound.js';
import type { Meeting } from './meeting.js';

const mayRingMs = 3_000;
/** A moment of two machines' clocks. */
const momentMs = 20;
const ofTrunk: ReadonlySet<number> = new Set([34, 38, 41, 42, 44]);

export interface Ended {
  readonly attempt: AttemptRow;
  readonly campaign: Campaign;
  /** All calls that it made, in their order: the last one counts. */
  readonly meetings: readonly Meeting[];
}

/** Results that fit; null: anything may be said of it. */
export function fitting({ attempt, campaign, meetings }: Ended): readonly AttemptResult[] | null {
  if (meetings.some(({ disturbed }) => disturbed)) return null;
  const met = meetings.at(-1);
  // No channel, no trunk for the number, or an agent who did not lift.
  if (met === undefined) return ['line-failure', 'wrong-number'];
  if (met.heardAnsweredAt !== null) return ofAnswered(attempt, campaign, met);
  if (met.cut) return ['line-failure'];
  switch (met.fate) {
    case '': // it never came through to the network
      return ['line-failure'];
    case 'congested':
    case 'glare':
      // We hung up before anybody heard of the refusal, whether it was on its way or not: an agent lays down when he likes.
      if (met.givenUp) return [...ofUnanswered(attempt, met, meetings), 'line-failure'];
      return ofTrunk.has(met.cause) ? ['line-failure'] : ['line-failure', 'no-answer', 'cancelled'];
    default:
      return ofUnanswered(attempt, met, meetings);
  }
}

/** Who gave up first: the network, we, or an agent who dialled himself and hung up. */
function ofUnanswered(attempt: AttemptRow, met: Meeting, all: readonly Meeting[]): readonly AttemptResult[] {
  if (met.givenUp) return attempt.pacing === '' ? ofGivenUp(met, all) : ['no-answer', 'cancelled'];
  return [toldBy(met) ?? 'no-answer'];
}

/** Nobody's telephone rang: the person has lost no try by it (china.md 7). Where nothing was said of ringing, it takes 3 s. */
function ofGivenUp(met: Meeting, earlier: readonly Meeting[]): readonly AttemptResult[] {
  if (met.heardAlertingAt !== null || earlier.some(({ heardAlertingAt }) => heardAlertingAt !== null))
    return ['no-answer'];
  const { givenUpAfterMs: lastedMs } = met;
  if (lastedMs === null || Math.abs(lastedMs - mayRingMs) <= momentMs) return ['no-answer', 'not-rung'];
  return lastedMs < mayRingMs ? ['not-rung'] : ['no-answer'];
}

function toldBy({ fate, hungUp, heardTone }: Meeting): AttemptResult | null {
  switch (fate) {
    case 'busy':
    case 'busy-tone':
      return hungUp || heardTone ? 'busy' : null;
    case 'vacant':
      return 'wrong-number';
    case 'announced':
    case 'sit':
      return 'unreachable';
    default:
      return null;
  }
}

function ofAnswered(attempt: AttemptRow, campaign: Campaign, met: Meeting): readonly AttemptResult[] {
  const talked = attempt.connectedAt !== null;
  const byFlow = campaign.flow !== '';
  if (talked) return ['connected'];
  const judged = campaign.answeringMachines && attempt.pacing !== '';
  if (met.who === 'fax' && met.heardWho === 'fax')
    return byFlow ? ['success', 'unreachable', 'wrong-number'] : ['wrong-number'];
  if (judged && met.who === 'machine' && met.heardWho === 'machine' && !attempt.sampled) return ['diverted'];
  if (byFlow) return ['success', 'unreachable', 'refused'];
  return campaign.answeringMachines ? ['dropped', 'diverted', 'wrong-number'] : ['dropped'];
}
