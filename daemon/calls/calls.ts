import type { Detail } from '../base/step.js';
import type { Channel, LineEvent, LineSnapshot, Seizure } from '../lines/lines.js';
import type { Disposition } from '../terms/agents.js';
import type { LiveChannel, LiveSpan } from '../terms/live.js';
import type { CallAsk, Refusal, TechnicianRequest } from '../terms/requests.js';
import type { ChannelSettingRow } from '../terms/rows.js';
import type { Site } from '../terms/site.js';
import { Arrivals } from './arrivals.js';
import { CallBook, shownNumber } from './book.js';
import { type Call, type Closing, cause } from './call.js';
import { CampaignCalls } from './campaign/campaign-calls.js';
import { ChannelTable } from './channels.js';
import { CallAsks } from './conversation/asks.js';
import { Away } from './conversation/away.js';
import { Conversation } from './conversation/conversation.js';
import { callerOf, Parties } from './conversation/parties.js';
import type { NotReached, RingOrder } from './conversation/reaching.js';
import { Ringing } from './conversation/ringing.js';
import { type CallSupervision, Supervision } from './conversation/supervision.js';
import { Dialling } from './dialling.js';
import { Hearing } from './hearing.js';
import type { Leg, PlayPurpose } from './legs.js';
import type { CallsStep } from './notices.js';
import { type DiallingAgent, Outgoing } from './outgoing.js';
import { Progress } from './progress.js';
import { Prompts } from './prompts.js';
import { offerBeepMs } from './reach/other-telephones.js';
import type { CallBackOrder } from './reach/own-telephone.js';
import { Reach } from './reach/reach.js';
import type { Difference } from './reconcile.js';
import { Service } from './service.js';
import { SpanTable, settleMs } from './spans.js';
import { TestCalls } from './test-calls/test-calls.js';
import { TrunkTable } from './trunks.js';

/** Of "speak after the tone". */
const beepMs = 400;

/** Calls and their legs: what the lines say goes in, what the other rooms want of a call goes out to the lines. */
export class Calls {
  private readonly book = new CallBook();
  private readonly prompts = new Prompts();
  private readonly trunks = new TrunkTable();
  private readonly channels = new ChannelTable((index) => this.trunks.of(index)?.id ?? null);
  private readonly spans = new SpanTable();
  private readonly parties = new Parties(this.book);
  private readonly progress = new Progress(this.book, this.channels, this.parties);
  private readonly conversation: Conversation;
  private readonly ringing: Ringing;
  private readonly away: Away;
  private readonly asks: CallAsks;
  private readonly supervision: Supervision;
  private readonly dialling: Dialling;
  private readonly outgoing: Outgoing;
  private readonly service: Service;
  private readonly reach: Reach;
  /** Calls that the dialer places. */
  readonly campaigns: CampaignCalls;
  /** Calls that technicians make to hear a line. */
  readonly testCalls: TestCalls;
  private readonly hearing: Hearing;
  /** Call control's seizures are even (lines.ts). */
  private lastSeizure = 0;
  private stopped = false;

  constructor() {
    const { book, prompts, trunks, channels, spans, progress, parties } = this;
    this.dialling = new Dialling({
      trunks,
      prompts,
      setStanding: ({ channel }, standing, step) => channels.setStanding(channel, standing, step),
    });
    const conversation = new Conversation({ book, parties, progress, prompts, channels });
    const rooms = { book, prompts, trunks, channels, spans, progress, parties, dialling: this.dialling, conversation };
    const newSeizure = (): Seizure => this.newSeizure();
    this.conversation = conversation;
    this.service = new Service(rooms);
    this.testCalls = new TestCalls({ ...rooms, newSeizure });
    this.outgoing = new Outgoing({ ...rooms, newSeizure });
    conversation.outgoing = this.outgoing;
    this.ringing = new Ringing({ ...rooms, newSeizure });
    this.away = new Away({ ...rooms, ringing: this.ringing, newSeizure });
    conversation.away = this.away;
    this.asks = new CallAsks(rooms);
    this.supervision = new Supervision({ ...rooms, ringing: this.ringing });
    const ask = (asked: CallAsk, step: CallsStep): Refusal | null => this.ask(asked, step);
    this.reach = new Reach({ ...rooms, outgoing: this.outgoing, ask });
    const campaigns = new CampaignCalls({ ...rooms, outgoing: this.outgoing, own: this.reach.own });
    this.campaigns = campaigns;
    this.outgoing.campaigns = campaigns;
    conversation.campaigns = campaigns;
    progress.campaigns = {
      greeted: (call, step) => this.greeted(call, step),
      said: (id, step) => campaigns.flows.said(id, step),
    };
    const { reach, service, testCalls } = this;
    this.hearing = new Hearing({ ...rooms, reach, service, campaigns, testCalls, arrivals: new Arrivals(rooms) });
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
    this.conversation.load(site);
    this.supervision.load(site);
    this.reach.load(site);
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
      case 'standing':
      case 'park':
      case 'keypad':
        this.reach.timer(kind, about, step);
        return;
      case 'judge':
      case 'give-up':
        this.campaigns.timer(kind, about, step);
        return;
      case 'supervise':
        this.supervision.notLifted(about, step);
        return;
      case 'away':
        this.away.timeUp(about, step);
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
      case 'far-end':
        this.service.tellFarEnd(step);
        return;
      case 'test-call':
        this.testCalls.timeUp(about, step);
        return;
      default:
        step.log('warn', 'a timer of no known kind', { kind, about });
    }
  }

  // ---- what technicians and agents want of the lines

  order(request: TechnicianRequest, step: CallsStep): Refusal | null {
    if (request.ask === 'test-call') return this.testCalls.start(request, step);
    if (request.ask === 'end-test-call') return this.testCalls.end(request.id, step);
    return this.service.order(request, step);
  }

  /** What an agent asks of the call he is in. Null: done, or under way. */
  ask(ask: CallAsk, step: CallsStep): Refusal | null {
    // Taken back before he has lifted his own telephone.
    if (ask.ask === 'cancel' && this.reach.cancelDial(ask.agentId, step)) return null;
    return this.asks.handle(ask, step);
  }

  /** What a supervisor does to an agent's call. */
  supervise(ask: CallSupervision, step: CallsStep): Refusal | null {
    return this.supervision.handle(ask, step);
  }

  /** The answer to 'number-dialled'. */
  placeCall(seizure: Seizure, dialled: string, agent: DiallingAgent, step: CallsStep): void {
    const telephone = this.dialling.channelOf(seizure);
    if (telephone === null || this.stopped) return; // laid down in the same step, or the daemon ends
    this.reach.dialled(seizure, telephone, dialled, agent, step);
  }

  /** The answer to 'feature'. */
  featureDone(seizure: Seizure, prompts: readonly string[], ok: boolean, step: CallsStep): void {
    this.reach.featureDone(seizure, prompts, ok, step);
  }

  /** Keeps the promise of a call-back: the agent's telephone first. */
  callBack(order: CallBackOrder, step: CallsStep): void {
    if (!this.stopped) this.reach.callBack(order, step);
  }

  // ---- what the dialer wants; see also `campaigns`

  /** He is out of his queue: says the prompts, then clears. */
  attemptDropped(callId: string, prompts: readonly string[], step: CallsStep): void {
    if (this.campaigns.drop(callId, step)) this.farewell(callId, prompts, dropped, step);
  }

  /** Channels of these trunks on which a call could go out now; none named: of all. */
  freeChannels(trunks: readonly string[]): number {
    const all = (this.trunks.site?.trunks ?? []).map(({ id }) => id);
    return this.outgoing.freeOn(trunks.length === 0 ? all : trunks);
  }

  // ---- what the other rooms want of a call

  /** Plays prompts to the caller, answering the line first if it was not; none to play: it has ended at once. */
  play(callId: string, prompts: readonly string[], purpose: PlayPurpose, loop: boolean, step: CallsStep): void {
    const { call, leg } = this.find(callId);
    if (call === null || leg === null || leg.state === 'clearing' || call.stage === 'talking') return;
    if (call.stage === 'offered') this.progress.callEvent(call, 'flow-begins', step, null);
    if (leg.state !== 'connected') this.answer(call, leg, step);
    const party = this.progress.partyOf(leg)?.party;
    if (party !== undefined) party.hearing = null;
    if (prompts.length > 0) {
      this.prompts.play(leg, prompts, purpose, loop, step);
      this.campaigns.flows.says(callId, prompts, purpose, step);
      return;
    }
    this.prompts.stop(leg, step);
    step.tell({ notice: 'prompt-ended', callId, purpose });
  }

  /** "Speak after the tone": its end is told as a prompt's of the flow. */
  beep(callId: string, step: CallsStep): void {
    const { leg } = this.find(callId);
    if (leg?.state === 'connected') this.prompts.flowBeep(leg, beepMs, step);
    else step.tell({ notice: 'prompt-ended', callId, purpose: 'flow' });
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

  /** A flow has it again: from a queue, or from an agent who sent it there. */
  enterFlow(callId: string, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null || (call.stage !== 'queued' && call.stage !== 'ringing')) return;
    this.progress.callEvent(call, 'flow-begins', step, null);
    call.handedOff = true;
    this.conversation.callOff(call, step);
    this.conversation.settle(call, step);
  }

  enterQueue(callId: string, queueId: string, step: CallsStep): void {
    const { call, leg } = this.find(callId);
    if (call === null || leg === null) return;
    if (call.stage === 'offered') this.progress.callEvent(call, 'flow-begins', step, null);
    if (leg.state !== 'connected' && leg.state !== 'clearing') this.answer(call, leg, step);
    if (this.progress.callEvent(call, 'enter-queue', step, null) === null) return;
    call.handedOff = true;
    call.waitingSince = step.atMs;
    // How long he waited for the first conversation is the CDR's; a later queue has its own visit.
    const queuedAt = call.row.talkStartedAt === null ? step.atMs : call.row.queuedAt;
    this.book.change(call, { queue: queueId, queuedAt }, step);
    this.conversation.settle(call, step);
  }

  /** The call is offered to this agent. Who talked in it before stands in the CDR until another one does. */
  reserve(callId: string, agentId: string, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null || call.stage === 'ended') return;
    if (call.row.talkStartedAt === null) this.book.change(call, { agent: agentId }, step);
    const attempt = call.attempts.find((each) => each.agentId === agentId);
    if (attempt !== undefined) this.conversation.underWay(call, attempt, step);
    else this.reach.offered(call, agentId, step);
  }

  ring(order: RingOrder, step: CallsStep): void {
    this.ringing.order(order, step);
    this.reach.rung(step);
  }

  /** The agent did not answer, or may not any more; `agentId` null: nobody of those who ring may. */
  stopRinging(callId: string, agentId: string | null, step: CallsStep): void {
    this.ringing.stop(callId, agentId, step);
  }

  /** Answer to 'want-agent'. */
  wantRefused(callId: string, agentId: string, why: NotReached, step: CallsStep): void {
    const call = this.book.get(callId);
    const attempt = call?.attempts.find((each) => each.agentId === agentId);
    if (call === null || attempt === undefined) return; // he is not wanted any more
    this.conversation.reaching?.agentRefused(call, attempt, why, step);
    // Forwarded to a number outside, it is on its way.
    if (attempt.agentId === null) this.conversation.underWay(call, attempt, step);
    this.conversation.settle(call, step);
  }

  /** Says the prompts, if any, then ends the call so. */
  farewell(callId: string, prompts: readonly string[], closing: Closing, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null || call.stage === 'ended') return;
    if (call.stage === 'queued') this.progress.callEvent(call, 'leave-queue', step, null);
    this.conversation.callOff(call, step);
    call.farewell = closing;
    if (prompts.length > 0) this.play(callId, prompts, 'farewell', false, step);
    else this.progress.callEvent(call, 'hang-up', step, closing);
  }

  /** The agent leaves the call, which ends if nobody talks on; `agentId` null: it ends. */
  hangUp(callId: string, agentId: string | null, closing: Closing, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call !== null && call.stage !== 'ended') this.conversation.hangUp(call, agentId, closing, step);
  }

  /** An agent's wrap-up is over: once the call has ended pages need not show it any more. `agentId` null: everybody's. */
  wrappedUp(callId: string, agentId: string | null, step: CallsStep): void {
    const call = this.book.get(callId);
    if (call === null) return;
    if (agentId === null) call.wrappedUpBy.clear();
    else call.wrappedUpBy.delete(agentId);
    if (call.stage === 'ended' && call.wrappedUpBy.size === 0) this.book.forget(call, step);
  }

  /** Associated data (ACD-26). `by`: agent id, or 'flow'. A refusal: nothing has changed. */
  setData(
    callId: string,
    entry: { readonly section: string; readonly key: string; readonly value: string | null },
    by: string,
    step: CallsStep,
  ): Refusal | null {
    const call = this.book.get(callId);
    if (call === null)
      return { code: 'unknown-call', message: `call ${callId} is over and done with; its data stays as it is` };
    const refused = this.book.setData(call, entry, by, step);
    if (refused === null) this.campaigns.flows.dataSet(callId, entry.section, entry.key, entry.value, step);
    return refused;
  }

  /** Section → key → value; null: no such call. */
  data(callId: string): ReadonlyMap<string, ReadonlyMap<string, string>> | null {
    return this.book.get(callId)?.data.all() ?? null;
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
    this.campaigns.stop();
    this.hearing.stop();
    this.testCalls.stop(step);
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

  /** As the CDR has it, also of a withheld one: '' unknown. */
  customerNumber(callId: string): string {
    const row = this.book.get(callId)?.row;
    if (row === undefined) return '';
    return row.direction === 'inbound' ? row.callingNumber : row.calledNumber;
  }

  /** 0: he has no channel now. */
  customerSeizure(callId: string): Seizure {
    return this.find(callId).leg?.seizure ?? 0;
  }

  /** Whether this agent is in the call, with the customer or beside him. */
  talksIn(callId: string, agentId: string): boolean {
    const call = this.book.get(callId);
    return (
      call?.parties.some((party) => party.agentId === agentId && party.role === 'agent' && party.state === 'in') ??
      false
    );
  }

  /** As distribution sees him; null: no such call. */
  caller(callId: string): { readonly callingNumber: string; readonly calledNumber: string } | null {
    const call = this.book.get(callId);
    return call === null ? null : { callingNumber: shownNumber(call.row), calledNumber: call.row.calledNumber };
  }

  /** Associated data by "Section.Key"; null: none. */
  dataOf(callId: string, key: string): string | null {
    const dot = key.indexOf('.');
    return this.book.get(callId)?.data.get(key.slice(0, dot), key.slice(dot + 1)) ?? null;
  }

  /** Where the call is, without what pages see of it; null: no such call. */
  known(callId: string): Readonly<Pick<Call, 'stage' | 'recording' | 'row'>> | null {
    return this.book.get(callId);
  }

  /** A new object each time. */
  live(callId: string): ReturnType<CallBook['live']> {
    return this.book.live(callId);
  }

  liveChannel(channel: number): LiveChannel | null {
    return this.channels.live(channel);
  }

  liveSpan(span: number): LiveSpan | null {
    return this.spans.live(span);
  }

  channelSettings(): readonly ChannelSettingRow[] {
    return this.service.all();
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
    return this.progress.legs.size + this.testCalls.legs.length;
  }

  // ---- within

  private greeted(call: Call, step: CallsStep): void {
    const agent = this.campaigns.greeted(call, step);
    if (agent?.state === 'connected' && agent.play === null) this.prompts.beep(agent, offerBeepMs, step);
  }

  private newSeizure(): Seizure {
    this.lastSeizure += 2;
    return this.lastSeizure;
  }

  private find(callId: string): { readonly call: Call | null; readonly leg: Leg | null } {
    const call = this.book.get(callId);
    const caller = call === null ? null : callerOf(call);
    return { call, leg: caller === null ? null : (this.progress.legs.get(caller.seizure) ?? null) };
  }

  private answer(call: Call, leg: Leg, step: CallsStep): void {
    this.progress.legEvent(leg, 'answer', step);
    this.trunks.listen(leg, step);
    this.book.change(call, { answeredAt: step.atMs }, step);
    const party = this.progress.partyOf(leg)?.party;
    if (party !== undefined) this.parties.change(call, party, { answeredAt: step.atMs }, step);
    this.book.note(call, 'answered', null, {}, step);
  }
}

/** Answered by a person and not connected in time. */
const dropped: Closing = { cause: cause.normalClearing, endedBy: 'system', ending: 'dropped' };
