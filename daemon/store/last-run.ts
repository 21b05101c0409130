import type { Knex } from 'knex';
import type { AgentState, NotReadyReason } from '../terms/agents.js';
import type { LastRun } from '../terms/requests.js';
import type { CallBackRow, ChannelSettingRow, QueueVisitRow } from '../terms/rows.js';
import { readAgentsDay } from './agents-day.js';
import { callBackColumns, channelSettingColumns, type DbRecord, fromRecord, queueVisitColumns } from './columns.js';

type Today = NonNullable<LastRun['today']>;
type Times = NonNullable<Today['times']>;

/** Rows of one day that are read at a start; more are no day of one box. */
const maxVisits = 100_000;
const maxCallBacks = 10_000;

/** `midnightMs`: when the site's day began, epoch ms. */
export async function readLastRun(
  db: Knex,
  agentIds: readonly string[],
  midnightMs: number,
): Promise<Required<LastRun>> {
  const agents: { agentId: string; state: AgentState; reason: NotReadyReason | null }[] = [];
  for (const agentId of agentIds) {
    const rows: AgentStateRecord[] = await db('agent_states')
      .where('agent', agentId)
      .orderBy('started_at', 'desc')
      .limit(4)
      .select('state', 'reason', 'started_at', 'ended_at');
    const last = longestOfNewest(rows);
    if (last) agents.push({ agentId, state: last.state, reason: last.reason });
  }
  const visits = await visitsSince(db, midnightMs);
  const settings: DbRecord[] = await db('channel_settings').orderBy('channel');
  return {
    agents,
    channels: settings.map((record) => fromRecord<ChannelSettingRow>(channelSettingColumns, record)),
    today: {
      agents: await answeredByAgent(db, midnightMs),
      queues: await countsByQueue(db, midnightMs),
      visits,
      times: await timesSince(db, agentIds, midnightMs),
      ...(await readAgentsDay(db, visits, midnightMs)),
    },
    callBacks: await openCallBacks(db),
  };
}

async function visitsSince(db: Knex, midnightMs: number): Promise<QueueVisitRow[]> {
  const records: DbRecord[] = await db('queue_visits')
    .where('entered_at', '>=', midnightMs)
    .orderBy(['entered_at', 'call_id', 'visit'])
    .limit(maxVisits);
  return records.map((record) => fromRecord<QueueVisitRow>(queueVisitColumns, record));
}

async function openCallBacks(db: Knex): Promise<CallBackRow[]> {
  const records: DbRecord[] = await db('call_backs')
    .whereIn('state', ['open', 'taken'])
    .orderBy(['at', 'id'])
    .limit(maxCallBacks);
  return records.map((record) => fromRecord<CallBackRow>(callBackColumns, record));
}

/** Of each agent and state, with the part since midnight of what had begun before. All intervals are closed by now. */
async function timesSince(db: Knex, agentIds: readonly string[], midnightMs: number): Promise<Times> {
  const times = new Map<string, { agentId: string; state: AgentState; ms: number }>();
  const add = (agentId: string, state: AgentState, ms: number): void => {
    const key = `${agentId} ${state}`;
    const known = times.get(key) ?? { agentId, state, ms: 0 };
    times.set(key, { ...known, ms: known.ms + ms });
  };
  const sums: DbRecord[] = await db('agent_states')
    .where('started_at', '>=', midnightMs)
    .whereNotNull('ended_at')
    .groupBy('agent', 'state')
    .select('agent', 'state', db.raw('SUM(ended_at - started_at) AS ms'));
  for (const { agent, state, ms } of sums) add(String(agent), state as AgentState, Number(ms));
  for (const agentId of agentIds) {
    const last = await db('agent_states')
      .where('agent', agentId)
      .where('started_at', '<', midnightMs)
      .orderBy([
        { column: 'started_at', order: 'desc' },
        { column: 'ended_at', order: 'desc' },
      ])
      .first('state', 'ended_at');
    const ms = Number(last?.ended_at ?? 0) - midnightMs;
    if (ms > 0) add(agentId, last.state as AgentState, ms);
  }
  return [...times.values()].sort((a, b) => order(`${a.agentId} ${a.state}`, `${b.agentId} ${b.state}`));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface AgentStateRecord {
  readonly state: AgentState;
  readonly reason: NotReadyReason | null;
  readonly started_at: number;
  readonly ended_at: number | null;
}

/** Several states may begin in one millisecond; the longest of them is the one that lasted. */
function longestOfNewest(newestFirst: readonly AgentStateRecord[]): AgentStateRecord | undefined {
  const endOf = (row: AgentStateRecord): number => row.ended_at ?? Number.POSITIVE_INFINITY;
  return newestFirst
    .filter((row) => row.started_at === newestFirst[0]?.started_at)
    .reduce<AgentStateRecord | undefined>((best, row) => (best && endOf(best) >= endOf(row) ? best : row), undefined);
}

async function answeredByAgent(db: Knex, midnightMs: number): Promise<Today['agents']> {
  const rows: DbRecord[] = await db('calls')
    .where('started_at', '>=', midnightMs)
    .where('direction', 'inbound')
    .whereNotNull('talk_started_at')
    .whereNotNull('agent')
    .groupBy('agent')
    .select('agent')
    .count({ answered: '*' });
  return rows.map((row) => ({ agentId: String(row.agent), answered: Number(row.answered) }));
}

async function countsByQueue(db: Knex, midnightMs: number): Promise<Today['queues']> {
  const rows: DbRecord[] = await db('calls')
    .where('started_at', '>=', midnightMs)
    .whereNotNull('queue')
    .groupBy('queue')
    .select(
      'queue',
      db.raw('COUNT(talk_started_at) AS answered'),
      db.raw("COUNT(CASE WHEN ending = 'abandoned' THEN 1 END) AS abandoned"),
    );
  return rows.map((row) => ({
    queueId: String(row.queue),
    answered: Number(row.answered),
    abandoned: Number(row.abandoned),
  }));
}
