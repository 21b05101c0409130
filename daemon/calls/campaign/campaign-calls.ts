import type { LineEvent } from '../../lines/lines.js';
import { campaignRouteOf } from '../../numbers/campaign-routes.js';
import type { CallEnding, CallStage } from '../../terms/calls.js';
import { type AttemptOrder, minRingMs } from '../../terms/outbound-notices.js';
import type { CallBook } from '../book.js';
import { type Call, type Closing, cause } from '../call.js';
import { customerOf } from '../conversation/parties.js';
import type { Party } from '../conversation/party.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import { isOfTheTrunk, type Outgoing, type WayOut } from '../outgoing.js';
import type { Progress } from '../progress.js';
import type { Prompts } from '../prompts.js';
import type { OwnTelephone } from '../reach/own-telephone.js';
import type { TrunkTable } from '../trunks.js';
import {
  asPerson,
  beforeAnswer,
  CampaignCall,
  causeOfTone,
  dataTones,
  tellingCause,
  whileJudging,
} from './campaign-call.js';
import { CampaignFlows, outboundSection } from './campaign-flows.js';

/** The lines tell who answered within 15 s (native/dsp/answerer.h); later it is doubt, and doubt is a person. */
export const longestJudgingMs = 16_000;

export interface CampaignRooms {
  readonly book: CallBook;
  readonly trunks: TrunkTable;
  readonly progress: Progress;
  readonly prompts: Prompts;
  readonly outgoing: Outgoing;
  /** An agent's telephone first. */
  readonly own: Pick<OwnTelephone, 'attempt'>;
}

/**
 * Calls that the dialer wants: a call that begins with the customer's leg, or with an agent's telephone, and all that
 * is told of it until its end. A call stands here from 'place-attempt' to 'attempt-ended'.
 */
export class CampaignCalls {
  private readonly byAttempt = new Map<string, CampaignCall>();
  private readonly byCall = new Map<string, CampaignCall>();
  /** Of prompts that flows of campaigns have said to their end, ms. */
  private readonly lengths = new Map<string, number>();

  /** What flows say to those who were called, and what of it was heard. */
  readonly flows: CampaignFlows;
  private stopped = false;

  constructor(private readonly rooms: CampaignRooms) {
    this.flows = new CampaignFlows(rooms.book, this.byCall);
  }

  // ---- what the dialer wants

  place(order: AttemptOrder, step: CallsStep): void {
    const { attemptId, agentId, number, trunks, callerNumber, queueId } = order;
    const { site } = this.rooms.trunks;
    if (this.stopped) return;
    if (this.byAttempt.has(attemptId) || site === null) {
      step.log('warn', 'an attempt that cannot be placed', { attempt: attemptId, known: site !== null });
      return;
    }
    const alone = agentId === null;
    const routed = campaignRouteOf(site, { number, trunks, callerNumber, alone });
    const opening = { id: step.newId(), agent: agentId, number: routed.number };
    const { kind, route } = routed;
    const detail = { campaign: order.campaign, attempt: attemptId, kind, route };
    const call = this.rooms.outgoing.open(opening, detail, step, !alone);
    const campaign = new CampaignCall(call.id, order, this.lengths);
    this.byAttempt.set(attemptId, campaign);
    this.byCall.set(call.id, campaign);
    this.describe(call, order, step);
    if (queueId !== '') this.rooms.book.change(call, { queue: queueId }, step);
    if (routed.refused !== null) {
      this.rooms.book.keep(call, step);
      this.refuse(call, routed.refused, step);
    } else if (agentId === null) this.rooms.outgoing.customer(call, { ...routed, refused: null }, step);
    else {
      this.begun(campaign, '', step);
      this.rooms.own.attempt(call, { ...routed, refused: null }, agentId, step);
    }
  }

  /** The daemon ends: nobody is called any more. */
  stop(): void {
    this.stopped = true;
  }

  /** Hangs up if it still rings, and not before it has rung as long as the law wants. */
  giveUp(attemptId: string, step: CallsStep): void {
    const campaign = this.byAttempt.get(attemptId);
    const call = this.rooms.book.get(campaign?.callId ?? '');
    if (campaign === undefined || call === null || call.stage !== 'dialling') return; // answered or over meanwhile
    const leftMs = this.ringsOnMs(call, step);
    campaign.givenUp = true;
    if (leftMs > 0) step.setTimer(`calls give-up ${attemptId}`, leftMs);
    else this.end(call, { cause: cause.noAnswer, endedBy: 'system', ending: 'unanswered' }, step);
  }

  /** The person waits for an agent of a queue, hearing this music. */
  toQueue(callId: string, music: string, step: CallsStep): boolean {
    const campaign = this.waitingOf(callId);
    const call = this.rooms.book.get(callId);
    if (campaign === null || call === null) return false;
    campaign.phase = 'person';
    campaign.music = music;
    step.cancelTimer(judgeTimer(callId));
    if (campaign.greeting === 'none') this.greet(call, campaign, step);
    if (campaign.greeting !== 'saying') this.playMusic(call, campaign, step);
    return true;
  }

  /** True: the flow may begin now; else it does when the greeting is said, or never. */
  toFlow(callId: string, flowId: string, step: CallsStep): boolean {
    const campaign = this.waitingOf(callId);
    const call = this.rooms.book.get(callId);
    if (campaign === null || call === null) return false;
    campaign.phase = 'flow';
    step.cancelTimer(judgeTimer(callId));
    if (campaign.greeting === 'none') this.greet(call, campaign, step);
    if (campaign.greeting !== 'saying') return true;
    campaign.flowNext = flowId;
    return false;
  }

  /** Out of the queue by now: says the prompts, then clears. False: it is connected, or over. */
  drop(callId: string, step: CallsStep): boolean {
    const campaign = this.waitingOf(callId);
    if (campaign === null) return false;
    campaign.phase = 'dropped';
    step.cancelTimer(judgeTimer(callId));
    return true;
  }

  /** A machine or fax: at once. */
  clear(callId: string, step: CallsStep): void {
    const campaign = this.byCall.get(callId);
    const call = this.rooms.book.get(callId);
    if (campaign === undefined || call === null || campaign.phase === 'connected') return;
    campaign.phase = 'nobody';
    this.end(call, { cause: cause.normalClearing, endedBy: 'system', ending: 'unanswered' }, step);
  }

  timer(kind: 'judge' | 'give-up', about: string, step: CallsStep): void {
    if (kind === 'give-up') this.giveUp(about, step);
    else if (this.byCall.get(about)?.phase === 'judging') this.judge(about, 'unsure', step);
  }

  // ---- the way out; see Outgoing

  /** Null: no campaign's. */
  wayOf({ id }: Call): WayOut | null {
    const campaign = this.byCall.get(id);
    if (campaign === undefined) return null;
    const { callerNumber, ringTimeoutMs } = campaign.order;
    const listenFor = campaign.alone ? beforeAnswer : [];
    return { purpose: 'campaign', callerNumber, listenFor, giveUpMs: Math.max(ringTimeoutMs, minRingMs) };
  }

  dialled({ id }: Call, trunk: string, step: CallsStep): void {
    const campaign = this.byCall.get(id);
    if (campaign === undefined) return;
    if (campaign.phase === 'agent') campaign.phase = 'calling';
    campaign.dialledAt ??= step.atMs;
    // What was heard on a trunk that failed is its own.
    campaign.tone = '';
    campaign.toldCause = 0;
    this.begun(campaign, trunk, step);
  }

  alerting({ id }: Call, step: CallsStep): void {
    const campaign = this.byCall.get(id);
    if (campaign === undefined || campaign.alertingAt !== null) return;
    campaign.alertingAt = step.atMs;
    step.tell({ notice: 'attempt-alerting', attemptId: campaign.order.attemptId });
  }

  announced({ id }: Call, inbandCause: number): void {
    const campaign = this.byCall.get(id);
    if (campaign !== undefined && inbandCause !== 0) campaign.toldCause = inbandCause;
  }

  /** How long it must still ring before we may hang up; 0: it may end. */
  ringsOnMs({ id }: Call, step: CallsStep): number {
    const campaign = this.byCall.get(id);
    const since = campaign?.alertingAt ?? campaign?.dialledAt ?? null;
    return since === null ? 0 : Math.max(0, since + minRingMs - step.atMs);
  }

  // ---- what is heard

  heard(leg: Leg, event: LineEvent, step: CallsStep): void {
    const campaign = this.byCall.get(leg.callId);
    if (campaign === undefined || leg.role !== 'customer') return;
    if (event.event === 'tone' && event.tone !== null) this.tone(campaign, event.tone, event.cause, step);
    else if (event.event === 'answerer') this.answerer(campaign, event.who, step);
    else if (event.event === 'data-tone' && dataTones.has(event.tone)) this.data(campaign, step);
  }

  /** A tone that says that nobody will answer frees the channel; an agent who listens decides himself. */
  private tone(
    campaign: CampaignCall,
    tone: Extract<LineEvent, { event: 'tone' }>['tone'],
    told: number | undefined,
    step: CallsStep,
  ): void {
    if (tone === null || campaign.phase !== 'calling') return;
    const call = this.rooms.book.get(campaign.callId);
    if (call === null) return;
    // An exchange line tells of the ringing by its sound alone.
    if (tone === 'ringback') this.alerting(call, step);
    const heardCause = causeOfTone(tone, told);
    if (heardCause === 0) return;
    campaign.tone = tone;
    // It says that something is announced, not what: the network has told, or tells when it clears (china.md 7).
    const saysNothing = tone === 'sit' && told === undefined;
    const isKnown = !saysNothing || campaign.toldCause !== 0;
    if (!saysNothing || campaign.toldCause === 0) campaign.toldCause = heardCause;
    if (!campaign.alone || !isKnown) return;
    this.end(call, { cause: campaign.toldCause, endedBy: 'network', ending: 'unanswered' }, step);
  }

  private answerer(campaign: CampaignCall, who: 'person' | 'machine' | 'unsure' | 'beep', step: CallsStep): void {
    if (campaign.phase !== 'judging') return;
    if (who === 'unsure') this.judge(campaign.callId, 'unsure', step);
    else this.judge(campaign.callId, who === 'person' ? 'human' : 'machine', step);
  }

  /** Some take longer to say so than a person may wait: also in the middle of the message that nobody comes. */
  private data({ phase, judged, callId }: CampaignCall, step: CallsStep): void {
    if (phase === 'judging' || ((phase === 'person' || phase === 'dropped') && !judged)) {
      this.judge(callId, 'fax', step);
    }
  }

  private judge(callId: string, who: 'human' | 'machine' | 'fax' | 'unsure', step: CallsStep): void {
    const campaign = this.byCall.get(callId);
    const call = this.rooms.book.get(callId);
    if (campaign === undefined || call === null || campaign.judged) return;
    campaign.judged = true;
    step.cancelTimer(judgeTimer(callId));
    const isPerson = who === 'human' || who === 'unsure';
    campaign.phase = isPerson ? 'person' : 'nobody';
    const customer = customerOf(call);
    const leg = customer === null ? undefined : this.rooms.progress.legs.get(customer.seizure);
    if (leg !== undefined) this.rooms.trunks.listen(leg, step, []);
    this.rooms.book.note(call, 'judged', null, { who }, step);
    step.tell({ notice: 'attempt-judged', attemptId: campaign.order.attemptId, who });
    if (isPerson) this.greet(call, campaign, step);
  }

  // ---- the answer; see Conversation

  /** True: the box talks with who answered until an agent comes. */
  answered(call: Call, party: Party, leg: Leg, step: CallsStep): boolean {
    const campaign = this.byCall.get(call.id);
    if (campaign === undefined || party.role !== 'customer' || campaign.phase !== 'calling') return false;
    const { attemptId, judge } = campaign.order;
    step.tell({ notice: 'attempt-answered', attemptId });
    step.cancelTimer(`calls give-up ${attemptId}`);
    if (!campaign.alone) {
      campaign.phase = 'connected';
      return false;
    }
    this.rooms.progress.callEvent(call, 'flow-begins', step, null);
    call.handedOff = true;
    this.rooms.book.note(call, 'answered', null, { judge }, step);
    campaign.phase = judge ? 'judging' : 'person';
    this.rooms.trunks.listen(leg, step, judge ? whileJudging : asPerson);
    if (judge) step.setTimer(judgeTimer(call.id), longestJudgingMs);
    else this.greet(call, campaign, step);
    return true;
  }

  /**
   * An agent and the person hear each other; a later agent owes the result instead. Who talks only with those whom the
   * person has left behind knows nothing of him, and owes none.
   */
  connected(call: Call, agentId: string, step: CallsStep): void {
    const campaign = this.byCall.get(call.id);
    const customer = customerOf(call);
    if (campaign === undefined || customer === null || agentId === '' || campaign.phase === 'over') return;
    if (campaign.phase !== 'connected') {
      const leg = this.rooms.progress.legs.get(customer.seizure);
      if (leg !== undefined) this.rooms.trunks.listen(leg, step, []);
    }
    if (campaign.phase === 'flow') this.flows.over(campaign, call, null, step);
    campaign.phase = 'connected';
    if (campaign.talkedTo === agentId) return;
    campaign.talkedTo = agentId;
    step.tell({ notice: 'attempt-connected', attemptId: campaign.order.attemptId, agentId });
  }

  /** Said, to who answered, before anything else; meanwhile an agent is fetched. */
  private greet(call: Call, campaign: CampaignCall, step: CallsStep): void {
    const { greetingPrompts = [] } = campaign.order;
    const customer = customerOf(call);
    const leg = customer === null ? undefined : this.rooms.progress.legs.get(customer.seizure);
    if (greetingPrompts.length === 0 || leg?.state !== 'connected') {
      campaign.greeting = 'said';
      return;
    }
    campaign.greeting = 'saying';
    this.rooms.prompts.play(leg, greetingPrompts, 'greeting', false, step);
  }

  /** The greeting is said: an agent who came meanwhile hears a beep, for now he is heard. */
  greeted(call: Call, step: CallsStep): Leg | null {
    const campaign = this.byCall.get(call.id);
    if (campaign?.greeting !== 'saying') return null;
    campaign.greeting = 'said';
    if (campaign.phase === 'connected') {
      const agent = call.parties.find(({ role, state }) => role === 'agent' && state === 'in');
      return this.rooms.progress.legs.get(agent?.seizure ?? 0) ?? null;
    }
    if (campaign.flowNext !== null) step.tell({ notice: 'want-flow', callId: call.id, flowId: campaign.flowNext });
    else if (campaign.phase === 'person') this.playMusic(call, campaign, step);
    return null;
  }

  private playMusic(call: Call, { music }: CampaignCall, step: CallsStep): void {
    const customer = customerOf(call);
    const leg = customer === null ? undefined : this.rooms.progress.legs.get(customer.seizure);
    if (music !== '' && leg?.state === 'connected') this.rooms.prompts.play(leg, [music], 'music', true, step);
  }

  // ---- the end

  /** Somebody had lifted, and hung up before anybody talked with him. */
  endingOf({ id }: Call): CallEnding | null {
    const phase = this.byCall.get(id)?.phase;
    return phase === 'judging' || phase === 'person' ? 'abandoned' : null;
  }

  ended(call: Call, from: CallStage, closing: Closing, step: CallsStep): void {
    const campaign = this.byCall.get(call.id);
    if (campaign === undefined) return;
    this.byCall.delete(call.id);
    const { attemptId } = campaign.order;
    const { phase } = campaign;
    this.byAttempt.delete(attemptId);
    campaign.phase = 'over';
    step.cancelTimer(`calls give-up ${attemptId}`);
    step.cancelTimer(judgeTimer(call.id));
    this.begun(campaign, '', step);
    if (phase === 'flow') this.flows.over(campaign, call, closing, step);
    const endCause = from === 'dialling' ? tellingCause(closing.cause, campaign.toldCause) : closing.cause;
    const talked = call.row.talkStartedAt !== null;
    // By himself, or a supervisor took him out of it.
    const isOurs = closing.endedBy === 'agent' || closing.endedBy === 'system';
    const isAgents = !campaign.alone && from === 'dialling' && isOurs;
    step.tell({
      notice: 'attempt-ended',
      attemptId,
      cause: endCause,
      tone: campaign.tone,
      lineFailure: !talked && isLineFailure(campaign, phase, closing, endCause),
      ...(isAgents && campaign.hasNotRung(step.atMs) ? { notRung: true } : {}),
      gaveUp: (phase === 'judging' || phase === 'person') && closing.endedBy === 'called',
      agentId: campaign.talkedTo,
    });
  }

  /** Calls the dialer knows of that are not over. */
  get open(): number {
    return this.byCall.size;
  }

  // ---- within

  private begun(campaign: CampaignCall, trunk: string, step: CallsStep): void {
    if (campaign.begun) return;
    campaign.begun = true;
    const { callId, order } = campaign;
    step.tell({ notice: 'attempt-begun', attemptId: order.attemptId, callId, trunk });
  }

  private describe(call: Call, order: AttemptOrder, step: CallsStep): void {
    const entries = { Campaign: order.campaign, Lead: order.lead, Attempt: order.attemptId };
    for (const [key, value] of Object.entries(entries)) {
      if (value !== '') this.rooms.book.setData(call, { section: outboundSection, key, value }, 'system', step);
    }
  }

  private refuse(call: Call, why: string, step: CallsStep): void {
    const { number, callerNumber } = this.byCall.get(call.id)?.order ?? { number: '', callerNumber: '' };
    this.rooms.book.note(call, 'not-dialled', null, { why }, step);
    if (why === 'caller-number') step.incident('caller-number-refused', { callerNumber, callId: call.id });
    if (why === 'emergency') step.incident('campaign-calls-emergency', { number, callId: call.id });
    const isOfTheNumber = why === 'no-number' || why === 'emergency';
    const refusal = isOfTheNumber ? cause.invalidNumber : cause.temporaryFailure;
    this.end(call, { cause: refusal, endedBy: 'system', ending: 'refused' }, step);
  }

  /** Answered by somebody, or something, and not given to anybody yet. */
  private waitingOf(callId: string): CampaignCall | null {
    const campaign = this.byCall.get(callId);
    const { phase } = campaign ?? {};
    const waits = phase === 'judging' || phase === 'person' || phase === 'nobody';
    return campaign !== undefined && waits ? campaign : null;
  }

  private end(call: Call, closing: Closing, step: CallsStep): void {
    this.rooms.progress.callEvent(call, 'hang-up', step, closing);
  }
}

/** Ours or the carrier's: a trunk that failed, no channel, an agent's telephone that was not lifted, our own stop. */
function isLineFailure(
  campaign: CampaignCall,
  phase: CampaignCall['phase'],
  closing: Closing,
  endCause: number,
): boolean {
  if (phase === 'agent') return true;
  if (campaign.dialledAt === null) return endCause !== cause.invalidNumber;
  if (campaign.givenUp && closing.endedBy === 'system') return false;
  return isOfTheTrunk(endCause);
}

function judgeTimer(callId: string): string {
  return `calls judge ${callId}`;
}
