import type { LiveLead } from '../terms/outbound.js';
import type { CrewNotice } from '../terms/outbound-notices.js';
import type { AgentRecord } from './agents.js';
import type { AcdStep } from './notices.js';
import type { Roster } from './roster.js';

type WhyNot = Extract<CrewNotice, { notice: 'lead-refused' }>['why'];

export interface LeadsParts {
  readonly roster: Roster;
  /** Associated data of a call, by "Section.Key"; null: none. */
  readonly dataOf: (callId: string, key: string) => string | null;
}

/**
 * Agents and the persons of campaigns: who is reserved for a lead, who is shown one, and who owes a result. A ready
 * agent is reserved; one who has the lead's call already is only shown it; so is one who is not-ready or wraps up and
 * has taken a lead from his list himself (nothing is launched for it, and nobody dials it for him).
 */
export class Leads {
  constructor(private readonly parts: LeadsParts) {}

  forAgent(agentId: string, lead: LiveLead | null, step: AcdStep): void {
    const record = this.parts.roster.get(agentId);
    if (lead === null) {
      if (record !== null) this.letGo(record, step);
      return;
    }
    const why = record === null ? 'unknown' : this.whyNot(record, lead);
    if (record === null || why !== null) {
      step.tell({ notice: 'lead-refused', agentId, lead: lead.lead, why: why ?? 'unknown' });
      return;
    }
    const reserves = record.state === 'ready';
    record.lead = lead;
    record.leadHeld ||= reserves;
    if (reserves) this.parts.roster.send(record, 'reserve', step);
    this.parts.roster.touch(agentId, step);
  }

  /** He does something else, or his telephone is gone: nobody is reserved for the lead any more. False: nobody was. */
  left(record: AgentRecord, why: WhyNot, step: AcdStep): boolean {
    const { lead } = record;
    if (!record.leadHeld || lead === null) return false;
    this.letGo(record, step);
    step.tell({ notice: 'lead-refused', agentId: record.agent.id, lead: lead.lead, why });
    return true;
  }

  /** Until the result is given he is offered nothing, and his wrap-up does not end. */
  resultWanted(agentId: string, callId: string, wanted: boolean, step: AcdStep): void {
    const record = this.parts.roster.get(agentId);
    if (record === null || record.state === 'signed-out') return;
    if (!wanted && record.resultWanted !== callId) return;
    record.resultWanted = wanted ? callId : null;
    this.parts.roster.touch(agentId, step);
    // What was left of the wrap-up is his all the same.
    const isOver = record.wrapUp !== null && record.wrapUp.until <= step.atMs;
    if (!wanted && isOver && record.state === 'wrap-up') this.parts.roster.send(record, 'wrap-up-over', step);
    else if (!wanted && isOver) this.parts.roster.wrapUpPassed(record, step);
  }

  private letGo(record: AgentRecord, step: AcdStep): void {
    const held = record.leadHeld;
    record.lead = null;
    record.leadHeld = false;
    if (held) this.parts.roster.send(record, 'withdrawn', step);
    this.parts.roster.touch(record.agent.id, step);
  }

  /** Null: he can have it. */
  private whyNot(record: AgentRecord, lead: LiveLead): WhyNot | null {
    const { state, callId } = record;
    if (record.leadHeld || record.lead?.lead === lead.lead) return null;
    if (state === 'ready') {
      if (record.resultWanted !== null) return 'busy';
      return this.parts.roster.reachable(record) ? null : 'unreachable';
    }
    if (state === 'signed-out' || state === 'unreachable') return state;
    const isOwnWish = lead.attempt === '' && lead.dialAt === null;
    if (state === 'not-ready') return isOwnWish ? null : 'not-ready';
    if (state === 'wrap-up' && isOwnWish && record.resultWanted === null) return null;
    return callId !== null && this.parts.dataOf(callId, 'Outbound.Lead') === lead.lead ? null : 'busy';
  }
}
