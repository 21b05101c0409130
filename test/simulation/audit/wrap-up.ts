/** Wrap-up lasts as long as its queue gives, unless the agent's key or a supervisor ends it; no transfer cuts it. */
import type { PersonRequest } from '../../../daemon/terms/requests.js';
import type { AgentStateRow, QueueVisitRow } from '../../../daemon/terms/rows.js';
import type { Agent, Site } from '../../../daemon/terms/site.js';
import type { Violations } from './violations.js';

interface Due {
  /** Epoch ms by the box's clock. */
  readonly untilMs: number;
  readonly callId: string | null;
  readonly startedAt: number;
}

export class WrapUpAudit {
  private readonly due = new Map<string, Due>();
  private readonly keyed = new Set<string>();
  /** By agent: the last call that a queue gave him. */
  private readonly given = new Map<string, QueueVisitRow>();
  /** Who has been taken off the site keeps his queues until he has wrapped up. */
  private readonly agents = new Map<string, Agent>();
  private site: Site | null = null;

  constructor(
    private readonly violations: Violations,
    private readonly queueOf: (callId: string) => string | null,
    /** How far the box's clock was set in all. */
    private readonly slackMs: () => number,
  ) {}

  load(site: Site): void {
    this.site = site;
    for (const agent of site.agents) this.agents.set(agent.id, agent);
  }

  /** A call may be in another queue when he leaves it: whoever else took part has transferred it. */
  visit(visit: QueueVisitRow): void {
    if (visit.how === 'answered' && visit.agent !== null) this.given.set(visit.agent, visit);
  }

  /** A key or an order that ends it. */
  asked(person: PersonRequest): void {
    if (person.ask === 'end-wrap-up' || person.ask === 'ready' || person.ask === 'force-state')
      this.keyed.add(person.agentId);
  }

  /** A code dialled on his telephone may be one that ends it. */
  dialled(agentId: string): void {
    this.keyed.add(agentId);
  }

  killed(): void {
    this.due.clear();
    this.keyed.clear();
    this.given.clear();
  }

  row(row: AgentStateRow): void {
    const { agent, state, startedAt } = row;
    if (state === 'wrap-up') {
      if (!this.due.has(agent) || this.due.get(agent)?.callId !== row.callId) this.begin(row);
      return;
    }
    const due = this.due.get(agent);
    if (due === undefined) return;
    if (state === 'signed-out' || state === 'ready' || state === 'not-ready') {
      const early = due.untilMs - startedAt - this.slackMs();
      if (early > 0 && !this.keyed.has(agent)) {
        this.violations.add(
          'wrap-up-cut',
          `${agent}: ${state} ${early} ms early after ${due.callId}, begun ${due.startedAt}`,
        );
      }
      this.due.delete(agent);
    }
  }

  /** Only the shortest that could be meant is certain: a queue may have been changed meanwhile. */
  private begin({ agent, callId, startedAt }: AgentStateRow): void {
    this.keyed.delete(agent);
    const given = this.given.get(agent);
    const queueId = callId === null ? null : given?.callId === callId ? given.queue : this.queueOf(callId);
    const own = this.agents.get(agent)?.queues[0];
    const times = (this.site?.queues ?? [])
      .filter(({ id }) => id === queueId || id === own)
      .map(({ wrapUpMs }) => wrapUpMs);
    const shortest = times.length === 0 ? 0 : Math.min(...times);
    this.due.set(agent, { untilMs: startedAt + shortest, callId, startedAt });
  }
}
