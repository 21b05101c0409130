/** Moving agents between queues while it burns: in force at the next call, and taken back within ten seconds (SUP-12). */
import { signal } from '@preact/signals';
import type { SiteChange, SiteInForce } from '../../../daemon/terms/site-change.js';
import type { FailureCode } from '../live/requests.js';
import { type Answer, call } from '../parts/api.js';

export const undoForMs = 10_000;
/** Somebody else changes the site at the same time: so often it is read anew. */
const tries = 3;

type Levels = Readonly<Record<string, number>>;
interface Membership {
  readonly queues: readonly string[];
  readonly levels: Levels;
}
export interface Move {
  readonly agent: string;
  readonly before: Membership;
  readonly after: Membership;
  /** On this page's clock, performance.now(). */
  readonly until: number;
}
/** The last move, while it can be taken back. */
export const lastMove = signal<Move | null>(null);

/** Levels of queues he leaves go with them. */
export function levelsIn(levels: Levels, queues: readonly string[]): Levels {
  return Object.fromEntries(Object.entries(levels).filter(([queue]) => queues.includes(queue)));
}

/** Queues after a drop on `queue`: only that one, or also that one. */
export function queuesAfterDrop(now: readonly string[], queue: string, also: boolean): readonly string[] {
  if (!also) return [queue];
  return now.includes(queue) ? now : [...now, queue];
}

export function membershipOf({ site }: SiteInForce, agentId: string): Membership | null {
  const agent = site.agents.find(({ id }) => id === agentId);
  return agent === undefined ? null : { queues: agent.queues, levels: agent.levels ?? {} };
}

/** What could not be done; null: it is done. */
async function put(
  agent: string,
  wanted: (before: Membership) => Membership,
): Promise<FailureCode | { readonly before: Membership; readonly after: Membership }> {
  let failure: FailureCode = 'conflict';
  for (let left = tries; left > 0; left--) {
    const site: Answer<SiteInForce> = await call<SiteInForce>('GET', '/site');
    if (!site.ok) return site.code;
    const before = membershipOf(site.value, agent);
    if (before === null) return 'unknown-agent';
    const after = wanted(before);
    const change: SiteChange = { change: 'membership', agent, queues: after.queues, levels: after.levels };
    const answer = await call<unknown>('PUT', '/site', { version: site.value.version, change });
    if (answer.ok) return { before, after };
    failure = answer.code;
    if (failure !== 'conflict') break;
  }
  return failure;
}

let timer = 0;

/** `levels` absent: those he has. */
export async function moveAgent(
  agent: string,
  queues: readonly string[],
  levels?: Levels,
): Promise<FailureCode | null> {
  const done = await put(agent, (before) => ({ queues, levels: levelsIn(levels ?? before.levels, queues) }));
  if (typeof done === 'string') return done;
  window.clearTimeout(timer);
  lastMove.value = { agent, ...done, until: performance.now() + undoForMs };
  timer = window.setTimeout(() => {
    lastMove.value = null;
  }, undoForMs);
  return null;
}

/** Null: done, or there is nothing to take back. */
export async function undoMove(): Promise<FailureCode | null> {
  const move = lastMove.peek();
  if (move === null) return null;
  window.clearTimeout(timer);
  lastMove.value = null;
  const done = await put(move.agent, () => move.before);
  return typeof done === 'string' ? done : null;
}
