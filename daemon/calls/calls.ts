import type { Detail } from '../base/step.js';
import type { Channel, LineEvent, LineSnapshot, Seizure } from '../lines/lines.js';
import type { Disposition } from '../terms/agents.js';
import type { LiveCall, LiveChannel, LiveSpan } from '../terms/live.js';
import type { Refusal, TechnicianRequest } from '../terms/requests.js';
import type { ChannelSettingRow } from '../terms/rows.js';
import type { Site } from '../terms/site.js';
import { Arrivals } from './arrivals.js';
import { CallBook, shownNumber, telephoneNumber } from './book.js';
import { type Call, type Closing, cause } from './call.js';
import { ChannelTable } from './channels.js';
import { Dialling } from './dialling.js';
import { Hearing } from './hearing.js';
import type { Leg, PlayPurpose } from './legs.js';
import type { CallsStep } from './notices.js';
import { type DiallingAgent, Outgoing } from './outgoing.js';
import { Progress } from './progress.js';
import { Prompts } from './prompts.js';
import type { Difference } from './reconcile.js';
import { Service } from './service.js';
import { SpanTable, settleMs } from './spans.js';
import { TrunkTable } from './trunks.js';

/** Calls and their legs: what the lines say goes in, what the other rooms want of a call goes out to the lines. */
export class Calls {
  private readonly book = new CallBook();
  private readonly prompts = new Prompts();
  private readonly trunks = new TrunkTable();
  private readonly channels = new ChannelTable((index) => this.trunks.of(index)?.id ?? null);
  private readonly spans = new SpanTable();
  private readonly progress = new Progress(this.book, this.channels, this.prompts);
  private readonly dialling = new Dialling(this.trunks);
  private readonly outgoing: Outgoing;
  private readonly service: Service;
  private readonly hearing: Hearing;
  /** Call control's seizures are even (lines.ts). */
  private lastSeizure = 0;
  private stopped = false;

  constructor() {
    const { book, prompts, trunks, channels, spans, progress, dialling } = this;
    const rooms = { book, prompts, trunks, channels, spans, progress, dialling };
    this.service = new Service(rooms);
    this.outgoing = new Outgoing({ ...rooms, newSeizure: () => this.newSeizure() });
    this.hearing = new Hearing({ ...rooms, service: this.service, arrivals: new Arrivals(rooms) });
  }

  /** `settings`: what technicians had set before; it stands before the first call comes. */
  start(channels: readonly Channel[], settings: readonly ChannelSettingRow[], step: CallsStep): void {
    this.channels.start(channels, step);
    this.spans.start(channels, step);
    this.service.start(settings, step);
    step.setTimer('calls settle lines', settleMs);
  }

  /** Trunks, routes and names; calls in progress keep what they have. */
  load(site: Site, step: CallsStep): void {
    this.trunks.load(site, this.channels.all());
    this.spans.load(new Map((site.spans ?? []).map(({ span, name }) => [span, name])), step);
    for (const { channel } of this.channels.all()) step.touch('channel', channel);
  }

  /** What the lines say. */
  line(event: LineEvent, step: CallsStep): void {
    this.hearing.line(event, step);
  }

  /** Events were lost: whatever differs is mended at once. */
  snapshot(snapshot: LineSnapshot, step: CallsStep): void {
    this.hearing.snapshot(snapshot, step);
  }

  /** Where the lines and this room part right now; changes nothing. */
  differences(snapshot: LineSnapshot): readonly Difference[] {
    return this.hearing.differences(snapshot);
  }

  /** A difference was found at the last look, so the next look matters whatever it finds. */
  get hasSuspects(): boolean {
    return this.hearing.hasSuspects;
  }

  /** The watchdog's look: what was different the last time too is mended. */
  look(found: readonly Difference[], step: CallsStep): void {
    this.hearing.look(found, step);
  }

  timer(kind: string, about: string, step: CallsStep): void {
    switch (kind) {
      case 'digits':
        this.dialling.whole(Number(about), step);
        return;
      case 'overlap':
        this.hearing.numberWhole(Number(about), step);
        return;
      case 'answer':
        this.outgoing.tooLong(about, step);
        return;
      case 'tone':
        step.line({ do: 'clear', seizure: Number(about), cause: cause.normalClearing });
        return;
      case 'settle':
        this.spans.settle(step);
        this.service.settle(step);
        return;
      case 'stuck':
        this.service.noLongerStuck(Number(about), step);
        return;
      default:
        step.log('warn', 'a timer of no known kind', { kind, about });
    }
  }

  // ---- what technicians and agents want of the lines

  order(request: TechnicianRequest, step: CallsStep): Refusal | null {
    return this.service.order(request, step);
  }

  /** The answer to 'number-dialled'. */
  placeCall(seizure: Seizure, dialled: string, agent: DiallingAgent, step: CallsStep): void {
    const telephone = this.dialling.channelOf(seizure);
    if (telephone === null || this.stopped) return; // laid down in the same step, or the daemon ends
    this.outgoing.place(seizure, telephone, dialled, agent, step);
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
    const leg: Leg = {
      seizure: this.newSeizure(),
      channel: channel.channel,
      role: 'agent',
      callId,
      agentId,
      state: 'ringing',
      play: null,
    };
    this.progress.legs.set(leg.seizure, leg);
    call.agentLeg = leg.seizure;
    step.line({
      do: 'ring',
      seizure: leg.seizure,
      channel: leg.channel,
      callingNumber: telephoneNumber(call.row),
      presentation: call.row.presentation,
      ...(call.callingName === '' ? {} : { callingName: call.callingName }),
    });
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
    this.hearing.stop();
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

  private newSeizure(): Seizure {
    this.lastSeizure += 2;
    return this.lastSeizure;
  }

  private find(callId: string): { readonly call: Call | null; readonly leg: Leg | null } {
    const call = this.book.get(callId);
    return { call, leg: call === null ? null : (this.progress.legs.get(call.customer) ?? null) };
  }

  private answer(call: Call, leg: Leg, step: CallsStep): void {
    this.progress.legEvent(leg, 'answer', step);
    this.trunks.listen(leg, step);
    this.book.change(call, { answeredAt: step.atMs }, step);
    this.book.note(call, 'answered', null, {}, step);
  }
}
