import type { Detail, Step } from '../base/step.js';
import type { Disposition } from '../terms/agents.js';
import type { CrewNotice } from '../terms/outbound-notices.js';
import type { LegPurpose } from '../terms/targets.js';

/** As lines/lines.ts has it, which this room doesn't import. */
type Seizure = number;

export type RingWhy = 'pop-shown' | 'timeout' | 'no-page';

/** What distribution tells the other rooms. */
export type AcdNotice =
  | CrewNotice
  /** Somebody the dialer has called is out of the queue: says the prompts, then clears. */
  | { readonly notice: 'attempt-dropped'; readonly callId: string; readonly prompts: readonly string[] }
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
  | {
      readonly notice: 'ring';
      readonly callId: string;
      readonly agentId: string;
      /** Of his telephone; 0: he works at `remoteNumber`. */
      readonly line: number;
      readonly remoteNumber?: string;
      /** His telephone is off its hook on purpose: a beep, then he has the call. */
      readonly headset?: boolean;
      /** Absent: 'queue'. */
      readonly purpose?: LegPurpose;
    }
  /** Answer to 'want-agent': he cannot have the call, or did not take it in time. */
  | {
      readonly notice: 'want-refused';
      readonly callId: string;
      readonly agentId: string;
      readonly why: 'unknown' | 'signed-out' | 'not-ready' | 'busy' | 'unreachable' | 'no-answer' | 'rejected';
    }
  /** To a flow by the rule of the queue it leaves. */
  | { readonly notice: 'to-flow'; readonly callId: string; readonly flowId: string }
  /** His telephone rings, then the number is called for him (ACD-23). */
  | {
      readonly notice: 'call-back';
      readonly callBackId: string;
      readonly agentId: string;
      readonly number: string;
      readonly queueId: string;
    }
  /** Answer to 'feature': a tone or prompts on the telephone that asked. */
  | {
      readonly notice: 'feature-done';
      readonly seizure: Seizure;
      readonly prompts: readonly string[];
      readonly ok: boolean;
    }

  /** The call is no longer the agent's: his telephone stops if it rings. */
  | {
      readonly notice: 'offer-over';
      readonly callId: string /** Absent: everybody to whom it is offered. */;
      readonly agentId?: string;
    }
  /** `agentId` absent: the whole call ends. */
  | { readonly notice: 'agent-hang-up'; readonly callId: string; readonly agentId?: string }
  /** `agentId` absent: of everybody who wraps it up. */
  | { readonly notice: 'wrap-up-over'; readonly callId: string; readonly agentId?: string }
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
