import type { LegPurpose } from '../terms/targets.js';
import type { AgentRecord } from './agents.js';
import type { AcdNotice, AcdStep } from './notices.js';
import type { OfferOwner, Offers } from './offers.js';
import type { Roster } from './roster.js';
import type { OfferEnd } from './staff.js';

/** As calls tells it, which this room doesn't import. */
export interface WantAgent {
  readonly callId: string;
  readonly agentId: string;
  readonly purpose: LegPurpose;
  readonly ringTimeoutMs: number;
}

type WhyRefused = Extract<AcdNotice, { notice: 'want-refused' }>['why'];

export interface WantsParts {
  readonly roster: Roster;
  /** Associated data of a call, by "Section.Key"; null: none. */
  readonly dataOf: (callId: string, key: string) => string | null;
}

/** What is his own, so that not-ready or a wrap-up that still runs doesn't keep it from him. */
const ownPurposes: ReadonlySet<LegPurpose> = new Set(['return', 'dial', 'pick-up', 'call-back']);

/**
 * Offers to one certain agent: transfers, consultations, extensions, what returns to him, what he asked for.
 * A ready agent can be wanted for anything. One who is not-ready or wraps up is left in peace by colleagues: his
 * telephone would ring at an empty desk while the customer hears music, and who asked can choose somebody else at
 * once. What is his own comes through: the call that nobody took from him, the one he picks up or dials.
 */
export class Wants implements OfferOwner {
  offers: Offers | null = null;

  constructor(private readonly parts: WantsParts) {}

  want(wanted: WantAgent, step: AcdStep): void {
    const { callId, agentId, purpose, ringTimeoutMs } = wanted;
    const record = this.parts.roster.get(agentId);
    const own = ownPurposes.has(purpose);
    const why = record === null ? 'unknown' : this.whyNot(record, callId, own);
    if (record === null || why !== null) {
      step.tell({ notice: 'want-refused', callId, agentId, why: why ?? 'unknown' });
      return;
    }
    step.tell({ notice: 'call-note', callId, what: 'offered', agent: agentId, detail: { purpose } });
    this.offers?.want(record, callId, { purpose, ringTimeoutMs }, own, step);
  }

  over(callId: string, agentId: string, step: AcdStep): void {
    const record = this.parts.roster.get(agentId);
    if (record !== null && record.wanted !== null) this.offers?.withdraw(record, callId, step);
  }

  offerEnded(record: AgentRecord, callId: string, end: OfferEnd, step: AcdStep): void {
    const why = end === 'lifted-early' ? 'busy' : end;
    step.tell({ notice: 'want-refused', callId, agentId: record.agent.id, why });
  }

  private whyNot(record: AgentRecord, callId: string, own: boolean): WhyRefused | null {
    switch (record.state) {
      case 'ready':
        break;
      case 'reserved':
        // For a lead: its own call alone, for who answers it has him within 2 s or is dropped.
        if (!record.leadHeld || this.parts.dataOf(callId, 'Outbound.Lead') !== record.lead?.lead) return 'busy';
        break;
      case 'signed-out':
      case 'unreachable':
        return record.state;
      case 'not-ready':
        if (!own) return 'not-ready';
        break;
      case 'wrap-up':
        if (!own) return 'busy';
        break;
      default:
        return 'busy';
    }
    return this.parts.roster.reachable(record) ? null : 'unreachable';
  }
}
