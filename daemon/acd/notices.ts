import type { Detail, Step } from '../base/step.js';
import type { Disposition } from '../terms/agents.js';

export type RingWhy = 'pop-shown' | 'timeout' | 'no-page';

/** What distribution tells the other rooms. */
export type AcdNotice =
  | { readonly notice: 'queued'; readonly callId: string; readonly queueId: string }
  | {
      readonly notice: 'queue-play';
      readonly callId: string;
      readonly prompts: readonly string[];
      readonly purpose: 'queue' | 'music';
    }
  /** The queue lets the caller go: says the prompts, then ends the call as overflowed. */
  | { readonly notice: 'overflow'; readonly callId: string; readonly prompts: readonly string[] }
  | { readonly notice: 'offer'; readonly callId: string; readonly agentId: string }
  | { readonly notice: 'ring'; readonly callId: string; readonly agentId: string; readonly line: number }
  /** The call is no longer the agent's: his telephone stops if it rings. */
  | { readonly notice: 'offer-over'; readonly callId: string }
  | { readonly notice: 'agent-hang-up'; readonly callId: string }
  | { readonly notice: 'wrap-up-over'; readonly callId: string }
  | {
      readonly notice: 'dispose';
      readonly callId: string;
      readonly agentId: string;
      readonly disposition: Disposition;
    }
  | {
      readonly notice: 'call-note';
      readonly callId: string;
      readonly what: string;
      readonly agent: string | null;
      readonly detail: Detail;
    };

export type AcdStep = Step<AcdNotice>;
