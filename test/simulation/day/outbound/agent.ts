/** What an agent's page has of outbound work: leads that he dials or skips, and results that he owes. */

import type { LiveAgent } from '../../../../daemon/terms/live.js';
import { type LiveLead, type OutboundAsk, type ResultCode, resultCodes } from '../../../../daemon/terms/outbound.js';
import type { Draw } from '../draw.js';
import type { World } from '../world.js';

const meanTakeMs = 90_000;

export class OutboundPage {
  private shown = '';
  private owes = '';

  constructor(
    private readonly world: World,
    private readonly draw: Draw,
    private readonly agentId: string,
  ) {}

  begin(): void {
    this.world.after(this.draw.exponentialMs(meanTakeMs), () => {
      if (this.world.closing) return;
      this.take();
      this.begin();
    });
  }

  stateChanged(agent: LiveAgent | null): void {
    const lead = agent?.lead;
    if (lead === undefined) {
      this.shown = '';
      this.owes = '';
      return;
    }
    if (lead.attempt === '' && this.shown !== lead.lead) {
      this.shown = lead.lead;
      this.world.after(this.draw.humanMs(800, 8_000), () => this.lookAt(lead));
    }
    if (lead.resultWanted && agent?.state === 'wrap-up' && this.owes !== lead.attempt) {
      this.owes = lead.attempt;
      this.giveLater(lead);
    }
  }

  /** Most are quick, some forget it for a while; none for ever. */
  private giveLater(lead: LiveLead): void {
    const waitMs = this.draw.chance(0.1) ? this.draw.between(60_000, 240_000) : this.draw.humanMs(700, 12_000);
    this.world.after(waitMs, () => {
      const now = this.live;
      if (now === null && this.world.box.alive) this.giveLater(lead); // no page now
      if (now?.lead?.attempt !== lead.attempt || !now.lead.resultWanted) return;
      this.give(lead.attempt);
      this.world.after(20_000, () => this.stillOwed(lead)); // refused, perhaps
    });
  }

  private stillOwed(lead: LiveLead): void {
    const { live } = this;
    const isOwed = live?.lead?.attempt === lead.attempt && live.lead.resultWanted;
    // Without a page he cannot know: he looks again.
    if (isOwed || (live === null && this.world.box.alive)) this.giveLater(lead);
  }

  private get live(): LiveAgent | null {
    const { box } = this.world;
    return box.webUp ? (box.agents.get(this.agentId) ?? null) : null;
  }

  private lookAt({ lead }: LiveLead): void {
    const now = this.live?.lead;
    if (now?.lead !== lead || now.attempt !== '') return;
    const { agentId } = this;
    if (this.draw.chance(0.65)) this.ask({ ask: 'dial-lead', agentId });
    else if (this.draw.chance(0.6)) this.ask({ ask: 'skip-lead', agentId, reason: 'knows him' });
    // Else it is dialled by itself, or stays where nobody dials: then he is skipped.
    else this.world.after(90_000, () => this.live?.lead?.lead === lead && this.skip());
  }

  private skip(): void {
    if (this.live?.lead?.attempt === '') this.ask({ ask: 'skip-lead', agentId: this.agentId, reason: 'no time' });
  }

  private give(attempt: string): void {
    const { draw, agentId, world } = this;
    const result = draw.weighted<ResultCode>([
      [6, 'success'],
      [3, 'refused'],
      [2, 'appointment'],
      [4, draw.pick(resultCodes)],
    ]);
    const at = result === 'appointment' ? world.box.wallMs + draw.between(60_000, 90 * 60_000) : undefined;
    const dnc = result === 'refused' && draw.chance(0.3);
    this.ask({
      ask: 'outbound-result',
      agentId,
      attempt,
      result,
      ...(at === undefined ? {} : { at, own: draw.chance(0.5) }),
      ...(dnc ? { dnc } : {}),
      ...(draw.chance(0.1) ? { machine: true } : {}),
    });
  }

  /** He looks through a list and takes somebody. */
  private take(): void {
    const { draw, world, agentId } = this;
    const { tables } = world.box.database;
    const manual = [...tables.campaigns.values()].filter(
      ({ state, campaign }) => state === 'running' && (campaign.mode === 'manual' || campaign.mode === 'preview'),
    );
    if (manual.length === 0 || this.live?.state !== 'ready') return;
    const { campaign } = draw.pick(manual).campaign.lists.length > 0 ? draw.pick(manual) : { campaign: null };
    if (campaign === null) return;
    const list = draw.pick(campaign.lists).list;
    const open = [...tables.inList(list)].filter(({ state }) => state === 'open' || draw.chance(0.02));
    if (open.length > 0) this.ask({ ask: 'take-lead', agentId, campaign: campaign.id, lead: draw.pick(open).id });
  }

  private ask(ask: OutboundAsk): void {
    if (this.world.box.webUp) this.world.box.ask(ask);
  }
}
