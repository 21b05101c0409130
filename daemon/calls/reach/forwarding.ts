/**
 * Where calls of an agent go instead (AGT-12): direct calls and transfers to him, never those of a queue. Loops are
 * found when forwards are set, whatever their conditions: all of them can hold at once. What changes between setting
 * and calling is found at the call, which visits nobody twice.
 */
import type { Agent } from '../../terms/site.js';
import type { Target } from '../../terms/targets.js';

export type Forward = NonNullable<Agent['forwards']>[number];
export type ForwardWhen = Forward['when'];
type Forwarder = Pick<Agent, 'id' | 'forwards'>;

/** Forwards that one call may follow; a chain of different agents is no loop, but nobody waits for ever. */
export const maxForwards = 10;

/** The agent a target means; null: a queue, a flow, or a number of somebody else. */
export function agentOf(agents: readonly Pick<Agent, 'id'>[], target: Target): string | null {
  const id = target.to === 'agent' ? target.agent : target.to === 'number' ? target.number : null;
  return id !== null && agents.some((agent) => agent.id === id) ? id : null;
}

/**
 * The way round if this agent's forwards were these: ["8001", "8002", "8001"]; null: no loop. To be asked before they
 * are set, with the other agents as they are. Numbers outside are not followed: what they do is not known here.
 */
export function forwardLoop(
  agents: readonly Forwarder[],
  agentId: string,
  forwards: readonly Forward[],
): readonly string[] | null {
  const forwardsOf = (id: string): readonly Forward[] =>
    id === agentId ? forwards : (agents.find((agent) => agent.id === id)?.forwards ?? []);
  const known = agents.some(({ id }) => id === agentId) ? agents : [...agents, { id: agentId }];
  const seen = new Set<string>();
  const open: (readonly string[])[] = [[agentId]];
  for (let way = open.pop(); way !== undefined; way = open.pop()) {
    for (const { target } of forwardsOf(way.at(-1) ?? '')) {
      const next = agentOf(known, target);
      if (next === agentId) return [...way, next];
      if (next === null || seen.has(next)) continue;
      seen.add(next);
      open.push([...way, next]);
    }
  }
  return null;
}

export type Forwarded =
  /** He takes his calls himself. */
  | { readonly to: 'himself' }
  | { readonly to: 'target'; readonly target: Target; readonly when: ForwardWhen }
  | { readonly to: 'loop'; readonly way: readonly string[] };

/** `way`: the agents this call was forwarded by so far, he himself last. */
export function forwardOf(agents: readonly Forwarder[], way: readonly string[], when: ForwardWhen): Forwarded {
  const agent = agents.find(({ id }) => id === way.at(-1));
  const forward = agent?.forwards?.find((each) => each.when === when);
  if (forward === undefined) return { to: 'himself' };
  const next = agentOf(agents, forward.target);
  if ((next !== null && way.includes(next)) || way.length > maxForwards) {
    return { to: 'loop', way: [...way, next ?? ''] };
  }
  return { to: 'target', target: forward.target, when };
}
