import type { AttemptResult, AttemptRow, ResultCode } from '../terms/outbound.js';
import { minRingMs } from '../terms/outbound-notices.js';
import type { AttemptState } from './attempt-table.js';
import type { HeldLead } from './hopper.js';

/** One dial in progress, or one whose result an agent still owes. */
export interface Attempt {
  readonly id: string;
  readonly campaignId: string;
  readonly held: HeldLead;
  readonly startedAt: number;
  readonly callerNumber: string;
  readonly judge: boolean;
  /** One of the random sample that goes to an agent whatever the detector says. */
  readonly sampled: boolean;
  /** His telephone was called first. */
  readonly agentFirst: boolean;
  /** Pacing may hang it up and counts on it. */
  readonly paced: boolean;
  /** JSON of the reason, '' none. */
  readonly pacing: string;
  /** How likely a person answers this number, compared with others: what pacing was told at the launch, 0-1. */
  readonly answerChance: number;
  state: AttemptState;
  /** Reserved for it; null: nobody, or he has left. */
  agentId: string | null;
  callId: string;
  trunk: string;
  alertingAt: number | null;
  answeredAt: number | null;
  classifiedAt: number | null;
  who: AttemptRow['who'];
  connectedAt: number | null;
  /** Who talked with the person last; '' nobody. */
  talkedTo: string;
  /** Percent of a flow's message; null: for an agent. */
  heard: number | null;
  optedOut: boolean;
  givenUp: boolean;
  endedAt: number | null;
  cause: number | null;
  tone: string;
  result: AttemptResult | null;
  resultBy: string;
  counted: boolean;
  /** By an agent, perhaps before the call is over. */
  code: ResultCode | null;
  appointment: { readonly at: number; readonly agent: string } | null;
  /** He found a machine: it has left the counts. */
  machineFound: boolean;
}

/** A call that nobody tells us rings is taken to ring so long after its launch. */
const setUpMs = 3_000;

/** True: it has rung for 15 s (16 CFR 310.4(b)(4)(ii)), so it may be hung up. */
export function mayGiveUp({ state, alertingAt, startedAt }: Attempt, atMs: number): boolean {
  if (state !== 'placed' && state !== 'ringing') return false;
  return atMs - (alertingAt ?? startedAt + setUpMs) >= minRingMs;
}

export function rowOf(attempt: Attempt): AttemptRow {
  const { lead } = attempt.held;
  return {
    id: attempt.id,
    campaign: attempt.campaignId,
    list: lead.list,
    lead: lead.id,
    callId: attempt.callId,
    number: lead.number,
    callerNumber: attempt.callerNumber,
    trunk: attempt.trunk,
    agent: attempt.talkedTo !== '' ? attempt.talkedTo : attempt.agentId,
    startedAt: attempt.startedAt,
    answeredAt: attempt.answeredAt,
    classifiedAt: attempt.classifiedAt,
    who: attempt.who,
    connectedAt: attempt.connectedAt,
    endedAt: attempt.endedAt,
    cause: attempt.cause,
    tone: attempt.tone,
    result: attempt.result,
    resultBy: attempt.resultBy,
    why: '',
    counted: attempt.counted,
    sampled: attempt.sampled,
    machine: attempt.machineFound,
    pacing: attempt.pacing,
  };
}
