/**
 * What of the daemon's rows has reached the disk, and what the next run is told of it. Rows are durable a moment after
 * they are written, or when a slow disk lets them; a killed daemon loses the rest. Mirrors daemon/store, in memory.
 */
import type { RowSink } from '../../../daemon/runtime/ports.js';
import type { AgentState, NotReadyReason } from '../../../daemon/terms/agents.js';
import type { LastRun } from '../../../daemon/terms/requests.js';
import type {
  AgentStateRow,
  CallBackRow,
  CallRow,
  ChannelSettingRow,
  QueueVisitRow,
  RowChange,
} from '../../../daemon/terms/rows.js';

/** A batch is on the disk so long after it was given. */
const usualDelayMs = 20;

interface Batch {
  readonly dueMs: number;
  readonly rows: readonly RowChange[];
}

export class Database implements RowSink {
  /** Nothing becomes durable before this: the disk is slow or refuses. */
  stalledUntilMs = 0;
  private batches: Batch[] = [];
  private readonly calls = new Map<string, CallRow>();
  private readonly visits = new Map<string, QueueVisitRow>();
  private readonly callBacks = new Map<string, CallBackRow>();
  private readonly settings = new Map<string, ChannelSettingRow>();
  private readonly lastStates = new Map<string, AgentStateRow>();
  private readonly intervals: { readonly row: AgentStateRow; endedAt: number | null }[] = [];
  private readonly openInterval = new Map<string, { readonly row: AgentStateRow; endedAt: number | null }>();
  /** The newest time in any row. */
  private lastLifeMs = 0;

  constructor(private readonly nowMs: () => number) {}

  write(rows: readonly RowChange[]): void {
    const dueMs = Math.max(this.nowMs() + usualDelayMs, this.stalledUntilMs, this.batches.at(-1)?.dueMs ?? 0);
    this.batches.push({ dueMs, rows });
    if (this.batches.length > 10_000) this.settle();
  }

  /** The daemon is killed: the rows that were lost with it. What was open is closed as it will be at the next start. */
  crash(): readonly RowChange[] {
    this.settle();
    const lost = this.batches.flatMap(({ rows }) => rows);
    this.batches = [];
    const at = this.lastLifeMs;
    for (const interval of this.openInterval.values()) interval.endedAt = Math.max(at, interval.row.startedAt);
    this.openInterval.clear();
    for (const [key, visit] of this.visits) {
      if (visit.leftAt === null) this.visits.set(key, { ...visit, leftAt: at });
    }
    for (const call of this.calls.values()) {
      if (call.endedAt === null) this.calls.set(call.id, { ...call, endedAt: at, ending: 'interrupted' });
    }
    return lost;
  }

  /** Epoch ms of the last thing that the next run can know. */
  get lastKnownMs(): number {
    return this.lastLifeMs;
  }

  /** `midnightMs`: of the day that the next run begins in. */
  lastRun(midnightMs: number): LastRun {
    const agents = [...this.lastStates.values()].map(({ agent, state, reason }) => ({ agentId: agent, state, reason }));
    return {
      agents: agents satisfies { agentId: string; state: AgentState; reason: NotReadyReason | null }[],
      channels: [...this.settings.values()],
      today: {
        agents: this.answeredByAgent(midnightMs),
        queues: this.countsByQueue(midnightMs),
        visits: [...this.visits.values()].filter(({ enteredAt }) => enteredAt >= midnightMs),
        times: this.times(midnightMs),
      },
      callBacks: [...this.callBacks.values()].filter(({ state }) => state === 'open' || state === 'taken'),
    };
  }

  private answeredByAgent(midnightMs: number) {
    const counts = new Map<string, number>();
    for (const { agent, direction, startedAt, talkStartedAt } of this.calls.values()) {
      if (agent === null || direction !== 'inbound' || talkStartedAt === null || startedAt < midnightMs) continue;
      counts.set(agent, (counts.get(agent) ?? 0) + 1);
    }
    return [...counts].map(([agentId, answered]) => ({ agentId, answered }));
  }

  private countsByQueue(midnightMs: number) {
    const counts = new Map<string, { queueId: string; answered: number; abandoned: number }>();
    for (const { queue, startedAt, talkStartedAt, ending } of this.calls.values()) {
      if (queue === null || startedAt < midnightMs) continue;
      const count = counts.get(queue) ?? { queueId: queue, answered: 0, abandoned: 0 };
      if (talkStartedAt !== null) count.answered += 1;
      if (ending === 'abandoned') count.abandoned += 1;
      counts.set(queue, count);
    }
    return [...counts.values()];
  }

  private times(midnightMs: number) {
    const sums = new Map<string, { agentId: string; state: AgentState; ms: number }>();
    for (const { row, endedAt } of this.intervals) {
      const fromMs = Math.max(row.startedAt, midnightMs);
      const ms = Math.max(0, (endedAt ?? this.lastLifeMs) - fromMs);
      if (row.state === 'signed-out' || ms === 0) continue;
      const key = `${row.agent} ${row.state}`;
      const sum = sums.get(key) ?? { agentId: row.agent, state: row.state, ms: 0 };
      sum.ms += ms;
      sums.set(key, sum);
    }
    return [...sums.values()];
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
        this.calls.set(change.call.id, { ...change.call }); // its own, to be changed
        this.lives(change.call.startedAt);
        return;
      case 'call-change': {
        const call = this.calls.get(change.id);
        if (call !== undefined) Object.assign(call, change.change);
        return;
      }
      case 'call-event':
        this.lives(change.event.at);
        return;
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
        return;
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
