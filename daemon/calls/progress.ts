import { rowFor } from '../base/machine.js';
import type { LineEvent, Seizure } from '../lines/lines.js';
import type { EndedBy } from '../terms/calls.js';
import type { CallBook } from './book.js';
import { type Call, type CallEvent, type Closing, callTable, cause, endingOf } from './call.js';
import type { ChannelTable } from './channels.js';
import { type Leg, type LegAction, type LegEvent, legTable } from './legs.js';
import type { CallsStep } from './notices.js';
import type { Prompts } from './prompts.js';

export type SeizureEvent = Extract<LineEvent, { seizure: Seizure }>;
type Cleared = Extract<LineEvent, { event: 'cleared' }>;

/** What an outbound call's customer leg leads to; see Outgoing. */
export interface Outbound {
  taken(call: Call, leg: Leg, step: CallsStep): void;
  alerting(call: Call, inband: boolean, step: CallsStep): void;
  progress(call: Call, inband: boolean, inbandCause: number, step: CallsStep): void;
  /** Answered or over: nothing waits for an answer any more. */
  settled(call: Call, step: CallsStep): void;
  /** The far end, or the lines, did not put it through. */
  refused(call: Call, closing: Closing, step: CallsStep): void;
  /** The call is over before it was answered: its agent, still off the hook, hears why. */
  leave(leg: Leg, clearCause: number, step: CallsStep): void;
}

/** The machines of legs and calls, joined: what one does to the other. */
export class Progress {
  readonly legs = new Map<Seizure, Leg>();
  outbound: Outbound | null = null;
  private lastBridge = 0;

  constructor(
    private readonly book: CallBook,
    private readonly channels: ChannelTable,
    private readonly prompts: Prompts,
  ) {}

  /** An order or what the lines say. An event without a row is logged with both names. */
  legEvent(leg: Leg, name: LegEvent, step: CallsStep, event: SeizureEvent | null = null, clearCause = 16): void {
    const row = rowFor(legTable, leg.state, name);
    if (row === null) {
      step.log('warn', 'a leg does not expect this event', {
        state: leg.state,
        event: name,
        seizure: leg.seizure,
        callId: leg.callId,
      });
      return;
    }
    const from = leg.state;
    leg.state = row.to;
    for (const action of row.actions) this.legAction(leg, action, from, event, clearCause, step);
    if (from !== leg.state) this.channels.refresh(leg.channel, step);
  }

  private legAction(
    leg: Leg,
    action: LegAction,
    from: Leg['state'],
    event: SeizureEvent | null,
    clearCause: number,
    step: CallsStep,
  ): void {
    switch (action) {
      case 'send-alert':
        step.line({ do: 'alert', seizure: leg.seizure });
        return;
      case 'send-answer':
        step.line({ do: 'answer', seizure: leg.seizure });
        return;
      case 'send-clear':
        step.line({ do: 'clear', seizure: leg.seizure, cause: clearCause });
        return;
      case 'tell-answered':
        if (leg.role === 'agent') this.agentAnswered(leg, step);
        else this.customerAnswered(leg, step);
        return;
      case 'take-channel':
        this.moved(leg, event, step);
        return;
      case 'tell-alerting': {
        const call = this.outboundOf(leg);
        this.take(leg, step);
        if (call !== null) this.outbound?.alerting(call, event?.event === 'alerting' && event.inband, step);
        return;
      }
      case 'tell-progress': {
        const call = this.outboundOf(leg);
        if (call === null || event?.event !== 'progress') return;
        this.take(leg, step);
        this.outbound?.progress(call, event.inband, event.cause, step);
        return;
      }
      case 'tell-digit':
        if (event?.event === 'digit') this.digit(leg, event.digit, step);
        return;
      case 'tell-play-ended':
        this.playEnded(leg, event, step);
        return;
      case 'tell-ring-failed':
        this.ringFailed(leg, step);
        return;
      case 'report-failure':
        step.incident('command-failed', {
          callId: leg.callId,
          state: from,
          reason: event?.event === 'command-failed' ? event.reason : '',
        });
        return;
      case 'tell-over':
        this.legOver(leg, from, event, step);
        return;
      case 'forget':
        this.legs.delete(leg.seizure);
        this.channels.release(leg.seizure, step);
    }
  }

  private digit(leg: Leg, digit: string, step: CallsStep): void {
    if (leg.role === 'customer') step.tell({ notice: 'digit', callId: leg.callId, digit });
    const call = this.book.get(leg.callId);
    // That a key was pressed is worth knowing; which one may be part of a card number.
    if (call?.stage === 'talking') this.book.note(call, 'digit', leg.agentId, { side: leg.role }, step);
  }

  private outboundOf(leg: Leg): Call | null {
    const call = this.book.get(leg.callId);
    return call !== null && call.out !== null && call.customer === leg.seizure ? call : null;
  }

  private customerAnswered(leg: Leg, step: CallsStep): void {
    const call = this.outboundOf(leg);
    if (call === null) {
      this.legEvent(leg, 'clear', step);
      return;
    }
    this.take(leg, step);
    this.book.change(call, { answeredAt: step.atMs }, step);
    this.callEvent(call, 'customer-answered', step, null);
  }

  /** The far end's first answer names the channel that is really used (ITU-T Q.931 §5.1.2). */
  private moved(leg: Leg, event: SeizureEvent | null, step: CallsStep): void {
    if (event?.event === 'proceeding' && event.channel !== leg.channel) {
      const channel = this.channels.get(event.channel);
      if (channel === null) return;
      this.channels.release(leg.seizure, step);
      leg.channel = event.channel;
      this.channels.seize(leg.channel, leg.seizure, leg, step);
      const call = this.outboundOf(leg);
      if (call !== null) this.book.change(call, { channel: channel.name }, step);
    }
    this.take(leg, step);
  }

  /** The far end has said anything at all: the call is on its channel. */
  private take(leg: Leg, step: CallsStep): void {
    if (leg.taken) return;
    leg.taken = true;
    const call = this.outboundOf(leg);
    if (call !== null) this.outbound?.taken(call, leg, step);
  }

  private agentAnswered(leg: Leg, step: CallsStep): void {
    const call = this.book.get(leg.callId);
    if (call === null || call.agentLeg !== leg.seizure) {
      this.legEvent(leg, 'clear', step);
      return;
    }
    this.callEvent(call, 'agent-answered', step, null);
  }

  private ringFailed(leg: Leg, step: CallsStep): void {
    const call = this.book.get(leg.callId);
    if (call === null || call.agentLeg !== leg.seizure) return;
    step.incident('ring-failed', { agent: leg.agentId, channel: this.channels.get(leg.channel)?.name ?? '' });
    call.agentLeg = null;
    this.callEvent(call, 'ring-over', step, null);
    this.book.change(call, { agent: null }, step);
    this.book.note(call, 'ring-failed', leg.agentId, {}, step);
    step.tell({ notice: 'ring-failed', callId: call.id, agentId: leg.agentId });
  }

  private legOver(leg: Leg, from: Leg['state'], event: SeizureEvent | null, step: CallsStep): void {
    const call = this.book.get(leg.callId);
    if (call === null) return;
    const cleared = event?.event === 'cleared' ? event : null;
    if (leg.role === 'customer') {
      const closing = closingOf(cleared, call.out === null ? 'caller' : 'called');
      if (call.out === null || call.stage !== 'dialling') this.callEvent(call, 'customer-over', step, closing);
      else if (call.customer === leg.seizure) this.outbound?.refused(call, closing, step);
      return;
    }
    if (from === 'ringing') {
      this.ringFailed(leg, step);
      return;
    }
    if (call.agentLeg === leg.seizure) call.agentLeg = null;
    this.callEvent(call, 'agent-over', step, closingOf(cleared, 'agent'));
  }

  private playEnded(leg: Leg, event: SeizureEvent | null, step: CallsStep): void {
    const play = leg.play;
    const call = this.book.get(leg.callId);
    if (play === null || call === null) return;
    leg.play = null;
    if (event?.event === 'play-ended' && event.reason === 'bad-file') {
      step.incident('prompt-unplayable', { prompts: play.prompts.join(' '), callId: call.id });
    }
    if (call.farewell !== null) this.callEvent(call, 'hang-up', step, call.farewell);
    else step.tell({ notice: 'prompt-ended', callId: call.id, purpose: play.purpose });
  }

  /** False: the stage does not expect the event. `closing`: how the call is closed if this ends it. */
  callEvent(call: Call, name: CallEvent, step: CallsStep, closing: Closing | null): boolean {
    const row = rowFor(callTable, call.stage, name);
    if (row === null) {
      step.log('warn', 'a call does not expect this event', { stage: call.stage, event: name, callId: call.id });
      return false;
    }
    const from = call.stage;
    call.stage = row.to;
    for (const action of row.actions) {
      if (action === 'connect') this.connect(call, step);
      else this.close(call, from, closing ?? { cause: cause.normalUnspecified, endedBy: 'system' }, step);
    }
    step.touch('call', call.id);
    return true;
  }

  private connect(call: Call, step: CallsStep): void {
    const agent = call.agentLeg === null ? undefined : this.legs.get(call.agentLeg);
    const customer = this.legs.get(call.customer);
    if (agent === undefined || customer === undefined) return;
    this.prompts.stop(customer, step);
    this.outbound?.settled(call, step);
    this.bridge(call, customer, agent, step);
    const agentId = agent.agentId === '' ? null : agent.agentId;
    this.book.change(call, { talkStartedAt: step.atMs, agent: agentId }, step);
    this.book.note(call, 'talking', agentId, { bridge: this.lastBridge }, step);
    step.tell({ notice: 'talking', callId: call.id, agentId: agent.agentId, customer: customer.seizure });
  }

  /** The two hear each other; an outbound call's may do so before it is answered. */
  bridge(call: Call, customer: Leg, agent: Leg, step: CallsStep): void {
    if (call.out?.bridged) return;
    if (call.out !== null) call.out.bridged = true;
    this.prompts.stop(agent, step);
    this.lastBridge += 1;
    step.line({ do: 'bridge', bridge: this.lastBridge, a: customer.seizure, b: agent.seizure });
  }

  private close(call: Call, from: Call['stage'], closing: Closing, step: CallsStep): void {
    const ending = closing.ending ?? call.farewell?.ending ?? endingOf(from);
    call.recording = false;
    this.outbound?.settled(call, step);
    const { endedBy } = closing;
    // Who dialled and waits hears a tone that says why, unless he ended it himself.
    const left = from === 'dialling' && endedBy !== 'agent' && ending !== 'interrupted' ? call.agentLeg : null;
    for (const seizure of [call.customer, call.agentLeg]) {
      const leg = seizure === null ? undefined : this.legs.get(seizure);
      if (leg === undefined || leg.state === 'clearing') continue;
      if (seizure === left) this.outbound?.leave(leg, closing.cause, step);
      else this.legEvent(leg, 'clear', step, null, closing.cause);
    }
    this.book.change(call, { endedAt: step.atMs, cause: closing.cause, endedBy, ending }, step);
    this.book.note(call, 'ended', call.row.agent, { cause: closing.cause, endedBy, ending }, step);
    step.tell({ notice: 'call-ended', callId: call.id, ending });
    if (from === 'talking' && call.row.agent !== null) call.wrappedUpBy = call.row.agent;
    else this.book.forget(call, step);
  }
}

/** Who hung up, as the lines tell it: their near end is us, though this room did not ask. */
function closingOf(cleared: Cleared | null, farEnd: EndedBy): Closing {
  if (cleared === null) return { cause: cause.normalUnspecified, endedBy: 'system' };
  const endedBy = cleared.by === 'far-end' ? farEnd : cleared.by === 'network' ? 'network' : 'system';
  return { cause: cleared.cause, endedBy };
}
