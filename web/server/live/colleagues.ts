import type { Colleague, LiveMessage } from '../../../daemon/contract/pages.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import type { Mirror } from './mirror.js';

type ColleaguesMessage = Extract<LiveMessage, { live: 'colleagues' }>;

/** Whom one agent could call or transfer to, and what of it his page has been told. Nothing of their calls but that one rings. */
export class Colleagues {
  private readonly told = new Map<string, string>();
  private readonly touched = new Set<string>();

  constructor(
    private readonly mirror: Mirror,
    private readonly agentId: string,
  ) {}

  touch(agentId: string): void {
    if (agentId !== this.agentId) this.touched.add(agentId);
  }

  /** Everybody; from here on only changes are needed. */
  all(): ColleaguesMessage {
    this.told.clear();
    for (const { id } of this.mirror.all('agent')) this.touch(id);
    return this.changes() ?? { live: 'colleagues', colleagues: [], gone: [] };
  }

  /** Null: nothing that a colleague may see has changed. */
  changes(): ColleaguesMessage | null {
    const colleagues: Colleague[] = [];
    const gone: string[] = [];
    for (const id of this.touched) {
      const agent = this.mirror.get('agent', id);
      if (!agent) {
        if (this.told.delete(id)) gone.push(id);
        continue;
      }
      const colleague = asColleague(agent);
      const text = JSON.stringify(colleague);
      if (this.told.get(id) === text) continue; // the row changed in what is not for colleagues
      this.told.set(id, text);
      colleagues.push(colleague);
    }
    this.touched.clear();
    return colleagues.length + gone.length > 0 ? { live: 'colleagues', colleagues, gone } : null;
  }
}

function asColleague(agent: LiveAgent): Colleague {
  return {
    id: agent.id,
    name: agent.name,
    state: agent.state,
    since: agent.since,
    queues: agent.queues ?? [],
    group: agent.group ?? null,
    ringing: agent.state === 'ringing' ? agent.callId : null,
  };
}
