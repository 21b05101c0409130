import type { Logger } from 'pino';
import type { ControlClient } from '../control-client.js';

const maxPagesTold = 100;

/** Counts the open pages of each agent and keeps the daemon informed: with none, telephones ring at once. */
export class Presence {
  private readonly pages = new Map<string, number>();

  constructor(
    private readonly control: ControlClient,
    private readonly log: Logger,
  ) {}

  opened(agentId: string): void {
    this.pages.set(agentId, (this.pages.get(agentId) ?? 0) + 1);
    this.tell(agentId);
  }

  closed(agentId: string): void {
    const left = (this.pages.get(agentId) ?? 0) - 1;
    if (left > 0) this.pages.set(agentId, left);
    else this.pages.delete(agentId);
    this.tell(agentId);
  }

  /** The daemon is new or was away: it knows of no page. */
  tellAll(): void {
    for (const agentId of this.pages.keys()) this.tell(agentId);
  }

  private tell(agentId: string): void {
    if (!this.control.isUp) return; // told with tellAll when it is back
    const pages = Math.min(maxPagesTold, this.pages.get(agentId) ?? 0);
    this.control.request('page.presence', { agentId, pages }).catch((error: unknown) => {
      this.log.warn({ err: error, agentId, pages }, 'the daemon did not take the number of open pages');
    });
  }
}
