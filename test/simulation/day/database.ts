/**
 * What of the daemon's rows has reached the disk, and what the next run is told of it. Rows are durable a moment after
 * they are written, or when a slow disk lets them; a killed daemon loses the rest. In memory and without a look at
 * daemon/store, whose answers it is compared with (database.test.ts).
 */
import type { LeadSource, RowSink } from '../../../daemon/runtime/ports.js';
import type { LastRun } from '../../../daemon/terms/requests.js';
import type {
  AgentStateRow,
  CallBackRow,
  CallRow,
  ChannelSettingRow,
  QueueVisitRow,
  RowChange,
} from '../../../daemon/terms/rows.js';
import { type ClosedInterval, notReadyOf, timesOf, workOf } from './last-day.js';
import { OutboundTables } from './outbound/tables.js';

/** A batch is on the disk so long after it was given. */
const usualDelayMs = 20;

interface Batch {
  readonly dueMs: number;
  readonly rows: readonly RowChange[];
}

interface KnownCall {
  row: CallRow;
  /** The last thing known of it. */
  lastAt: number;
}

interface OpenInterval {
  readonly row: AgentStateRow;
  endedAt: number | null;
}

export class Database implements RowSink {
  /** Nothing becomes durable before this: the disk is slow or refuses. */
  stalledUntilMs = 0;
  /** In the last crash. */
  lostRows = 0;
  private batches: Batch[] = [];
  private readonly calls = new Map<string, KnownCall>();
  private readonly visits = new Map<string, QueueVisitRow>();
  private readonly callBacks = new Map<string, CallBackRow>();
  private readonly settings = new Map<string, ChannelSettingRow>();
  private readonly lastStates = new Map<string, AgentStateRow>();
  private readonly intervals: OpenInterval[] = [];
  private readonly openInterval = new Map<string, OpenInterval>();
  /** The newest time in any row. */
  private lastLifeMs = 0;
  private crashes = 0;

  readonly tables = new OutboundTables();

  constructor(
    private readonly nowMs: () => number,
    private readonly after: (ms: number, run: () => void) => void = () => {},
  ) {}

  write(rows: readonly RowChange[]): void {
    const dueMs = Math.max(this.nowMs() + usualDelayMs, this.stalledUntilMs, this.batches.at(-1)?.dueMs ?? 0);
    this.batches.push({ dueMs, rows });
    if (this.batches.length > 10_000) this.settle();
  }

  /** When all that was written until now is on the disk; never, if the daemon dies before. */
  whenSettled(run: () => void): void {
    const { crashes } = this;
    const dueMs = this.batches.at(-1)?.dueMs ?? this.nowMs();
    this.after(Math.max(5, dueMs - this.nowMs()), () => {
      if (crashes !== this.crashes) return;
      this.settle();
      run();
    });
  }

  /** What the next run of campaigns is told. */
  campaignsToRun(midnightMs: number) {
    this.settle();
    return this.tables.toRun(midnightMs);
  }

  /** Leads as they are behind all rows written until now. `midnight`: local, before now. */
  leads(midnight: () => number): LeadSource {
    return { ask: (ask, answer) => this.whenSettled(() => answer(this.tables.answer(ask, midnight()))) };
  }

  /** The daemon is killed: the rows that were lost with it. What was open is closed, as it will be at the next start. */
  crash(): readonly RowChange[] {
    this.settle();
    const lost = this.batches.flatMap(({ rows }) => rows);
    this.batches = [];
    this.crashes += 1;
    this.tables.crash();
    this.lostRows = lost.length;
    for (const known of this.calls.values()) {
      const { row, lastAt } = known;
      if (row.endedAt === null) known.row = { ...row, endedAt: lastAt, ending: 'interrupted', endedBy: 'system' };
    }
    const at = this.lastLifeMs;
    for (const interval of this.openInterval.values()) interval.endedAt = Math.max(at, interval.row.startedAt);
    this.openInterval.clear();
    for (const [key, visit] of this.visits) {
      if (visit.how !== null) continue;
      const leftAt = Math.max(visit.enteredAt, this.calls.get(visit.callId)?.row.endedAt ?? at);
      this.visits.set(key, { ...visit, leftAt, how: 'overflowed' });
    }
    for (const [id, row] of this.callBacks) {
      if (row.state === 'taken') this.callBacks.set(id, { ...row, state: 'open', agent: null });
    }
    return lost;
  }

  /** Epoch ms of the last thing that the next run can know. */
  get lastKnownMs(): number {
    return this.lastLifeMs;
  }

  /** `midnightMs`: of the day that the next run begins in. */
  lastRun(midnightMs: number): LastRun {
    const closed = this.intervals.filter((interval): interval is ClosedInterval => interval.endedAt !== null);
    const visits = [...this.visits.values()].filter(({ enteredAt }) => enteredAt >= midnightMs);
    const calls = [...this.calls.values()].map(({ row }) => row).filter(({ startedAt }) => startedAt >= midnightMs);
    return {
      agents: [...this.lastStates.values()].map(({ agent, state, reason }) => ({ agentId: agent, state, reason })),
      channels: [...this.settings.values()],
      today: {
        agents: answeredByAgent(calls),
        queues: countsByQueue(calls),
        visits,
        times: timesOf(closed, midnightMs),
        work: workOf(closed, visits, midnightMs),
        notReady: notReadyOf(closed, midnightMs),
      },
      callBacks: [...this.callBacks.values()].filter(({ state }) => state === 'open'),
    };
  }

  /** Takes over what is durable by now. */
  private settle(): void {
    const nowMs = this.nowMs();
    const first = this.batches.findIndex(({ dueMs }) => dueMs > nowMs);
    const durable = this.batches.splice(0, first < 0 ? this.batches.length : first);
    for (const { rows } of durable) for (const row of rows) this.apply(row);
  }

  private apply(change: RowChange): void {
    switch (change.row) {
      case 'call-open':
        this.calls.set(change.call.id, { row: change.call, lastAt: change.call.startedAt });
        this.lives(change.call.startedAt);
        return;
      case 'call-change': {
        const known = this.calls.get(change.id);
        if (known === undefined) return;
        known.row = { ...known.row, ...change.change };
        this.lives(known.row.endedAt ?? 0);
        return;
      }
      case 'call-event': {
        const known = this.calls.get(change.event.callId);
        if (known !== undefined) known.lastAt = Math.max(known.lastAt, change.event.at);
        this.lives(change.event.at);
        return;
      }
      case 'agent-state':
        this.agentState(change.state);
        return;
      case 'queue-visit':
        this.visits.set(`${change.visit.callId} ${change.visit.visit}`, change.visit);
        return;
      case 'call-back':
        this.callBacks.set(change.callBack.id, change.callBack);
        return;
      case 'channel-setting':
        this.settings.set(change.setting.channel, change.setting);
        return;
      case 'incident':
        this.lives(change.incident.at);
        return;
      default:
        this.tables.apply(change);
    }
  }

  private agentState(row: AgentStateRow): void {
    const open = this.openInterval.get(row.agent);
    if (open !== undefined) open.endedAt = row.startedAt;
    const interval = { row, endedAt: null };
    this.intervals.push(interval);
    this.openInterval.set(row.agent, interval);
    this.lastStates.set(row.agent, row);
    this.lives(row.startedAt);
  }

  private lives(atMs: number): void {
    this.lastLifeMs = Math.max(this.lastLifeMs, atMs);
  }
}

function answeredByAgent(calls: readonly CallRow[]) {
  const counts = new Map<string, number>();
  for (const { agent, direction, talkStartedAt } of calls) {
    if (agent === null || direction !== 'inbound' || talkStartedAt === null) continue;
    counts.set(agent, (counts.get(agent) ?? 0) + 1);
  }
  return [...counts].map(([agentId, answered]) => ({ agentId, answered }));
}

function countsByQueue(calls: readonly CallRow[]) {
  const counts = new Map<string, { queueId: string; answered: number; abandoned: number }>();
  for (const { queue, talkStartedAt, ending } of calls) {
    if (queue === null) continue;
    const count = counts.get(queue) ?? { queueId: queue, answered: 0, abandoned: 0 };
    if (talkStartedAt !== null) count.answered += 1;
    if (ending === 'abandoned') count.abandoned += 1;
    counts.set(queue, count);
  }
  return [...counts.values()];
}
