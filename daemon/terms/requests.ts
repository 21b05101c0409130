import type { AgentState, choosableReasons, Disposition, NotReadyReason } from './agents.js';
import type { ErrorCode } from './errors.js';
import type { ChannelSettingRow } from './rows.js';

/** What a person asks by key. */
export type PersonRequest =
  /** Binds the agent to his line; not-ready (just-signed-in). Asking twice is fine. */
  | { readonly ask: 'sign-in'; readonly agentId: string }
  /** In a call or wrap-up: taken afterwards, shown as `next`. */
  | { readonly ask: 'sign-out'; readonly agentId: string }
  | { readonly ask: 'ready'; readonly agentId: string }
  | { readonly ask: 'not-ready'; readonly agentId: string; readonly reason: (typeof choosableReasons)[number] }
  | { readonly ask: 'end-wrap-up'; readonly agentId: string }
  /** Ends the agent's conversation; the caller is cleared with cause 16. */
  | { readonly ask: 'hang-up'; readonly agentId: string }
  | {
      readonly ask: 'dispose';
      readonly agentId: string;
      readonly callId: string;
      readonly disposition: Disposition;
    }
  /** How many pages of this agent are open now; 0 when the web process is gone. */
  | { readonly ask: 'presence'; readonly agentId: string; readonly pages: number }
  | { readonly ask: 'pop-shown'; readonly agentId: string; readonly callId: string };

/** Channels a technician means: one, all of a span, or all of a trunk. */
export type ChannelsMeant = { readonly channel: number } | { readonly span: number } | { readonly trunk: string };

/** What a technician asks of the lines. `by`: his login, for the audit. */
export type TechnicianRequest = { readonly by: string } & (
  | { readonly ask: 'block' | 'unblock' | 'drain'; readonly of: ChannelsMeant }
  /** RESTART of one bearer (ITU-T Q.931 §5.5): its call is cleared. */
  | { readonly ask: 'restart'; readonly channel: number }
  | { readonly ask: 'loopback'; readonly span: number; readonly loopback: 'off' | 'towards-line' | 'towards-box' }
  /** Only on an idle bearer that is blocked. */
  | { readonly ask: 'bit-test'; readonly channel: number; readonly on: boolean }
  | {
      readonly ask: 'adjust';
      readonly channel: number;
      /** -24 to 24. */
      readonly receiveDb: number;
      readonly sendDb: number;
      /** Of 125 µs, 0: off. */
      readonly echoTaps: number;
    }
  /** The exchange line must be in a call whose far end has just hung up. */
  | { readonly ask: 'learn-hangup'; readonly channel: number }
  | {
      readonly ask: 'set-hangup-tone';
      readonly channel: number;
      readonly tone: {
        readonly frequencyHz: number;
        readonly onMs: number;
        readonly offMs: number;
        readonly levelDbm0: number;
      };
    }
);

/** What the last run left: agents get back what they had, as far as it is honest. Calls are closed by the store. */
export interface LastRun {
  readonly agents: readonly {
    readonly agentId: string;
    readonly state: AgentState;
    readonly reason: NotReadyReason | null;
  }[];
  /** What technicians had set; applied before anything else. */
  readonly channels?: readonly ChannelSettingRow[];
  /** Counts since local midnight, so that a restart does not show zero. */
  readonly today?: {
    readonly agents: readonly { readonly agentId: string; readonly answered: number }[];
    readonly queues: readonly { readonly queueId: string; readonly answered: number; readonly abandoned: number }[];
  };
}

/** Why something asked for was not done. */
export interface Refusal {
  readonly code: ErrorCode;
  /** English, for logs: what happened and what to do. */
  readonly message: string;
}
