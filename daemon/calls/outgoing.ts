import type { Detail } from '../base/step.js';
import type { Channel, NumberPlan, NumberType, Seizure, ToneName } from '../lines/lines.js';
import { type Dialler, type Routed, routeOf } from '../numbers/routes.js';
import { type WrittenNumbers, writeNumbers } from '../numbers/rules.js';
import type { NumberRefusal, Trunk } from '../terms/trunks.js';
import type { CallBook } from './book.js';
import { type Call, type Closing, cause, type OutboundPart } from './call.js';
import type { ChannelTable } from './channels.js';
import type { Leg } from './legs.js';
import type { CallsStep } from './notices.js';
import type { Outbound, Progress } from './progress.js';
import type { Prompts } from './prompts.js';
import type { SpanTable } from './spans.js';
import type { TrunkTable } from './trunks.js';

/** Unanswered for this long, a call out is given up; networks do it after 60 to 120 s themselves. */
export const maxDiallingMs = 180_000;
/** How long a telephone hears why its call failed; then the lines' own busy tone and howler. */
export const failureToneMs = 30_000;
/** SETUPs for one call. */
export const maxAttempts = 12;

export interface OutgoingRooms {
  readonly book: CallBook;
  readonly channels: ChannelTable;
  readonly spans: SpanTable;
  readonly trunks: TrunkTable;
  readonly prompts: Prompts;
  readonly progress: Progress;
  /** Call control's seizures are even (lines.ts). */
  newSeizure(): Seizure;
}

/** Whose telephone dialled; null: nobody is signed in there. */
export type DiallingAgent = { readonly agentId: string; readonly international: boolean } | null;

/** Calls that agents dial: number, route, one trunk after the other, what the agent hears meanwhile. */
export class Outgoing implements Outbound {
  constructor(private readonly rooms: OutgoingRooms) {
    rooms.progress.outbound = this;
  }

  /** `seizure`: of the telephone that dialled. */
  place(seizure: Seizure, telephone: Channel, dialled: string, agent: DiallingAgent, step: CallsStep): void {
    const { trunks, progress, channels } = this.rooms;
    const dialler: Dialler = agent;
    const routed: Routed =
      trunks.site === null
        ? { kind: 'unknown', number: dialled, refused: 'no-route', route: null, trunks: [] }
        : routeOf(trunks.site, dialled, dialler);
    const id = step.newId();
    const call = this.open(id, telephone, dialled, routed, agent, step);
    const leg: Leg = {
      seizure,
      channel: telephone.channel,
      role: 'agent',
      callId: id,
      agentId: agent?.agentId ?? '',
      state: 'connected',
      play: null,
    };
    progress.legs.set(seizure, leg);
    call.agentLeg = seizure;
    channels.seize(telephone.channel, seizure, leg, step);
    if (agent !== null) step.tell({ notice: 'call-out', callId: id, agentId: agent.agentId });
    if (routed.kind === 'emergency') {
      step.incident('emergency-call', { calledNumber: routed.number, line: telephone.name, agent: leg.agentId });
    }
    if (routed.refused !== null) this.refuse(call, routed.refused, step);
    else {
      step.setTimer(timerOf(call), maxDiallingMs);
      this.next(call, step);
    }
  }

  private open(
    id: string,
    telephone: Channel,
    dialled: string,
    routed: Routed,
    agent: DiallingAgent,
    step: CallsStep,
  ): Call {
    const out: OutboundPart = {
      trunksLeft: [...routed.trunks],
      trunk: '',
      attempts: 0,
      anotherChannelTried: false,
      alerted: false,
      bridged: false,
      lastCause: cause.noChannel,
    };
    const opening = {
      id,
      customer: 0,
      stage: 'dialling',
      out,
      callingName: '',
      direction: 'outbound',
      callingNumber: '',
      presentation: 'unavailable',
      calledNumber: routed.number,
      channel: '',
      agent: agent?.agentId ?? null,
    } as const;
    const detail: Detail = { line: telephone.name, dialled, kind: routed.kind, route: routed.route };
    return this.rooms.book.open(opening, detail, step);
  }

  private refuse(call: Call, why: NumberRefusal, step: CallsStep): void {
    this.rooms.book.note(call, 'not-dialled', call.row.agent, { why }, step);
    this.end(call, { cause: refusalCauses[why], endedBy: 'system', ending: 'refused' }, step);
  }

  /** The next trunk that has a channel; none left: the call is over. */
  private next(call: Call, step: CallsStep): void {
    const { out } = call;
    if (out === null) return;
    for (let id = out.trunksLeft.shift(); id !== undefined; id = out.trunksLeft.shift()) {
      const trunk = this.rooms.trunks.get(id);
      const channel = trunk === null || out.attempts >= maxAttempts ? null : this.channelOf(id);
      if (trunk !== null && channel !== null) {
        out.trunk = id;
        out.anotherChannelTried = false;
        this.dial(call, out, trunk, channel, step);
        return;
      }
      this.rooms.book.note(call, 'trunk-full', call.row.agent, { trunk: id }, step);
      step.incident('trunk-full', { trunk: id, callId: call.id });
    }
    // Sent to nobody: the box refused it. Sent and refused: the network did.
    const ending = out.attempts === 0 ? ('refused' as const) : ('unanswered' as const);
    const endedBy = out.attempts === 0 ? ('system' as const) : ('network' as const);
    this.end(call, { cause: out.lastCause, endedBy, ending }, step);
  }

  private channelOf(trunk: string): Channel | null {
    const { trunks, channels, spans } = this.rooms;
    const isFree = (index: number): boolean => {
      const span = channels.get(index)?.span ?? 0;
      return channels.isFree(index) && (span === 0 || spans.isUp(span));
    };
    return trunks.take(trunk, isFree, (index) => channels.lastUse(index));
  }

  private dial(call: Call, out: OutboundPart, trunk: Trunk, channel: Channel, step: CallsStep): void {
    const { book, channels, progress, trunks } = this.rooms;
    const seizure = this.rooms.newSeizure();
    const written = writeNumbers(trunks.place, trunk.out ?? {}, call.row.calledNumber);
    const leg: Leg = {
      seizure,
      channel: channel.channel,
      role: 'customer',
      callId: call.id,
      agentId: '',
      state: 'dialling',
      play: null,
    };
    progress.legs.set(seizure, leg);
    call.customer = seizure;
    out.attempts += 1;
    const { callingNumber, presentation } = written;
    book.change(call, { channel: channel.name, callingNumber, presentation }, step);
    book.note(call, 'dialled', call.row.agent, { trunk: trunk.id, channel: channel.name, attempt: out.attempts }, step);
    channels.seize(channel.channel, seizure, leg, step);
    if (channel.kind === 'fxo') this.dialOnLine(call, leg, trunk, written, step);
    else step.line({ do: 'dial', seizure, span: channel.span, timeslot: channel.timeslot, ...setupOf(written) });
  }

  /** The lines wait for dial tone before the digits go out. */
  private dialOnLine(call: Call, leg: Leg, trunk: Trunk, written: WrittenNumbers, step: CallsStep): void {
    const { seizure, channel } = leg;
    const { trunks } = this.rooms;
    step.line({ do: 'seize', seizure, channel });
    step.line({ do: 'send-digits', seizure, digits: written.calledNumber });
    leg.taken = true;
    trunks.listen(leg, step);
    if (trunk.answerSupervision === 'polarity') this.listenIn(call, step);
    else this.rooms.progress.legEvent(leg, 'answered', step);
  }

  /** Sound from the network before the answer: ring-back with music, "this number does not exist". */
  private listenIn(call: Call, step: CallsStep): void {
    const { legs } = this.rooms.progress;
    const customer = legs.get(call.customer);
    const agent = call.agentLeg === null ? undefined : legs.get(call.agentLeg);
    if (customer === undefined || agent === undefined) return;
    if (customer.state === 'clearing' || agent.state !== 'connected') return;
    this.rooms.progress.bridge(call, customer, agent, step);
  }

  // ---- what the network says

  taken(_call: Call, leg: Leg, step: CallsStep): void {
    this.rooms.trunks.listen(leg, step);
  }

  alerting(call: Call, inband: boolean, step: CallsStep): void {
    const { out } = call;
    if (out === null || call.stage !== 'dialling') return;
    out.alerted = true;
    this.rooms.book.note(call, 'alerting', call.row.agent, { inband }, step);
    const agent = call.agentLeg === null ? undefined : this.rooms.progress.legs.get(call.agentLeg);
    if (inband) this.listenIn(call, step);
    else if (!out.bridged && agent?.state === 'connected' && agent.play === null) {
      this.rooms.prompts.tone(agent, 'ringback', step);
    }
  }

  progress(call: Call, inband: boolean, inbandCause: number, step: CallsStep): void {
    if (call.stage !== 'dialling') return;
    this.rooms.book.note(call, 'progress', call.row.agent, { inband, cause: inbandCause }, step);
    if (inband) this.listenIn(call, step);
  }

  refused(call: Call, closing: Closing, step: CallsStep): void {
    const { out } = call;
    if (out === null) return;
    if (out.alerted || !isOfTheTrunk(closing.cause)) {
      // Before an answer nobody has hung up: the network tells how it went.
      const endedBy = closing.endedBy === 'called' ? 'network' : closing.endedBy;
      this.end(call, { cause: closing.cause, endedBy, ending: 'unanswered' }, step);
      return;
    }
    const { trunk } = out;
    out.lastCause = closing.cause;
    out.bridged = false; // the bridge ended with the seizure
    call.customer = 0;
    this.rooms.book.note(call, 'trunk-refused', call.row.agent, { trunk, cause: closing.cause }, step);
    step.incident('trunk-refused', { trunk, channel: call.row.channel, cause: closing.cause, callId: call.id });
    if (this.tryAnotherChannel(call, out, closing.cause, step)) return;
    this.next(call, step);
  }

  /** Both ends took the channel at once (glare, ITU-T Q.931 §5.7): the trunk itself is well. */
  private tryAnotherChannel(call: Call, out: OutboundPart, refusal: number, step: CallsStep): boolean {
    if (refusal !== cause.requestedChannelUnavailable || out.anotherChannelTried) return false;
    const trunk = this.rooms.trunks.get(out.trunk);
    const channel = trunk === null || out.attempts >= maxAttempts ? null : this.channelOf(out.trunk);
    if (trunk === null || channel === null || channel.name === call.row.channel) return false;
    out.anotherChannelTried = true;
    this.dial(call, out, trunk, channel, step);
    return true;
  }

  /** Nobody answered, and the network did not say so. */
  tooLong(callId: string, step: CallsStep): void {
    const call = this.rooms.book.get(callId);
    if (call?.stage !== 'dialling') return;
    this.end(call, { cause: cause.noAnswer, endedBy: 'system', ending: 'unanswered' }, step);
  }

  settled(call: Call, step: CallsStep): void {
    if (call.out !== null) step.cancelTimer(timerOf(call));
  }

  leave(leg: Leg, clearCause: number, step: CallsStep): void {
    const { progress, channels, prompts } = this.rooms;
    prompts.tone(leg, toneFor(clearCause), step);
    progress.legs.delete(leg.seizure);
    channels.seize(leg.channel, leg.seizure, null, step);
    step.setTimer(`calls tone ${leg.seizure}`, failureToneMs);
  }

  private end(call: Call, closing: Closing, step: CallsStep): void {
    this.rooms.progress.callEvent(call, 'hang-up', step, closing);
  }
}

/** The whole class "resource unavailable" of ITU-T Q.850 (32 to 47): the trunk failed, not the number. */
export function isOfTheTrunk(refusal: number): boolean {
  return refusal >= 32 && refusal <= 47;
}

function toneFor(clearCause: number): ToneName {
  if (clearCause === cause.unallocatedNumber || clearCause === cause.numberChanged) return 'vacant';
  if (clearCause === cause.invalidNumber || clearCause === cause.noRoute) return 'vacant';
  return clearCause >= 16 && clearCause < 31 ? 'busy' : 'congestion';
}

const refusalCauses: Readonly<Record<NumberRefusal, number>> = {
  'no-number': cause.invalidNumber,
  'international-closed': cause.callRejected,
  'not-signed-in': cause.callRejected,
  'no-route': cause.noRoute,
  'no-trunk': cause.noRoute,
};

function timerOf(call: Call): string {
  return `calls answer ${call.id}`;
}

function setupOf(written: WrittenNumbers): {
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
