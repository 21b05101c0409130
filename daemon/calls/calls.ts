import { rowFor } from '../base/machine.js';
import type { Detail } from '../base/step.js';
import type { Channel, LineCommand, LineEvent, LineSnapshot, Seizure } from '../lines/lines.js';
import type { Disposition } from '../terms/agents.js';
import type { EndedBy } from '../terms/calls.js';
import type { LiveCall, LiveChannel, LiveSpan } from '../terms/live.js';
import type { CallRow } from '../terms/rows.js';
import { type Call, type CallEvent, type Closing, callTable, endingOf } from './call.js';
import { ChannelTable } from './channels.js';
import { type Leg, type LegAction, type LegEvent, legTable, type Play, type PlayPurpose } from './legs.js';
import type { CallsStep } from './notices.js';
import { reconcile } from './reconcile.js';
import { SpanTable } from './spans.js';

/** ITU-T Q.850. */
export const cause = {
  normalClearing: 16,
  normalUnspecified: 31,
  temporaryFailure: 41,
} as const;

type Incoming = Extract<LineEvent, { event: 'incoming' }>;
type SeizureEvent = Extract<LineEvent, { seizure: Seizure }>;
type Cleared = Extract<LineEvent, { event: 'cleared' }>;

/** Calls and their legs: what the lines say goes in, what the other rooms want of a call goes out to the lines. */
export class Calls {
  private readonly calls = new Map<string, Call>();
  private readonly legs = new Map<Seizure, Leg>();
  private readonly channels = new ChannelTable();
  private readonly spans = new SpanTable();
  /** Call control's seizures are even (lines.ts). */
  private lastSeizure = 0;
  private lastPlay = 0;
  private lastBridge = 0;

  start(channels: readonly Channel[], step: CallsStep): void {
    this.channels.start(channels, step);
    this.spans.start(channels, step);
  }

  // ---- what the lines say

  line(event: LineEvent, step: CallsStep): void {
    switch (event.event) {
      case 'incoming':
        this.incoming(event, step);
        return;
      case 'hook':
        this.channels.hook(event.channel, event.offHook, step);
        return;
      case 'span':
        this.spans.state(event, step);
        return;
      case 'refused':
        this.spans.refused(event, step);
        return;
      case 'audio':
      case 'recording-ended':
        return; // not this room's
      default:
        this.seizureEvent(event, step);
        return;
    }
  }

  snapshot(snapshot: LineSnapshot, step: CallsStep): void {
    reconcile(
      snapshot,
      {
        legs: [...this.legs.values()],
        channels: this.channels,
        spans: this.spans,
        say: (event) => this.line(event, step),
      },
      step,
    );
    // A lost 'play-ended' would leave a caller in silence for ever: what was being said is said again.
    for (const leg of this.legs.values()) {
      if (leg.state !== 'connected' || leg.play === null || leg.play.loop) continue;
      this.send(leg, leg.play.prompts, leg.play.purpose, false, step);
    }
  }

  private incoming(event: Incoming, step: CallsStep): void {
    const channel = this.channels.get(event.channel);
    if (channel === null) {
      step.incident('unknown-channel', { channel: event.channel, seizure: event.seizure });
      step.line({ do: 'clear', seizure: event.seizure, cause: cause.temporaryFailure });
      return;
    }
    this.freeChannel(channel, step);
    if (channel.kind === 'fxs') {
      this.channels.seize(channel.channel, event.seizure, null, step);
      return;
    }
    // The exchange hears of it before anything else is done.
    const id = step.newId();
    const leg: Leg = {
      seizure: event.seizure,
      channel: channel.channel,
      role: 'customer',
      callId: id,
      agentId: '',
      state: 'offered',
      play: null,
    };
    this.legs.set(leg.seizure, leg);
    if (channel.kind === 'bearer') this.legEvent(leg, 'alert', step);
    this.openCall(id, channel, event, step);
    this.channels.seize(channel.channel, leg.seizure, leg, step);
    step.tell({ notice: 'call-arrived', callId: id, calledNumber: event.calledNumber });
  }

  /** Line truth wins: a new seizure on a channel means that the old one is over, though nobody said so. */
  private freeChannel(channel: Channel, step: CallsStep): void {
    const old = this.channels.seizureOn(channel.channel);
    if (old === null) return;
    step.incident('repair-channel-reused', { channel: channel.name, seizure: old });
    this.seizureEvent({ event: 'cleared', seizure: old, cause: cause.temporaryFailure, by: 'network' }, step);
  }

  private openCall(id: string, channel: Channel, event: Incoming, step: CallsStep): void {
    const row: CallRow = {
      id,
      direction: 'inbound',
      callingNumber: event.callingNumber,
      presentation: event.presentation,
      calledNumber: event.calledNumber,
      channel: channel.name,
      startedAt: step.atMs,
      answeredAt: null,
      queuedAt: null,
      talkStartedAt: null,
      endedAt: null,
      cause: null,
      endedBy: null,
      ending: null,
      disposition: null,
      agent: null,
      queue: null,
      flowPath: '',
    };
    const call: Call = {
      id,
      stage: 'offered',
      row,
      customer: event.seizure,
      agentLeg: null,
      seq: 0,
      recording: false,
      farewell: null,
      wrappedUpBy: null,
    };
    this.calls.set(id, call);
    step.row({ row: 'call-open', call: row });
    this.note(call, 'started', null, { channel: channel.name }, step);
    step.touch('call', id);
  }

  private seizureEvent(event: SeizureEvent, step: CallsStep): void {
    const leg = this.legs.get(event.seizure);
    if (leg === undefined) {
      this.withoutLeg(event, step);
      return;
    }
    if (event.event === 'incoming' || event.event === 'audio') return;
    if (event.event === 'play-ended' && !this.endsPlay(leg, event)) return;
    this.legEvent(leg, event.event, step, event);
  }

  /** A telephone lifted without a call, or an event that comes after its seizure's end. */
  private withoutLeg(event: SeizureEvent, step: CallsStep): void {
    if (event.event === 'cleared' && this.channels.release(event.seizure, step)) return;
    if (event.event === 'answered') {
      // Nobody knows this seizure: its telephone would hear nothing for ever.
      step.incident('repair-unknown-seizure', { seizure: event.seizure });
      step.line({ do: 'clear', seizure: event.seizure, cause: cause.temporaryFailure });
      return;
    }
    step.log('debug', 'event of a seizure without a call', { event: event.event, seizure: event.seizure });
  }

  /** Only the end of what plays now counts: the end of a replaced or stopped play is old news. */
  private endsPlay(leg: Leg, event: Extract<LineEvent, { event: 'play-ended' }>): boolean {
    if (leg.play === null || leg.play.number !== event.play) return false;
    return event.reason === 'done' || event.reason === 'bad-file';
  }

  // ---- the leg machine

  private legEvent(
    leg: Leg,
    name: LegEvent,
    step: CallsStep,
    event: SeizureEvent | null = null,
    clearCause = 16,
  ): void {
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
        this.agentAnswered(leg, step);
        return;
      case 'tell-digit':
        if (event?.event === 'digit' && leg.role === 'customer') {
          step.tell({ notice: 'digit', callId: leg.callId, digit: event.digit });
        }
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

  private agentAnswered(leg: Leg, step: CallsStep): void {
    const call = this.calls.get(leg.callId);
    if (call === undefined || call.agentLeg !== leg.seizure) {
      this.legEvent(leg, 'clear', step);
      return;
    }
    this.callEvent(call, 'agent-answered', step, null);
  }

  private ringFailed(leg: Leg, step: CallsStep): void {
    const call = this.calls.get(leg.callId);
    if (call === undefined || call.agentLeg !== leg.seizure) return;
    step.incident('ring-failed', { agent: leg.agentId, channel: this.channels.get(leg.channel)?.name ?? '' });
    call.agentLeg = null;
    this.callEvent(call, 'ring-over', step, null);
    this.change(call, { agent: null }, step);
    this.note(call, 'ring-failed', leg.agentId, {}, step);
    step.tell({ notice: 'ring-failed', callId: call.id, agentId: leg.agentId });
  }

  private legOver(leg: Leg, from: Leg['state'], event: SeizureEvent | null, step: CallsStep): void {
    const call = this.calls.get(leg.callId);
    if (call === undefined) return;
    const cleared = event?.event === 'cleared' ? event : null;
    if (leg.role === 'customer') {
      this.callEvent(call, 'customer-over', step, closingOf(cleared, 'caller'));
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
    const call = this.calls.get(leg.callId);
    if (play === null || call === undefined) return;
    leg.play = null;
    if (event?.event === 'play-ended' && event.reason === 'bad-file') {
      step.incident('prompt-unplayable', { prompts: play.prompts.join(' '), callId: call.id });
    }
    if (call.farewell !== null) this.callEvent(call, 'hang-up', step, call.farewell);
    else step.tell({ notice: 'prompt-ended', callId: call.id, purpose: play.purpose });
  }

  // ---- the call machine

  private callEvent(call: Call, name: CallEvent, step: CallsStep, closing: Closing | null): boolean {
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
    this.stopPlaying(customer, step);
    this.lastBridge += 1;
    step.line({ do: 'bridge', bridge: this.lastBridge, a: customer.seizure, b: agent.seizure });
    this.change(call, { talkStartedAt: step.atMs, agent: agent.agentId }, step);
    this.note(call, 'talking', agent.agentId, { bridge: this.lastBridge }, step);
    step.tell({ notice: 'talking', callId: call.id, agentId: agent.agentId, customer: customer.seizure });
  }

  private close(call: Call, from: Call['stage'], closing: Closing, step: CallsStep): void {
    const ending = closing.ending ?? call.farewell?.ending ?? endingOf(from);
    call.recording = false;
    for (const seizure of [call.customer, call.agentLeg]) {
      const leg = seizure === null ? undefined : this.legs.get(seizure);
      if (leg !== undefined && leg.state !== 'clearing') this.legEvent(leg, 'clear', step, null, closing.cause);
    }
    const { endedBy } = closing;
    this.change(call, { endedAt: step.atMs, cause: closing.cause, endedBy, ending }, step);
    this.note(call, 'ended', call.row.agent, { cause: closing.cause, endedBy, ending }, step);
    step.tell({ notice: 'call-ended', callId: call.id, ending });
    if (from === 'talking') call.wrappedUpBy = call.row.agent;
    else this.forget(call, step);
  }

  private forget(call: Call, step: CallsStep): void {
    this.calls.delete(call.id);
    step.touch('call', call.id);
  }

  // ---- what the other rooms want of a call

  /** Plays prompts to the caller, answering the line first if it was not; none to play: it has ended at once. */
  play(callId: string, prompts: readonly string[], purpose: PlayPurpose, loop: boolean, step: CallsStep): void {
    const { call, leg } = this.find(callId);
    if (call === null || leg === null || leg.state === 'clearing' || call.stage === 'talking') return;
    if (call.stage === 'offered') this.callEvent(call, 'flow-begins', step, null);
    if (leg.state !== 'connected') this.answer(call, leg, step);
    if (prompts.length > 0) {
      this.send(leg, prompts, purpose, loop, step);
      return;
    }
    this.stopPlaying(leg, step);
    step.tell({ notice: 'prompt-ended', callId, purpose });
  }

  stopPlay(callId: string, step: CallsStep): void {
    const { leg } = this.find(callId);
    if (leg !== null) this.stopPlaying(leg, step);
  }

  flowPath(callId: string, path: string, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call === undefined) return;
    this.change(call, { flowPath: path }, step);
  }

  enterQueue(callId: string, queueId: string, step: CallsStep): void {
    const { call, leg } = this.find(callId);
    if (call === null || leg === null) return;
    if (call.stage === 'offered') this.callEvent(call, 'flow-begins', step, null);
    if (leg.state !== 'connected' && leg.state !== 'clearing') this.answer(call, leg, step);
    if (!this.callEvent(call, 'enter-queue', step, null)) return;
    this.change(call, { queue: queueId, queuedAt: step.atMs }, step);
  }

  /** The call is reserved for this agent; null: for nobody any more. */
  reserve(callId: string, agentId: string | null, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call !== undefined && call.stage !== 'ended') this.change(call, { agent: agentId }, step);
  }

  ring(callId: string, agentId: string, line: number, step: CallsStep): void {
    const call = this.calls.get(callId);
    const channel = this.channels.telephone(line);
    if (call === undefined || channel === null || this.channels.seizureOn(channel.channel) !== null) {
      step.log('warn', 'a telephone cannot be rung', { agent: agentId, line, callId });
      step.tell({ notice: 'ring-failed', callId, agentId });
      return;
    }
    if (!this.callEvent(call, 'ring-agent', step, null)) return;
    this.lastSeizure += 2;
    const leg: Leg = {
      seizure: this.lastSeizure,
      channel: channel.channel,
      role: 'agent',
      callId,
      agentId,
      state: 'ringing',
      play: null,
    };
    this.legs.set(leg.seizure, leg);
    call.agentLeg = leg.seizure;
    step.line({ do: 'ring', seizure: leg.seizure, channel: leg.channel, callingNumber: shownNumber(call.row) });
    this.channels.seize(channel.channel, leg.seizure, leg, step);
  }

  /** The agent did not answer, or may not any more. */
  stopRinging(callId: string, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call === undefined) return;
    const leg = call.agentLeg === null ? undefined : this.legs.get(call.agentLeg);
    if (leg !== undefined && leg.state === 'ringing') {
      call.agentLeg = null;
      this.legEvent(leg, 'clear', step);
      this.callEvent(call, 'ring-over', step, null);
    }
    this.change(call, { agent: null }, step);
  }

  /** Says the prompts, if any, then ends the call so. */
  farewell(callId: string, prompts: readonly string[], closing: Closing, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call === undefined || call.stage === 'ended') return;
    if (call.stage === 'queued') this.callEvent(call, 'leave-queue', step, null);
    call.farewell = closing;
    if (prompts.length > 0) this.play(callId, prompts, 'farewell', false, step);
    else this.callEvent(call, 'hang-up', step, closing);
  }

  hangUp(callId: string, closing: Closing, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call !== undefined) this.callEvent(call, 'hang-up', step, closing);
  }

  /** The agent's wrap-up of an ended call is over: pages need not show it any more. */
  wrappedUp(callId: string, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call === undefined) return;
    call.wrappedUpBy = null;
    if (call.stage === 'ended') this.forget(call, step);
  }

  /** Also for a call that has ended: the row is changed all the same. */
  dispose(callId: string, agentId: string, disposition: Disposition, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call === undefined) {
      step.row({ row: 'call-change', id: callId, change: { disposition } });
      return;
    }
    this.change(call, { disposition }, step);
    this.note(call, 'disposition', agentId, { disposition }, step);
  }

  recording(callId: string, on: boolean, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call === undefined) return;
    call.recording = on && call.stage !== 'ended';
    step.touch('call', callId);
  }

  /** Writes an event row of a call that is still known. */
  event(callId: string, what: string, agent: string | null, detail: Detail, step: CallsStep): void {
    const call = this.calls.get(callId);
    if (call !== undefined) this.note(call, what, agent, detail, step);
  }

  /** The daemon ends: every call is closed as interrupted. */
  stop(step: CallsStep): void {
    for (const call of [...this.calls.values()]) {
      if (call.stage === 'ended') continue;
      const closing: Closing = { cause: cause.temporaryFailure, endedBy: 'system', ending: 'interrupted' };
      this.callEvent(call, 'hang-up', step, closing);
    }
  }

  // ---- what others may see

  callingNumber(callId: string): string {
    const call = this.calls.get(callId);
    return call === undefined ? '' : shownNumber(call.row);
  }

  live(callId: string): LiveCall | null {
    const call = this.calls.get(callId);
    if (call === undefined) return null;
    const { row } = call;
    return {
      id: row.id,
      direction: row.direction,
      stage: call.stage,
      callingNumber: row.callingNumber,
      presentation: row.presentation,
      calledNumber: row.calledNumber,
      channel: row.channel,
      queue: row.queue,
      agent: row.agent,
      startedAt: row.startedAt,
      queuedAt: row.queuedAt,
      talkStartedAt: row.talkStartedAt,
      recording: call.recording,
      flowPath: row.flowPath,
      disposition: row.disposition,
      endedBy: row.endedBy,
      cause: row.cause,
    };
  }

  liveChannel(channel: number): LiveChannel | null {
    return this.channels.live(channel);
  }

  liveSpan(span: number): LiveSpan | null {
    return this.spans.live(span);
  }

  ids(): {
    readonly calls: readonly string[];
    readonly channels: readonly number[];
    readonly spans: readonly number[];
  } {
    return {
      calls: [...this.calls.keys()],
      channels: this.channels.all().map((channel) => channel.channel),
      spans: this.spans.all(),
    };
  }

  /** Legs that are not over. */
  get openLegs(): number {
    return this.legs.size;
  }

  // ---- within

  private find(callId: string): { readonly call: Call | null; readonly leg: Leg | null } {
    const call = this.calls.get(callId) ?? null;
    return { call, leg: call === null ? null : (this.legs.get(call.customer) ?? null) };
  }

  private answer(call: Call, leg: Leg, step: CallsStep): void {
    this.legEvent(leg, 'answer', step);
    this.change(call, { answeredAt: step.atMs }, step);
    this.note(call, 'answered', null, {}, step);
  }

  private send(leg: Leg, prompts: readonly string[], purpose: PlayPurpose, loop: boolean, step: CallsStep): void {
    this.lastPlay += 1;
    const play: Play = { number: this.lastPlay, purpose, prompts, loop };
    leg.play = play;
    const command: LineCommand = {
      do: 'play',
      seizure: leg.seizure,
      play: play.number,
      sources: prompts.map((file) => ({ file })),
      loop,
    };
    step.line(command);
  }

  private stopPlaying(leg: Leg, step: CallsStep): void {
    if (leg.play === null || leg.state !== 'connected') return;
    step.line({ do: 'stop-play', seizure: leg.seizure, play: leg.play.number });
    leg.play = null;
  }

  private change(call: Call, change: Partial<Omit<CallRow, 'id'>>, step: CallsStep): void {
    const keys = Object.keys(change) as (keyof typeof change)[];
    if (keys.every((key) => call.row[key] === change[key])) return;
    call.row = { ...call.row, ...change };
    step.row({ row: 'call-change', id: call.id, change });
    step.touch('call', call.id);
  }

  private note(call: Call, what: string, agent: string | null, detail: Detail, step: CallsStep): void {
    const event = { callId: call.id, seq: call.seq, at: step.atMs, what, agent, detail: JSON.stringify(detail) };
    call.seq += 1;
    step.row({ row: 'call-event', event });
  }
}

function shownNumber(row: CallRow): string {
  return row.presentation === 'allowed' ? row.callingNumber : '';
}

/** Who hung up, as the lines tell it: their near end is us, though this room did not ask. */
function closingOf(cleared: Cleared | null, farEnd: EndedBy): Closing {
  if (cleared === null) return { cause: cause.normalUnspecified, endedBy: 'system' };
  const endedBy = cleared.by === 'far-end' ? farEnd : cleared.by === 'network' ? 'network' : 'system';
  return { cause: cleared.cause, endedBy };
}
