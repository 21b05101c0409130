/** What is going on right now: the rows that pages show and that change under their eyes. */
import type { AgentState, Disposition, NotReadyReason } from './agents.js';
import type { CallStage, Direction, EndedBy } from './calls.js';

export interface LiveAgent {
  readonly id: string;
  readonly name: string;
  /** Name of the agent's telephone: "L3"; null while signed out. */
  readonly station: string | null;
  readonly state: AgentState;
  readonly reason: NotReadyReason | null;
  /** Epoch ms. */
  readonly since: number;
  readonly callId: string | null;
  readonly offHook: boolean;
  /** Wrap-up ends by itself then; null: not in wrap-up. Epoch ms. */
  readonly wrapUpUntil: number | null;
  /** A state asked for during a call, taken when it ends. */
  readonly next: {
    readonly state: 'ready' | 'not-ready' | 'signed-out';
    readonly reason: NotReadyReason | null;
  } | null;
  readonly answeredToday: number;
  readonly missedInRow: number;
}

export interface LiveCall {
  readonly id: string;
  readonly direction: Direction;
  readonly stage: CallStage;
  readonly callingNumber: string;
  readonly presentation: 'allowed' | 'withheld' | 'unavailable';
  readonly calledNumber: string;
  /** As the network tells it; absent: none. */
  readonly callingName?: string;
  readonly channel: string;
  readonly queue: string | null;
  readonly agent: string | null;
  readonly startedAt: number;
  readonly queuedAt: number | null;
  readonly talkStartedAt: number | null;
  readonly recording: boolean;
  readonly flowPath: string;
  readonly disposition: Disposition | null;
  /** Set when stage is 'ended'; such a call stays while its agent wraps up. */
  readonly endedBy: EndedBy | null;
  readonly cause: number | null;
}

export interface LiveQueue {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly waiting: number;
  /** When the longest waiting caller entered, epoch ms. */
  readonly oldestSince: number | null;
  readonly agentsReady: number;
  readonly agentsSignedIn: number;
  readonly answeredToday: number;
  readonly abandonedToday: number;
}

export interface LiveSpan {
  readonly span: number;
  readonly name: string;
  readonly alarms: readonly ('LOS' | 'LOF' | 'AIS' | 'RAI')[];
  readonly dChannel: 'up' | 'down';
  readonly refused34: number;
  readonly refused44: number;
  /** Absent: off. */
  readonly loopback?: 'towards-line' | 'towards-box';
}

export interface LiveChannel {
  readonly channel: number;
  readonly name: string;
  readonly kind: 'bearer' | 'fxs' | 'fxo';
  readonly span: number;
  readonly timeslot: number;
  readonly line: number;
  readonly state: 'idle' | 'ringing' | 'answered' | 'off-hook';
  readonly callId: string | null;
  /** Epoch ms of the last change of state. */
  readonly since: number;
  /** Kept from new calls, or kept from them once its call has ended; absent: in service. */
  readonly service?: 'blocked' | 'draining';
  /** The far end has blocked it. */
  readonly blockedByFarEnd?: true;
  /** The audit tries to free it. */
  readonly stuck?: true;
  /** An exchange line without battery: the cable or the exchange. */
  readonly noBattery?: true;
  /** Id of the trunk it belongs to; absent: none. */
  readonly trunk?: string;
  readonly bitTest?: LiveBitTest;
}

/** A pseudo-random pattern of 2^15-1 bits (ITU-T O.150) out and in; errors of the bits compared so far. */
export interface LiveBitTest {
  readonly inSync: boolean;
  readonly ended: boolean;
  readonly bits: number;
  readonly errors: number;
  readonly lossesOfSync: number;
}

/** Keyed by: agent id, call id, queue id, span number, channel number. */
export interface LiveTopics {
  readonly agent: LiveAgent;
  readonly call: LiveCall;
  readonly queue: LiveQueue;
  readonly span: LiveSpan;
  readonly channel: LiveChannel;
}
export type LiveTopic = keyof LiveTopics;

export type LiveChange = {
  [T in LiveTopic]: { readonly topic: T; readonly id: string /** null: gone. */; readonly value: LiveTopics[T] | null };
}[LiveTopic];

export interface LiveSnapshot {
  readonly agents: readonly LiveAgent[];
  readonly calls: readonly LiveCall[];
  readonly queues: readonly LiveQueue[];
  readonly spans: readonly LiveSpan[];
  readonly channels: readonly LiveChannel[];
}
