/**
 * The border between the conversation (who is in a call, who hears whom) and the room `reach` (how a target becomes a
 * telephone that rings). Both live in `calls`; neither knows the inside of the other.
 *
 * The way of a target: a verb makes an Attempt and gives it to `Reaching.call`. Reach finds who is meant and either
 * - tells 'want-agent' (attempt.agentId says who). Distribution answers with 'ring' (Calls.ring: a telephone on this
 *   box is rung by the conversation, others by `Reaching.ring`) or with 'want-refused' (`Reaching.agentRefused`);
 * - dials outside: `parties.add(call, {role: 'outside', number, room: attempt.room, attempt: attempt.id,
 *   out: outOver(trunks)}, onNoTrunkYet)`, then `outgoing.begin(call, party)`, which goes from trunk to trunk;
 * - hands the call to a queue or a flow: notice 'want-queue' or 'want-flow', then `Reports.sentOn`.
 * Each telephone is a Party with `attempt`. When its leg is answered, Progress tells the conversation by itself; reach
 * says `Reports.reached` only for a telephone that needs no answer (a headset's standing leg). If all there is to try
 * has failed, `Reports.notReached` once; nothing after `Reaching.stop`.
 */
import type { CallAsk, Refusal } from '../../terms/requests.js';
import type { LegPurpose } from '../../terms/targets.js';
import type { Call } from '../call.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import type { Attempt, Party } from './party.js';

/** Verbs of CallAsk that begin or end a way to somebody; the rest are the conversation's. */
export type ReachAsk = Extract<CallAsk, { ask: 'dial' | 'park' | 'pick-up' | 'pick-up-call' | 'rate' }>;

/** Why an attempt came to nothing; `cause` beside it is the Q.850 number. */
export type NotReached =
  | 'unknown'
  | 'signed-out'
  | 'not-ready'
  | 'busy'
  | 'unreachable'
  | 'no-answer'
  | 'rejected'
  | 'loop';

/** What distribution asks to be rung; as the notice 'ring' has it. */
export interface RingOrder {
  readonly callId: string;
  readonly agentId: string;
  /** 0: he works at `remoteNumber`. */
  readonly line: number;
  readonly remoteNumber?: string;
  readonly headset?: boolean;
  readonly purpose?: LegPurpose;
}

/** What the conversation asks of reach. */
export interface Reaching {
  /**
   * Begins to reach the target. A refusal: nothing was begun. It may be over before this returns: then `Reports` was
   * called within.
   */
  call(call: Call, attempt: Attempt, step: CallsStep): Refusal | null;
  /**
   * Nobody wants it any more. Telephones on this box that ring for it were cleared by the conversation; reach tells
   * 'want-over' if an agent is wanted, and forgets its timers and dialling.
   */
  stop(call: Call, attempt: Attempt, step: CallsStep): void;
  /** Answer to 'want-agent': forwards to somebody else, or `Reports.notReached`. */
  agentRefused(call: Call, attempt: Attempt, why: NotReached, step: CallsStep): void;
  /** A remote agent, or one whose headset is open: adds the party. False: it cannot be done now. */
  ring(call: Call, order: RingOrder, attempt: Attempt | null, step: CallsStep): boolean;
  /**
   * A leg was answered. True: that is not all there is to it (a remote agent confirms by a key; an agent's own telephone
   * was lifted and whom he wants is called now), and reach goes on.
   */
  answered(call: Call, party: Party, leg: Leg, step: CallsStep): boolean;
  /**
   * A party of role 'outside' was not reached: no trunk took it, the network refused it, or nobody answered. It is out
   * of the call already. (Of a remote agent the conversation tells 'ring-failed', as of any agent's telephone.)
   */
  legFailed(call: Call, party: Party, cause: number, step: CallsStep): void;
  ask(ask: ReachAsk, step: CallsStep): Refusal | null;
  /** The call is over: nothing of it is kept. */
  forget(call: Call, step: CallsStep): void;
}

/** What reach reports to the conversation. */
export interface Reports {
  /** The party hears and is heard from now on; for the losers of a race it is cleared instead. */
  reached(call: Call, party: Party, step: CallsStep): void;
  /** A transfer that nobody takes returns to its sender, and so on until the call has a place or an end. */
  notReached(call: Call, attempt: Attempt, why: NotReached, cause: number, step: CallsStep): void;
  /** The call is a queue's or a flow's now. */
  sentOn(call: Call, attempt: Attempt, step: CallsStep): void;
  /** Something that others hear or pages show has changed: the lines and the notices follow. */
  settle(call: Call, step: CallsStep): void;
  /** The attempt of this number; null: it is over. */
  attempt(call: Call, id: number): Attempt | null;
}
