/** What is going on right now: the rows that pages show and that change under their eyes. */
import type { AgentState, Disposition, NotReadyReason, StateTimes } from './agents.js';
import type { AlarmCode, CallStage, Direction, EndedBy, PartyState } from './calls.js';
import type { LiveCampaign, LiveLead } from './outbound.js';
import type { LiveStorage } from './recordings.js';
import type { LegPurpose } from './targets.js';

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
  /** Queues he is in, in his order. */
  readonly queues?: readonly string[];
  readonly group?: string;
  /** Number of the outside telephone he works at; absent: the box's. */
  readonly remoteNumber?: string;
  readonly headset?: boolean;
  readonly muted?: boolean;
  /** Off his shift: he is offered nothing. */
  readonly offShift?: boolean;
  /** Who put him into the state, and why; absent: he himself or the system. */
  readonly forcedBy?: { readonly by: string; readonly reason: string };
  /** Wrap-up was extended once. */
  readonly wrapUpExtended?: boolean;
  /** What happened to the last consultation or transfer: 'ringing', 'answered', 'busy', 'no-answer', 'refused'; absent: none. */
  readonly target?: { readonly name: string; readonly state: string };
  /**
   * Since midnight, ms by state, up to `since`: the present state's running time comes on top. What of that lies before
   * midnight is taken off here, so the entry of the present state may be negative; the sum is right.
   */
  readonly today?: StateTimes;
  /** Times he said or was made not-ready today. */
  readonly notReadyToday?: number;
  /** Outbound: the person he is shown or works on. */
  readonly lead?: LiveLead;
}

/** One telephone in a call. `party` is what requests name it by. */
export interface LiveParty {
  readonly party: number;
  readonly role: 'customer' | 'agent' | 'outside' | 'supervisor';
  readonly purpose: LegPurpose;
  /** Agent's or supervisor's id; null: none. */
  readonly agent: string | null;
  readonly number: string;
  readonly state: PartyState;
  readonly muted: boolean;
  readonly since: number;
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
  /** The recorder writes silence now: an agent said something is not to be kept, or ended recording on demand. */
  readonly recordingPaused?: true;
  /** It is recorded when its agent presses the key; absent: it is recorded, or not, by rule. */
  readonly recordingOnDemand?: true;
  readonly flowPath: string;
  readonly disposition: Disposition | null;
  /** Set when stage is 'ended'; such a call stays while its agent wraps up. */
  readonly endedBy: EndedBy | null;
  readonly cause: number | null;
  /** Everybody in it, who came first first. */
  readonly parties?: readonly LiveParty[];
  /** The caller hears music while his agent does something else. */
  readonly onHold?: boolean;
  readonly parkedIn?: number;
  /** The number that callers know, where the network sends another one (ACC-09). */
  readonly serviceNumber?: string;
  /** How many entries the associated data has, and a count of its changes. */
  readonly data?: { readonly entries: number; readonly version: number };
  /** Waiting: 1 is next. */
  readonly position?: number;
  /** Waiting: until he is probably answered, ms from `queuedAt`; absent: nobody knows. */
  readonly expectedWaitMs?: number;
  /** Importance of the customer; absent: none. */
  readonly customerClass?: string;
}

/** Counts of china.md 5 since local midnight. */
export interface QueueCounts {
  /** N_q. */
  readonly offered: number;
  /** N_a, and within the service level's time. */
  readonly answered: number;
  readonly answeredInTime: number;
  readonly abandoned: number;
  readonly abandonedInTime: number;
  readonly abandonedIn5s: number;
  readonly overflowed: number;
  /** Sum of waits of the answered, ms. */
  readonly waitAnsweredMs: number;
  readonly waitAbandonedMs: number;
  readonly longestWaitMs: number;
  /** Conversation of the agents to whom the queue gave its calls, with hold and consultation, of parts that are over. */
  readonly talkMs: number;
  readonly wrapUpMs: number;
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
  readonly today?: QueueCounts;
  /** Quarter-hours of the day with a call, by their beginning: for the bars (SUP-08). */
  readonly bands?: readonly {
    readonly from: number;
    readonly offered: number;
    readonly answered: number;
    readonly abandoned: number;
  }[];
  readonly serviceLevel?: {
    readonly withinMs: number;
    readonly percent: number;
    readonly formula: 'F1' | 'F2' | 'F3' | 'F4';
  };
  /** Outside its hours. */
  readonly closed?: boolean;
  readonly callBacksOpen?: number;
}

/** A threshold that is passed now. */
export interface LiveAlarm {
  readonly id: string;
  readonly code: AlarmCode;
  readonly about: string;
  readonly value: number;
  readonly threshold: number;
  readonly since: number;
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
  /** What a technician has set it to; absent: never set. */
  readonly levels?: LiveLevels;
}

/** Gains in dB, and the tail of the echo canceller in 125 µs, 0: off. */
export interface LiveLevels {
  readonly receiveDb: number;
  readonly sendDb: number;
  readonly echoTaps: number;
}

/** A pseudo-random pattern of 2^15-1 bits (ITU-T O.150) out and in; errors of the bits compared so far. */
export interface LiveBitTest {
  readonly inSync: boolean;
  readonly ended: boolean;
  readonly bits: number;
  readonly errors: number;
  readonly lossesOfSync: number;
}

/** What callers hear before any flow, while it is on (SUP-14). */
export interface LiveEmergency {
  readonly prompts: readonly string[];
  readonly reason: string;
  /** Login who put it there. */
  readonly by: string;
  readonly since: number;
}

/** Keyed by: agent id, call id, queue id, span number, channel number. */
export interface LiveTopics {
  readonly agent: LiveAgent;
  readonly call: LiveCall;
  readonly queue: LiveQueue;
  readonly span: LiveSpan;
  readonly channel: LiveChannel;
  /** Keyed by its id. */
  readonly alarm: LiveAlarm;
  /** One at most, keyed 'site'. */
  readonly emergency: LiveEmergency;
  readonly campaign: LiveCampaign;
  /** One at most, keyed 'recordings'. */
  readonly storage: LiveStorage;
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
  readonly alarms: readonly LiveAlarm[];
  /** Absent: none is there. */
  readonly campaigns?: readonly LiveCampaign[];
  /** Absent: not looked at yet. */
  readonly storage?: LiveStorage;
  /** Absent: off. */
  readonly emergency?: LiveEmergency;
}

/** Why an agent is not offered a call, or why he is: codes and numbers, put into words by who reads them. */
export interface Judgement {
  readonly agentId: string;
  readonly why:
    | 'would-be-chosen'
    | 'behind'
    | 'signed-out'
    | 'not-ready'
    | 'busy'
    | 'wrap-up'
    /** Of a campaign's call: he is offered nothing until he has given it. */
    | 'result-owed'
    | 'unreachable'
    | 'off-hook'
    | 'off-shift'
    | 'not-in-queue'
    | 'skill-too-low'
    | 'level-later'
    | 'held-for-other'
    | 'caller-looked-up';
  /** Of those who could take it, 1 best; absent: he could not. */
  readonly rank?: number;
  /** By strategy: idle ms, calls answered, …; its unit is in the strategy's description. */
  readonly metric?: number;
  /** Until this reason ends by itself, ms; absent: nobody knows. */
  readonly endsInMs?: number;
  readonly state?: AgentState;
  readonly reason?: NotReadyReason;
}

/** "Why is nobody taking this call?" (SUP, complaint 1) */
export interface CallExplained {
  readonly callId: string;
  readonly queue: string;
  readonly position: number;
  readonly waitedMs: number;
  /** First what matters most. */
  readonly summary:
    | 'being-offered'
    | 'nobody-signed-in'
    | 'nobody-ready'
    | 'nobody-fits'
    | 'others-before'
    | 'held-for-agent'
    /** The customer files are asked who he is; half a second at most. */
    | 'caller-looked-up'
    | 'closed'
    | 'not-waiting';
  readonly agents: readonly Judgement[];
}
