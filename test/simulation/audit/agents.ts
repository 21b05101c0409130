/**
 * Agents' states as china.md 4 has them: only its transitions, one interval after the other without gap, wrap-up as
 * long as configured, nobody busy without a call.
 */
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import type { LastRun } from '../../../daemon/terms/requests.js';
import type { AgentStateRow, LegRow } from '../../../daemon/terms/rows.js';
import type { Violations } from './violations.js';

const inCall = ['talking', 'held', 'consulting', 'conference'] as const;
const idle = ['ready', 'not-ready', 'signed-out', 'unreachable'] as const;
const wrappedOr = [...idle, 'wrap-up'] as const;

/** What may follow what. Several transitions of one moment show as one: a wish that was remembered comes true at once. */
const after: Readonly<Record<AgentState, readonly AgentState[]>> = {
  'signed-out': ['not-ready'],
  'not-ready': ['ready', 'not-ready', 'signed-out', 'dialling', 'reserved', 'ringing'],
  ready: ['reserved', 'ringing', 'not-ready', 'signed-out', 'dialling', 'unreachable', 'wrap-up'],
  reserved: ['reserved', 'ringing', ...wrappedOr],
  ringing: [...inCall, ...wrappedOr, 'dialling'],
  talking: [...inCall, ...wrappedOr],
  held: [...inCall, ...wrappedOr],
  consulting: [...inCall, ...wrappedOr],
  conference: [...inCall, ...wrappedOr],
  'wrap-up': ['wrap-up', ...idle, 'dialling', 'reserved', 'ringing'],
  dialling: [...inCall, ...wrappedOr, 'dialling'],
  unreachable: ['ready', 'not-ready', 'signed-out', 'dialling', 'wrap-up', 'reserved'],
};
const engaged: ReadonlySet<AgentState> = new Set(['reserved', 'ringing', ...inCall]);
const waiting: ReadonlySet<AgentState> = new Set(['ready', 'reserved', 'ringing']);
const bound: ReadonlySet<AgentState> = new Set([...engaged, 'dialling']);

export interface Interval {
  readonly row: AgentStateRow;
  /** By the simulation's time. */
  readonly since: number;
}

interface Day {
  readonly sums: Map<AgentState, number>;
  signedInAt: number | null;
  /** Since sign-in, over all states. */
  intervalsMs: number;
}

export class AgentAudit {
  readonly current = new Map<string, Interval>();
  /** What he was when he was last chosen for a call. */
  readonly chosenAs = new Map<string, AgentState>();
  /** Who is ready, since when. */
  readonly ready = new Map<string, number>();
  private readonly days = new Map<string, Day>();
  private readonly lastToday = new Map<string, LiveAgent['today']>();
  private midnightMs = 0;
  private lastRowAt = 0;

  constructor(
    private readonly violations: Violations,
    private readonly nowMs: () => number,
    private readonly callIsOpen: (callId: string) => boolean,
  ) {}

  started(lastRun: LastRun, midnightMs: number): void {
    this.midnightMs = midnightMs;
    // With nobody signed in the box takes the machine's time, though that was set back.
    if (lastRun.agents.every(({ state }) => state === 'signed-out')) this.lastRowAt = 0;
    this.days.clear();
    for (const { agentId, state, ms } of lastRun.today?.times ?? []) this.day(agentId).sums.set(state, ms);
  }

  /**
   * A restart signs nobody in or out. Who was free is ready again, who was in a call or wrapped one up decides himself;
   * `free`: his telephone is nobody else's.
   */
  restored(lastRun: LastRun, free: (agentId: string) => boolean): void {
    for (const { agentId, state, reason } of lastRun.agents) {
      if (!free(agentId)) continue;
      const now = this.current.get(agentId)?.row;
      const wanted = state === 'signed-out' ? null : waiting.has(state) ? 'ready' : 'not-ready';
      const sameReason = state !== 'not-ready' || now?.reason === reason;
      const well =
        wanted === null ? now === undefined || now.state === 'signed-out' : now?.state === wanted && sameReason;
      this.violations.expect(
        well,
        'not-restored',
        () => `${agentId} was ${state} ${reason}, is ${now?.state} ${now?.reason}`,
      );
    }
  }

  /** The daemon was killed: what was lasted until the last thing known of it. */
  killed(lastKnownMs: number): void {
    this.lastRowAt = Math.min(this.lastRowAt, lastKnownMs);
    this.current.clear();
    this.ready.clear();
    this.lastToday.clear();
    this.chosenAs.clear();
  }

  state(agentId: string): AgentState {
    return this.current.get(agentId)?.row.state ?? 'signed-out';
  }

  row(row: AgentStateRow): void {
    const last = this.current.get(row.agent)?.row ?? null;
    this.violations.expect(row.endedAt === null, 'interval-born-ended', () => JSON.stringify(row));
    this.violations.expect(row.startedAt >= this.lastRowAt, 'interval-goes-back', () => JSON.stringify(row));
    this.lastRowAt = row.startedAt;
    if (last !== null) this.follow(last, row);
    // Reserved without a call: for a lead that is shown to him, or dialled for him.
    if (engaged.has(row.state) && row.state !== 'reserved')
      this.violations.expect(row.callId !== null, 'busy-without-call', () => JSON.stringify(row));
    // Without a page he is reserved and rung in one moment.
    if (row.state === 'reserved' || (row.state === 'ringing' && last?.state !== 'reserved')) {
      this.chosenAs.set(row.agent, last?.state ?? 'signed-out');
    }
    this.current.set(row.agent, { row, since: this.nowMs() });
    if (row.state === 'ready') this.ready.set(row.agent, this.nowMs());
    else this.ready.delete(row.agent);
  }

  private follow(last: AgentStateRow, row: AgentStateRow): void {
    const { agent, state } = row;
    this.violations.expect(
      after[last.state].includes(state),
      'agent-transition',
      () => `${agent}: ${last.state} to ${state} (${last.callId} to ${row.callId})`,
    );
    // From a lead to its call, never from one call to the next.
    const twice = state === 'reserved' && last.state === 'reserved' && last.callId !== null;
    this.violations.expect(!twice, 'agent-transition', () => `${agent}: ${last.callId} to ${row.callId}`);
    const changed = last.state !== state || last.reason !== row.reason || last.callId !== row.callId;
    this.violations.expect(changed, 'interval-of-nothing', () => JSON.stringify(row));
    const day = this.day(agent);
    const ms = row.startedAt - Math.max(last.startedAt, this.midnightMs);
    if (ms > 0) day.sums.set(last.state, (day.sums.get(last.state) ?? 0) + ms);
    if (last.state !== 'signed-out') day.intervalsMs += row.startedAt - last.startedAt;
    if (last.state === 'signed-out') {
      day.signedInAt = row.startedAt;
      day.intervalsMs = 0;
    }
    if (state !== 'signed-out' || day.signedInAt === null) return;
    const span = row.startedAt - day.signedInAt;
    this.violations.expect(
      span === day.intervalsMs,
      'intervals-sum',
      () => `${agent}: ${day.intervalsMs} of ${span} ms`,
    );
    day.signedInAt = null;
  }

  /** Who has a queue's caller is who was chosen for him: others who lift too late have nobody. */
  answering({ callId, agent, purpose }: LegRow): void {
    if (agent === null || purpose !== 'queue') return;
    const row = this.current.get(agent)?.row;
    const isChosen = row?.callId === callId && (row.state === 'ringing' || row.state === 'reserved');
    this.violations.expect(isChosen, 'answered-unchosen', () => `${agent}: ${callId}, he was ${row?.state}`);
  }

  /** What a page shows is the last row, and the day's sums are those of the rows. */
  live(agent: LiveAgent): void {
    const row = this.current.get(agent.id)?.row;
    const state = row?.state ?? 'signed-out';
    const same =
      agent.state === state && (row === undefined || (agent.reason === row.reason && agent.callId === row.callId));
    this.violations.expect(
      same,
      'page-state',
      () => `${agent.id}: page ${agent.state} ${agent.callId}, row ${JSON.stringify(row)}`,
    );
    if (agent.today === undefined || row === undefined || this.lastToday.get(agent.id) === agent.today) return;
    this.lastToday.set(agent.id, agent.today);
    const { sums } = this.day(agent.id);
    const { today } = agent;
    for (const name in today) {
      const ms = today[name as AgentState];
      if (ms === undefined) continue;
      // Its running time comes on top of the present state's, so what lies before midnight is taken off.
      const before = name === row.state ? Math.max(0, this.midnightMs - row.startedAt) : 0;
      const own = (sums.get(name as AgentState) ?? 0) - before;
      this.violations.expect(own === ms, 'day-sums', () => `${agent.id}: ${name} ${ms} ms on the page, ${own} by rows`);
    }
  }

  midnight(atMs: number): void {
    this.midnightMs = atMs;
    for (const day of this.days.values()) day.sums.clear();
  }

  /** Nobody stays bound to a call that is over: line truth and watchdog mend it within two looks. */
  tick(longestMs: number, onSite: ReadonlySet<string>): void {
    for (const [agent, { row, since }] of this.current) {
      const idles = row.state === 'ready' || row.state === 'not-ready' || row.state === 'unreachable';
      const stays = idles && !onSite.has(agent) && this.nowMs() - since > longestMs;
      this.violations.expect(!stays, 'works-for-nobody', () => `${agent} is ${row.state} and no longer on the site`);
      if (!bound.has(row.state) || row.callId === null || this.callIsOpen(row.callId)) continue;
      const forMs = this.nowMs() - Math.max(since, this.seenOpen.get(row.callId) ?? 0);
      this.violations.expect(
        forMs < longestMs,
        'agent-stuck',
        () => `${agent} ${row.state} with ${row.callId} for ${forMs} ms`,
      );
    }
  }

  /** When a call was last open; calls end while agents are still bound to them. */
  private readonly seenOpen = new Map<string, number>();

  callEnded(callId: string): void {
    this.seenOpen.set(callId, this.nowMs());
    if (this.seenOpen.size > 1_000) for (const id of [...this.seenOpen.keys()].slice(0, 500)) this.seenOpen.delete(id);
  }

  atRest(): void {
    for (const [agent, { row }] of this.current) {
      const isIdle = ['signed-out', 'not-ready', 'ready'].includes(row.state);
      this.violations.expect(isIdle, 'agent-not-idle', () => `${agent} is ${row.state} with ${row.callId}`);
    }
  }

  private day(agentId: string): Day {
    const day = this.days.get(agentId) ?? { sums: new Map(), signedInAt: null, intervalsMs: 0 };
    this.days.set(agentId, day);
    return day;
  }
}
