import type { Table } from '../base/machine.js';
import type { Seizure } from '../lines/lines.js';
import type { CallEnding, CallStage, EndedBy } from '../terms/calls.js';
import type { CallRow } from '../terms/rows.js';
import type { Attempt, Party } from './conversation/party.js';

/** ITU-T Q.850. */
export const cause = {
  unallocatedNumber: 1,
  noRoute: 3,
  normalClearing: 16,
  userBusy: 17,
  noAnswer: 19,
  callRejected: 21,
  numberChanged: 22,
  invalidNumber: 28,
  normalUnspecified: 31,
  noChannel: 34,
  temporaryFailure: 41,
  requestedChannelUnavailable: 44,
} as const;

export type CallEvent =
  | 'flow-begins'
  | 'enter-queue'
  /** The queue lets the caller go with an announcement. */
  | 'leave-queue'
  | 'ring-agent'
  /** The agent's telephone no longer rings and nobody answered. */
  | 'ring-over'
  | 'agent-answered'
  | 'customer-over'
  | 'agent-over'
  /** Outbound: whom the agent called has answered. */
  | 'customer-answered'
  /** The agent's key, or the system. */
  | 'hang-up';

export type CallAction = 'connect' | 'close';

const none: readonly CallAction[] = [];
const close = { to: 'ended', actions: ['close'] } as const;
const stayEnded = { to: 'ended', actions: none } as const;

/** A call ends exactly once: only rows into 'ended' from elsewhere carry 'close'. */
export const callTable: Table<CallStage, CallEvent, CallAction> = {
  offered: { 'flow-begins': { to: 'flow', actions: none }, 'customer-over': close, 'hang-up': close },
  flow: {
    'flow-begins': { to: 'flow', actions: none },
    'enter-queue': { to: 'queued', actions: none },
    'leave-queue': { to: 'flow', actions: none },
    'customer-over': close,
    'hang-up': close,
  },
  queued: {
    'ring-agent': { to: 'ringing', actions: none },
    'ring-over': { to: 'queued', actions: none },
    'leave-queue': { to: 'flow', actions: none },
    'customer-over': close,
    'hang-up': close,
  },
  ringing: {
    'ring-over': { to: 'queued', actions: none },
    'agent-answered': { to: 'talking', actions: ['connect'] },
    'customer-over': close,
    'hang-up': close,
  },
  dialling: {
    'customer-answered': { to: 'talking', actions: ['connect'] },
    'customer-over': close,
    'agent-over': close,
    'hang-up': close,
  },
  talking: { 'customer-over': close, 'agent-over': close, 'hang-up': close },
  parked: { 'customer-over': close, 'hang-up': close },
  rating: { 'customer-over': close, 'hang-up': close },
  ended: {
    'customer-over': stayEnded,
    'agent-over': stayEnded,
    'ring-over': stayEnded,
    'hang-up': stayEnded,
    'agent-answered': stayEnded,
    'customer-answered': stayEnded,
  },
};

/** How a call that ends now is to be closed. */
export interface Closing {
  /** ITU-T Q.850, also sent to the legs that still live. */
  readonly cause: number;
  readonly endedBy: EndedBy;
  /** Absent: by the stage the call was in. */
  readonly ending?: CallEnding;
}

export interface Call {
  readonly id: string;
  stage: CallStage;
  /** The CDR as written so far. */
  row: CallRow;
  /** 0: none yet, of an outbound call. */
  customer: Seizure;
  /** The agent's leg, from ringing on; null: none. */
  agentLeg: Seizure | null;
  /** Number of the next event row. */
  seq: number;
  recording: boolean;
  /** An announcement plays after which the call ends so. */
  farewell: Closing | null;
  /** Outbound: where it may still go. */
  readonly out: OutboundPart | null;
  /** The caller's name as the network tells it; '' none. */
  callingName: string;
  /** An agent wraps up this call: pages keep showing it. */
  wrappedUpBy: string | null;
  /** Who is in it or rings for it, who came first first; see conversation/. */
  readonly parties: Party[];
  lastParty: number;
  /** Who is wanted and not reached yet. */
  readonly attempts: Attempt[];
  lastAttempt: number;
}

/** What an outbound call has tried and may still try. */
export interface OutboundPart {
  /** Trunks that were not tried yet, by id. */
  readonly trunksLeft: string[];
  /** The one it is on; '' before the first. */
  trunk: string;
  /** SETUPs sent. */
  attempts: number;
  /** A channel of this trunk was refused with cause 44 and another one tried. */
  anotherChannelTried: boolean;
  /** Somebody is being called: no other trunk may ring him again. */
  alerted: boolean;
  /** The agent hears the far end. */
  bridged: boolean;
  /** Why the last trunk did not take it (Q.850); 34 if none had a channel. */
  lastCause: number;
}

/** The product's word for an ending in this stage, when nothing else was decided. */
export function endingOf(stage: CallStage): CallEnding {
  switch (stage) {
    case 'talking':
      return 'completed';
    case 'queued':
    case 'ringing':
      return 'abandoned';
    case 'dialling':
      return 'unanswered';
    default:
      return 'self-service';
  }
}
