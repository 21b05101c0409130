/**
 * The narrow face of pacing: what a pacer is told and asked, and what it answers. Plain data, so that the dialer, a
 * simulator or anybody else can drive one. All times are ms of one clock that the driver chooses; ages and lengths are
 * ms as well.
 */
import type { PacingReason } from '../../terms/pacing.js';

export interface PacerOptions {
  /** Highest share of live persons not connected in time, 0-1: 0.03 (16 CFR 310.4(b)(4)(i)). */
  readonly cap: number;
  /** Agents expected, for a start without knowledge; the truth comes with each `decide`. */
  readonly agents: number;
  /** Channels the campaign may use at once. */
  readonly trunks: number;
  /** A call that nobody answers is given up after so long. */
  readonly ringTimeoutMs: number;
  /** From the end of the greeting to the agent; later is a drop. 2,000 by law. */
  readonly graceMs: number;
  /** No call is hung up earlier that rings: 15,000 by law. */
  readonly minRingMs: number;
  readonly shiftStartMs: number;
  readonly shiftEndMs: number;
}

/** How an attempt ended without a person: 'cancelled' by the pacer's own wish; others are the driver's words. */
export type AttemptEnd = 'busy' | 'sit' | 'noanswer' | 'cancelled' | 'machine' | 'fax' | 'failed' | (string & {});

export type PacerEvent = {
  readonly atMs: number;
  readonly id?: string;
  readonly agent?: string;
} /** `lead`: as of `InflightAttempt`. */ & (
  | { readonly type: 'launch'; readonly lead?: number }
  /** Somebody or something lifted; `ageMs` since the launch, as in all that follow. */
  | { readonly type: 'answer'; readonly ageMs: number }
  | { readonly type: 'classified'; readonly kind: 'human' | 'machine' | 'fax'; readonly ageMs: number }
  | { readonly type: 'end'; readonly cause: AttemptEnd; readonly ageMs: number }
  /** The person and an agent hear each other. */
  | { readonly type: 'connect' }
  /** A live person was dropped or gave up before an agent came. */
  | { readonly type: 'abandon' }
  | { readonly type: 'talkEnd'; readonly talkMs: number }
  /** `human` false: the agent found a machine, which leaves the denominator. */
  | { readonly type: 'wrapEnd'; readonly wrapMs: number; readonly human: boolean }
  | { readonly type: 'ready' | 'break' | 'login' | 'logout' }
);

export type PacerAgentStatus = 'idle' | 'talk' | 'wrap' | 'break' | 'out';

export interface PacerAgent {
  readonly id: string;
  readonly status: PacerAgentStatus;
  readonly sinceMs: number;
}

export interface InflightAttempt {
  readonly id: string;
  /** 'amd': answered, not classified yet; 'wait': a person who waits for an agent. */
  readonly phase: 'ring' | 'amd' | 'wait';
  readonly launchedMs: number;
  readonly answeredMs?: number;
  /** When the called end was heard to ring, if the line says so; without it the set-up is taken to be short. */
  readonly ringingMs?: number;
  /** Probability that a person answers this number now, 0-1, if the driver knows better than the average. */
  readonly lead?: number;
}

export interface PacerState {
  readonly agents: readonly PacerAgent[];
  readonly inflight: Iterable<InflightAttempt>;
  /** Persons who wait for an agent. */
  readonly waiting: number;
  readonly trunksFree: number;
  /** Of the window whose cap holds now (a day or 30 days, whichever is stricter). `live`: persons who answered. */
  readonly counts: {
    readonly launched: number;
    readonly live: number;
    readonly connected: number;
    readonly abandoned: number;
  };
  /** Answer probabilities of the next numbers to be dialled, in their order; of those after them the usual one. */
  readonly next?: readonly number[];
}

export interface PacerDecision {
  /** Attempts to launch now. */
  readonly launch: number;
  /** Attempts to hang up: surplus ones that have rung `minRingMs` or longer. */
  readonly cancel: readonly string[];
}

export type { PacingReason };

export interface Pacer {
  onEvent(event: PacerEvent): void;
  /** At every event and at least every 500 ms. */
  decide(nowMs: number, state: PacerState): PacerDecision;
  /** Of the last decision. */
  readonly reason: PacingReason;
}
