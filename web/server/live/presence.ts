import type { Logger } from 'pino';
import type { ControlClient } from '../control-client.js';

const maxPagesTold = 100;

/**
 * Keeps the daemon informed how many pages of each agent can show a customer: with none, telephones ring at once.
 * A locked page can show none.
 */
export class Presence {
  private readonly pages = new Map<string, number>();

  constructor(
    private readonly control: ControlClient,
    private readonly log: Logger,
  ) {}

  set(agentId: string, pages: number): void {
    if ((this.pages.get(agentId) ?? 0) === pages) return;
    if (pages > 0) this.pages.set(agentId, pages);
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
