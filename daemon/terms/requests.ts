import type { AgentState, choosableReasons, Disposition, NotReadyReason } from './agents.js';
import type { ErrorCode } from './errors.js';

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

/** What the last run left: agents get back what they had, as far as it is honest. Calls are closed by the store. */
export interface LastRun {
  readonly agents: readonly {
    readonly agentId: string;
    readonly state: AgentState;
    readonly reason: NotReadyReason | null;
  }[];
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
