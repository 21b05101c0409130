import type { Knex } from 'knex';
import type { AgentState, NotReadyReason } from '../terms/agents.js';
import type { LastRun } from '../terms/requests.js';
import type { QueueVisitRow } from '../terms/rows.js';

type Today = NonNullable<LastRun['today']>;

/** Intervals of one day that are read at a start; more are no day of one box. */
const maxIntervals = 500_000;

interface IntervalRecord {
  readonly agent: string;
  readonly state: AgentState;
  readonly reason: NotReadyReason | null;
  readonly call_id: string | null;
  readonly started_at: number;
  readonly ended_at: number | null;
}

const conversation: ReadonlySet<AgentState> = new Set(['talking', 'held', 'consulting', 'conference']);
/** A not-ready agent may be in these and is not-ready again afterwards, for the same reason. */
const between: ReadonlySet<AgentState> = new Set([...conversation, 'dialling', 'reserved', 'ringing', 'wrap-up']);

/** What agents did since midnight in calls that queues gave them, and how often they were not-ready. */
export async function readAgentsDay(
  db: Knex,
  visits: readonly QueueVisitRow[],
  midnightMs: number,
): Promise<Required<Pick<Today, 'work' | 'notReady'>>> {
  const intervals: IntervalRecord[] = await db('agent_states')
    .where('started_at', '>=', midnightMs)
    .whereNotNull('ended_at')
    .orderBy(['agent', 'started_at', 'ended_at'])
    .limit(maxIntervals)
    .select('agent', 'state', 'reason', 'call_id', 'started_at', 'ended_at');
  return { work: workOf(intervals, visits), notReady: notReadyOf(intervals) };
}

/** An agent who had the same caller from two queues worked for the one that gave him last. */
function workOf(intervals: readonly IntervalRecord[], visits: readonly QueueVisitRow[]): NonNullable<Today['work']> {
  const given = new Map<string, QueueVisitRow[]>();
  for (const visit of visits) {
    if (visit.how !== 'answered' || visit.agent === null) continue;
    const key = `${visit.callId} ${visit.agent}`;
    given.set(key, [...(given.get(key) ?? []), visit]);
  }
  const work = new Map<string, { queueId: string; talkMs: number; wrapUpMs: number }>();
  for (const { agent, state, call_id, started_at, ended_at } of intervals) {
    const visit = given.get(`${call_id} ${agent}`)?.findLast(({ leftAt }) => Number(leftAt) <= Number(started_at));
    if (visit === undefined) continue;
    const ms = Number(ended_at) - Number(started_at);
    const known = work.get(visit.queue) ?? { queueId: visit.queue, talkMs: 0, wrapUpMs: 0 };
    if (conversation.has(state)) known.talkMs += ms;
    else if (state === 'wrap-up') known.wrapUpMs += ms;
    work.set(visit.queue, known);
  }
  return [...work.values()].sort((a, b) => (a.queueId < b.queueId ? -1 : 1));
}

/** As the daemon counts: not right after the sign-in, and not again after a call that only interrupted it. */
function notReadyOf(intervals: readonly IntervalRecord[]): NonNullable<Today['notReady']> {
  const times = new Map<string, number>();
  let agent = '';
  let was: NotReadyReason | null = null;
  for (const interval of intervals) {
    if (interval.agent !== agent) was = null;
    agent = interval.agent;
    if (interval.state !== 'not-ready') {
      if (!between.has(interval.state)) was = null;
      continue;
    }
    if (interval.reason !== was && interval.reason !== 'just-signed-in') times.set(agent, (times.get(agent) ?? 0) + 1);
    was = interval.reason;
  }
  return [...times].map(([agentId, count]) => ({ agentId, times: count }));
}
