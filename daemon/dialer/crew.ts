import type { CrewMember } from './notices.js';
import type { Pacer, PacerAgent } from './pacing/face.js';

/** Who of a queue counts for what. */
export interface Crew {
  /** Signed in. */
  readonly present: readonly CrewMember[];
  /** Could take a call now, and nobody has a claim on them. */
  readonly idle: readonly CrewMember[];
}

export function crewOf(members: readonly CrewMember[]): Crew {
  const present = members.filter(({ status }) => status !== 'out');
  return { present, idle: present.filter(({ status, lead }) => status === 'idle' && lead === '') };
}

/**
 * Agents whom several campaigns could have are shared out, so that two pacers never count on the same idle agent.
 * `campaigns`: those that would pace this agent, in a fixed order.
 */
export function campaignOfAgent(agentId: string, campaigns: readonly string[]): string | null {
  if (campaigns.length === 0) return null;
  let hash = 0;
  for (let at = 0; at < agentId.length; at++) hash = (Math.imul(hash, 31) + agentId.charCodeAt(at)) >>> 0;
  return campaigns[hash % campaigns.length] ?? null;
}

/**
 * Pacing sees only who has a call within the 2 s: a telephone on its hook would have to ring and be lifted. Who is
 * reserved for a lead is as good as talking.
 */
export function pacedAgents(members: readonly CrewMember[]): readonly PacerAgent[] {
  return members
    .filter(({ headset, status }) => headset && status !== 'out')
    .map(({ agentId, status, since, lead }) => ({
      id: agentId,
      status: lead !== '' && status === 'idle' ? 'talk' : status,
      sinceMs: since,
    }));
}

/** Turns what agents are now into what pacing is told of them. */
export class CrewWatch {
  private readonly known = new Map<string, PacerAgent>();
  /** Who found a machine in his last call. */
  private readonly machines = new Set<string>();

  machineFound(agentId: string): void {
    this.machines.add(agentId);
  }

  look(agents: readonly PacerAgent[], atMs: number, pacer: Pacer): void {
    for (const agent of agents) {
      const before = this.known.get(agent.id);
      if (before?.status === agent.status && before.sinceMs === agent.sinceMs) continue;
      this.known.set(agent.id, agent);
      if (before === undefined) pacer.onEvent({ type: 'login', atMs, agent: agent.id });
      else this.left(before, agent, atMs, pacer);
      if (agent.status === 'idle') pacer.onEvent({ type: 'ready', atMs, agent: agent.id });
      else if (agent.status === 'break') pacer.onEvent({ type: 'break', atMs, agent: agent.id });
    }
    const here = new Set(agents.map(({ id }) => id));
    for (const [id, before] of [...this.known]) {
      if (here.has(id)) continue;
      this.left(before, null, atMs, pacer);
      this.known.delete(id);
      pacer.onEvent({ type: 'logout', atMs, agent: id });
    }
  }

  private left(before: PacerAgent, now: PacerAgent | null, atMs: number, pacer: Pacer): void {
    if (before.status === now?.status) return;
    const agent = before.id;
    const ms = Math.max(0, atMs - before.sinceMs);
    if (before.status === 'talk') pacer.onEvent({ type: 'talkEnd', atMs, agent, talkMs: ms });
    if (before.status !== 'wrap') return;
    pacer.onEvent({ type: 'wrapEnd', atMs, agent, wrapMs: ms, human: !this.machines.delete(agent) });
  }
}
