import type { Step } from '../base/step.js';
import type { LeadsAsk, LiveLead } from '../terms/outbound.js';
import type { AttemptOrder } from '../terms/outbound-notices.js';

export type { AttemptNotice, AttemptOrder, CrewMember, CrewNotice } from '../terms/outbound-notices.js';

/** What the dialer tells the other rooms. */
export type DialerNotice =
  /** Calls a person; answered with 'attempt-begun' and, at its end, 'attempt-ended', each once. */
  | ({ readonly notice: 'place-attempt' } & AttemptOrder)
  /** Hangs up an attempt that still rings. */
  | { readonly notice: 'give-up-attempt'; readonly attemptId: string }
  /**
   * The person is given to an agent of this queue: before all other callers. Music is a prompt, '' silence. `agentId`:
   * who is reserved for him (progressive); null: whoever the queue chooses. Who is reserved and cannot take him any
   * more leaves him to the others.
   */
  | {
      readonly notice: 'attempt-to-queue';
      readonly callId: string;
      readonly queueId: string;
      readonly music: string;
      readonly agentId: string | null;
    }
  | { readonly notice: 'attempt-to-flow'; readonly callId: string; readonly flowId: string }
  /** Out of the queue: says the prompts, then clears. */
  | { readonly notice: 'drop-attempt'; readonly callId: string; readonly prompts: readonly string[] }
  /** A machine or fax: cleared at once. */
  | { readonly notice: 'clear-attempt'; readonly callId: string }
  /**
   * Reserves the agent for a lead (state 'reserved'), or lets him go (null): he is offered nothing else. Whoever is not
   * ready is refused by 'lead-refused'; so is who leaves while he is reserved. Told again, with the attempt, when the lead
   * is dialled: from then on he does not leave before its end.
   */
  | { readonly notice: 'lead-for-agent'; readonly agentId: string; readonly lead: LiveLead | null }
  /** Until he has given his result he is offered nothing (OUT-19). */
  | { readonly notice: 'result-wanted'; readonly agentId: string; readonly callId: string; readonly wanted: boolean };

export interface DialerStep extends Step<DialerNotice> {
  /** Asks the database; the answer is the input 'leads', later or never. */
  leads(ask: LeadsAsk): void;
}
