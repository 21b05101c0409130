import type { Channel, Seizure } from '../../lines/lines.js';
import type { CallBook } from '../book.js';
import { telephoneNumber } from '../book.js';
import { type Call, cause } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import type { Progress } from '../progress.js';
import type { Conversation } from './conversation.js';
import type { Parties } from './parties.js';
import type { Attempt, Party, PartyOpening } from './party.js';
import type { RingOrder } from './reaching.js';

export interface RingingRooms {
  readonly book: CallBook;
  readonly channels: ChannelTable;
  readonly parties: Parties;
  readonly progress: Progress;
  readonly conversation: Conversation;
  /** Call control's seizures are even (lines.ts). */
  newSeizure(): Seizure;
}

/** Telephones on this box: rung for a call, and stopped. */
export class Ringing {
  constructor(private readonly rooms: RingingRooms) {}

  /** What distribution asks: one of the agents to whom the call is offered, or who are wanted in it. */
  order(order: RingOrder, step: CallsStep): void {
    const { callId, agentId, line } = order;
    const { conversation } = this.rooms;
    const call = this.rooms.book.get(callId);
    const attempt = call?.attempts.find((each) => each.agentId === agentId) ?? null;
    if (call !== null && attempt !== null) conversation.underWay(call, attempt, step);
    const isOpen = call !== null && call.stage !== 'ended' && (attempt !== null || isOffered(call));
    if (!isOpen || isIn(call, agentId) || !this.ring(call, order, attempt, step)) {
      step.log('warn', 'a telephone cannot be rung', { agent: agentId, line, callId });
      step.tell({ notice: 'ring-failed', callId, agentId });
      return;
    }
    if (attempt === null) this.rooms.progress.callEvent(call, 'ring-agent', step, null);
    conversation.settle(call, step);
  }

  private ring(call: Call, order: RingOrder, attempt: Attempt | null, step: CallsStep): boolean {
    const { agentId, line, headset, purpose = attempt?.purpose ?? 'queue' } = order;
    if (line === 0 || headset === true) {
      return this.rooms.conversation.reaching?.ring(call, order, attempt, step) ?? false;
    }
    const opening = {
      role: 'agent',
      purpose,
      agentId,
      room: attempt?.room ?? 'main',
      attempt: attempt?.id ?? 0,
    } as const;
    return this.telephone(call, line, opening, telephoneNumber(call.row), step) !== null;
  }

  /** Null: there is no such telephone, it is off its hook, or something is on it. */
  telephone(call: Call, line: number, opening: PartyOpening, callingNumber: string, step: CallsStep): Party | null {
    const channel = this.rooms.channels.telephone(line);
    const { channels } = this.rooms;
    if (channel === null || channels.seizureOn(channel.channel) !== null) return null;
    if (channels.isOffHook(channel.channel)) return null;
    const seizure = this.rooms.newSeizure();
    const party = this.rooms.parties.add(call, opening, { state: 'calling', seizure, channel: channel.name }, step);
    if (party === null) return null;
    this.ringChannel(call, party, channel, callingNumber, step);
    return party;
  }

  /** Rings `channel` for a party that has its seizure already. */
  ringChannel(call: Call, party: Party, channel: Channel, callingNumber: string, step: CallsStep): void {
    const leg: Leg = {
      seizure: party.seizure,
      channel: channel.channel,
      role: party.role,
      callId: call.id,
      party: party.party,
      agentId: party.agentId,
      state: 'ringing',
      play: null,
    };
    this.rooms.progress.legs.set(leg.seizure, leg);
    step.line({
      do: 'ring',
      seizure: leg.seizure,
      channel: leg.channel,
      callingNumber,
      presentation: call.row.presentation,
      ...(call.callingName === '' ? {} : { callingName: call.callingName }),
    });
    this.rooms.channels.seize(channel.channel, leg.seizure, leg, step);
  }

  /** The offer is over: nobody answered, or another one has it. `agentId` null: of everybody. */
  stop(callId: string, agentId: string | null, step: CallsStep): void {
    const call = this.rooms.book.get(callId);
    if (call === null || call.stage === 'ended') return;
    for (const party of [...call.parties]) {
      const isMeant = party.role === 'agent' && (agentId === null || party.agentId === agentId);
      if (party.state === 'calling' && isMeant) this.rooms.conversation.clear(call, party, cause.normalClearing, step);
    }
    this.rooms.conversation.ringOver(call, step);
    const isFree = call.row.talkStartedAt === null && !call.parties.some(({ role }) => role === 'agent');
    if (isFree) this.rooms.book.change(call, { agent: null }, step);
    this.rooms.conversation.settle(call, step);
  }
}

/** A queue's call that nobody has answered yet. */
function isOffered({ stage, handedOff }: Call): boolean {
  return stage === 'queued' || (stage === 'ringing' && handedOff);
}

function isIn(call: Call, agentId: string): boolean {
  return call.parties.some((party) => party.agentId === agentId);
}
