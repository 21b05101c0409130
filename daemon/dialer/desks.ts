import type { LiveLead } from '../terms/outbound.js';
import type { Attempt } from './attempt.js';
import type { HeldLead } from './hopper.js';
import type { DialerStep } from './notices.js';

/** What of outbound work lies on an agent's desk: a lead he is shown, an attempt, or a result he owes. */
export interface Desk {
  readonly agentId: string;
  readonly campaignId: string;
  readonly held: HeldLead;
  /** His telephone needs no lifting: the person is called alone, then given to him. */
  readonly headset: boolean;
  /** Queues keep him for it. */
  reserved: boolean;
  /** Dialled by itself then; null: when he says so, or it is dialled already. */
  dialAt: number | null;
  attempt: Attempt | null;
  /** Until he has said what came of it he has no other call (OUT-19). */
  resultWanted: boolean;
}

/** One desk each: nobody is shown two leads. */
export class Desks {
  private readonly byAgent = new Map<string, Desk>();
  /** His last attempt, of which he may still correct the result. */
  private readonly last = new Map<string, Attempt>();
  private readonly leads = new Set<string>();

  get(agentId: string): Desk | null {
    return this.byAgent.get(agentId) ?? null;
  }

  all(): Iterable<Desk> {
    return this.byAgent.values();
  }

  isOnDesk(leadId: string): boolean {
    return this.leads.has(leadId);
  }

  lastOf(agentId: string): Attempt | null {
    return this.last.get(agentId) ?? null;
  }

  /** Reserves him; what he is shown may be dialled by itself. He must have nothing on his desk. */
  put(desk: Omit<Desk, 'attempt' | 'resultWanted' | 'reserved'>, step: DialerStep): Desk {
    const placed: Desk = { ...desk, attempt: null, resultWanted: false, reserved: true };
    this.byAgent.set(desk.agentId, placed);
    this.leads.add(desk.held.lead.id);
    step.tell({ notice: 'lead-for-agent', agentId: desk.agentId, lead: liveLeadOf(placed) });
    if (desk.dialAt !== null && desk.dialAt > step.atMs) {
      step.setTimer(`dialer preview ${desk.agentId}`, desk.dialAt - step.atMs);
    }
    step.touch('agent', desk.agentId);
    return placed;
  }

  /** He has an attempt that was not reserved for him, or somebody else's: it comes onto his desk with the person. */
  give(agentId: string, attempt: Attempt, step: DialerStep): Desk {
    const before = this.byAgent.get(agentId);
    if (before !== undefined && before.attempt?.id !== attempt.id) this.clear(agentId, step);
    const desk = this.byAgent.get(agentId) ?? {
      agentId,
      campaignId: attempt.campaignId,
      held: attempt.held,
      headset: true,
      reserved: false,
      dialAt: null,
      attempt,
      resultWanted: false,
    };
    desk.attempt = attempt;
    this.byAgent.set(agentId, desk);
    this.leads.add(attempt.held.lead.id);
    this.last.set(agentId, attempt);
    step.touch('agent', agentId);
    return desk;
  }

  dialled(desk: Desk, attempt: Attempt, step: DialerStep): void {
    desk.attempt = attempt;
    desk.dialAt = null;
    this.last.set(desk.agentId, attempt);
    step.cancelTimer(`dialer preview ${desk.agentId}`);
    // From now on a break waits until the attempt is over: who answers must find him there.
    if (desk.reserved) step.tell({ notice: 'lead-for-agent', agentId: desk.agentId, lead: liveLeadOf(desk) });
    step.touch('agent', desk.agentId);
  }

  wantResult(desk: Desk, wanted: boolean, step: DialerStep): void {
    if (desk.resultWanted === wanted || desk.attempt === null) return;
    desk.resultWanted = wanted;
    step.tell({ notice: 'result-wanted', agentId: desk.agentId, callId: desk.attempt.callId, wanted });
    step.touch('agent', desk.agentId);
  }

  /** The queues may have him again. */
  release(desk: Desk, step: DialerStep): void {
    if (!desk.reserved) return;
    desk.reserved = false;
    step.tell({ notice: 'lead-for-agent', agentId: desk.agentId, lead: null });
  }

  /** Empty: the lead is somebody else's business now. */
  clear(agentId: string, step: DialerStep): void {
    const desk = this.byAgent.get(agentId);
    if (desk === undefined) return;
    this.byAgent.delete(agentId);
    this.leads.delete(desk.held.lead.id);
    step.cancelTimer(`dialer preview ${agentId}`);
    this.wantResult(desk, false, step);
    this.release(desk, step);
    step.touch('agent', agentId);
  }

  live(agentId: string): LiveLead | null {
    const desk = this.byAgent.get(agentId);
    return desk === undefined ? null : liveLeadOf(desk);
  }
}

function liveLeadOf({ held, campaignId, attempt, dialAt, resultWanted }: Desk): LiveLead {
  const { id, name, number, data, tries, result, lastTriedAt } = held.lead;
  const before = { tries, lastResult: result, lastTriedAt };
  const shown = { lead: id, campaign: campaignId, name, number, data, attempt: attempt?.id ?? '', dialAt };
  return { ...shown, resultWanted, ...before };
}
