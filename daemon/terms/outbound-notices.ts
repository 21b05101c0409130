/** What the dialer, call control and the queues tell each other of attempts and of the agents who take them. */

/** One call to one person. */
export interface AttemptOrder {
  readonly attemptId: string;
  readonly number: string;
  /** Tried in this order; empty: by the site's routes. */
  readonly trunks: readonly string[];
  /** '' the trunk's own. One that is not assigned to a trunk is never shown on it (CMP-09). */
  readonly callerNumber: string;
  /** From the launch to our hang-up; what is less than `minRingMs` counts as that. */
  readonly ringTimeoutMs: number;
  /** Listen for person or machine. */
  readonly judge: boolean;
  /** Manual and preview: his telephone is called first and the call is his; null: the customer is called alone. */
  readonly agentId: string | null;
  /** Whose agents it is for: shown with the call; '' none. */
  readonly queueId: string;
  /** Stand in the call's data, section 'Outbound', for the pop, histories and searches. */
  readonly campaign: string;
  readonly lead: string;
  /** Said first to who answers ("this call is recorded"), while an agent is fetched; absent: nothing. */
  readonly greetingPrompts?: readonly string[];
}

/** No call that rings is hung up earlier (16 CFR 310.4(b)(4)(ii)). */
export const minRingMs = 15_000;

/** What calls tell of an attempt. `callId` is the call's from 'attempt-begun' on. */
export type AttemptNotice =
  /** `trunk` '': no trunk yet (an agent's telephone first), or none at all. */
  | { readonly notice: 'attempt-begun'; readonly attemptId: string; readonly callId: string; readonly trunk: string }
  /** Network or far end says that it rings. */
  | { readonly notice: 'attempt-alerting'; readonly attemptId: string }
  /** Something was lifted. With nobody listening (`judge` false) it is taken for a person. */
  | { readonly notice: 'attempt-answered'; readonly attemptId: string }
  /** Only if it was asked for, or fax and modem tones say so; at most once, after 'attempt-answered'. */
  | {
      readonly notice: 'attempt-judged';
      readonly attemptId: string;
      readonly who: 'human' | 'machine' | 'fax' | 'unsure';
    }
  /** An agent and the person hear each other; again when the person is handed on to another one. */
  | { readonly notice: 'attempt-connected'; readonly attemptId: string; readonly agentId: string }
  /** A flow's prompts were heard to their end so far: percent of what it has played until now. */
  | { readonly notice: 'attempt-heard'; readonly attemptId: string; readonly percent: number }
  /** The person asked never to be called again (a flow's data "Outbound.OptOut"). */
  | { readonly notice: 'attempt-opted-out'; readonly attemptId: string }
  /** The call is over, or never was. Once for each 'place-attempt'. */
  | {
      readonly notice: 'attempt-ended';
      readonly attemptId: string;
      /** ITU-T Q.850. */
      readonly cause: number;
      /** What was heard before the answer: 'busy', 'congestion', 'sit', 'vacant', …; '' nothing. */
      readonly tone: string;
      /** Our channels, trunks or the carrier's failure, or the agent's telephone: no try is used up. */
      readonly lineFailure: boolean;
      /** An agent whose call it was laid down so soon that it cannot have rung there; absent: it may have. */
      readonly notRung?: true;
      /** The person hung up while he waited for an agent. */
      readonly gaveUp: boolean;
      /** Who talked with the person last; '' nobody. */
      readonly agentId: string;
    };

/** An agent of a queue, as pacing sees him. */
export interface CrewMember {
  readonly agentId: string;
  /** 'idle': could take a call of this queue now, and no other caller has a claim on him. */
  readonly status: 'idle' | 'talk' | 'wrap' | 'break' | 'out';
  /** Epoch ms. */
  readonly since: number;
  /** His telephone is a standing headset: he has a call without lifting. */
  readonly headset: boolean;
  /** Lead he is reserved for; '' none. */
  readonly lead: string;
}

/** What the queues tell the dialer of its agents. */
export type CrewNotice =
  /** Somebody of these queues came, went, or does something else; at most one in a step. */
  | { readonly notice: 'crew-changed'; readonly queueIds: readonly string[] }
  /** Answer to 'lead-for-agent': he cannot be reserved, or no longer is, by his own doing or his telephone's. */
  | {
      readonly notice: 'lead-refused';
      readonly agentId: string;
      readonly lead: string;
      readonly why: 'unknown' | 'signed-out' | 'not-ready' | 'busy' | 'unreachable';
    };
