import type { Knex } from 'knex';
import type { DayRows } from '../terms/day-rows.js';
import type {
  AgentStateRow,
  CallEventRow,
  CallRow,
  LegRow,
  QueueVisitRow,
  RatingRow,
  SupervisionRow,
} from '../terms/rows.js';
import {
  agentStateColumns,
  type Columns,
  callColumns,
  callEventColumns,
  type DbRecord,
  fromRecord,
  legColumns,
  queueVisitColumns,
  ratingColumns,
  supervisionColumns,
} from './columns.js';

/** Of one kind in one day; more is no day of one box. */
const maxRows = 200_000;
/** Incidents have no index by time; so many of the newest are looked through. */
const maxIncidents = 20_000;
const dayMs = 86_400_000;

/** Everything of one day at once, for what is counted afterwards. Times are epoch ms, spans [from, to). */
export class DayReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  /** `states`: whether agents' intervals are wanted too. */
  async rows(fromMs: number, toMs: number, states: boolean): Promise<DayRows> {
    await this.ready();
    const within = (select: Knex.QueryBuilder, column: string): Knex.QueryBuilder =>
      select.where(column, '>=', fromMs).where(column, '<', toMs).orderBy(column).limit(maxRows);
    const began = this.db('calls').select('id').where('started_at', '>=', fromMs).where('started_at', '<', toMs);
    const legs = this.db('call_legs')
      .whereIn('call_id', began)
      .whereIn('purpose', ['transfer', 'consult'])
      .whereNotNull('answered_at')
      .orderBy(['call_id', 'leg'])
      .limit(maxRows);
    return {
      calls: await read<CallRow>(callColumns, within(this.db('calls'), 'started_at')),
      visits: await read<QueueVisitRow>(queueVisitColumns, within(this.db('queue_visits'), 'entered_at')),
      legs: await read<LegRow>(legColumns, legs),
      ratings: await read<RatingRow>(ratingColumns, within(this.db('ratings'), 'at')),
      supervisions: await read<SupervisionRow>(supervisionColumns, within(this.db('supervisions'), 'at')),
      emergencies: await this.emergencies(fromMs, toMs),
      states: states ? await this.states(fromMs, toMs) : [],
    };
  }

  /** What happened to a call, in its order. */
  async eventsOf(callId: string): Promise<readonly CallEventRow[]> {
    await this.ready();
    const select = this.db('call_events').where('call_id', callId).orderBy('seq').limit(2_000);
    return read<CallEventRow>(callEventColumns, select);
  }

  private async emergencies(fromMs: number, toMs: number): Promise<DayRows['emergencies']> {
    const found: { code: string; at: number; detail: string }[] = await this.db('incidents')
      .select('code', 'at', 'detail')
      .orderBy('id', 'desc')
      .limit(maxIncidents);
    return found
      .filter(({ code, at }) => code === 'emergency-call' && at >= fromMs && at < toMs)
      .map(({ at, detail }) => {
        const { calledNumber, agent } = JSON.parse(detail) as { calledNumber?: string; agent?: string };
        return { at, number: calledNumber ?? '', agent: agent ? agent : null };
      });
  }

  /** An interval that began before the span counts too; none lasts longer than a day but a sign-out, which is no work. */
  private states(fromMs: number, toMs: number): Promise<readonly AgentStateRow[]> {
    const select = this.db('agent_states')
      .where('started_at', '>=', fromMs - dayMs)
      .where('started_at', '<', toMs)
      .where((lasts) => lasts.whereNull('ended_at').orWhere('ended_at', '>', fromMs))
      .orderBy(['agent', 'started_at', 'ended_at'])
      .limit(maxRows);
    return read<AgentStateRow>(agentStateColumns, select);
  }
}

async function read<Row extends object>(columns: Columns<Row>, select: PromiseLike<DbRecord[]>): Promise<Row[]> {
  return (await select).map((record) => fromRecord<Row>(columns, record));
}
