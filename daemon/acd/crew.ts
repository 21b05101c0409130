import type { CrewMember } from '../terms/outbound-notices.js';
import type { AgentRecord } from './agents.js';
import type { Member, Members } from './members.js';
import type { AcdStep } from './notices.js';

const nobody: readonly CrewMember[] = [];

/**
 * The agents of a queue as pacing sees them. Asked after a distribution, so whoever is available then has no other
 * caller waiting for him. Changes are told of queues that somebody has asked for.
 */
export class Crew {
  private readonly followed = new Set<string>();
  private readonly known = new Map<string, CrewMember>();
  /** Agents of whom anything may have changed since this was last told. */
  private readonly pending = new Set<AgentRecord>();

  constructor(private readonly members: Members) {}

  /** From here on changes of this queue's agents are told. */
  of(queueId: string): readonly CrewMember[] {
    this.followed.add(queueId);
    const members = this.members.of(queueId);
    if (members.length === 0) return nobody;
    return members.map((member) => this.known.get(member.agentId) ?? this.look(member));
  }

  /** Queues may have other agents now. */
  load(): void {
    this.known.clear();
  }

  /** Anything of these agents may have changed. */
  changed(records: readonly AgentRecord[]): void {
    if (this.followed.size > 0) for (const record of records) this.pending.add(record);
  }

  /** After a distribution that has nothing left to do: at most one notice. */
  tell(step: AcdStep): void {
    if (this.pending.size === 0) return;
    const queueIds = new Set<string>();
    for (const record of this.pending) {
      const before = this.known.get(record.agent.id);
      const member = this.members.get(record.agent.id);
      if (member === null || record.removed) this.known.delete(record.agent.id);
      const now = member === null ? undefined : this.look(member, before, step.atMs);
      if (now === before) continue;
      for (const queueId of record.agent.queues) if (this.followed.has(queueId)) queueIds.add(queueId);
    }
    this.pending.clear();
    if (queueIds.size > 0) step.tell({ notice: 'crew-changed', queueIds: [...queueIds] });
  }

  /** The same object if nothing has changed. */
  private look(member: Member, before?: CrewMember, atMs = member.record.since): CrewMember {
    const { record, agentId } = member;
    const status = statusOf(member);
    // In a call, or in a break, his headset waits for nobody; it is his all the same.
    const hasHeadset = record.agent.headset === true && record.agent.remoteNumber === undefined;
    const headset = status === 'idle' ? this.members.hasOpenHeadset(member) : hasHeadset;
    const lead = record.leadHeld ? (record.lead?.lead ?? '') : '';
    if (before?.status === status && before.headset === headset && before.lead === lead) return before;
    const since = before?.status === status ? before.since : atMs;
    const now: CrewMember = { agentId, status, since, headset, lead };
    this.known.set(agentId, now);
    return now;
  }
}

function statusOf({ record, available, onShift }: Member): CrewMember['status'] {
  switch (record.state) {
    case 'signed-out':
    case 'unreachable':
      return 'out';
    case 'not-ready':
      return 'break';
    case 'wrap-up':
      return 'wrap';
    case 'ready':
      if (available) return 'idle';
      // He owes a result; or it is not his shift, or his telephone cannot be rung.
      return record.resultWanted !== null && onShift ? 'wrap' : 'out';
    default:
      return 'talk';
  }
}
