/**
 * Where calls of an agent go instead (AGT-12): direct calls and transfers to him, never those of a queue. A site with
 * forwards in a circle is refused (contract/floor-checks); what such a check cannot see, a circle through a conference
 * or a site of an older release, is found at the call, which visits nobody twice.
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
