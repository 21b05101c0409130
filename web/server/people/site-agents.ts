import { CallboxError } from '../../../daemon/base/errors.js';
import type { Agent, Site } from '../../../daemon/terms/site.js';
import type { SiteChange } from '../../../daemon/terms/site-change.js';
import type { ControlClient } from '../control-client.js';

/** How often a change is tried again when somebody else's came first. */
const maxTries = 4;

/** The agents of the site, which the daemon owns: read and changed through it, so that a login and its agent are one. */
export class SiteAgents {
  constructor(private readonly control: ControlClient) {}

  /** @throws CallboxError daemon-down */
  async site(): Promise<Site> {
    return (await this.control.request('site.get', {})).site;
  }

  /**
   * Makes a change that depends on the site as it is; null: there is nothing to change.
   * @throws CallboxError as the daemon refuses it
   */
  async change(by: string, changeOf: (site: Site) => SiteChange | null): Promise<void> {
    for (let tries = 1; ; tries++) {
      const { version, site } = await this.control.request('site.get', {});
      const change = changeOf(site);
      if (!change) return;
      try {
        await this.control.request('site.change', { by, version, change });
        return;
      } catch (error) {
        const raced = error instanceof CallboxError && error.code === 'conflict' && tries < maxTries;
        if (!raced || (await this.control.request('site.get', {})).version === version) throw error;
      }
    }
  }

  async remove(by: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.change(by, (site) => (has(site, id) ? { change: 'remove-agent', agent: id } : null));
    }
  }
}

export function has(site: Site, agentId: string): boolean {
  return site.agents.some((agent) => agent.id === agentId);
}

/** Telephones nobody sits at, in their order. */
export function freeTelephones(site: Site): number[] {
  const taken = new Set([...site.agents, ...(site.supervisors ?? [])].map((person) => person.line));
  return Array.from({ length: site.board.lines }, (_, index) => index + 1).filter((line) => !taken.has(line));
}

/** An agent at his place; absent settings are the site's defaults. */
export function newAgent(of: {
  readonly id: string;
  readonly name: string;
  readonly line: number;
  readonly queues: readonly string[];
  readonly group?: string | undefined;
  readonly skills?: Agent['skills'] | undefined;
}): Agent {
  const { id, name, line, queues, group, skills } = of;
  return { id, name, line, queues, ...(group ? { group } : {}), ...(skills === undefined ? {} : { skills }) };
}
