import type { LiveCall } from '../terms/live.js';
import type { QueueVisitRow } from '../terms/rows.js';
import type { AgentRecord } from './agents.js';
import type { AcdStep } from './notices.js';

/** What distribution needs to know of the agents; `Roster` has it. It changes nothing of them. */
export interface Staff {
  get(agentId: string): AgentRecord | null;
  all(): Iterable<AgentRecord>;
  /** His telephone could ring now. */
  reachable(record: AgentRecord): boolean;
  /** His telephone; null: he has none here. */
  station(record: AgentRecord): { readonly offHook: boolean; readonly standing?: boolean } | null;
  /** Agents whose state, telephone or site entry may have changed since last asked: nobody else is looked at. */
  takeChanged(): Iterable<AgentRecord>;
}

/** A queue gives an agent a call. */
export interface QueueOffer {
  readonly callId: string;
  readonly queueId: string;
  /** When the caller entered the queue, epoch ms. */
  readonly queuedAt: number;
  /** The dialer has called him, and he has answered. */
  readonly first: boolean;
}

/**
 * Who reserves agents and rings their telephones. Distribution only chooses: it says `offer` to a ready, reachable
 * agent, and is told once how that ended: `Distribution.answered` or `Distribution.offerEnded`.
 */
export interface Offering {
  offer(record: AgentRecord, offer: QueueOffer, step: AcdStep): void;
  /** The call is somebody else's, or gone: his telephone stops, he is ready with his old idle time. No `offerEnded`. */
  withdraw(record: AgentRecord, callId: string, step: AcdStep): void;
}

/** How an offer ended that the agent did not answer. */
export type OfferEnd = 'no-answer' | 'rejected' | 'unreachable' | 'lifted-early';

/** Who counts calls by queue: told of each visit when it begins (`how` null) and when it ends. */
export type VisitHook = (visit: QueueVisitRow, step: AcdStep) => void;

/** What pages show of a call that waits. */
export type WaitingPart = Pick<LiveCall, 'position' | 'expectedWaitMs' | 'customerClass'>;
