import type { Queue } from '../terms/site.js';
import type { AgentRecord, MissCause, Wanted } from './agents.js';
import { personPopTimeMs, popTimeMs } from './limits.js';
import type { AcdStep, RingWhy } from './notices.js';
import type { Roster } from './roster.js';
import type { OfferEnd, Offering, QueueOffer } from './staff.js';

/** Who is told that nobody answered: distribution of a queue's offer, wants of all others. Once for each offer. */
export interface OfferOwner {
  offerEnded(record: AgentRecord, callId: string, end: OfferEnd, step: AcdStep): void;
}

export interface OfferParts {
  readonly roster: Roster;
  readonly queue: (queueId: string) => Queue | null;
  readonly queues: OfferOwner;
  readonly wants: OfferOwner;
}

/** The one place that reserves agents and rings their telephones. An agent is reserved for one call at a time. */
export class Offers implements Offering {
  constructor(private readonly parts: OfferParts) {}

  offer(record: AgentRecord, { callId, queueId, queuedAt, first }: QueueOffer, step: AcdStep): void {
    this.reserve(record, { callId, queueId, queuedAt, wanted: null, popMs: first ? personPopTimeMs : popTimeMs }, step);
  }

  /** `own`: not-ready or wrapping up doesn't keep it from him. */
  want(record: AgentRecord, callId: string, wanted: Wanted, own: boolean, step: AcdStep): void {
    this.reserve(record, { callId, queueId: null, queuedAt: step.atMs, wanted, own }, step);
  }

  private reserve(record: AgentRecord, reservation: Reservation, step: AcdStep): void {
    const { callId, queueId, queuedAt, wanted, own } = reservation;
    // Who is reserved for a lead already goes from the lead to its call.
    const event = record.leadHeld ? 'take-lead' : own === true ? 'reserve-own' : 'reserve';
    if (!this.parts.roster.expects(record, event)) {
      step.incident('double-reservation', { agent: record.agent.id, state: record.state, callId, has: record.callId });
      (wanted === null ? this.parts.queues : this.parts.wants).offerEnded(record, callId, 'lifted-early', step);
      return;
    }
    const agentId = record.agent.id;
    step.tell({ notice: 'offer', callId, agentId });
    const offeredAt = step.atMs;
    // Who was reserved for a lead is in the same state as before, and in its call.
    const leadHeld = false;
    const offer = { callId, queueId, queueCallId: null, queuedAt, wanted, offeredAt, popShown: false, leadHeld };
    this.parts.roster.sendWith(record, offer, event, step);
    if (record.pages === 0) this.ring(record, 'no-page', step);
    else step.setTimer(`acd offer ${agentId}`, reservation.popMs ?? popTimeMs);
  }

  /** The page has shown the customer, or need not be waited for. */
  ring(record: AgentRecord, why: RingWhy, step: AcdStep): void {
    const { callId, agent, wanted } = record;
    if (callId === null || record.state !== 'reserved') return;
    step.cancelTimer(`acd offer ${agent.id}`);
    const detail = { why, afterMs: step.atMs - record.offeredAt };
    step.tell({ notice: 'call-note', callId, what: 'ringing', agent: agent.id, detail });
    this.parts.roster.send(record, 'ring', step);
    const queue = this.parts.queue(record.queueId ?? '');
    step.setTimer(`acd ring ${agent.id}`, wanted?.ringTimeoutMs ?? queue?.ringTimeoutMs ?? 0);
    const { remoteNumber, line } = agent;
    const open = remoteNumber === undefined && this.parts.roster.station(record)?.standing === true;
    step.tell({
      notice: 'ring',
      callId,
      agentId: agent.id,
      line: remoteNumber === undefined ? line : 0,
      ...(remoteNumber === undefined ? {} : { remoteNumber }),
      ...(open ? { headset: true } : {}),
      ...(wanted === null ? {} : { purpose: wanted.purpose }),
    });
  }

  ringTimeout(record: AgentRecord, step: AcdStep): void {
    const { callId } = record;
    if (record.state !== 'ringing' || callId === null) return;
    const detail = { missedInRow: record.missedInRow + 1 };
    step.tell({ notice: 'call-note', callId, what: 'ring-timeout', agent: record.agent.id, detail });
    this.end(record, 'no-answer', step);
  }

  /** His telephone could not be rung or is gone; 'rejected': he did not want the call. */
  ringFailed(record: AgentRecord, why: 'unreachable' | 'rejected', step: AcdStep): void {
    this.end(record, why, step);
  }

  /** He lifted before it rang and hears dial tone: the caller goes to the next agent, keeping his place. */
  liftedEarly(record: AgentRecord, step: AcdStep): void {
    const { callId } = record;
    if (callId === null) return;
    const detail = { why: 'lifted-early' };
    step.tell({ notice: 'call-note', callId, what: 'offer-withdrawn', agent: record.agent.id, detail });
    this.end(record, 'lifted-early', step);
  }

  withdraw(record: AgentRecord, callId: string, step: AcdStep): void {
    if (record.callId !== callId || !isOffered(record)) return;
    this.stopTimers(record, step);
    step.tell({ notice: 'offer-over', callId, agentId: record.agent.id });
    this.parts.roster.send(record, 'withdrawn', step);
  }

  /** He has the call. */
  stopTimers(record: AgentRecord, step: AcdStep): void {
    step.cancelTimer(`acd offer ${record.agent.id}`);
    step.cancelTimer(`acd ring ${record.agent.id}`);
  }

  private end(record: AgentRecord, end: OfferEnd, step: AcdStep): void {
    const { callId, agent, wanted } = record;
    if (callId === null || !isOffered(record)) return;
    this.stopTimers(record, step);
    step.tell({ notice: 'offer-over', callId, agentId: agent.id });
    if (end === 'lifted-early') this.parts.roster.send(record, 'withdrawn', step);
    else {
      const event = end === 'unreachable' ? 'ring-failed' : 'missed';
      const missesUntilNotReady = this.missLimit(record, end);
      this.parts.roster.send(record, event, step, { miss: end, missesUntilNotReady });
    }
    (wanted === null ? this.parts.queues : this.parts.wants).offerEnded(record, callId, end, step);
  }

  /** Of the queue that offered the call; an offer to him alone is judged as one of his first queue. 0: never. */
  private missLimit(record: AgentRecord, miss: MissCause): number {
    const queue = this.parts.queue(record.queueId ?? record.agent.queues[0] ?? '');
    if (queue === null) return 0;
    return miss === 'no-answer'
      ? queue.missesUntilNotReady
      : (queue.missesByCause?.[miss] ?? queue.missesUntilNotReady);
  }
}

interface Reservation {
  readonly callId: string;
  readonly queueId: string | null;
  readonly queuedAt: number;
  readonly wanted: Wanted | null;
  readonly own?: boolean;
  /** Absent: as for any call. */
  readonly popMs?: number;
}

function isOffered({ state }: AgentRecord): boolean {
  return state === 'reserved' || state === 'ringing';
}
