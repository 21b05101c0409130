import type { Step } from '../base/step.js';
import type { LiveLead } from '../terms/outbound.js';

/** What the dialer tells the other rooms. */
export type DialerNotice =
  /** Calls a person; answered with 'attempt-begun' and, at its end, 'attempt-ended', each once. */
  | {
      readonly notice: 'place-attempt';
      readonly attemptId: string;
      readonly number: string;
      /** Tried in this order; empty: by the site's routes. */
      readonly trunks: readonly string[];
      /** '' the trunk's own. */
      readonly callerNumber: string;
      readonly ringTimeoutMs: number;
      /** Listen for person or machine. */
      readonly judge: boolean;
      /** Manual and preview: his telephone is called first and the call is his; null: the customer is called alone. */
      readonly agentId: string | null;
      /** Whose agents it is for: shown with the call; '' none. */
      readonly queueId: string;
    }
  /** Hangs up an attempt that still rings. */
  | { readonly notice: 'give-up-attempt'; readonly attemptId: string }
  /** The person is given to an agent of this queue: before all other callers. Music is a prompt, '' silence. */
  | { readonly notice: 'attempt-to-queue'; readonly callId: string; readonly queueId: string; readonly music: string }
  | { readonly notice: 'attempt-to-flow'; readonly callId: string; readonly flowId: string }
  /** Out of the queue: says the prompts, then clears. */
  | { readonly notice: 'drop-attempt'; readonly callId: string; readonly prompts: readonly string[] }
  /** A machine or fax: cleared at once. */
  | { readonly notice: 'clear-attempt'; readonly callId: string }
  /** Reserves the agent for a lead, or lets him go (null): he is offered nothing else. */
  | { readonly notice: 'lead-for-agent'; readonly agentId: string; readonly lead: LiveLead | null }
  /** Until he has given his result he is offered nothing (OUT-19). */
  | { readonly notice: 'result-wanted'; readonly agentId: string; readonly callId: string; readonly wanted: boolean };

export interface DialerStep extends Step<DialerNotice> {
  /** Leads of this campaign that may be dialled, at most `count`; the answer is the input 'leads', later or never. */
  leads(campaignId: string, count: number, not: readonly string[]): void;
}

/** What calls tell of an attempt. `callId` is the call's from 'attempt-begun' on. */
export type AttemptNotice =
  | { readonly notice: 'attempt-begun'; readonly attemptId: string; readonly callId: string; readonly trunk: string }
  /** Network or far end says that it rings. */
  | { readonly notice: 'attempt-alerting'; readonly attemptId: string }
  /** Something was lifted. With nobody listening (`judge` false) it is taken for a person. */
  | { readonly notice: 'attempt-answered'; readonly attemptId: string }
  | {
      readonly notice: 'attempt-judged';
      readonly attemptId: string;
      readonly who: 'human' | 'machine' | 'fax' | 'unsure';
    }
  /** An agent and the person hear each other. */
  | { readonly notice: 'attempt-connected'; readonly attemptId: string; readonly agentId: string }
  /** The call is over, or never was. `agentId`: who talked last; '' nobody. */
  | {
      readonly notice: 'attempt-ended';
      readonly attemptId: string;
      /** ITU-T Q.850. */
      readonly cause: number;
      /** What was heard before the answer: 'busy', 'congestion', 'sit', 'vacant', …; '' nothing. */
      readonly tone: string;
      /** Our channels, trunks or the carrier's failure: no try is used up. */
      readonly lineFailure: boolean;
      /** The person hung up while he waited for an agent. */
      readonly gaveUp: boolean;
      readonly agentId: string;
    };
