import type { Refusal } from '../../terms/requests.js';
import type { CallBook } from '../book.js';
import { type Call, type Closing, cause } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { Conversation } from '../conversation/conversation.js';
import { isOutside, talkersOf } from '../conversation/doing.js';
import { agentIn, type Parties } from '../conversation/parties.js';
import type { Party } from '../conversation/party.js';
import type { Dialling } from '../dialling.js';
import type { CallsStep } from '../notices.js';
import type { Joining, Outgoing } from '../outgoing.js';
import type { Progress } from '../progress.js';
import type { TrunkTable } from '../trunks.js';
import { type Attempts, directRingMs } from './attempts.js';
import { type Parked, ParkingTable, type ParkProblem } from './parking.js';

/** Who parked it could not be reached: asked again after so long. */
export const returnAgainMs = 30_000;
/** Tries to bring a parked call back before it goes to the queue it came from, if it came from one. */
export const maxReturns = 5;

export interface ParkedCallRooms {
  readonly book: CallBook;
  readonly channels: ChannelTable;
  readonly trunks: TrunkTable;
  readonly parties: Parties;
  readonly progress: Progress;
  readonly dialling: Dialling;
  readonly outgoing: Outgoing;
  readonly conversation: Conversation;
  readonly attempts: Attempts;
}

/** Calls that wait in a slot until somebody picks them up, and calls that ring elsewhere and are picked up. */
export class ParkedCalls {
  readonly table = new ParkingTable();
  private readonly returns = new Map<string, number>();

  constructor(private readonly rooms: ParkedCallRooms) {}

  // ---- into a slot

  /** The slot, or why not. `slot` null: any. */
  park(agentId: string, slot: number | null, step: CallsStep): Parked | Refusal {
    const asked = this.talkingAgent(agentId, 'park');
    if ('code' in asked) return asked;
    const { call, party } = asked;
    const parked = this.table.park(call.id, agentId, slot, step.atMs);
    if (typeof parked === 'string') return problemOf(parked, slot);
    this.rooms.progress.callEvent(call, 'park', step, null);
    call.parkedIn = parked.slot;
    this.rooms.book.note(call, 'parked', agentId, { slot: parked.slot }, step);
    step.setTimer(timerOf(call), this.table.returnAfterMs);
    this.announce(party, parked.slot);
    this.rooms.conversation.release(call, party, leaves, step);
    return parked;
  }

  /** His telephone is still off its hook: it says where the caller waits, in place of a busy tone. */
  private announce({ seizure }: Party, slot: number): void {
    const leg = this.rooms.progress.legs.get(seizure);
    if (leg !== undefined && this.rooms.channels.get(leg.channel)?.kind === 'fxs') leg.afterwards = spokenSlot(slot);
  }

  /** The agent and the one customer he talks to, neither in a consultation nor in a conference. */
  talkingAgent(agentId: string, verb: string): { readonly call: Call; readonly party: Party } | Refusal {
    const callId = this.rooms.parties.callOf(agentId);
    const call = callId === null ? null : this.rooms.book.get(callId);
    const party = call === null ? null : agentIn(call, agentId);
    if (call === null || party === null || call.stage !== 'talking') {
      return { code: 'not-now', message: `agent ${agentId} talks to nobody: "${verb}" needs a conversation` };
    }
    const others = talkersOf(call).filter((other) => other !== party);
    const [customer] = others;
    if (others.length !== 1 || customer === undefined || !isOutside(customer) || call.attempts.length > 0) {
      const message = `"${verb}" is for one caller: end the consultation or the conference first`;
      return { code: 'conflict', message };
    }
    return { call, party };
  }

  /** Nobody has picked it up: back to who parked it. */
  timeUp(callId: string, step: CallsStep): void {
    const call = this.rooms.book.get(callId);
    const parked = this.table.of(callId);
    if (call?.stage !== 'parked' || parked === null) return;
    const tries = (this.returns.get(callId) ?? 0) + 1;
    if (tries > maxReturns && call.row.queue !== null) {
      this.toQueue(call, call.row.queue, parked, step);
      return;
    }
    this.returns.set(callId, tries);
    step.setTimer(timerOf(call), directRingMs + returnAgainMs);
    const { conversation, attempts, book } = this.rooms;
    if (call.attempts.length > 0) return; // it rings somewhere just now
    book.note(call, 'park-return', parked.agentId, { slot: parked.slot, tries }, step);
    const attempt = conversation.open(call, { to: 'agent', agent: parked.agentId }, 'return', '', 'main');
    const refused = attempts.call(call, attempt, step);
    if (refused !== null) conversation.finish(call, attempt, 'failed');
  }

  private toQueue(call: Call, queueId: string, { agentId, slot }: Parked, step: CallsStep): void {
    const { conversation, book, progress } = this.rooms;
    book.note(call, 'park-given-up', agentId, { slot, queue: queueId }, step);
    this.left(call, step);
    call.parkedIn = null;
    progress.callEvent(call, 'send-on', step, null);
    call.handedOff = true;
    step.tell({ notice: 'want-queue', callId: call.id, queueId, from: agentId });
    conversation.settle(call, step);
  }

  /** It is parked no more. */
  left(call: Call, step: CallsStep): void {
    this.returns.delete(call.id);
    if (this.table.leave(call.id) !== null) step.cancelTimer(timerOf(call));
  }

  // ---- picked up

  /** By a page: his telephone rings, lifted he has the call. */
  pickUp(agentId: string, slot: number, step: CallsStep): Refusal | null {
    const found = this.parkedIn(slot);
    return 'code' in found ? found : this.ringFor(found, agentId, step);
  }

  /** By keypad: he has it at once. */
  pickUpHere(joining: Joining, slot: number, step: CallsStep): Refusal | null {
    const found = this.parkedIn(slot);
    if ('code' in found) return found;
    return this.join(found, joining, step);
  }

  private parkedIn(slot: number): Call | Refusal {
    const parked = this.table.in(slot);
    if (typeof parked === 'string') return problemOf(parked, slot);
    const call = this.rooms.book.get(parked.callId);
    return call ?? problemOf('empty', slot);
  }

  pickUpCall(agentId: string, callId: string, step: CallsStep): Refusal | null {
    const call = this.rooms.book.get(callId);
    if (call === null || !this.ringsFor(call, agentId)) {
      const message = 'no telephone of your queues or your group rings for this call; perhaps it has been answered';
      return { code: 'not-now', message };
    }
    return this.ringFor(call, agentId, step);
  }

  /** The one that has rung longest for somebody of his queues or his group. */
  pickUpCallHere(joining: Joining, step: CallsStep): Refusal | null {
    const call = this.rooms.book.all().find((each) => this.ringsFor(each, joining.agentId));
    if (call === undefined) return { code: 'not-now', message: 'no telephone of your queues or your group rings' };
    return this.join(call, joining, step);
  }

  private ringsFor(call: Call, agentId: string): boolean {
    const agents = this.rooms.trunks.site?.agents ?? [];
    const asking = agents.find(({ id }) => id === agentId);
    if (asking === undefined || call.stage === 'ended') return false;
    return call.parties.some((party) => {
      if (party.role !== 'agent' || party.state !== 'calling' || party.room !== 'main') return false;
      if (party.agentId === agentId || party.purpose === 'dial' || party.purpose === 'call-back') return false;
      const ringing = agents.find(({ id }) => id === party.agentId);
      const sameGroup = asking.group !== undefined && asking.group === ringing?.group;
      return sameGroup || (ringing?.queues.some((queue) => asking.queues.includes(queue)) ?? false);
    });
  }

  private ringFor(call: Call, agentId: string, step: CallsStep): Refusal | null {
    const { conversation } = this.rooms;
    if (call.attempts.some(({ purpose }) => purpose === 'pick-up')) {
      return { code: 'conflict', message: 'somebody else is picking this call up already' };
    }
    const attempt = conversation.open(call, { to: 'agent', agent: agentId }, 'pick-up', '', 'main');
    attempt.agentId = agentId;
    const notice = { notice: 'want-agent', callId: call.id, agentId, purpose: 'pick-up' } as const;
    step.tell({ ...notice, ringTimeoutMs: directRingMs });
    return null;
  }

  private join(call: Call, joining: Joining, step: CallsStep): Refusal | null {
    const { dialling, outgoing, conversation, book } = this.rooms;
    dialling.take(joining.seizure, step);
    const party = outgoing.join(call, joining, step);
    if (party === null) return { code: 'limit', message: 'nobody more fits into this call' };
    const { agentId } = joining;
    if (agentId !== '') step.tell({ notice: 'call-out', callId: call.id, agentId });
    book.note(call, 'picked-up', agentId === '' ? null : agentId, { slot: call.parkedIn }, step);
    this.left(call, step);
    conversation.reached(call, party, step);
    return null;
  }
}

const leaves: Closing = { cause: cause.normalClearing, endedBy: 'agent' };

function problemOf(problem: ParkProblem, slot: number | null): Refusal {
  switch (problem) {
    case 'full':
      return { code: 'limit', message: 'every parking slot is taken; pick one up first, or transfer the call' };
    case 'taken':
      return { code: 'conflict', message: `a call is parked in ${slot} already; choose another slot, or none` };
    case 'no-such-slot':
      return { code: 'not-found', message: `there is no parking slot ${slot}; choose one of the site's, or none` };
    case 'empty':
      return { code: 'not-found', message: `nobody is parked in ${slot}; perhaps the call was picked up or has ended` };
  }
}

/** In such numbers 1 is 幺 (china.md 1). */
function spokenSlot(slot: number): readonly string[] {
  return ['zh/parked-in', ...[...`${slot}`].map((digit) => (digit === '1' ? 'zh/digit-yao' : `zh/digit-${digit}`))];
}

function timerOf(call: Call): string {
  return `calls park ${call.id}`;
}
