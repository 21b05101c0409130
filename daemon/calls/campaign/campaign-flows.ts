import type { CallBook } from '../book.js';
import type { Call, Closing } from '../call.js';
import type { CallsStep } from '../notices.js';
import type { CampaignCall } from './campaign-call.js';

/** Data of the call: who is called and why; set when it begins. */
export const outboundSection = 'Outbound';
/** Keys pressed in a campaign's flow, by the node that asked. */
export const answersSection = 'Answers';
const optOutKey = 'OptOut';

/** Voice notices and surveys: what was heard, what was answered, and who wants no more calls. */
export class CampaignFlows {
  constructor(
    private readonly book: CallBook,
    private readonly byCall: ReadonlyMap<string, CampaignCall>,
  ) {}

  /** Prompts begin. */
  says(callId: string, prompts: readonly string[], purpose: string, step: CallsStep): void {
    const campaign = this.byCall.get(callId);
    if (campaign?.phase !== 'flow' || (purpose !== 'flow' && purpose !== 'farewell')) return;
    campaign.heard.begins(prompts, step.atMs);
  }

  /** To their end. */
  said(callId: string, step: CallsStep): void {
    const campaign = this.byCall.get(callId);
    if (campaign?.phase === 'flow') campaign.heard.ends(step.atMs);
  }

  /** A key in a flow: what it says is an answer to that node's question. */
  key(callId: string, node: string, digit: string, step: CallsStep): void {
    const campaign = this.byCall.get(callId);
    const call = this.book.get(callId);
    if (campaign?.phase !== 'flow' || call === null) return;
    campaign.heard.answered(step.atMs);
    this.book.setData(call, { section: answersSection, key: node, value: digit }, 'flow', step);
  }

  /** Data of a call was set. */
  dataSet(callId: string, section: string, key: string, value: string | null, step: CallsStep): void {
    const campaign = this.byCall.get(callId);
    if (campaign === undefined || campaign.optedOut || section !== outboundSection || key !== optOutKey) return;
    if (value === null || value === '' || value === '0') return;
    campaign.optedOut = true;
    step.tell({ notice: 'attempt-opted-out', attemptId: campaign.order.attemptId });
  }

  /** The call has left its flow; `closing` null: for an agent. */
  over(campaign: CampaignCall, call: Call, closing: Closing | null, step: CallsStep): void {
    // Its last prompts are said, then it hangs up.
    if (closing !== null && closing === call.farewell) campaign.heard.ends(step.atMs);
    const percent = campaign.heard.percent(step.atMs);
    if (percent === null) return;
    this.book.note(call, 'heard', null, { percent }, step);
    step.tell({ notice: 'attempt-heard', attemptId: campaign.order.attemptId, percent });
  }
}
