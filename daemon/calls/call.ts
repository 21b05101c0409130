import type { Table } from '../base/machine.js';
import type { MixMember, Seizure, Watch } from '../lines/lines.js';
import type { CallEnding, CallStage, EndedBy } from '../terms/calls.js';
import type { CallRow } from '../terms/rows.js';
import type { Attempt, Party } from './conversation/party.js';
import type { CallData } from './data.js';

/** ITU-T Q.850. */
export const cause = {
  unallocatedNumber: 1,
  noRoute: 3,
  normalClearing: 16,
  userBusy: 17,
  noAnswer: 19,
  callRejected: 21,
  numberChanged: 22,
  nonSelectedUser: 26,
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
  /** For a queue: the first telephone, or one more of several. */
  | 'ring-agent'
  /** No telephone rings for the queue any more and nobody answered. */
  | 'ring-over'
  | 'agent-answered'
  /** The caller is on his way to somebody else: transfer, return, an agent called directly. */
  | 'send-on'
  | 'park'
  /** The agent has left, the caller is asked to rate him. */
  | 'rate'
  /** Nobody is left for whom it could go on, and he who left last decides. */
  | 'customer-over'
  | 'agent-over'
  /** Outbound and inside calls: who was called has answered. */
  | 'customer-answered'
  /** The agent's key, or the system. */
  | 'hang-up';

export type CallAction = 'connect' | 'close';

const none: readonly CallAction[] = [];
const close = { to: 'ended', actions: ['close'] } as const;
const stayEnded = { to: 'ended', actions: none } as const;
const sendOn = { to: 'ringing', actions: none } as const;

/**
 * A call ends exactly once: only rows into 'ended' from elsewhere carry 'close'. While it is 'talking' parties come
 * and go without a row: conversation/ decides when too few are left.
 */
export const callTable: Table<CallStage, CallEvent, CallAction> = {
  offered: {
    'flow-begins': { to: 'flow', actions: none },
    'send-on': sendOn,
    'customer-over': close,
    'hang-up': close,
  },
  flow: {
    'flow-begins': { to: 'flow', actions: none },
    'enter-queue': { to: 'queued', actions: none },
    'leave-queue': { to: 'flow', actions: none },
    'send-on': sendOn,
    'customer-over': close,
    'hang-up': close,
  },
  queued: {
    'flow-begins': { to: 'flow', actions: none },
    'enter-queue': { to: 'queued', actions: none },
    'ring-agent': { to: 'ringing', actions: none },
    'ring-over': { to: 'queued', actions: none },
    // Who picks the call up answers it, though the telephone it rang at was given up meanwhile.
    'agent-answered': { to: 'talking', actions: ['connect'] },
    'leave-queue': { to: 'flow', actions: none },
    'send-on': sendOn,
    'customer-over': close,
    'hang-up': close,
  },
  ringing: {
    'flow-begins': { to: 'flow', actions: none },
    'enter-queue': { to: 'queued', actions: none },
    'ring-agent': { to: 'ringing', actions: none },
    'ring-over': { to: 'queued', actions: none },
    'agent-answered': { to: 'talking', actions: ['connect'] },
    'send-on': sendOn,
    'customer-over': close,
    'agent-over': close,
    'hang-up': close,
  },
  dialling: {
    // Somebody whom a campaign has called: the box talks with him first.
    'flow-begins': { to: 'flow', actions: none },
    'customer-answered': { to: 'talking', actions: ['connect'] },
    'customer-over': close,
    'agent-over': close,
    'hang-up': close,
  },
  talking: {
    'send-on': sendOn,
    park: { to: 'parked', actions: none },
    rate: { to: 'rating', actions: none },
    'customer-over': close,
    'agent-over': close,
    'hang-up': close,
  },
  parked: {
    'agent-answered': { to: 'talking', actions: ['connect'] },
    'send-on': sendOn,
    'customer-over': close,
    'agent-over': close,
    'hang-up': close,
  },
  rating: { 'customer-over': close, 'agent-over': close, 'hang-up': close },
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
  /** Number of the next event row. */
  seq: number;
  recording: boolean;
  /** An announcement plays after which the call ends so. */
  farewell: Closing | null;
  /** The caller's name as the network tells it; '' none. */
  callingName: string;
  /** Agents who wrap up this call: pages keep showing it. */
  readonly wrappedUpBy: Set<string>;
  /** Who is in it or rings for it, who came first first; see conversation/. */
  readonly parties: Party[];
  lastParty: number;
  /** Who is wanted and not reached yet. */
  readonly attempts: Attempt[];
  lastAttempt: number;
  /** Somebody talks, or will talk, to one whom the others don't hear; `owner`: the party who asked. At most one. */
  aside: { readonly owner: number } | null;
  /** What the caller hears is the flow's or the queue's: the conversation plays nothing to him. */
  handedOff: boolean;
  /** Who hears whom, as the lines were last told. */
  sound: Sound;
  /** How the customer left, while others talk on: it is what the CDR says in the end. */
  customerOver: Closing | null;
  /** Waiting since, as pages show it: the last queue. Epoch ms. */
  waitingSince: number | null;
  readonly data: CallData;
  /** The number that callers know (ACC-09); null: the called one. */
  serviceNumber: string | null;
  /** 1-based slot; null: not parked. */
  parkedIn: number | null;
}

export type Sound =
  | { readonly kind: 'none' }
  | { readonly kind: 'bridge'; readonly number: number; readonly a: Seizure; readonly b: Seizure }
  | { readonly kind: 'mix'; readonly number: number; readonly members: readonly MixMember[] };

/** What a call over trunks has tried and may still try. */
export interface OutboundPart {
  /** Trunks that were not tried yet, by id. */
  readonly trunksLeft: string[];
  /** The one it is on; '' before the first. */
  trunk: string;
  /** SETUPs sent. */
  attempts: number;
  /** A channel of this trunk was refused with cause 44 and another one tried. */
  anotherChannelTried: boolean;
  /** Why the last trunk did not take it (Q.850); 34 if none had a channel. */
  lastCause: number;
  /** What a campaign wants of it; absent: as the trunk has it. */
  readonly way?: WayOut;
}

/** How a campaign's call goes out. */
export interface WayOut {
  readonly purpose: 'campaign';
  /** Assigned to all trunks it may take; '' the trunk's own. */
  readonly callerNumber: string;
  /** Before the answer, besides what the trunk wants. */
  readonly listenFor: readonly Watch[];
  /** From the first SETUP on. */
  readonly giveUpMs: number;
}

/** The product's word for an ending in this stage, when nothing else was decided. `talked`: with an agent, before. */
export function endingOf(stage: CallStage, talked = false): CallEnding {
  if (talked) return 'completed';
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
