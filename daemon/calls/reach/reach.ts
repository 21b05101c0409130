import type { Channel, Seizure } from '../../lines/lines.js';
import type { CallAsk, Refusal } from '../../terms/requests.js';
import type { Site } from '../../terms/site.js';
import type { CallBook } from '../book.js';
import { type Call, type Closing, cause } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Parties } from '../conversation/parties.js';
import type { Attempt, Party } from '../conversation/party.js';
import type { NotReached, ReachAsk, Reaching, RingOrder } from '../conversation/reaching.js';
import type { Dialling } from '../dialling.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import type { DiallingAgent, Outgoing } from '../outgoing.js';
import type { KeyHearing, Progress } from '../progress.js';
import type { Prompts } from '../prompts.js';
import type { TrunkTable } from '../trunks.js';
import { Attempts } from './attempts.js';
import { Keypad } from './keypad.js';
import { OtherTelephones } from './other-telephones.js';
import { type CallBackOrder, OwnTelephone } from './own-telephone.js';
import { ParkedCalls } from './parked-calls.js';

export interface ReachRooms {
  readonly book: CallBook;
  readonly channels: ChannelTable;
  readonly trunks: TrunkTable;
  readonly progress: Progress;
  readonly prompts: Prompts;
  readonly parties: Parties;
  readonly dialling: Dialling;
  readonly outgoing: Outgoing;
  readonly conversation: Conversation;
  /** The verbs of calls, as pages have them. */
  ask(ask: CallAsk, step: CallsStep): Refusal | null;
}

/** How somebody is reached, and what telephones without a screen can do: the parts of it, joined. */
export class Reach implements Reaching, KeyHearing {
  private readonly attempts: Attempts;
  readonly own: OwnTelephone;
  private readonly others: OtherTelephones;
  private readonly parked: ParkedCalls;
  private readonly keypad: Keypad;
  private hasRating = false;

  constructor(private readonly rooms: ReachRooms) {
    const isSlot = (slot: number): boolean => this.parked.table.isSlot(slot);
    this.attempts = new Attempts({ ...rooms, reports: rooms.conversation, isSlot });
    this.own = new OwnTelephone({ ...rooms, attempts: this.attempts });
    this.others = new OtherTelephones(rooms);
    this.parked = new ParkedCalls({ ...rooms, attempts: this.attempts });
    this.keypad = new Keypad({ ...rooms, attempts: this.attempts, own: this.own, parked: this.parked });
    rooms.conversation.reaching = this;
    rooms.progress.keys = this;
  }

  load(site: Site): void {
    this.parked.table.load(site.parking);
    this.hasRating = site.rating !== undefined;
    const headsets = site.agents.filter(({ headset, remoteNumber }) => headset === true && remoteNumber === undefined);
    this.rooms.dialling.setHeadsets(new Set(headsets.map(({ line }) => line)));
  }

  // ---- ways to somebody

  call(call: Call, attempt: Attempt, step: CallsStep): Refusal | null {
    return this.attempts.call(call, attempt, step);
  }

  stop(call: Call, attempt: Attempt, step: CallsStep): void {
    this.attempts.stop(call, attempt, step);
  }

  agentRefused(call: Call, attempt: Attempt, why: NotReached, step: CallsStep): void {
    this.attempts.agentRefused(call, attempt, why, step);
  }

  legFailed(call: Call, party: Party, failure: number, step: CallsStep): void {
    this.attempts.outsideFailed(call, party, failure, step);
  }

  ring(call: Call, order: RingOrder, attempt: Attempt | null, step: CallsStep): boolean {
    return this.others.ring(call, order, attempt, step);
  }

  /** A call is offered to this agent, whose telephone is rung a moment later. */
  offered(call: Call, agentId: string, step: CallsStep): void {
    this.others.offered(call, agentId, step);
  }

  /** After a ring was taken down: headsets answer by themselves. */
  rung(step: CallsStep): void {
    this.others.answerHeadsets(step);
  }

  answered(call: Call, party: Party, leg: Leg, step: CallsStep): boolean {
    if (this.others.holdsBack(call, party, leg, step)) return true;
    return this.lifted(call, party, step);
  }

  /** Somebody is at the telephone. True: it was his own call, and goes on from here. */
  private lifted(call: Call, party: Party, step: CallsStep): boolean {
    if (this.own.lifted(call, party, step)) return true;
    if (party.room === 'main' && party.role !== 'supervisor') this.parked.left(call, step);
    return false;
  }

  forget(call: Call, step: CallsStep): void {
    this.parked.left(call, step);
    this.own.ended(call, step);
  }

  // ---- what agents ask

  ask(ask: ReachAsk, step: CallsStep): Refusal | null {
    switch (ask.ask) {
      case 'dial':
        return this.busy(ask.agentId) ?? this.own.dial(ask.agentId, ask.target, step);
      case 'park': {
        const parked = this.parked.park(ask.agentId, ask.slot ?? null, step);
        return 'code' in parked ? parked : null;
      }
      case 'pick-up':
        return this.busy(ask.agentId) ?? this.parked.pickUp(ask.agentId, ask.slot, step);
      case 'pick-up-call':
        return this.busy(ask.agentId) ?? this.parked.pickUpCall(ask.agentId, ask.callId, step);
      case 'rate':
        return this.rate(ask.agentId, step);
    }
  }

  /** His click, taken back before he has lifted. False: there is none. */
  cancelDial(agentId: string, step: CallsStep): boolean {
    return this.own.cancel(agentId, step);
  }

  private busy(agentId: string): Refusal | null {
    if (this.rooms.parties.callOf(agentId) === null) return null;
    return { code: 'not-now', message: `agent ${agentId} is in a call; end it, or consult from it` };
  }

  private rate(agentId: string, step: CallsStep): Refusal | null {
    if (!this.hasRating) {
      return { code: 'not-now', message: 'this site asks for no rating; set its prompts first' };
    }
    const asked = this.parked.talkingAgent(agentId, 'rate');
    if ('code' in asked) return asked;
    const { call, party } = asked;
    const closing: Closing = { cause: cause.normalClearing, endedBy: 'agent' };
    this.rooms.progress.callEvent(call, 'rate', step, null);
    this.rooms.book.note(call, 'rate', agentId, {}, step);
    this.rooms.conversation.release(call, party, closing, step);
    step.tell({ notice: 'rate', callId: call.id, agentId });
    return null;
  }

  callBack(order: CallBackOrder, step: CallsStep): void {
    this.own.callBack(order, step);
  }

  // ---- telephones

  /** A number or code was dialled on a telephone lifted without a call. */
  dialled(seizure: Seizure, telephone: Channel, number: string, agent: DiallingAgent, step: CallsStep): void {
    this.keypad.dialled(seizure, telephone, number, agent, step);
  }

  featureDone(seizure: Seizure, prompts: readonly string[], ok: boolean, step: CallsStep): void {
    this.keypad.featureDone(seizure, prompts, ok, step);
  }

  flash(leg: Leg, step: CallsStep): boolean {
    const found = this.rooms.progress.partyOf(leg);
    return found !== null && this.keypad.flash(found.call, found.party, leg, step);
  }

  digit(call: Call, party: Party, leg: Leg, digit: string, step: CallsStep): boolean {
    const taken = this.others.digit(call, party, leg, digit, step);
    if (taken === 'confirmed' && !this.lifted(call, party, step)) this.rooms.conversation.reached(call, party, step);
    return taken !== 'not-mine' || this.keypad.digit(party, leg, digit, step);
  }

  saidToAgent(party: Party, leg: Leg, step: CallsStep): void {
    this.keypad.answered(party, leg, step);
  }

  /** True: the telephone stays off its hook, and something is left to hear or to wait for. */
  keeps(leg: Leg, step: CallsStep): boolean {
    this.keypad.forget(leg.seizure, step);
    if (leg.state !== 'connected' || (leg.standing !== true && leg.afterwards === undefined)) return false;
    this.others.stand(leg, step);
    return true;
  }

  timer(kind: string, about: string, step: CallsStep): void {
    switch (kind) {
      case 'standing':
        this.rooms.dialling.waits(Number(about), step);
        return;
      case 'park':
        this.parked.timeUp(about, step);
        return;
      case 'keypad':
        this.keypad.timeUp(Number(about), step);
        return;
      default:
        step.log('warn', 'a timer of no known kind', { kind, about });
    }
  }
}
