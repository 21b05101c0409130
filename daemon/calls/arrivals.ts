import type { Detail } from '../base/step.js';
import type { CallDetails, Channel, LineEvent, Seizure } from '../lines/lines.js';
import { overlapOf } from '../numbers/overlap.js';
import { maxDialledDigits } from '../numbers/plan.js';
import { readCalledNumber, readCallingNumber } from '../numbers/rules.js';
import type { CallBook } from './book.js';
import type { Call } from './call.js';
import type { ChannelTable } from './channels.js';
import type { Parties } from './conversation/parties.js';
import type { Leg } from './legs.js';
import type { CallsStep } from './notices.js';
import type { Progress } from './progress.js';
import { serviceNumberOf } from './reach/service-numbers.js';
import type { TrunkTable } from './trunks.js';

/** Digits of an overlap call that stay away for so long will not come (ITU-T Q.931 T302: 10 to 15 s). */
export const overlapMs = 10_000;

type Incoming = Extract<LineEvent, { event: 'incoming' }>;
type CallerId = Extract<LineEvent, { event: 'caller-id' }>;

export interface ArrivalRooms {
  readonly book: CallBook;
  readonly channels: ChannelTable;
  readonly trunks: TrunkTable;
  readonly progress: Progress;
  readonly parties: Parties;
}

/** Calls from the network, from SETUP or ring to a whole number: from there on the flows have them. */
export class Arrivals {
  /** Overlap calls whose number is not whole yet: the digits as the network sent them. */
  private readonly collecting = new Map<Seizure, string>();

  constructor(private readonly rooms: ArrivalRooms) {}

  begin(event: Incoming, channel: Channel, step: CallsStep): void {
    const { book, channels, trunks, progress, parties } = this.rooms;
    const id = step.newId();
    const leg: Leg = {
      seizure: event.seizure,
      channel: channel.channel,
      role: 'customer',
      callId: id,
      party: 1,
      agentId: '',
      state: 'offered',
      play: null,
    };
    progress.legs.set(leg.seizure, leg);
    const overlap = event.complete === false;
    // The exchange hears of it before anything else is done.
    if (channel.kind === 'bearer' && !overlap) progress.legEvent(leg, 'alert', step);
    const rules = trunks.of(channel.channel)?.in;
    const callingNumber =
      rules === undefined && trunks.of(channel.channel) === null
        ? event.callingNumber
        : readCallingNumber(trunks.place, rules ?? {}, event.callingNumber, event.details?.callingType);
    const calledNumber = this.calledNumber(channel, event.calledNumber);
    const opening = {
      id,
      stage: 'offered',
      callingName: event.details?.callingName ?? '',
      direction: 'inbound',
      callingNumber,
      presentation: event.presentation,
      calledNumber,
      channel: channel.name,
      agent: null,
    } as const;
    const call = book.open(opening, startedDetail(event, channel, callingNumber), step);
    const caller = { role: 'customer', purpose: 'caller', number: callingNumber, room: 'main' } as const;
    parties.add(call, caller, { state: 'in', seizure: event.seizure, channel: channel.name }, step);
    channels.seize(channel.channel, leg.seizure, leg, step);
    if (overlap) this.collect(leg, event.calledNumber, false, step);
    else this.arrived(call, step);
  }

  /** Its number is whole; callers may know another one (ACC-09). */
  private arrived(call: Call, step: CallsStep): void {
    const { calledNumber } = call.row;
    const { site } = this.rooms.trunks;
    call.serviceNumber = site === null ? null : serviceNumberOf(site, calledNumber);
    const { serviceNumber } = call;
    if (serviceNumber !== null) this.rooms.book.note(call, 'service-number', null, { serviceNumber }, step);
    step.tell({ notice: 'call-arrived', callId: call.id, calledNumber });
  }

  private calledNumber(channel: Channel, sent: string): string {
    const { trunks } = this.rooms;
    if (channel.kind === 'fxo') return trunks.numberOfLine(channel.line);
    return readCalledNumber(trunks.of(channel.channel)?.in ?? {}, sent);
  }

  // ---- overlap receiving (ITU-T Q.931 §5.2.4)

  moreDigits(leg: Leg, digits: string, complete: boolean, step: CallsStep): void {
    const before = this.collecting.get(leg.seizure);
    if (before === undefined) return; // the number was whole before these came
    this.collect(leg, (before + digits).slice(0, maxDialledDigits), complete, step);
  }

  private collect(leg: Leg, digits: string, complete: boolean, step: CallsStep): void {
    const call = this.rooms.book.get(leg.callId);
    const channel = this.rooms.channels.get(leg.channel);
    if (call === null || channel === null) return;
    const calledNumber = this.calledNumber(channel, digits);
    this.collecting.set(leg.seizure, digits);
    this.rooms.book.change(call, { calledNumber }, step);
    const wait = overlapOf(this.rooms.trunks.numbers, calledNumber) === 'perhaps';
    if (!complete && wait && digits.length < maxDialledDigits) step.setTimer(timerOf(leg.seizure), overlapMs);
    else this.whole(leg.seizure, step);
  }

  /** The number is whole, cannot become one of ours, or no more digits come. */
  whole(seizure: Seizure, step: CallsStep): void {
    const leg = this.rooms.progress.legs.get(seizure);
    const call = leg === undefined ? null : this.rooms.book.get(leg.callId);
    if (!this.collecting.delete(seizure) || leg === undefined || call === null) return;
    step.cancelTimer(timerOf(seizure));
    this.rooms.book.note(call, 'number-complete', null, { calledNumber: call.row.calledNumber }, step);
    step.line({ do: 'proceed', seizure });
    this.rooms.progress.legEvent(leg, 'alert', step);
    this.arrived(call, step);
  }

  /** Its leg is over. */
  forget(seizure: Seizure, step: CallsStep): void {
    if (this.collecting.delete(seizure)) step.cancelTimer(timerOf(seizure));
  }

  // ---- caller ID that comes late

  /** An exchange line's caller ID came after the call was taken. A call that has ended keeps what it had. */
  callerId(leg: Leg, event: CallerId, step: CallsStep): void {
    const call = this.rooms.book.get(leg.callId);
    if (call === null || call.stage === 'ended' || leg.role !== 'customer' || call.row.direction !== 'inbound') return;
    const { trunks, book } = this.rooms;
    const trunk = trunks.of(leg.channel);
    const { presentation, callerId } = event;
    const callingNumber =
      trunk === null
        ? event.callingNumber
        : readCallingNumber(trunks.place, trunk.in ?? {}, event.callingNumber, event.details?.callingType);
    call.callingName = event.details?.callingName ?? call.callingName;
    book.change(call, { callingNumber, presentation }, step);
    const party = this.rooms.progress.partyOf(leg)?.party;
    if (party !== undefined) {
      party.number = callingNumber;
      this.rooms.parties.change(call, party, { number: callingNumber }, step);
    }
    book.note(call, 'caller-id', null, { callerId, sent: event.callingNumber, ...named(event.details) }, step);
    step.touch('call', call.id);
  }
}

function timerOf(seizure: Seizure): string {
  return `calls overlap ${seizure}`;
}

/** What the call says of itself, so that a technician sees what came before our rules were applied. */
function startedDetail(event: Incoming, channel: Channel, stored: string): Detail {
  const { details, callerId } = event;
  const detail: Record<string, string | boolean> = { channel: channel.name };
  if (event.callingNumber !== stored) detail.sentCallingNumber = event.callingNumber;
  if (callerId !== undefined) detail.callerId = callerId;
  if (event.complete === false) detail.overlap = true;
  return details === undefined ? detail : { ...detail, ...named(details), ...typed(details), ...redirected(details) };
}

function named(details: CallDetails | undefined): Detail {
  return details?.callingName ? { callingName: details.callingName } : {};
}

function typed(details: CallDetails | undefined): Detail {
  const { callingType, calledType, screening } = details ?? {};
  return {
    ...(callingType === undefined || callingType === 'unknown' ? {} : { callingType }),
    ...(calledType === undefined || calledType === 'unknown' ? {} : { calledType }),
    ...(screening === undefined || screening === 'not-screened' ? {} : { screening }),
  };
}

function redirected(details: CallDetails | undefined): Detail {
  if (!details?.redirectingNumber) return {};
  return {
    redirectingNumber: details.redirectingNumber,
    redirectingPresentation: details.redirectingPresentation ?? 'allowed',
    redirectingReason: details.redirectingReason ?? 'unknown',
  };
}
