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

/**
 * One desk each: nobody is shown two leads. Who owes a result and comes by another call all the same (a customer who was
 * parked, or returns to him) owes both: the earlier one is shown again as soon as the later one is given.
 */
export class Desks {
  private readonly byAgent = new Map<string, Desk>();
  /** By agent, the oldest first: results that he owes from before what lies on his desk now. */
  private readonly earlier = new Map<string, Desk[]>();
  /** By agent: the call whose result the queues were last told to wait for. */
  private readonly told = new Map<string, string>();
  /** His last attempt, of which he may still correct the result. */
  private readonly last = new Map<string, Attempt>();
  private readonly leads = new Set<string>();

  get(agentId: string): Desk | null {
    return this.byAgent.get(agentId) ?? null;
  }

  /** Also those on which only an earlier result is owed. */
  *all(): Iterable<Desk> {
    yield* this.byAgent.values();
    for (const desks of this.earlier.values()) yield* desks;
  }

  /** The desk on which this attempt lies: the agent's present one, or one on which he still owes its result. */
  withAttempt(agentId: string, attemptId: string): Desk | null {
    const present = this.byAgent.get(agentId);
    const desks = [...(this.earlier.get(agentId) ?? []), ...(present === undefined ? [] : [present])];
    return desks.find(({ attempt }) => attempt?.id === attemptId) ?? null;
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
    if (before !== undefined && before.attempt?.id !== attempt.id) {
      if (before.resultWanted) this.setAside(before, step);
      else this.remove(before, step);
    }
    const desk = this.byAgent.get(agentId) ??
      this.takeBack(agentId, attempt) ?? {
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
    this.tellWanted(desk.agentId, step);
    step.touch('agent', desk.agentId);
  }

  /** The queues wait for one result at a time: the next is named in place of the one that was given. */
  private tellWanted(agentId: string, step: DialerStep): void {
    const present = this.byAgent.get(agentId);
    const owing = present?.resultWanted === true ? present : this.earlier.get(agentId)?.at(-1);
    const callId = owing?.attempt?.callId;
    const before = this.told.get(agentId);
    if (callId === before) return;
    if (callId !== undefined) {
      this.told.set(agentId, callId);
      step.tell({ notice: 'result-wanted', agentId, callId, wanted: true });
    } else if (before !== undefined) {
      this.told.delete(agentId);
      step.tell({ notice: 'result-wanted', agentId, callId: before, wanted: false });
    }
  }

  /** The queues may have him again. */
  release(desk: Desk, step: DialerStep): void {
    if (!desk.reserved) return;
    desk.reserved = false;
    step.tell({ notice: 'lead-for-agent', agentId: desk.agentId, lead: null });
  }

  /** The lead is somebody else's business now; a result owed from before comes back onto the desk. */
  remove(desk: Desk, step: DialerStep): void {
    const { agentId } = desk;
    const earlier = this.earlier.get(agentId) ?? [];
    this.leads.delete(desk.held.lead.id);
    if (this.byAgent.get(agentId) === desk) {
      step.cancelTimer(`dialer preview ${agentId}`);
      const back = earlier.pop();
      if (back === undefined) this.byAgent.delete(agentId);
      else this.byAgent.set(agentId, back);
    } else {
      earlier.splice(earlier.indexOf(desk), 1);
    }
    if (earlier.length === 0) this.earlier.delete(agentId);
    desk.resultWanted = false;
    this.tellWanted(agentId, step);
    this.release(desk, step);
    step.touch('agent', agentId);
  }

  /** Whom he had parked he picks up again. */
  private takeBack(agentId: string, { id }: Attempt): Desk | null {
    const earlier = this.earlier.get(agentId) ?? [];
    const index = earlier.findIndex(({ attempt }) => attempt?.id === id);
    return index === -1 ? null : (earlier.splice(index, 1)[0] ?? null);
  }

  private setAside(desk: Desk, step: DialerStep): void {
    const { agentId } = desk;
    this.release(desk, step);
    this.byAgent.delete(agentId);
    this.earlier.set(agentId, [...(this.earlier.get(agentId) ?? []), desk]);
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
  const callId = attempt?.callId ?? '';
  return { ...shown, ...(callId === '' ? {} : { callId }), resultWanted, ...before };
}

/** Dialled by itself at `atMs` or before, and not dialled yet. */
export function isDue({ campaignId, attempt, dialAt }: Desk, id: string, atMs: number): boolean {
  return campaignId === id && attempt === null && dialAt !== null && dialAt <= atMs;
}

/** Hours that were agreed first, then who has waited longest. */
export function inTurn(a: Desk, b: Desk): number {
  const timed = Number(b.held.lead.timed) - Number(a.held.lead.timed);
  return timed !== 0 ? timed : (a.dialAt ?? 0) - (b.dialAt ?? 0);
}
