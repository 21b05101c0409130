import type { Knex } from 'knex';
import type {
  AgentStateRow,
  AlarmRow,
  CallBackRow,
  CallDataRow,
  LegRow,
  QueueVisitRow,
  SupervisionRow,
} from '../terms/rows.js';
import {
  agentStateColumns,
  alarmColumns,
  type Columns,
  callBackColumns,
  callDataColumns,
  type DbRecord,
  fromRecord,
  legColumns,
  queueVisitColumns,
  supervisionColumns,
} from './columns.js';

/** Rows of one answer; more than a floor makes of anything in a day but calls. */
const maxRows = 1_000;
const maxStates = 10_000;

export interface AbandonedCaller {
  readonly callId: string;
  readonly number: string;
  readonly at: number;
  /** How often this number gave up in the time asked for. */
  readonly times: number;
  /** An agent talked to this number after it had given up last; null: not yet. */
  readonly reachedAt: number | null;
}

export interface MissedOffer {
  readonly leg: LegRow;
  readonly callingNumber: string;
  readonly queue: string | null;
  /** Who talked to the caller in the end; null: nobody. */
  readonly takenBy: string | null;
}

/** What happened on the floor beside the calls' own rows. Times are epoch ms, spans [from, to). */
export class FloorReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  async legsOf(callId: string): Promise<LegRow[]> {
    return this.rows<LegRow>(legColumns, this.db('call_legs').where('call_id', callId).orderBy('leg').limit(maxRows));
  }

  async visitsOf(callId: string): Promise<QueueVisitRow[]> {
    return this.rows<QueueVisitRow>(
      queueVisitColumns,
      this.db('queue_visits').where('call_id', callId).orderBy('visit').limit(maxRows),
    );
  }

  /** Whether this agent talked in the call, or talks in it now. */
  async talkedIn(callId: string, agent: string): Promise<boolean> {
    await this.ready();
    const leg = await this.db('call_legs').where({ call_id: callId, agent }).whereNotNull('answered_at').first('leg');
    return leg !== undefined;
  }

  /** What is known of a call, in order of section and key. */
  async dataOf(callId: string): Promise<CallDataRow[]> {
    const select = this.db('call_data').where('call_id', callId).whereNotNull('data_value');
    return this.rows<CallDataRow>(callDataColumns, select.orderBy(['section', 'data_key']).limit(10_000));
  }

  /** Still to be called back; those with most points first, then the oldest. `queues`: only of these. */
  async openCallBacks(queues?: readonly string[]): Promise<CallBackRow[]> {
    const select = this.db('call_backs').whereIn('state', ['open', 'taken']);
    if (queues !== undefined) select.whereIn('queue', [...queues]);
    const order = [{ column: 'points', order: 'desc' }, { column: 'at' }, { column: 'id' }];
    return this.rows<CallBackRow>(callBackColumns, select.orderBy(order).limit(maxRows));
  }

  /** The last abandoned call of each number that gave up in the span, newest first. */
  async abandoned(fromMs: number, toMs: number): Promise<AbandonedCaller[]> {
    await this.ready();
    const gaveUp = (await this.db('calls')
      .where({ ending: 'abandoned', direction: 'inbound' })
      .where('started_at', '>=', fromMs)
      .where('started_at', '<', toMs)
      .whereNot('calling_number', '')
      .groupBy('calling_number')
      .select('calling_number as number')
      .max({ id: 'id', at: 'started_at' })
      .count({ times: '*' })
      .orderBy('id', 'desc')
      .limit(maxRows)) as unknown as { id: string; number: string; at: number; times: number }[];
    const reached = await this.talkedSince(
      gaveUp.map((row) => row.number),
      fromMs,
    );
    return gaveUp.map(({ id, number, at, times }) => {
      const last = reached.get(number);
      return { callId: id, number, at, times: Number(times), reachedAt: last !== undefined && last > at ? last : null };
    });
  }

  /** Alarms that were on in the span, newest first. */
  async alarms(fromMs: number, toMs: number): Promise<AlarmRow[]> {
    const select = this.db('alarms')
      .where('on_at', '<', toMs)
      .where((still) => still.whereNull('off_at').orWhere('off_at', '>=', fromMs));
    return this.rows<AlarmRow>(alarmColumns, select.orderBy('on_at', 'desc').limit(maxRows));
  }

  /** Newest first. */
  async supervisions(fromMs: number, toMs: number): Promise<SupervisionRow[]> {
    const select = this.db('supervisions').where('at', '>=', fromMs).where('at', '<', toMs);
    return this.rows<SupervisionRow>(supervisionColumns, select.orderBy('id', 'desc').limit(maxRows));
  }

  /** Every interval that touches the span, oldest first. */
  async agentStates(agent: string, fromMs: number, toMs: number): Promise<AgentStateRow[]> {
    // Intervals don't overlap: the last one that had begun by then is the first that counts, whatever the years before.
    const first = this.db('agent_states').where('agent', agent).where('started_at', '<=', fromMs).max('started_at');
    const select = this.db('agent_states')
      .where('agent', agent)
      .where('started_at', '>=', this.db.raw('COALESCE(?, ?)', [first, fromMs]))
      .where('started_at', '<', toMs)
      .where((lasts) => lasts.whereNull('ended_at').orWhere('ended_at', '>', fromMs));
    return this.rows<AgentStateRow>(agentStateColumns, select.orderBy(['started_at', 'ended_at']).limit(maxStates));
  }

  /** Offers to the agent that ended unanswered, newest first; one row for each call. */
  async missedOffers(agent: string, fromMs: number): Promise<MissedOffer[]> {
    await this.ready();
    const records: DbRecord[] = await this.db('call_legs')
      .join('calls', 'calls.id', 'call_legs.call_id')
      .select('call_legs.*', 'calls.calling_number', 'calls.queue', 'calls.agent as taken_by', 'calls.talk_started_at')
      .where({ 'call_legs.agent': agent, role: 'agent' })
      .where('call_legs.started_at', '>=', fromMs)
      .whereNull('call_legs.answered_at')
      .whereNotNull('call_legs.ended_at')
      .whereIn('purpose', ['queue', 'direct', 'transfer', 'consult'])
      .orderBy('call_legs.started_at', 'desc')
      .limit(maxRows);
    const byCall = new Map<string, MissedOffer>();
    for (const record of records) {
      const leg = fromRecord<LegRow>(legColumns, record);
      const takenBy = record.talk_started_at === null ? null : (record.taken_by as string | null);
      // Offered twice and taken the second time is not missed.
      if (byCall.has(leg.callId) || takenBy === agent) continue;
      const { calling_number, queue } = record as { calling_number: string; queue: string | null };
      byCall.set(leg.callId, { leg, callingNumber: calling_number, queue, takenBy });
    }
    return [...byCall.values()];
  }

  /** When an agent last began to talk to each of these numbers since `fromMs`, whoever called. */
  private async talkedSince(numbers: readonly string[], fromMs: number): Promise<ReadonlyMap<string, number>> {
    const talked = new Map<string, number>();
    for (const column of ['calling_number', 'called_number'] as const) {
      const select = this.db('calls')
        .whereIn(column, [...numbers])
        .where('talk_started_at', '>=', fromMs)
        .groupBy(column)
        .select(`${column} as number`)
        .max({ at: 'talk_started_at' });
      if (column === 'called_number') select.where('direction', 'outbound');
      for (const { number, at } of (await select) as { number: string; at: number }[]) {
        talked.set(number, Math.max(at, talked.get(number) ?? 0));
      }
    }
    return talked;
  }

  private async rows<Row extends object>(columns: Columns<Row>, select: PromiseLike<DbRecord[]>): Promise<Row[]> {
    await this.ready();
    return (await select).map((record) => fromRecord<Row>(columns, record));
  }
}
