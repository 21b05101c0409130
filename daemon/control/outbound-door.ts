import type { OutboundMethod, OutboundParams, OutboundResults } from '../contract/outbound-schema.js';
import type { CampaignDesk } from './campaign-desk.js';
import type { LeadDesk } from './lead-desk.js';

/** Which desk answers what. */
export class OutboundDoor {
  private readonly answers: { readonly [M in OutboundMethod]: (ask: OutboundParams<M>) => Promise<OutboundResults[M]> };

  constructor(campaigns: CampaignDesk, leads: LeadDesk) {
    this.answers = {
      'outbound.campaign.put': (ask) => campaigns.put(ask),
      'outbound.campaign.remove': (ask) => campaigns.remove(ask),
      'outbound.campaign.start': (ask) => campaigns.start(ask),
      'outbound.campaign.pause': (ask) => campaigns.pause(ask),
      'outbound.campaign.stop': (ask) => campaigns.stop(ask),
      'outbound.list.put': (ask) => leads.putList(ask),
      'outbound.list.remove': (ask) => leads.removeList(ask),
      'leads.import': (ask) => leads.import(ask),
      'leads.undo-import': (ask) => leads.undoImport(ask),
      'leads.allocate': (ask) => leads.allocate(ask),
      'leads.recall': (ask) => leads.recall(ask),
      'leads.recycle': (ask) => leads.recycle(ask),
      'leads.timed': (ask) => leads.setTime(ask),
      'person.erase': (ask) => leads.erase(ask),
      'dnc.add': (ask) => leads.addDnc(ask),
      'dnc.remove': (ask) => leads.removeDnc(ask),
      'consent.put': (ask) => leads.putConsent(ask),
    };
  }

  /** `params` have passed the method's schema. */
  answer<M extends OutboundMethod>(method: M, params: OutboundParams<M>): Promise<OutboundResults[M]> {
    return this.answers[method](params);
  }
}
