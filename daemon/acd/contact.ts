import type { CallerFacts } from '../terms/targets.js';
import type { WaitingPart } from './staff.js';

/** What is known of a caller from his call alone. '' unknown. */
export interface Caller {
  readonly callingNumber: string;
  readonly calledNumber: string;
}

/** Call control, asked by distribution: this room doesn't import it. */
export interface Callers {
  /** Null: no such call. */
  caller(callId: string): Caller | null;
  /** Associated data of the call, by "Section.Key"; null: none. */
  dataOf(callId: string, key: string): string | null;
}

/** An agent whom a contact is meant for, and until when it waits for him alone, epoch ms. */
export interface Preference {
  readonly agentId: string;
  readonly why: 'rule' | 'owner' | 'last-agent';
  readonly holdUntil: number;
}

export interface WantedSkill {
  readonly name: string;
  readonly atLeast: number;
  /** So much less for each `everyMs` of waiting; 0: never less. */
  readonly relaxBy: number;
  readonly everyMs: number;
  /** If nothing else is asked and it never relaxes: made once. */
  readonly always: Asked;
}

/** What a contact asks of agents at one moment. */
export interface Asked {
  /** He waits for this agent alone, '' for nobody but his own facts; null: for anybody who fits. */
  readonly heldFor: string | null;
  /** Until then at most, epoch ms. */
  readonly heldUntil: number;
  readonly level: number;
  readonly skillName: string;
  readonly skill: number;
}

/** One call in one queue. */
export interface Contact {
  readonly callId: string;
  /** Given at the first queue and kept when one queue hands over to another: FIFO is by it. */
  readonly ticket: number;
  /** Since when he has waited, over all queues that handed him on; ages his points. */
  readonly since: number;
  readonly queueId: string;
  /** Begin of this visit, epoch ms. */
  readonly enteredAt: number;
  /** 1-based within the call. */
  readonly visit: number;
  /** Somebody the dialer has called: served before all others, told nothing, and no visit of the queue's figures. */
  readonly first: boolean;
  /** Queue he was sent to, before rules. */
  readonly askedFor: string;
  readonly caller: Caller;
  facts: CallerFacts | null;
  /** Until then, epoch ms, nobody is offered him: his facts may decide who is; 0: nothing more is expected. */
  factsUntil: number;
  /** What he counts for without waiting: queue, class and rules. */
  points: number;
  skill: WantedSkill | null;
  preferences: readonly Preference[];
  /** Agents who are reserved for him or whose telephones ring. */
  readonly offeredTo: Set<string>;
  /** maxWaitMs ran out while a telephone rang: leaves if nobody answers. */
  overdue: boolean;
  /** Music, or nothing: he may be told something. */
  listens: boolean;
  /** Place and wait that pages were told; null: too far back, or not yet. */
  told: { readonly position: number; readonly expectedWaitMs: number | null } | null;
  /** What pages see of him, made of `told` and `facts`; null: to be made anew. */
  part: WaitingPart | null;
}

/** Level of the wanted skill that is enough after this wait. */
export function skillNeeded(skill: WantedSkill, waitedMs: number): number {
  if (skill.relaxBy <= 0 || skill.everyMs <= 0) return skill.atLeast;
  return Math.max(0, skill.atLeast - skill.relaxBy * Math.floor(waitedMs / skill.everyMs));
}

/** Highest level of agents that may be offered the contact: all, unless the queue lets them join one after the other. */
export function levelAllowed(nextLevelAfterMs: number | undefined, waitedMs: number): number {
  if (nextLevelAfterMs === undefined || nextLevelAfterMs <= 0) return Number.POSITIVE_INFINITY;
  return 1 + Math.floor(waitedMs / nextLevelAfterMs);
}

/** Points at this moment: those he came with, and so many for each minute. */
export function pointsAt(contact: Contact, pointsPerMinute: number, atMs: number): number {
  return contact.points + (pointsPerMinute * (atMs - contact.since)) / 60_000;
}
