import type { LiveCall } from '../terms/live.js';
import type { QueueVisitRow } from '../terms/rows.js';
import type { AgentEvent, AgentRecord } from './agents.js';
import type { AcdStep } from './notices.js';
import type { EventDetail } from './roster.js';

/**
 * What distribution needs of the agents; `Roster` has it. Distribution chooses and reserves (events 'reserve', 'ring',
 * 'missed', 'withdrawn', 'ring-failed') and sets `callId`, `queueId`, `offeredAt` and `popShown` of who it reserves.
 * Everything else about an agent is the roster's.
 */
export interface Staff {
  get(agentId: string): AgentRecord | null;
  all(): Iterable<AgentRecord>;
  /** His telephone could ring now. */
  reachable(record: AgentRecord): boolean;
  send(record: AgentRecord, event: AgentEvent, step: AcdStep, detail?: EventDetail): boolean;
  /** Agents whose state, telephone or site entry may have changed since last asked: nobody else is looked at. */
  takeChanged(): Iterable<AgentRecord>;
}

/** Who counts calls by queue: told of each visit when it begins (`how` null) and when it ends. */
export type VisitHook = (visit: QueueVisitRow, step: AcdStep) => void;

/** What pages show of a call that waits. */
export type WaitingPart = Pick<LiveCall, 'position' | 'expectedWaitMs' | 'customerClass'>;

/** How an offer to an agent ended; `missesUntilNotReady` of its queue for that cause. */
export type OfferEnd = 'answered' | 'no-answer' | 'rejected' | 'unreachable' | 'withdrawn';
