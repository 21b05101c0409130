/** How far an outbound call is, as far as its result is concerned. */
import type { LiveAgent, LiveCall } from '../../../../daemon/terms/live.js';
import type { ResultCode } from '../../../../daemon/terms/outbound.js';
import { inConversation } from '../allowed.js';

/**
 * 'calling': nobody has answered, no result can be given; 'talking': it may be given; 'owed': the call is over and it
 * must be; 'given': it may be corrected; 'network': nobody answered, the result follows from the line.
 */
export type ResultStage = 'calling' | 'talking' | 'owed' | 'given' | 'network';

/** The result that is wanted is of a call before the one the agent has, or has just had. */
export function isOfEarlierCall({ callId, lead }: Pick<LiveAgent, 'callId' | 'lead'>): boolean {
  if (lead?.resultWanted !== true || lead.callId === undefined) return false;
  return callId !== null && callId !== lead.callId;
}

export function resultStage(
  agent: Pick<LiveAgent, 'state' | 'lead'>,
  last: { readonly given: ResultCode | null },
  call: Pick<LiveCall, 'talkStartedAt' | 'endedBy'> | undefined,
): ResultStage {
  const wanted = agent.lead?.resultWanted === true;
  const isOver = call === undefined || call.endedBy !== null || agent.state === 'wrap-up';
  const isTalk = inConversation(agent.state);
  if (wanted) return isTalk && !isOver ? 'talking' : 'owed';
  if (last.given !== null) return 'given';
  if (isTalk) return 'talking';
  // A conversation whose result is not wanted has one: it was given before this page was loaded.
  return agent.state === 'wrap-up'
    ? call !== undefined && call.talkStartedAt === null
      ? 'network'
      : 'given'
    : 'calling';
}
