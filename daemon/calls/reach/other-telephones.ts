import type { Channel, Seizure } from '../../lines/lines.js';
import type { CallBook } from '../book.js';
import type { Call } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Parties } from '../conversation/parties.js';
import { type Attempt, onNoTrunkYet, type Party, type PartyOpening } from '../conversation/party.js';
import type { RingOrder } from '../conversation/reaching.js';
import type { Dialling } from '../dialling.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import { type Outgoing, outOver } from '../outgoing.js';
import type { Progress } from '../progress.js';
import type { Prompts } from '../prompts.js';
import type { TrunkTable } from '../trunks.js';

/** A headset's user hears it before the caller. */
export const offerBeepMs = 400;
/**
 * Of a campaign's person, who has answered already: said while the agent's page is painted, and cut short by the call,
 * for what is played to him covers what the person says.
 */
export const personBeepMs = 100;
/** Said over and over until the key or the end of the ringing. */
export const confirmPrompts = ['zh/press-1-to-take', 'en/press-1-to-take'] as const;
export const confirmKey = '1';

export interface OtherTelephoneRooms {
  readonly book: CallBook;
  readonly channels: ChannelTable;
  readonly parties: Parties;
  readonly progress: Progress;
  readonly prompts: Prompts;
  readonly trunks: TrunkTable;
  readonly dialling: Dialling;
  readonly outgoing: Outgoing;
  readonly conversation: Conversation;
}

/** Agents whose telephone is not rung on this box: headsets left open, and telephones outside (ACC-29). */
export class OtherTelephones {
  constructor(private readonly rooms: OtherTelephoneRooms) {}

  /** False: it cannot be done now. */
  ring(call: Call, order: RingOrder, attempt: Attempt | null, step: CallsStep): boolean {
    if (order.remoteNumber !== undefined) return this.dialRemote(call, order, order.remoteNumber, attempt, step);
    return this.openHeadset(call, order, attempt, step);
  }

  // ---- headsets

  /** The standing leg takes the call at once: a beep, then the caller. */
  private openHeadset(call: Call, order: RingOrder, attempt: Attempt | null, step: CallsStep): boolean {
    const { dialling, parties, progress, channels } = this.rooms;
    const seizure = dialling.idleOn(order.line);
    const channel = seizure === null ? null : dialling.channelOf(seizure);
    if (seizure === null || channel === null) return false;
    const place = { state: 'calling', seizure, channel: channel.name } as const;
    const party = parties.add(call, openingOf(order, '', attempt), place, step);
    if (party === null) return false;
    dialling.take(seizure, step);
    const leg: Leg = {
      seizure,
      channel: channel.channel,
      role: 'agent',
      callId: call.id,
      party: party.party,
      agentId: order.agentId,
      state: 'connected',
      standing: true,
      play: null,
    };
    progress.legs.set(seizure, leg);
    channels.seize(channel.channel, seizure, leg, step);
    this.opened.push({ call, party, leg });
    return true;
  }

  /** A campaign's person is offered to this agent: his headset tells him at once. */
  offered(call: Call, agentId: string, step: CallsStep): void {
    if (!isPersonCalled(call)) return;
    const agent = this.rooms.trunks.site?.agents.find(({ id }) => id === agentId);
    if (agent === undefined || agent.headset !== true || agent.remoteNumber !== undefined) return;
    this.announcedAt.set(call, step.atMs);
    this.rooms.dialling.announce(agent.line, personBeepMs, step);
  }

  private readonly announcedAt = new WeakMap<Call, number>();

  /** Headsets that were given a call in this step: the call must be 'ringing' before they answer. */
  private readonly opened: { readonly call: Call; readonly party: Party; readonly leg: Leg }[] = [];

  /** After the ring was taken down: they answer. */
  answerHeadsets(step: CallsStep): void {
    for (let next = this.opened.shift(); next !== undefined; next = this.opened.shift()) {
      const { call, party, leg } = next;
      if (!call.parties.includes(party)) continue;
      this.rooms.conversation.answered(call, party, leg, step);
      // Over what he hears already: nobody waits for a beep.
      const announcedAt = this.announcedAt.get(call);
      const beepMs = announcedAt === undefined ? offerBeepMs : announcedAt + personBeepMs - step.atMs;
      if (leg.state === 'connected' && leg.play === null && beepMs >= leastBeepMs) {
        this.rooms.prompts.beep(leg, beepMs, step);
      }
    }
  }

  /** The call is over for this telephone, which stays off its hook: it hears what is left to say, or silence. */
  stand(leg: Leg, step: CallsStep): void {
    const { channels, progress, dialling, book } = this.rooms;
    const channel: Channel | null = channels.get(leg.channel);
    const call = book.get(leg.callId);
    if (call !== null) stopHearing(call, leg.seizure, step);
    progress.legs.delete(leg.seizure);
    channels.seize(leg.channel, leg.seizure, null, step);
    const sources = (leg.afterwards ?? []).map((file) => ({ file }));
    if (channel !== null) dialling.adopt(leg.seizure, channel, sources, step);
  }

  // ---- telephones outside

  private dialRemote(call: Call, order: RingOrder, number: string, attempt: Attempt | null, step: CallsStep): boolean {
    const { outgoing, parties } = this.rooms;
    const agent = this.rooms.trunks.site?.agents.find(({ id }) => id === order.agentId);
    const routed = outgoing.routed(number, { international: agent?.international ?? false });
    if (routed.refused !== null) {
      step.incident('remote-number-refused', { agent: order.agentId, why: routed.refused });
      return false;
    }
    const opening = { ...openingOf(order, routed.number, attempt), out: outOver(routed.trunks) };
    const party = parties.add(call, opening, onNoTrunkYet, step);
    if (party === null) return false;
    outgoing.begin(call, party, step);
    return true;
  }

  /**
   * True: a remote agent has answered, or his mailbox has. A mailbox answers like a person and would keep the
   * customer, who would talk to a recording; only a person presses the key.
   */
  holdsBack(call: Call, party: Party, leg: Leg, step: CallsStep): boolean {
    if (party.role !== 'agent' || party.out === null || party.state !== 'calling') return false;
    // No other trunk may ring him again, whatever comes now.
    party.alerted = true;
    party.early = false;
    this.rooms.prompts.play(leg, confirmPrompts, 'keypad', true, step);
    this.rooms.conversation.settle(call, step);
    return true;
  }

  /** 'confirmed': the person is there, and has answered as one does who lifts a telephone of the box. */
  digit(call: Call, party: Party, leg: Leg, digit: string, step: CallsStep): 'not-mine' | 'ignored' | 'confirmed' {
    if (party.role !== 'agent' || party.out === null || party.state !== 'calling') return 'not-mine';
    if (digit !== confirmKey) return 'ignored';
    this.rooms.prompts.stop(leg, step);
    this.rooms.outgoing.settled(call, party, step);
    return 'confirmed';
  }
}

/** Nobody hears a shorter one. */
const leastBeepMs = 20;

/** Somebody the dialer has called. */
function isPersonCalled({ data, row }: Call): boolean {
  return row.direction === 'outbound' && row.talkStartedAt === null && data.get('Outbound', 'Attempt') !== null;
}

/** A seizure that ends leaves its bridge or mix by itself; one that goes on must be taken out. */
function stopHearing(call: Call, seizure: Seizure, step: CallsStep): void {
  const { sound } = call;
  if (sound.kind === 'bridge' && (sound.a === seizure || sound.b === seizure)) {
    step.line({ do: 'unbridge', bridge: sound.number });
    call.sound = { kind: 'none' };
  } else if (sound.kind === 'mix' && sound.members.some((member) => member.seizure === seizure)) {
    const members = sound.members
      .filter((member) => member.seizure !== seizure)
      .map((member) => ({ ...member, hears: member.hears.filter((heard) => heard !== seizure) }));
    if (members.length === 0) {
      // Both of the last two keep their headsets on.
      step.line({ do: 'unmix', mix: sound.number });
      call.sound = { kind: 'none' };
      return;
    }
    step.line({ do: 'mix', mix: sound.number, members });
    call.sound = { ...sound, members };
  }
}

function openingOf({ agentId, purpose }: RingOrder, number: string, attempt: Attempt | null): PartyOpening {
  return {
    role: 'agent',
    purpose: attempt?.purpose ?? purpose ?? 'queue',
    agentId,
    number,
    room: attempt?.room ?? 'main',
    attempt: attempt?.id ?? 0,
  };
}
