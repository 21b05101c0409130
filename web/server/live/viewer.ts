import type { LiveChange, LiveSnapshot, LiveTopic } from '../../../daemon/terms/live.js';
import type { Right } from '../../../daemon/terms/rights.js';
import { type Access, needs } from '../http/access.js';
import type { Mirror } from './mirror.js';

/** Who may see all rows of a topic, and who only their own. A topic that is not listed is seen by nobody. */
const topicAccess: Readonly<Record<LiveTopic, { readonly all: Access; readonly own: Access | null }>> = {
  agent: { all: needs('floor.watch'), own: needs('agent.work') },
  call: { all: needs('floor.watch'), own: needs('agent.work') },
  queue: { all: needs('floor.watch', 'agent.work'), own: null },
  span: { all: needs('floor.watch'), own: null },
  channel: { all: needs('floor.watch'), own: null },
  alarm: { all: needs('floor.watch'), own: null },
  /** Everybody who talks to callers, and everybody else. */
  emergency: { all: needs('session.own'), own: null },
  campaign: { all: needs('floor.watch', 'outbound.watch'), own: null },
  storage: { all: needs('floor.watch'), own: null },
};

/**
 * What one page may see of the mirror and what of it has been told. Changes are gathered between two flushes:
 * however often a row changed, its last value goes out once.
 */
export class Viewer {
  private readonly told = new Set<string>();
  private readonly touched = new Map<string, { topic: LiveTopic; id: string }>();

  constructor(
    private readonly mirror: Mirror,
    private readonly agentId: string | null,
    private readonly rights: ReadonlySet<Right>,
    private readonly locked = false,
  ) {}

  sees(topic: LiveTopic, id: string): boolean {
    const { all, own } = topicAccess[topic];
    // A locked screen shows no numbers and no customers; whose screen it is may see how he stands.
    if (this.locked && topic !== 'queue' && topic !== 'emergency' && !(topic === 'agent' && id === this.agentId))
      return false;
    if (this.holds(all)) return true;
    return own !== null && this.holds(own) && this.isOwn(topic, id);
  }

  /** Everything visible now; from here on only changes are needed. */
  snapshot(): LiveSnapshot {
    this.told.clear();
    this.touched.clear();
    return this.mirror.snapshot((topic, id) => {
      const seen = this.sees(topic, id);
      if (seen) this.told.add(keyOf(topic, id));
      return seen;
    });
  }

  touch(topic: LiveTopic, id: string): void {
    this.touched.set(keyOf(topic, id), { topic, id });
    // Whether a call is the agent's own also follows from the agent's row.
    if (topic === 'agent' && id === this.agentId) this.touchOwnCalls(id);
  }

  get hasChanges(): boolean {
    return this.touched.size > 0;
  }

  /** The changes since the last time, as far as this page may see them; what it no longer may see is gone for it. */
  changes(): readonly LiveChange[] {
    const changes: LiveChange[] = [];
    for (const [key, { topic, id }] of this.touched) {
      const change = this.mirror.changeOf(topic, id);
      if (change.value !== null && this.sees(topic, id)) {
        this.told.add(key);
        changes.push(change);
      } else if (this.told.delete(key)) {
        changes.push({ topic, id, value: null } as LiveChange);
      }
    }
    this.touched.clear();
    return changes;
  }

  private isOwn(topic: LiveTopic, id: string): boolean {
    if (this.agentId === null) return false;
    if (topic === 'agent') return id === this.agentId;
    return topic === 'call' && isOwnCall(this.mirror, this.agentId, id);
  }

  private touchOwnCalls(agentId: string): void {
    const callId = this.mirror.get('agent', agentId)?.callId;
    if (callId) this.touched.set(keyOf('call', callId), { topic: 'call', id: callId });
    if (this.holds(topicAccess.call.all)) return;
    for (const key of this.told) {
      if (key.startsWith('call ')) this.touched.set(key, { topic: 'call', id: key.slice('call '.length) });
    }
  }

  private holds(access: Access): boolean {
    return access.needs === 'anyone' || access.needs.some((right) => this.rights.has(right));
  }
}

/** He has it, is consulted in it, or takes part in its conference. */
export function isOwnCall(mirror: Mirror, agentId: string, callId: string): boolean {
  if (mirror.get('agent', agentId)?.callId === callId) return true;
  const call = mirror.get('call', callId);
  return call?.agent === agentId || (call?.parties?.some((party) => party.agent === agentId) ?? false);
}

function keyOf(topic: LiveTopic, id: string): string {
  return `${topic} ${id}`;
}
