/** What agents' intervals of a day add up to, for the run that begins in it. */
import type { AgentState, NotReadyReason } from '../../../daemon/terms/agents.js';
import type { AgentStateRow, QueueVisitRow } from '../../../daemon/terms/rows.js';

export interface ClosedInterval {
  readonly row: AgentStateRow;
  readonly endedAt: number;
}

const inCall: ReadonlySet<AgentState> = new Set(['talking', 'held', 'consulting', 'conference']);
/** Somebody not-ready may be called all the same, and is not-ready again afterwards. */
const interrupts: ReadonlySet<AgentState> = new Set([...inCall, 'dialling', 'reserved', 'ringing', 'wrap-up']);

/** Ms by agent and state since midnight. */
export function timesOf(intervals: readonly ClosedInterval[], midnightMs: number) {
  const sums = new Map<string, { agentId: string; state: AgentState; ms: number }>();
  for (const { row, endedAt } of intervals) {
    const ms = endedAt - Math.max(row.startedAt, midnightMs);
    if (ms < 0) continue;
    const key = `${row.agent} ${row.state}`;
    const sum = sums.get(key) ?? { agentId: row.agent, state: row.state, ms: 0 };
    sum.ms += ms;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** By queue: what agents did in calls that it gave them, from then on. */
export function workOf(intervals: readonly ClosedInterval[], visits: readonly QueueVisitRow[], midnightMs: number) {
  const given = new Map<string, QueueVisitRow[]>();
  for (const visit of visits) {
    if (visit.how !== 'answered') continue;
    const key = `${visit.callId} ${visit.agent}`;
    given.set(key, [...(given.get(key) ?? []), visit]);
  }
  const work = new Map<string, { queueId: string; talkMs: number; wrapUpMs: number }>();
  for (const { row, endedAt } of intervals) {
    if (row.startedAt < midnightMs) continue;
    const visit = given.get(`${row.callId} ${row.agent}`)?.findLast(({ leftAt }) => (leftAt ?? 0) <= row.startedAt);
    if (visit === undefined) continue;
    const sum = work.get(visit.queue) ?? { queueId: visit.queue, talkMs: 0, wrapUpMs: 0 };
    if (inCall.has(row.state)) sum.talkMs += endedAt - row.startedAt;
    if (row.state === 'wrap-up') sum.wrapUpMs += endedAt - row.startedAt;
    work.set(visit.queue, sum);
  }
  return [...work.values()];
}

/** How often each agent became not-ready; not by signing in, and not again by the end of a call. */
export function notReadyOf(intervals: readonly ClosedInterval[], midnightMs: number) {
  const times = new Map<string, number>();
  const was = new Map<string, NotReadyReason | null>();
  for (const { row } of intervals) {
    if (row.startedAt < midnightMs) continue;
    const { agent, state, reason } = row;
    if (state === 'not-ready') {
      const again = was.get(agent) === reason || reason === 'just-signed-in';
      if (!again) times.set(agent, (times.get(agent) ?? 0) + 1);
      was.set(agent, reason);
    } else if (!interrupts.has(state)) was.delete(agent);
  }
  return [...times].map(([agentId, count]) => ({ agentId, times: count }));
}
