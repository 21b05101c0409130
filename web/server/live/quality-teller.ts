import type { Logger } from 'pino';
import type { Quality } from '../store/business.js';
import type { Hub, HubWatcher } from './hub.js';

/** Tells an agent's pages how much was said of his calls that he has not read. */
export class QualityTeller implements HubWatcher {
  constructor(
    private readonly hub: Hub,
    private readonly quality: Quality,
    private readonly log: Logger,
  ) {}

  pageOpened(agentId: string): void {
    this.tell(agentId);
  }

  tell(agentId: string): void {
    if (!this.hub.agentsWithPages.has(agentId)) return; // the next page gets it
    this.count(agentId).then(
      (unread) => this.hub.tellAgent(agentId, { live: 'quality-news', unread }),
      (error: unknown) => this.log.error({ err: error, agentId }, 'an agent could not be told of comments'),
    );
  }

  private async count(agentId: string): Promise<number> {
    const { comments, notes } = await this.quality.comments.unseen(agentId);
    return comments.length + notes.length + (await this.quality.scores.unseen(agentId)).length;
  }
}
