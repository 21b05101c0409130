import type { Routed } from '../../numbers/routes.js';
import type { Refusal } from '../../terms/requests.js';
import type { Target } from '../../terms/targets.js';
import type { CallBook } from '../book.js';
import { type Call, type Closing, cause } from '../call.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Parties } from '../conversation/parties.js';
import type { Party } from '../conversation/party.js';
import type { Dialling } from '../dialling.js';
import type { CallsStep } from '../notices.js';
import type { Joining, Outgoing } from '../outgoing.js';
import type { Progress } from '../progress.js';
import { type Attempts, directRingMs } from './attempts.js';
import type { Plan } from './targets.js';

export interface OwnTelephoneRooms {
  readonly book: CallBook;
  readonly parties: Parties;
  readonly progress: Progress;
  readonly dialling: Dialling;
  readonly outgoing: Outgoing;
  readonly conversation: Conversation;
  readonly attempts: Attempts;
}

/** Somebody an agent wants to talk to: an agent, or a number outside. */
type Wanted = Extract<Plan, { plan: 'agent' | 'outside' }>;

/** As acd tells it. */
export interface CallBackOrder {
  readonly callBackId: string;
  readonly agentId: string;
  readonly number: string;
  readonly queueId: string;
}

/**
 * Calls that an agent begins: from the keypad, or by a click, when his own telephone rings first and whom he wants is
 * called once he has lifted it (AGT-06). A click that is not lifted leaves no call behind: until then nothing is
 * written.
 */
export class OwnTelephone {
  /** Calls whose agent is being rung, with whom he wants. */
  private readonly waiting = new Map<string, Wanted>();
  /** Calls that keep a promise, until it is known whether they did. */
  private readonly callBacks = new Map<string, string>();
  /** The telephone that asked for a call-back by keypad just now: it is lifted, and needs no ring. */
  private asking: Joining | null = null;

  constructor(private readonly rooms: OwnTelephoneRooms) {}

  /** The click. */
  dial(agentId: string, target: Target, step: CallsStep): Refusal | null {
    const plan = this.rooms.attempts.plan(target, agentId);
    if (plan.plan === 'refused') return plan.refusal;
    if (plan.plan !== 'agent' && plan.plan !== 'outside') {
      return { code: 'bad-request', message: 'only an agent or a number can be called; transfer callers to a queue' };
    }
    this.ringFirst(agentId, plan, 'dial', step);
    return null;
  }

  callBack(order: CallBackOrder, step: CallsStep): void {
    const { agentId, number, callBackId, queueId } = order;
    const plan = this.rooms.attempts.plan({ to: 'number', number }, agentId);
    if (plan.plan !== 'outside') {
      step.incident('call-back-impossible', { callBack: callBackId, agent: agentId });
      step.tell({ notice: 'called-back', callId: '', callBackId, reached: false });
      return;
    }
    const asking = this.asking?.agentId === agentId ? this.asking : null;
    const call = asking === null ? this.ringFirst(agentId, plan, 'call-back', step) : this.openHere(asking, plan, step);
    this.callBacks.set(call.id, callBackId);
    this.rooms.book.note(call, 'call-back', agentId, { callBack: callBackId, queue: queueId }, step);
    if (asking !== null) this.begin(call, plan, agentId, step);
  }

  /** A lifted telephone asks by keypad; null: it has been answered. */
  ask(asking: Joining | null): void {
    this.asking = asking;
  }

  private openHere(joining: Joining, plan: Wanted, step: CallsStep): Call {
    const { agentId, telephone } = joining;
    this.rooms.dialling.take(joining.seizure, step);
    const call = this.open(agentId, agentId, plan, { line: telephone.name }, false, step);
    this.rooms.outgoing.join(call, joining, step);
    if (agentId !== '') step.tell({ notice: 'call-out', callId: call.id, agentId });
    return call;
  }

  /** A campaign's call of an agent's own: a draft, whose customer is called once he has lifted. */
  attempt(call: Call, routed: Routed, agentId: string, step: CallsStep): void {
    this.ringOwn(call, agentId, { plan: 'outside', routed }, 'dial', step);
  }

  private ringFirst(agentId: string, plan: Wanted, purpose: 'dial' | 'call-back', step: CallsStep): Call {
    const call = this.open(agentId, agentId, plan, { by: purpose }, true, step);
    this.ringOwn(call, agentId, plan, purpose, step);
    return call;
  }

  private ringOwn(call: Call, agentId: string, plan: Wanted, purpose: 'dial' | 'call-back', step: CallsStep): void {
    this.waiting.set(call.id, plan);
    const attempt = this.rooms.conversation.open(call, { to: 'agent', agent: agentId }, purpose, '', 'main');
    attempt.agentId = agentId;
    step.tell({ notice: 'want-agent', callId: call.id, agentId, purpose, ringTimeoutMs: directRingMs });
  }

  /** He has dialled an extension on a telephone that was lifted without a call. */
  extension(joining: Joining, plan: Extract<Plan, { plan: 'agent' }>, step: CallsStep): void {
    this.begin(this.openHere(joining, plan, step), plan, joining.agentId, step);
  }

  /** True: it was his own telephone, which is in the call from here on; whom he wants is called. */
  lifted(call: Call, party: Party, step: CallsStep): boolean {
    const plan = this.waiting.get(call.id);
    if (plan === undefined || party.role !== 'agent') return false;
    this.waiting.delete(call.id);
    const { conversation, parties, book } = this.rooms;
    book.keep(call, step);
    parties.answered(call, party, step);
    party.alerted = false;
    const attempt = conversation.attempt(call, party.attempt);
    if (attempt !== null) conversation.finish(call, attempt, 'reached');
    conversation.settle(call, step);
    this.begin(call, plan, party.agentId, step);
    return true;
  }

  /** Whether the customer of a promise was reached, once. */
  ended(call: Call, step: CallsStep): void {
    this.waiting.delete(call.id);
    const callBackId = this.callBacks.get(call.id);
    if (callBackId === undefined) return;
    this.callBacks.delete(call.id);
    const reached = call.row.talkStartedAt !== null;
    step.tell({ notice: 'called-back', callId: call.id, callBackId, reached });
  }

  /** His click, taken back before he has lifted. False: there is none. */
  cancel(agentId: string, step: CallsStep): boolean {
    for (const callId of this.waiting.keys()) {
      const call = this.rooms.book.get(callId);
      if (call?.row.agent !== agentId) continue;
      const closing: Closing = { cause: cause.normalClearing, endedBy: 'agent' };
      this.rooms.progress.callEvent(call, 'hang-up', step, closing);
      return true;
    }
    return false;
  }

  private open(
    agentId: string,
    callingNumber: string,
    plan: Wanted,
    detail: Readonly<Record<string, string>>,
    draft: boolean,
    step: CallsStep,
  ): Call {
    const id = step.newId();
    const agent = agentId === '' ? null : agentId;
    if (plan.plan === 'outside') {
      const { kind, route, number } = plan.routed;
      return this.rooms.outgoing.open({ id, agent, number }, { ...detail, kind, route }, step, draft);
    }
    const opening = {
      id,
      stage: 'dialling',
      callingName: '',
      direction: 'internal',
      callingNumber,
      presentation: 'allowed',
      calledNumber: plan.agentId,
      channel: '',
      agent,
    } as const;
    return this.rooms.book.open(opening, detail, step, draft);
  }

  private begin(call: Call, plan: Wanted, agentId: string, step: CallsStep): void {
    if (plan.plan === 'outside') {
      this.rooms.outgoing.customer(call, plan.routed, step);
      return;
    }
    const { conversation, attempts } = this.rooms;
    const attempt = conversation.open(call, { to: 'agent', agent: plan.agentId }, 'direct', agentId, 'main');
    const refused = attempts.call(call, attempt, step);
    if (refused === null) return;
    conversation.notReached(call, attempt, refused.code === 'loop' ? 'loop' : 'unknown', refusedCause(refused), step);
  }
}

function refusedCause({ code }: Refusal): number {
  return code === 'loop' ? 25 : cause.unallocatedNumber;
}
