import type { Detail } from '../base/step.js';
import type { Channel, LineEvent, LineSnapshot } from '../lines/lines.js';
import type { Disposition } from '../terms/agents.js';
import type { LiveCall, LiveChannel, LiveSpan } from '../terms/live.js';
import { CallBook, shownNumber, telephoneNumber } from './book.js';
import { type Call, type Closing, cause } from './call.js';
import { ChannelTable } from './channels.js';
import { type Leg, legEventOf, type PlayPurpose } from './legs.js';
import type { CallsStep } from './notices.js';
import { Progress, type SeizureEvent } from './progress.js';
import { Prompts } from './prompts.js';
import { reconcile } from './reconcile.js';
import { SpanTable } from './spans.js';

type Incoming = Extract<LineEvent, { event: 'incoming' }>;

/** Calls and their legs: what the lines say goes in, what the other rooms want of a call goes out to the lines. */
export class Calls {
  private readonly book = new CallBook();
  private readonly prompts = new Prompts();
  private readonly channels = new ChannelTable();
  private readonly spans = new SpanTable();
  private readonly progress = new Progress(this.book, this.channels, this.prompts);
  /** Call control's seizures are even (lines.ts). */
  private lastSeizure = 0;
  private stopped = false;

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
      case 'line-state':
      case 'service':
      case 'stuck':
      case 'bit-test':
        step.log('debug', 'a line tells of itself', { event: event.event, channel: event.channel });
        return;
      default:
        this.seizureEvent(event, step);
        return;
    }
  }

  snapshot(snapshot: LineSnapshot, step: CallsStep): void {
    reconcile(
      snapshot,
      {
        legs: [...this.progress.legs.values()],
        channels: this.channels,
        spans: this.spans,
        say: (event) => this.line(event, step),
      },
      step,
    );
    this.prompts.again(this.progress.legs.values(), step);
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
    if (this.stopped) {
      step.line({ do: 'clear', seizure: event.seizure, cause: cause.temporaryFailure });
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
    this.progress.legs.set(leg.seizure, leg);
    if (channel.kind === 'bearer') this.progress.legEvent(leg, 'alert', step);
    this.book.open(id, channel, event, step);
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

  private seizureEvent(event: SeizureEvent, step: CallsStep): void {
    const leg = this.progress.legs.get(event.seizure);
    if (leg === undefined) {
      this.withoutLeg(event, step);
      return;
    }
    if (event.event === 'incoming' || event.event === 'audio') return;
    if (event.event === 'play-ended' && !this.prompts.ends(leg, event)) return;
    const name = legEventOf(event);
    if (name === null) step.log('debug', 'a leg has no use for this event', { event: event.event, callId: leg.callId });
    else this.progress.legEvent(leg, name, step, event);
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

  // ---- what the other rooms want of a call

  /** Plays prompts to the caller, answering the line first if it was not; none to play: it has ended at once. */
  play(callId: string, prompts: readonly string[], purpose: PlayPurpose, loop: boolean, step: CallsStep): void {
    const { call, leg } = this.find(callId);
    if (call === null || leg === null || leg.state === 'clearing' || call.stage === 'talking') return;
    if (call.stage === 'offered') this.progress.callEvent(call, 'flow-begins', step, null);
    if (leg.state !== 'connected') this.answer(call, leg, step);
    if (prompts.length > 0) {
      this.prompts.play(leg, prompts, purpose, loop, step);
      return;
    }
    this.prompts.stop(leg, step);
    step.tell({ notice: 'prompt-ended', callId, purpose });
  }

  stopPlay(callId: string, step: CallsStep): void {
    const { leg } = this.find(callId);
    if (leg !== null) this.prompts.stop(leg, step);
  }

  flowPath(callId: string, path: string, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null) return;
    this.book.change(call, { flowPath: path }, step);
  }

  enterQueue(callId: string, queueId: string, step: CallsStep): void {
    const { call, leg } = this.find(callId);
    if (call === null || leg === null) return;
    if (call.stage === 'offered') this.progress.callEvent(call, 'flow-begins', step, null);
    if (leg.state !== 'connected' && leg.state !== 'clearing') this.answer(call, leg, step);
    if (!this.progress.callEvent(call, 'enter-queue', step, null)) return;
    this.book.change(call, { queue: queueId, queuedAt: step.atMs }, step);
  }

  /** The call is reserved for this agent; null: for nobody any more. */
  reserve(callId: string, agentId: string | null, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call !== null && call.stage !== 'ended') this.book.change(call, { agent: agentId }, step);
  }

  ring(callId: string, agentId: string, line: number, step: CallsStep): void {
    const call = this.book.get(callId);
    const channel = this.channels.telephone(line);
    if (call === null || channel === null || this.channels.seizureOn(channel.channel) !== null) {
      step.log('warn', 'a telephone cannot be rung', { agent: agentId, line, callId });
      step.tell({ notice: 'ring-failed', callId, agentId });
      return;
    }
    if (!this.progress.callEvent(call, 'ring-agent', step, null)) return;
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
    this.progress.legs.set(leg.seizure, leg);
    call.agentLeg = leg.seizure;
    step.line({ do: 'ring', seizure: leg.seizure, channel: leg.channel, callingNumber: telephoneNumber(call.row) });
    this.channels.seize(channel.channel, leg.seizure, leg, step);
  }

  /** The agent did not answer, or may not any more. */
  stopRinging(callId: string, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null) return;
    const leg = call.agentLeg === null ? undefined : this.progress.legs.get(call.agentLeg);
    if (leg !== undefined && leg.state === 'ringing') {
      call.agentLeg = null;
      this.progress.legEvent(leg, 'clear', step);
      this.progress.callEvent(call, 'ring-over', step, null);
    }
    this.book.change(call, { agent: null }, step);
  }

  /** Says the prompts, if any, then ends the call so. */
  farewell(callId: string, prompts: readonly string[], closing: Closing, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null || call.stage === 'ended') return;
    if (call.stage === 'queued') this.progress.callEvent(call, 'leave-queue', step, null);
    call.farewell = closing;
    if (prompts.length > 0) this.play(callId, prompts, 'farewell', false, step);
    else this.progress.callEvent(call, 'hang-up', step, closing);
  }

  hangUp(callId: string, closing: Closing, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call !== null) this.progress.callEvent(call, 'hang-up', step, closing);
  }

  /** The agent's wrap-up of an ended call is over: pages need not show it any more. */
  wrappedUp(callId: string, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null) return;
    call.wrappedUpBy = null;
    if (call.stage === 'ended') this.book.forget(call, step);
  }

  /** Also for a call that has ended: the row is changed all the same. */
  dispose(callId: string, agentId: string, disposition: Disposition, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null) {
      step.row({ row: 'call-change', id: callId, change: { disposition } });
      return;
    }
    this.book.change(call, { disposition }, step);
    this.book.note(call, 'disposition', agentId, { disposition }, step);
  }

  recording(callId: string, on: boolean, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null) return;
    call.recording = on && call.stage !== 'ended';
    step.touch('call', callId);
  }

  /** Writes an event row of a call that is still known. */
  event(callId: string, what: string, agent: string | null, detail: Detail, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call !== null) this.book.note(call, what, agent, detail, step);
  }

  /** The daemon ends: every call is closed as interrupted, and no new one is taken. */
  stop(step: CallsStep): void {
    this.stopped = true;
    for (const call of this.book.all()) {
      if (call.stage === 'ended') continue;
      const closing: Closing = { cause: cause.temporaryFailure, endedBy: 'system', ending: 'interrupted' };
      this.progress.callEvent(call, 'hang-up', step, closing);
    }
  }

  // ---- what others may see

  callingNumber(callId: string): string {
    const call = this.book.get(callId);
    return call === null ? '' : shownNumber(call.row);
  }

  live(callId: string): LiveCall | null {
    return this.book.live(callId);
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
      calls: this.book.all().map((call) => call.id),
      channels: this.channels.all().map((channel) => channel.channel),
      spans: this.spans.all(),
    };
  }

  /** Legs that are not over. */
  get openLegs(): number {
    return this.progress.legs.size;
  }

  // ---- within

  private find(callId: string): { readonly call: Call | null; readonly leg: Leg | null } {
    const call = this.book.get(callId);
    return { call, leg: call === null ? null : (this.progress.legs.get(call.customer) ?? null) };
  }

  private answer(call: Call, leg: Leg, step: CallsStep): void {
    this.progress.legEvent(leg, 'answer', step);
    this.book.change(call, { answeredAt: step.atMs }, step);
    this.book.note(call, 'answered', null, {}, step);
  }
}
