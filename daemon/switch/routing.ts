import type { Acd } from '../acd/acd.js';
import type { AcdNotice } from '../acd/notices.js';
import { type Closing, cause } from '../calls/call.js';
import type { Calls } from '../calls/calls.js';
import type { CallsNotice } from '../calls/notices.js';
import type { Dialer } from '../dialer/dialer.js';
import type { AttemptNotice, CrewNotice, DialerNotice } from '../dialer/notices.js';
import type { Flows, IvrNotice } from '../ivr/flows.js';
import type { Ledger, RecordingNotice } from '../recording/ledger.js';
import type { Notice, SwitchStep } from './step.js';

type Room = 'calls' | 'flows' | 'ledger' | 'acd' | 'dialer' | 'for-dialer';
type NamesOf<N extends Notice> = { readonly [Name in N['notice']]: true };

const fromCalls: NamesOf<Exclude<CallsNotice, AttemptNotice>> = {
  'call-arrived': true,
  'record-test': true,
  'stop-recording-test': true,
  'test-ended': true,
  digit: true,
  'prompt-ended': true,
  talking: true,
  dialling: true,
  'dialling-over': true,
  'number-dialled': true,
  'call-out': true,
  'ring-failed': true,
  'call-ended': true,
  station: true,
  'agent-doing': true,
  'agent-left': true,
  'agent-target': true,
  'want-agent': true,
  'want-over': true,
  'want-queue': true,
  'want-flow': true,
  feature: true,
  'called-back': true,
  rate: true,
};
const fromFlows: NamesOf<IvrNotice> = {
  'flow-play': true,
  'flow-stop-play': true,
  'flow-path': true,
  'flow-event': true,
  'flow-to-queue': true,
  'flow-data': true,
  'flow-beep': true,
  'flow-voicemail': true,
  'flow-voicemail-over': true,
  'flow-hang-up': true,
};
const fromLedger: NamesOf<RecordingNotice> = {
  record: true,
  'stop-record': true,
  'pause-record': true,
  recording: true,
  voicemail: true,
  storage: true,
};

const fromDialer: NamesOf<DialerNotice> = {
  'place-attempt': true,
  'give-up-attempt': true,
  'attempt-to-queue': true,
  'attempt-to-flow': true,
  'drop-attempt': true,
  'clear-attempt': true,
  'lead-for-agent': true,
  'result-wanted': true,
};

const forDialer: NamesOf<AttemptNotice | CrewNotice> = {
  'attempt-begun': true,
  'attempt-alerting': true,
  'attempt-answered': true,
  'attempt-judged': true,
  'attempt-connected': true,
  'attempt-heard': true,
  'attempt-opted-out': true,
  'attempt-ended': true,
  'crew-changed': true,
  'lead-refused': true,
};

/** Who tells what; all others are the queues' and agents'. */
const teller: ReadonlyMap<string, Room> = new Map([
  ...Object.keys(fromCalls).map((name) => [name, 'calls'] as const),
  ...Object.keys(fromFlows).map((name) => [name, 'flows'] as const),
  ...Object.keys(fromLedger).map((name) => [name, 'ledger'] as const),
  ...Object.keys(forDialer).map((name) => [name, 'for-dialer'] as const),
  ...Object.keys(fromDialer).map((name) => [name, 'dialer'] as const),
]);

/** Which room hears what the others tell. */
export class Routing {
  constructor(
    private readonly calls: Calls,
    private readonly flows: Flows,
    private readonly acd: Acd,
    private readonly ledger: Ledger,
    private readonly dialer: Dialer,
  ) {}

  route(notice: Notice, step: SwitchStep): void {
    switch (teller.get(notice.notice)) {
      case 'calls':
        this.fromCalls(notice as Exclude<CallsNotice, AttemptNotice>, step);
        return;
      case 'flows':
        this.fromFlows(notice as IvrNotice, step);
        return;
      case 'ledger':
        this.fromLedger(notice as RecordingNotice, step);
        return;
      case 'for-dialer':
        this.dialer.told(notice as AttemptNotice | CrewNotice, step);
        return;
      case 'dialer':
        this.fromDialer(notice as DialerNotice, step);
        return;
      default:
        this.fromAcd(notice as AcdNotice, step);
    }
  }

  private fromCalls(notice: Exclude<CallsNotice, AttemptNotice>, step: SwitchStep): void {
    switch (notice.notice) {
      case 'call-arrived':
        this.lookUp(notice.callId, step);
        this.flows.begin(notice.callId, notice.calledNumber, step);
        return;
      case 'record-test': {
        const recordingId = this.ledger.testCall(notice, step);
        this.calls.testCalls.recorded(notice.callId, recordingId);
        return;
      }
      case 'stop-recording-test':
        this.ledger.endTestCall(notice.recordingId, step);
        return;
      case 'test-ended':
        this.ledger.callEnded(notice.callId, step);
        return;
      case 'digit':
        this.flows.digit(notice.callId, notice.digit, step);
        return;
      case 'prompt-ended':
        if (notice.purpose === 'flow') this.flows.promptEnded(notice.callId, step);
        else if (notice.purpose === 'queue') this.acd.promptEnded(notice.callId, step);
        return;
      case 'talking':
        this.acd.talking(notice.callId, notice.agentId, step);
        // One recording follows the customer through transfers and conferences.
        if (notice.customer !== 0) this.recorded(notice.callId, notice.agentId, notice.customer, step);
        return;
      case 'dialling':
        this.acd.dialling(notice.line, step);
        return;
      case 'dialling-over':
        this.acd.diallingOver(notice.line, step);
        return;
      case 'number-dialled':
        this.calls.placeCall(notice.seizure, notice.number, this.acd.dialler(notice.line), step);
        return;
      case 'call-out':
        this.acd.callOut(notice.callId, notice.agentId, step);
        return;
      case 'ring-failed':
        this.acd.ringFailed(notice.callId, notice.agentId, step);
        return;
      case 'call-ended':
        this.flows.callEnded(notice.callId, step);
        this.acd.callEnded(notice.callId, notice.abandoned, step);
        this.ledger.callEnded(notice.callId, step);
        return;
      case 'station':
        this.acd.station(notice.line, notice, step);
        return;
      case 'agent-doing':
        this.acd.agentDoing(notice.callId, notice.agentId, notice.doing, step);
        if (notice.doing === 'talking' || notice.doing === 'conference') {
          this.ledger.joined(notice.callId, notice.agentId, step);
        }
        return;
      case 'agent-left':
        this.acd.agentLeft(notice.callId, notice.agentId, notice.talked, step);
        this.ledger.agentLeft(notice.callId, notice.agentId, step);
        return;
      case 'agent-target':
        this.acd.agentTarget(notice.agentId, notice.name, notice.state, step);
        return;
      case 'want-agent':
        this.acd.wantAgent(notice, step);
        return;
      case 'want-over':
        this.acd.wantOver(notice.callId, notice.agentId, step);
        return;
      case 'feature':
        this.acd.feature(notice, step);
        return;
      case 'want-queue':
        this.acd.enqueue(notice.callId, notice.queueId, step, notice.from);
        return;
      case 'called-back':
        this.acd.calledBack(notice.callBackId, notice.reached, step);
        return;
      case 'want-flow':
        this.toFlow(notice.callId, notice.flowId, step);
        return;
      case 'rate':
        this.rate(notice.callId, notice.agentId, step);
        return;
    }
  }

  private recorded(callId: string, agentId: string, seizure: number, step: SwitchStep): void {
    const call = this.calls.known(callId);
    if (call === null) return;
    const { direction, queue } = call.row;
    const number = this.calls.customerNumber(callId);
    const agent = agentId === '' ? null : agentId;
    const ofCampaign = this.dialer.recordingOf(callId);
    const mode = ofCampaign?.mode ?? this.acd.recordingOf(queue);
    const campaign = ofCampaign?.campaign ?? null;
    this.ledger.talking({ callId, agent, seizure, direction, number, queue, campaign, mode }, step);
  }

  private leaveVoicemail(callId: string, queue: string, step: SwitchStep): void {
    const call = this.calls.known(callId);
    const seizure = this.calls.customerSeizure(callId);
    if (call === null || seizure === 0) return;
    const { direction } = call.row;
    const number = this.calls.customerNumber(callId);
    this.ledger.voicemail({ callId, seizure, direction, number, queue, campaign: null }, step);
  }

  private toFlow(callId: string, flowId: string, step: SwitchStep): void {
    const call = this.calls.known(callId);
    if (call === null || call.stage === 'ended') return; // he hung up within the step
    this.calls.enterFlow(callId, step);
    this.flows.resume(callId, flowId, call.row.flowPath, step);
  }

  private rate(callId: string, agentId: string, step: SwitchStep): void {
    const call = this.calls.known(callId);
    if (call?.stage !== 'rating' || this.flows.rate(callId, agentId, call.row.queue, step)) return;
    // The site was changed meanwhile: there is nothing to ask any more.
    this.calls.farewell(callId, [], flowEnd(cause.normalClearing), step);
  }

  /** While the caller hears the greeting, so that the queue knows him. */
  private lookUp(callId: string, step: SwitchStep): void {
    const callingNumber = this.calls.callingNumber(callId);
    if (callingNumber === '') return;
    this.acd.factsAsked(callId, step);
    step.lookup(callId, callingNumber);
  }

  private fromFlows(notice: IvrNotice, step: SwitchStep): void {
    switch (notice.notice) {
      case 'flow-play':
        this.calls.play(notice.callId, notice.prompts, 'flow', false, step);
        return;
      case 'flow-stop-play':
        this.calls.stopPlay(notice.callId, step);
        return;
      case 'flow-path':
        this.calls.flowPath(notice.callId, notice.path, step);
        return;
      case 'flow-event':
        this.calls.event(notice.callId, notice.what, null, notice.detail, step);
        if (notice.what === 'digit') {
          const { node, digit } = notice.detail;
          this.calls.campaigns.flows.key(notice.callId, String(node), String(digit), step);
        }
        return;
      case 'flow-data': {
        const { callId, section, key, value } = notice;
        this.calls.setData(callId, { section, key, value }, 'flow', step);
        return;
      }
      case 'flow-to-queue':
        this.acd.enqueue(notice.callId, notice.queueId, step);
        return;
      case 'flow-beep':
        this.calls.beep(notice.callId, step);
        return;
      case 'flow-voicemail':
        this.leaveVoicemail(notice.callId, notice.queueId, step);
        return;
      case 'flow-voicemail-over':
        this.ledger.endVoicemail(notice.callId, step);
        return;
      case 'flow-hang-up':
        this.calls.farewell(notice.callId, notice.prompts, flowEnd(notice.cause), step);
        return;
    }
  }

  private fromLedger(notice: RecordingNotice, step: SwitchStep): void {
    switch (notice.notice) {
      case 'record':
        step.line({
          do: 'record',
          recording: notice.recordingId,
          seizure: notice.seizure,
          path: notice.path,
        });
        return;
      case 'stop-record':
        step.line({ do: 'stop-record', recording: notice.recordingId });
        return;
      case 'pause-record':
        step.line({ do: 'pause-record', recording: notice.recordingId, on: notice.on });
        return;
      case 'voicemail':
        this.acd.voicemail(notice, step);
        return;
      case 'storage':
        this.dialer.storage(notice.state, step);
        return;
      case 'recording':
        this.calls.recording(notice.callId, notice.on, step);
        return;
    }
  }

  private fromDialer(notice: DialerNotice, step: SwitchStep): void {
    switch (notice.notice) {
      case 'place-attempt':
        this.calls.campaigns.place(notice, step);
        return;
      case 'give-up-attempt':
        this.calls.campaigns.giveUp(notice.attemptId, step);
        return;
      case 'attempt-to-queue': {
        const { callId, queueId, music, agentId } = notice;
        if (this.calls.campaigns.toQueue(callId, music, step)) this.acd.enqueueFirst(callId, queueId, agentId, step);
        return;
      }
      case 'attempt-to-flow':
        if (this.calls.campaigns.toFlow(notice.callId, notice.flowId, step)) {
          this.toFlow(notice.callId, notice.flowId, step);
        }
        return;
      case 'drop-attempt':
        this.acd.dropFirst(notice.callId, notice.prompts, step);
        return;
      case 'clear-attempt':
        this.calls.campaigns.clear(notice.callId, step);
        return;
      case 'lead-for-agent':
        this.acd.leadForAgent(notice.agentId, notice.lead, step);
        return;
      case 'result-wanted':
        this.acd.resultWanted(notice.agentId, notice.callId, notice.wanted, step);
        return;
    }
  }

  private fromAcd(notice: AcdNotice, step: SwitchStep): void {
    switch (notice.notice) {
      case 'to-flow':
        this.toFlow(notice.callId, notice.flowId, step);
        return;
      case 'want-refused':
        this.calls.wantRefused(notice.callId, notice.agentId, notice.why, step);
        return;
      case 'call-back':
        this.calls.callBack(notice, step);
        return;
      case 'feature-done':
        this.calls.featureDone(notice.seizure, notice.prompts, notice.ok, step);
        return;
      case 'queued':
        this.calls.enterQueue(notice.callId, notice.queueId, step);
        return;
      case 'queue-play':
        this.calls.play(notice.callId, notice.prompts, notice.purpose, notice.purpose === 'music', step);
        return;
      case 'attempt-dropped':
        this.calls.attemptDropped(notice.callId, notice.prompts, step);
        return;
      case 'overflow':
        this.calls.farewell(notice.callId, notice.prompts, overflowed, step);
        return;
      case 'offer': {
        this.calls.reserve(notice.callId, notice.agentId, step);
        const callingNumber = this.calls.callingNumber(notice.callId);
        const lead = this.calls.dataOf(notice.callId, 'Outbound.Lead');
        const campaign = this.calls.dataOf(notice.callId, 'Outbound.Campaign') ?? '';
        const outbound = lead === null ? {} : { lead, campaign };
        const { callId, agentId } = notice;
        step.offers.push({ agentId, callId, callingNumber, at: step.atMs, ...outbound });
        return;
      }
      case 'ring':
        this.calls.ring(notice, step);
        return;
      case 'offer-over':
        this.calls.stopRinging(notice.callId, notice.agentId ?? null, step);
        return;
      case 'agent-hang-up':
        this.calls.hangUp(notice.callId, notice.agentId ?? null, agentHangsUp, step);
        return;
      case 'wrap-up-over':
        this.calls.wrappedUp(notice.callId, notice.agentId ?? null, step);
        return;
      case 'dispose':
        this.calls.dispose(notice.callId, notice.agentId, notice.disposition, step);
        return;
      case 'call-note':
        this.calls.event(notice.callId, notice.what, notice.agent, notice.detail, step);
        return;
    }
  }
}

const agentHangsUp = { cause: cause.normalClearing, endedBy: 'agent' } as const;
/** The line was answered before, so it is cleared as any conversation (ITU-T Q.850). */
const overflowed = { cause: cause.normalClearing, endedBy: 'system', ending: 'overflowed' } as const;

/** A flow that ends by its own plan has served the caller; one that cannot go on has refused him. */
function flowEnd(flowCause: number): Closing {
  const ending = flowCause === cause.normalClearing ? 'self-service' : 'refused';
  return { cause: flowCause, endedBy: 'system', ending };
}
