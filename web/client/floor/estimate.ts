/** What moving an agent would do to service levels: Erlang C over the last half hour. An estimate, and shown as one. */
import type { LiveAgent, LiveQueue } from '../../../daemon/terms/live.js';
import { averageHandlingMs, usualServiceLevel } from '../../../daemon/terms/metrics.js';
import { answeredWithin } from './erlang.js';

/** Calls of so long ago say how many come in the next ten minutes. */
const lookBackMs = 30 * 60_000;
const quarterMs = 15 * 60_000;
/** Below so many calls a rate means nothing. */
const minCalls = 3;
const minAnswered = 10;

type Staffed = Pick<LiveAgent, 'id' | 'state' | 'queues' | 'offShift'>;

export interface Estimate {
  readonly queue: string;
  /** Percent, 0-100, as the agents are now and after the move. */
  readonly before: number;
  readonly after: number;
}

/** He takes calls, or will when the present one is over. */
function works({ state, offShift }: Staffed): boolean {
  return state !== 'signed-out' && state !== 'not-ready' && state !== 'unreachable' && offShift !== true;
}

/** Who is in three queues is a third of an agent to each. */
function agentsOf(queue: string, agents: Iterable<Staffed>): number {
  let sum = 0;
  for (const agent of agents) {
    const queues = agent.queues ?? [];
    if (works(agent) && queues.includes(queue)) sum += 1 / queues.length;
  }
  return sum;
}

/** Calls an hour from the quarter-hours that reach into the last half hour; null: too few to say. */
export function callsPerHour(queue: Pick<LiveQueue, 'bands'>, nowMs: number): number | null {
  const recent = (queue.bands ?? []).filter((band) => band.from + quarterMs > nowMs - lookBackMs && band.from <= nowMs);
  const calls = recent.reduce((sum, band) => sum + band.offered, 0);
  if (calls < minCalls) return null;
  const first = Math.floor((nowMs - lookBackMs) / quarterMs) * quarterMs;
  return (calls * 3_600_000) / Math.max(nowMs - first, quarterMs);
}

/** Null: too few calls yet, or nobody knows how long they take. */
export function serviceLevelWith(queue: LiveQueue, agents: number, nowMs: number): number | null {
  const rate = callsPerHour(queue, nowMs);
  // Before so many are over, calls in progress make the average too short.
  const handlingMs =
    queue.today === undefined || queue.today.answered < minAnswered ? null : averageHandlingMs(queue.today);
  if (rate === null || handlingMs === null || handlingMs <= 0) return null;
  const { withinMs } = queue.serviceLevel ?? usualServiceLevel;
  return 100 * answeredWithin({ callsPerHour: rate, handlingMs, agents }, withinMs);
}

/** Of the queues whose agents the move changes, in the order of `queues`; those nobody can estimate are left out. */
export function estimateMove(
  agentId: string,
  to: readonly string[],
  queues: Iterable<LiveQueue>,
  agents: readonly Staffed[],
  nowMs: number,
): readonly Estimate[] {
  const moved = agents.map((agent) => (agent.id === agentId ? { ...agent, queues: to } : agent));
  const estimates: Estimate[] = [];
  for (const queue of queues) {
    const now = agentsOf(queue.id, agents);
    const then = agentsOf(queue.id, moved);
    if (now === then) continue;
    const before = serviceLevelWith(queue, now, nowMs);
    const after = serviceLevelWith(queue, then, nowMs);
    if (before !== null && after !== null) estimates.push({ queue: queue.id, before, after });
  }
  return estimates;
}
