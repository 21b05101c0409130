import type { Knex } from 'knex';
import type { AgentState, NotReadyReason } from '../terms/agents.js';
import type { ChannelSettingRow } from '../terms/rows.js';
import { channelSettingColumns, type DbRecord, fromRecord } from './columns.js';

/** What a daemon that starts wants to know of the one before it. */
export interface LastRun {
  /** The last state each agent was in; agents who never worked are absent. */
  readonly agents: readonly {
    readonly agentId: string;
    readonly state: AgentState;
    readonly reason: NotReadyReason | null;
  }[];
  /** What technicians had set on channels. */
  readonly channels: readonly ChannelSettingRow[];
  /** Counts of the calls that began since `midnightMs`. */
  readonly today: {
    readonly agents: readonly { readonly agentId: string; readonly answered: number }[];
    readonly queues: readonly { readonly queueId: string; readonly answered: number; readonly abandoned: number }[];
  };
}

/** `midnightMs`: when the site's day began, epoch ms. */
export async function readLastRun(db: Knex, agentIds: readonly string[], midnightMs: number): Promise<LastRun> {
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
  const settings: DbRecord[] = await db('channel_settings').orderBy('channel');
  return {
    agents,
    channels: settings.map((record) => fromRecord<ChannelSettingRow>(channelSettingColumns, record)),
    today: { agents: await answeredByAgent(db, midnightMs), queues: await countsByQueue(db, midnightMs) },
  };
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

async function answeredByAgent(db: Knex, midnightMs: number): Promise<LastRun['today']['agents']> {
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

async function countsByQueue(db: Knex, midnightMs: number): Promise<LastRun['today']['queues']> {
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
