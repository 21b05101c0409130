import type { Detail } from '../base/step.js';
import type { Channel, NumberPlan, NumberType, Seizure, ToneName } from '../lines/lines.js';
import { type Dialler, type Routed, routeOf } from '../numbers/routes.js';
import { type WrittenNumbers, writeNumbers } from '../numbers/rules.js';
import type { LegPurpose } from '../terms/targets.js';
import type { NumberRefusal, Trunk } from '../terms/trunks.js';
import type { CallBook } from './book.js';
import { type Call, type Closing, cause, type OutboundPart, type WayOut } from './call.js';
import type { ChannelTable } from './channels.js';
import type { Parties } from './conversation/parties.js';
import { onNoTrunkYet, type Party } from './conversation/party.js';
import type { Dialling } from './dialling.js';
import type { Leg } from './legs.js';
import type { CallsStep } from './notices.js';
import type { Outbound, Progress } from './progress.js';
import type { SpanTable } from './spans.js';
import type { TrunkTable } from './trunks.js';

/** Unanswered for this long, a call out is given up; networks do it after 60 to 120 s themselves. */
export const maxDiallingMs = 180_000;
/** A customer who is transferred or forwarded hears ring-back no longer than this before the call comes back. */
export const maxSentOnMs = 45_000;
export type { WayOut } from './call.js';
export { failureToneMs } from './dialling.js';
/** SETUPs for one call. */
export const maxAttempts = 12;

export interface OutgoingRooms {
  readonly book: CallBook;
  readonly channels: ChannelTable;
  readonly spans: SpanTable;
  readonly trunks: TrunkTable;
  readonly progress: Progress;
  readonly parties: Parties;
  readonly dialling: Dialling;
  readonly conversation: OutsideHearing;
  /** Call control's seizures are even (lines.ts). */
  newSeizure(): Seizure;
}

/** What becomes of a call whose party outside cannot be had, or is heard; see Conversation. */
export interface OutsideHearing {
  /** All trunks have failed, or the number, or nobody answered: of whoever is not the customer of a call out. */
  notDialled(call: Call, party: Party, failure: number, step: CallsStep): void;
  settle(call: Call, step: CallsStep): void;
}

/** What campaigns want of their calls, and hear of them; see campaign/. */
export interface CampaignsOut {
  /** Null: no campaign's. */
  wayOf(call: Call): WayOut | null;
  /** A SETUP of it goes out over this trunk. */
  dialled(call: Call, trunk: string, step: CallsStep): void;
  alerting(call: Call, step: CallsStep): void;
  announced(call: Call, inbandCause: number): void;
  /** How long it must still ring before we may hang up. */
  ringsOnMs(call: Call, step: CallsStep): number;
}

/** Calls out over trunks, for whoever in a call is outside: one trunk after the other, and what the network says. */
export class Outgoing implements Outbound {
  /** Set when the rooms are joined. */
  campaigns: CampaignsOut | null = null;

  constructor(private readonly rooms: OutgoingRooms) {
    rooms.progress.outbound = this;
  }

  /** A telephone lifted without a call has dialled; `seizure` is its. */
  place(seizure: Seizure, telephone: Channel, dialled: string, agent: DiallingAgent, step: CallsStep): void {
    const routed = this.routed(dialled, agent);
    const id = step.newId();
    const agentId = agent?.agentId ?? '';
    const detail: Detail = { line: telephone.name, dialled, kind: routed.kind, route: routed.route };
    const call = this.open({ id, agent: agent?.agentId ?? null, number: routed.number }, detail, step);
    this.join(call, { seizure, telephone, agentId, purpose: 'caller' }, step);
    if (agent !== null) step.tell({ notice: 'call-out', callId: id, agentId });
    this.customer(call, routed, step);
  }

  /** What becomes of these digits by the site's rules. */
  routed(dialled: string, agent: Dialler): Routed {
    const { site } = this.rooms.trunks;
    if (site !== null) return routeOf(site, dialled, agent);
    return { kind: 'unknown', number: dialled, refused: 'no-route', route: null, trunks: [] };
  }

  /** A telephone that is off its hook already becomes one of the call's. */
  join(call: Call, { seizure, telephone, agentId, purpose }: Joining, step: CallsStep): Party | null {
    const opening = { role: 'agent', purpose, agentId, room: 'main' } as const;
    const party = this.rooms.parties.add(call, opening, { state: 'in', seizure, channel: telephone.name }, step);
    if (party === null) return null;
    const leg: Leg = {
      seizure,
      channel: telephone.channel,
      role: 'agent',
      callId: call.id,
      party: party.party,
      agentId,
      state: 'connected',
      play: null,
    };
    this.rooms.progress.legs.set(seizure, leg);
    this.rooms.channels.seize(telephone.channel, seizure, leg, step);
    return party;
  }

  /** A call out begins: an agent's own, whose customer is called now. */
  open(opening: OutgoingCall, detail: Detail, step: CallsStep, draft = false): Call {
    const { number, ...rest } = opening;
    const fields = {
      ...rest,
      stage: 'dialling',
      callingName: '',
      direction: 'outbound',
      callingNumber: '',
      presentation: 'unavailable',
      calledNumber: number,
      channel: '',
    } as const;
    return this.rooms.book.open(fields, detail, step, draft);
  }

  /** Gives the call its customer and dials. */
  customer(call: Call, routed: Routed, step: CallsStep): void {
    this.alarm(call, routed, step);
    if (routed.refused !== null) {
      this.rooms.book.note(call, 'not-dialled', call.row.agent, { why: routed.refused }, step);
      this.end(call, { cause: refusalCauses[routed.refused], endedBy: 'system', ending: 'refused' }, step);
      return;
    }
    const way = this.campaigns?.wayOf(call) ?? null;
    const party = this.rooms.parties.add(
      call,
      {
        role: 'customer',
        purpose: way?.purpose ?? 'dial',
        number: routed.number,
        room: 'main',
        out: way === null ? outOver(routed.trunks) : { ...outOver(routed.trunks), way },
      },
      onNoTrunkYet,
      step,
    );
    if (party !== null) this.begin(call, party, step, way?.giveUpMs);
  }

  /** Also for somebody outside who is consulted or called for a transfer. */
  begin(call: Call, party: Party, step: CallsStep, giveUpMs = maxDiallingMs): void {
    step.setTimer(timerOf(call, party), giveUpMs);
    this.next(call, party, step);
  }

  /** Whoever calls for help is to be helped at his place too. */
  alarm(call: Call, { kind, number }: Routed, step: CallsStep): void {
    if (kind !== 'emergency') return;
    const caller = call.parties.find(({ role }) => role === 'agent');
    const line = caller?.row.channel ?? '';
    step.incident('emergency-call', { calledNumber: number, line, agent: caller?.agentId ?? '' });
  }

  /** The next trunk that has a channel; none left: nobody is reached. */
  private next(call: Call, party: Party, step: CallsStep): void {
    const { out } = party;
    if (out === null) return;
    for (let id = out.trunksLeft.shift(); id !== undefined; id = out.trunksLeft.shift()) {
      const trunk = this.rooms.trunks.get(id);
      const channel = trunk === null || out.attempts >= maxAttempts ? null : this.channelOf(id);
      if (trunk !== null && channel !== null) {
        out.trunk = id;
        out.anotherChannelTried = false;
        this.dial(call, party, out, { trunk, channel }, step);
        return;
      }
      this.rooms.book.note(call, 'trunk-full', call.row.agent, { trunk: id }, step);
      step.incident('trunk-full', { trunk: id, callId: call.id });
    }
    // Sent to nobody: the box refused it. Sent and refused: the network did.
    const ending = out.attempts === 0 ? ('refused' as const) : ('unanswered' as const);
    const endedBy = out.attempts === 0 ? ('system' as const) : ('network' as const);
    this.fail(call, party, { cause: out.lastCause, endedBy, ending }, step);
  }

  /** Channels of these trunks on which a call could go out now. */
  freeOn(trunkIds: readonly string[]): number {
    const { trunks, channels, spans } = this.rooms;
    const free = new Set<number>();
    for (const { channel, span } of trunkIds.flatMap((id) => trunks.channels(id))) {
      if (channels.isFree(channel) && (span === 0 || spans.isUp(span))) free.add(channel);
    }
    return free.size;
  }

  private channelOf(trunk: string): Channel | null {
    const { trunks, channels, spans } = this.rooms;
    const isFree = (index: number): boolean => {
      const span = channels.get(index)?.span ?? 0;
      return channels.isFree(index) && (span === 0 || spans.isUp(span));
    };
    return trunks.take(trunk, isFree, (index) => channels.lastUse(index));
  }

  private dial(
    call: Call,
    party: Party,
    out: OutboundPart,
    { trunk, channel }: { readonly trunk: Trunk; readonly channel: Channel },
    step: CallsStep,
  ): void {
    const { book, channels, parties, progress, trunks } = this.rooms;
    const seizure = this.rooms.newSeizure();
    const { way } = out;
    const shown = way === undefined || way.callerNumber === '' ? {} : { callingNumber: way.callerNumber };
    const written = writeNumbers(trunks.place, { ...trunk.out, ...shown }, party.number);
    const leg: Leg = {
      seizure,
      channel: channel.channel,
      role: party.role,
      callId: call.id,
      party: party.party,
      agentId: party.agentId,
      state: 'dialling',
      ...(way === undefined ? {} : { listenFor: way.listenFor }),
      play: null,
    };
    progress.legs.set(seizure, leg);
    party.seizure = seizure;
    out.attempts += 1;
    parties.change(call, party, { channel: channel.name }, step);
    if (party.role === 'customer') {
      const { callingNumber, presentation } = written;
      book.change(call, { channel: channel.name, callingNumber, presentation }, step);
    }
    const detail = { trunk: trunk.id, channel: channel.name, attempt: out.attempts };
    // Somebody beside the customer is no try of the call itself.
    const what = party.role === 'customer' ? 'dialled' : 'dialled-too';
    book.note(call, what, call.row.agent, { ...detail, party: party.party }, step);
    channels.seize(channel.channel, seizure, leg, step);
    if (party.role === 'customer') this.campaigns?.dialled(call, trunk.id, step);
    if (channel.kind === 'fxo') this.dialOnLine(party, leg, trunk, written, step);
    else step.line({ do: 'dial', seizure, span: channel.span, timeslot: channel.timeslot, ...setupOf(written) });
    this.rooms.conversation.settle(call, step);
  }

  /** The lines wait for dial tone before the digits go out. */
  private dialOnLine(party: Party, leg: Leg, trunk: Trunk, written: WrittenNumbers, step: CallsStep): void {
    const { seizure, channel } = leg;
    step.line({ do: 'seize', seizure, channel });
    step.line({ do: 'send-digits', seizure, digits: written.calledNumber });
    leg.taken = true;
    this.rooms.trunks.listen(leg, step);
    if (trunk.answerSupervision === 'polarity') party.early = isHeardEarly(party);
    else this.rooms.progress.legEvent(leg, 'answered', step);
  }

  // ---- what the network says

  taken(leg: Leg, step: CallsStep): void {
    this.rooms.trunks.listen(leg, step);
  }

  alerting(call: Call, party: Party, inband: boolean, step: CallsStep): void {
    if (party.state !== 'calling') return;
    party.alerted = true;
    if (inband) party.early = isHeardEarly(party);
    if (party.role === 'customer') this.campaigns?.alerting(call, step);
    this.rooms.book.note(call, 'alerting', call.row.agent, { inband }, step);
    this.rooms.conversation.settle(call, step);
  }

  progress(call: Call, party: Party, inband: boolean, inbandCause: number, step: CallsStep): void {
    if (party.state !== 'calling') return;
    if (inband) party.early = isHeardEarly(party);
    if (party.role === 'customer') this.campaigns?.announced(call, inbandCause);
    this.rooms.book.note(call, 'progress', call.row.agent, { inband, cause: inbandCause }, step);
    this.rooms.conversation.settle(call, step);
  }

  refused(call: Call, party: Party, closing: Closing, step: CallsStep): void {
    const { out } = party;
    if (out === null) return;
    if (party.alerted || !isOfTheTrunk(closing.cause)) {
      // Before an answer nobody has hung up: the network tells how it went.
      const endedBy = closing.endedBy === 'system' ? closing.endedBy : 'network';
      this.fail(call, party, { cause: closing.cause, endedBy, ending: 'unanswered' }, step);
      return;
    }
    const { trunk } = out;
    const channel = party.row.channel;
    out.lastCause = closing.cause;
    party.early = false;
    party.seizure = 0;
    this.rooms.book.note(call, 'trunk-refused', call.row.agent, { trunk, cause: closing.cause }, step);
    step.incident('trunk-refused', { trunk, channel, cause: closing.cause, callId: call.id });
    if (this.tryAnotherChannel(call, party, out, closing.cause, step)) return;
    this.next(call, party, step);
  }

  /** Both ends took the channel at once (glare, ITU-T Q.931 §5.7): the trunk itself is well. */
  private tryAnotherChannel(call: Call, party: Party, out: OutboundPart, refusal: number, step: CallsStep): boolean {
    if (refusal !== cause.requestedChannelUnavailable || out.anotherChannelTried) return false;
    const trunk = this.rooms.trunks.get(out.trunk);
    const channel = trunk === null || out.attempts >= maxAttempts ? null : this.channelOf(out.trunk);
    if (trunk === null || channel === null || channel.name === party.row.channel) return false;
    out.anotherChannelTried = true;
    this.dial(call, party, out, { trunk, channel }, step);
    return true;
  }

  /** Nobody answered, and the network did not say so. `about`: call and party. */
  tooLong(about: string, step: CallsStep): void {
    const [callId = '', number = ''] = about.split(' ');
    const call = this.rooms.book.get(callId);
    const party = call?.parties.find((each) => each.party === Number(number));
    if (call === null || party?.state !== 'calling') return;
    const moreMs = party.role === 'customer' ? (this.campaigns?.ringsOnMs(call, step) ?? 0) : 0;
    if (moreMs > 0) {
      step.setTimer(timerOf(call, party), moreMs);
      return;
    }
    this.fail(call, party, { cause: cause.noAnswer, endedBy: 'system', ending: 'unanswered' }, step);
  }

  /** Answered, or nobody wants him any more. */
  settled(call: Call, party: Party, step: CallsStep): void {
    step.cancelTimer(timerOf(call, party));
  }

  private fail(call: Call, party: Party, closing: Closing, step: CallsStep): void {
    this.settled(call, party, step);
    const isCustomersCall = party.role === 'customer' && call.stage === 'dialling';
    if (isCustomersCall) this.end(call, closing, step);
    else this.giveUp(call, party, closing.cause, step);
  }

  private giveUp(call: Call, party: Party, failure: number, step: CallsStep): void {
    const leg = this.rooms.progress.legs.get(party.seizure);
    party.seizure = 0;
    if (leg !== undefined && leg.state !== 'clearing') {
      this.rooms.progress.legEvent(leg, 'clear', step, null, failure);
    }
    this.rooms.conversation.notDialled(call, party, failure, step);
  }

  /** The call is over before it was answered: its agent, still off the hook, hears why. */
  leave(leg: Leg, clearCause: number, step: CallsStep): void {
    const { progress, channels, dialling } = this.rooms;
    const channel = channels.get(leg.channel);
    progress.legs.delete(leg.seizure);
    channels.seize(leg.channel, leg.seizure, null, step);
    if (channel !== null) dialling.adopt(leg.seizure, channel, [{ tone: toneFor(clearCause) }], step);
  }

  private end(call: Call, closing: Closing, step: CallsStep): void {
    this.rooms.progress.callEvent(call, 'hang-up', step, closing);
  }
}

/** Whose telephone dialled; null: nobody is signed in there. */
export type DiallingAgent = { readonly agentId: string; readonly international: boolean } | null;

export interface Joining {
  readonly seizure: Seizure;
  readonly telephone: Channel;
  /** '' nobody is signed in there. */
  readonly agentId: string;
  readonly purpose: LegPurpose;
}

export interface OutgoingCall {
  readonly id: string;
  readonly agent: string | null;
  /** As it is stored and matched. */
  readonly number: string;
}

/** A remote agent's ringing is not for the caller's ears. */
function isHeardEarly({ role }: Party): boolean {
  return role !== 'agent';
}

/** What a party over these trunks has before it. */
export function outOver(trunks: readonly string[]): OutboundPart {
  return { trunksLeft: [...trunks], trunk: '', attempts: 0, anotherChannelTried: false, lastCause: cause.noChannel };
}

/** What who called hears of it. */
export function toneFor(clearCause: number): ToneName {
  if (clearCause === cause.unallocatedNumber || clearCause === cause.numberChanged) return 'vacant';
  if (clearCause === cause.invalidNumber || clearCause === cause.noRoute) return 'vacant';
  return clearCause >= 16 && clearCause < 31 ? 'busy' : 'congestion';
}

/** The whole class "resource unavailable" of ITU-T Q.850 (32 to 47): the trunk failed, not the number. */
export function isOfTheTrunk(refusal: number): boolean {
  return refusal >= 32 && refusal <= 47;
}

const refusalCauses: Readonly<Record<NumberRefusal, number>> = {
  'no-number': cause.invalidNumber,
  'international-closed': cause.callRejected,
  'not-signed-in': cause.callRejected,
  'no-route': cause.noRoute,
  'no-trunk': cause.noRoute,
};

function timerOf(call: Call, party: Party): string {
  return `calls answer ${call.id} ${party.party}`;
}

/** As the line command has it. */
export function setupOf(written: WrittenNumbers): {
  readonly callingNumber: string;
  readonly presentation: 'allowed' | 'unavailable';
  readonly calledNumber: string;
  readonly details: {
    readonly callingType: NumberType;
    readonly callingPlan: NumberPlan;
    readonly calledType: NumberType;
    readonly calledPlan: NumberPlan;
  };
} {
  const { callingNumber, presentation, calledNumber, ...details } = written;
  return { callingNumber, presentation, calledNumber, details };
}
