import type { CallExplained, Judgement } from '../terms/live.js';
import type { AgentRecord } from './agents.js';
import { type Asked, type Contact, skillNeeded } from './contact.js';
import { askedBy, claimOf, fits, isPreferred, type MemberClaim } from './decision.js';
import type { Member, Members } from './members.js';
import { compareAgentIds, compareClaims, shownMetric } from './strategy.js';
import type { QueueState } from './waiting.js';

interface Moment {
  readonly members: Members;
  /** The queue is within its hours. */
  readonly open: boolean;
  readonly salt: number;
  readonly atMs: number;
}

/** "Why is nobody taking this call?" Each agent of the queue is judged by what a decision would ask. Changes nothing. */
export function explain(contact: Contact, state: QueueState, moment: Moment): CallExplained {
  const { members, atMs } = moment;
  const asked = askedBy(contact, state.queue, members, atMs);
  const judged = judge(contact, state, asked, moment);
  return {
    callId: contact.callId,
    queue: contact.queueId,
    position: state.position(contact, atMs),
    waitedMs: atMs - contact.since,
    summary: summaryOf(contact, asked, judged, moment),
    agents: judged,
  };
}

function judge(contact: Contact, state: QueueState, asked: Asked, moment: Moment): readonly Judgement[] {
  const { queue } = state;
  const claims: MemberClaim[] = [];
  const others: Judgement[] = [];
  for (const member of concerned(contact, queue.id, moment.members)) {
    const offered = contact.offeredTo.has(member.agentId);
    const why = offered ? null : whyNot(contact, state, asked, member, moment);
    if (why === null) claims.push(claimOf(contact, queue, asked.skillName, member, moment.salt, moment.atMs));
    else others.push(why);
  }
  claims.sort(compareClaims);
  const chosen = contact.offeredTo.size > 0 ? contact.offeredTo.size : (queue.ringAtOnce ?? 1);
  const ranked = claims.map(
    ({ agentId, metric, member }, at): Judgement => ({
      agentId,
      why: at < chosen ? 'would-be-chosen' : 'behind',
      rank: at + 1,
      metric: shownMetric(queue.strategy, metric),
      state: member.record.state,
    }),
  );
  return [...ranked, ...others.sort((a, b) => compareAgentIds(a.agentId, b.agentId))];
}

/** The queue's agents, those he is meant for, and others who are ready: they could be moved. */
function concerned(contact: Contact, queueId: string, members: Members): readonly Member[] {
  return [...members.all()].filter(
    (member) => member.level(queueId) !== null || member.available || isPreferred(contact, member.agentId),
  );
}

/** Null: he could take it now. */
function whyNot(
  contact: Contact,
  { queue }: QueueState,
  asked: Asked,
  member: Member,
  moment: Moment,
): Judgement | null {
  const { members, atMs } = moment;
  const { agentId } = member;
  const state = stateWhy(member, members, atMs);
  if (state !== null) return state;
  if (fits(contact, queue, asked, member)) return null;
  if (asked.heldFor === '') return { agentId, why: 'caller-looked-up', endsInMs: asked.heldUntil - atMs };
  if (asked.heldFor !== null) return { agentId, why: 'held-for-other', endsInMs: asked.heldUntil - atMs };
  const level = member.level(queue.id);
  if (level === null) return { agentId, why: 'not-in-queue' };
  if (level > asked.level) {
    const { nextLevelAfterMs = 0 } = queue;
    return { agentId, why: 'level-later', endsInMs: contact.enteredAt + (level - 1) * nextLevelAfterMs - atMs };
  }
  const endsInMs = skillEnoughInMs(contact, member.skillOf(asked.skillName), atMs);
  return { agentId, why: 'skill-too-low', ...(endsInMs === null ? {} : { endsInMs }) };
}

/** What of the agent himself is against it. */
function stateWhy(member: Member, members: Members, atMs: number): Judgement | null {
  const { agentId, record, onShift } = member;
  const { state, reason, wrapUp } = record;
  if (state === 'signed-out') return { agentId, why: 'signed-out' };
  if (!onShift) return { agentId, why: 'off-shift', state };
  if (state === 'not-ready') return { agentId, why: 'not-ready', ...(reason === null ? {} : { reason }) };
  if (record.resultWanted !== null && isOnlyOwing(record, atMs)) return { agentId, why: 'result-owed', state };
  if (state === 'wrap-up') {
    return { agentId, why: 'wrap-up', ...(wrapUp === null ? {} : { endsInMs: Math.max(0, wrapUp.until - atMs) }) };
  }
  if (state === 'unreachable') return { agentId, why: 'unreachable' };
  if (state !== 'ready') return { agentId, why: 'busy', state };
  if (member.available) return null;
  return { agentId, why: members.isOffHook(member) ? 'off-hook' : 'unreachable', state };
}

/** Nothing but the result of a campaign's call keeps him. */
function isOnlyOwing({ state, wrapUp }: AgentRecord, atMs: number): boolean {
  return state === 'ready' || (state === 'wrap-up' && wrapUp !== null && wrapUp.until <= atMs);
}

/** Until this skill is enough by relaxing; null: never. */
function skillEnoughInMs(contact: Contact, level: number, atMs: number): number | null {
  const { skill, enteredAt } = contact;
  if (skill === null || skill.relaxBy <= 0 || skill.everyMs <= 0) return null;
  const steps = Math.ceil((skill.atLeast - level) / skill.relaxBy);
  return skillNeeded(skill, steps * skill.everyMs) <= level ? enteredAt + steps * skill.everyMs - atMs : null;
}

function summaryOf(
  contact: Contact,
  asked: Asked,
  judged: readonly Judgement[],
  { members, open }: Moment,
): CallExplained['summary'] {
  const own = judged.filter(({ agentId, why }) => why !== 'not-in-queue' && members.get(agentId) !== null);
  if (contact.offeredTo.size > 0) return 'being-offered';
  if (asked.heldFor !== null) return asked.heldFor === '' ? 'caller-looked-up' : 'held-for-agent';
  if (own.every(({ why }) => why === 'signed-out')) return open ? 'nobody-signed-in' : 'closed';
  if (judged.some(({ why }) => why === 'would-be-chosen')) return 'others-before';
  const misfits: readonly Judgement['why'][] = ['skill-too-low', 'level-later', 'held-for-other'];
  return own.some(({ why }) => misfits.includes(why)) ? 'nobody-fits' : 'nobody-ready';
}
