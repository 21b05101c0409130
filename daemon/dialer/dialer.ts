import type { CampaignToRun, LeadsAnswer, LiveCampaign, LiveLead, OutboundAsk } from '../terms/outbound.js';
import type { StorageState } from '../terms/recordings.js';
import type { Refusal } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import type { AttemptNotice, CrewNotice, DialerStep } from './notices.js';
import type { DialerParts } from './ports.js';

/** Campaigns that run: whom to call next, when, and what became of it. */
export class Dialer {
  constructor(readonly parts: DialerParts) {}

  load(_site: Site, _step: DialerStep): void {}

  campaigns(_campaigns: readonly CampaignToRun[], _step: DialerStep): void {}

  leads(_answer: LeadsAnswer, _step: DialerStep): void {}

  leadsChanged(_lists: readonly string[], _step: DialerStep): void {}

  dnc(_added: readonly string[], _removed: readonly string[], _step: DialerStep): void {}

  /** What calls and queues tell. */
  told(_notice: AttemptNotice | CrewNotice, _step: DialerStep): void {}

  ask(_ask: OutboundAsk, _step: DialerStep): Refusal | null {
    return { code: 'not-now', message: 'no campaign is running; start one first' };
  }

  /** When nothing else is left to do in a step: who is called now. */
  decide(_step: DialerStep): void {}

  timer(kind: string, about: string, step: DialerStep): void {
    step.log('warn', 'a timer of no known kind', { kind, about });
  }

  /** 'campaigns-stopped' and 'full': nobody is called, so that the room left is for calls that come in. */
  storage(_state: StorageState, _step: DialerStep): void {}

  newDay(_step: DialerStep): void {}

  stop(_step: DialerStep): void {}

  ids(): readonly string[] {
    return [];
  }

  live(_campaignId: string): LiveCampaign | null {
    return null;
  }

  liveLead(_agentId: string): LiveLead | null {
    return null;
  }
}
