import type { Row, Table } from '../base/machine.js';
import type { AgentState, NotReadyReason, StateTimes } from '../terms/agents.js';
import type { LiveAgent } from '../terms/live.js';
import type { LiveLead } from '../terms/outbound.js';
import type { Agent } from '../terms/site.js';
import type { LegPurpose } from '../terms/targets.js';

export type AgentEvent =
  // keys
  | 'sign-in'
  | 'sign-out'
  | 'ready'
  | 'not-ready'
  | 'end-wrap-up'
  // a supervisor's orders: as the keys, but they cut nothing short
  | 'force-sign-out'
  | 'force-ready'
  | 'force-not-ready'
  // offers
  | 'reserve'
  /** For what is his own: a call that comes back to him, or one that he wants. */
  | 'reserve-own'
  /** Who is reserved for a lead is given its call. */
  | 'take-lead'
  | 'ring'
  | 'missed'
  /** The caller gave up, or the agent lifted before it rang. */
  | 'withdrawn'
  | 'ring-failed'
  // what he does in a call, by his telephone
  /** He hears the customer, for the first time or again. */
  | 'answered'
  | 'hold'
  | 'consult'
  | 'confer'
  /** He has left a call in which he heard a customer. */
  | 'talk-ended'
  /** He has left a call in which he heard none. */
  | 'part-over'
  // his own calls out
  | 'dial'
  /** The number is whole, the call is on its way. */
  | 'call-out'
  /** It was not answered, or he laid the telephone down. */
  | 'dial-over'
  | 'wrap-up-over'
  /** What interrupted his wrap-up is over before it. */
  | 'wrap-up-resumed'
  // the telephone
  | 'left-off-hook'
  | 'telephone-back';

export type AgentAction =
  /** Ready counts from now; without it the old idle time goes on. */
  | 'idle-from-now'
  | 'take-reason'
  /** Shown as the supervisor's order. */
  | 'take-force'
  /** Asked for during a call: remembered until it is over. */
  | 'remember'
  /** Afterwards he is what he was. */
  | 'remember-this'
  | 'take-remembered'
  | 'forget-remembered'
  | 'count-miss'
  | 'forget-misses'
  | 'start-wrap-up'
  | 'resume-wrap-up'
  | 'stop-wrap-up'
  | 'take-call'
  | 'release-call'
  | 'start-recovery'
  | 'stop-recovery';

type AgentRow = Row<AgentState, AgentAction>;
type Rows = { readonly [E in AgentEvent]?: AgentRow };

const none: readonly AgentAction[] = [];

/** A key during a call changes nothing now: it is remembered, and the last one counts. */
function later(state: AgentState): Rows {
  const remember: AgentRow = { to: state, actions: ['remember'] };
  return {
    'sign-in': { to: state, actions: none },
    'sign-out': remember,
    ready: { to: state, actions: ['forget-remembered'] },
    'not-ready': remember,
    'force-sign-out': remember,
    'force-ready': remember,
    'force-not-ready': remember,
  };
}

const inCall: Rows = {
  answered: { to: 'talking', actions: ['forget-misses', 'take-call'] },
  hold: { to: 'held', actions: ['forget-misses', 'take-call'] },
  consult: { to: 'consulting', actions: ['forget-misses', 'take-call'] },
  confer: { to: 'conference', actions: ['forget-misses', 'take-call'] },
  'talk-ended': { to: 'wrap-up', actions: ['start-wrap-up'] },
  'part-over': { to: 'ready', actions: ['release-call', 'idle-from-now', 'take-remembered'] },
};

/** The offer came to nothing. */
const offerOver: Rows = {
  withdrawn: { to: 'ready', actions: ['release-call', 'take-remembered'] },
  // The limit of misses is taken when the telephone is back: until then everybody sees what is wrong.
  'ring-failed': { to: 'unreachable', actions: ['release-call', 'start-recovery', 'take-remembered', 'count-miss'] },
  missed: { to: 'ready', actions: ['count-miss', 'release-call', 'idle-from-now', 'take-remembered'] },
};

const idleAgain: readonly AgentAction[] = ['stop-wrap-up', 'release-call', 'idle-from-now'];

/**
 * china.md 4. A key without a row is refused to who pressed it; anything else without a row is logged.
 * Wrap-up is left by its key or its time alone: what interrupts it (his own call, a call that comes back
 * to him) gives the rest of it back.
 */
export const agentTable: Table<AgentState, AgentEvent, AgentAction> = {
  'signed-out': {
    'sign-in': { to: 'not-ready', actions: ['take-reason', 'forget-misses'] },
    'sign-out': { to: 'signed-out', actions: none },
    'force-sign-out': { to: 'signed-out', actions: none },
  },
  'not-ready': {
    'sign-in': { to: 'not-ready', actions: none },
    'sign-out': { to: 'signed-out', actions: none },
    ready: { to: 'ready', actions: ['idle-from-now', 'forget-misses'] },
    'not-ready': { to: 'not-ready', actions: ['take-reason'] },
    'force-sign-out': { to: 'signed-out', actions: ['take-force'] },
    'force-ready': { to: 'ready', actions: ['idle-from-now', 'forget-misses', 'take-force'] },
    'force-not-ready': { to: 'not-ready', actions: ['take-reason', 'take-force'] },
    'reserve-own': { to: 'reserved', actions: ['remember-this'] },
    dial: { to: 'dialling', actions: ['remember-this', 'take-call'] },
  },
  ready: {
    'sign-in': { to: 'ready', actions: none },
    'sign-out': { to: 'signed-out', actions: none },
    ready: { to: 'ready', actions: none },
    'not-ready': { to: 'not-ready', actions: ['take-reason'] },
    'force-sign-out': { to: 'signed-out', actions: ['take-force'] },
    'force-ready': { to: 'ready', actions: ['take-force'] },
    'force-not-ready': { to: 'not-ready', actions: ['take-reason', 'take-force'] },
    reserve: { to: 'reserved', actions: none },
    'reserve-own': { to: 'reserved', actions: none },
    'left-off-hook': { to: 'unreachable', actions: none },
    dial: { to: 'dialling', actions: ['take-call'] },
    'wrap-up-resumed': { to: 'wrap-up', actions: ['resume-wrap-up'] },
  },
  dialling: {
    ...later('dialling'),
    ...inCall,
    'call-out': { to: 'dialling', actions: ['take-call'] },
    'dial-over': { to: 'ready', actions: ['release-call', 'take-remembered'] },
    'part-over': { to: 'ready', actions: ['release-call', 'take-remembered'] },
  },
  reserved: {
    ...later('reserved'),
    ...offerOver,
    'take-lead': { to: 'reserved', actions: none },
    ring: { to: 'ringing', actions: none },
  },
  ringing: {
    ...later('ringing'),
    ...offerOver,
    answered: { to: 'talking', actions: ['forget-misses', 'take-call'] },
    hold: { to: 'held', actions: ['forget-misses', 'take-call'] },
    consult: { to: 'consulting', actions: ['forget-misses', 'take-call'] },
    confer: { to: 'conference', actions: ['forget-misses', 'take-call'] },
    // He called himself to be put through: 'agent's telephone first'.
    dial: { to: 'dialling', actions: ['forget-misses', 'take-call'] },
  },
  talking: { ...later('talking'), ...inCall },
  held: { ...later('held'), ...inCall },
  consulting: { ...later('consulting'), ...inCall },
  conference: { ...later('conference'), ...inCall },
  'wrap-up': {
    ...later('wrap-up'),
    ready: { to: 'ready', actions: ['forget-remembered', ...idleAgain] },
    'end-wrap-up': { to: 'ready', actions: [...idleAgain, 'take-remembered'] },
    'wrap-up-over': { to: 'ready', actions: [...idleAgain, 'take-remembered'] },
    'reserve-own': { to: 'reserved', actions: none },
    dial: { to: 'dialling', actions: ['release-call', 'take-call'] },
  },
  unreachable: {
    'sign-in': { to: 'unreachable', actions: none },
    'sign-out': { to: 'signed-out', actions: ['stop-recovery'] },
    'not-ready': { to: 'not-ready', actions: ['stop-recovery', 'take-reason'] },
    'force-sign-out': { to: 'signed-out', actions: ['stop-recovery', 'take-force'] },
    'force-not-ready': { to: 'not-ready', actions: ['stop-recovery', 'take-reason', 'take-force'] },
    'telephone-back': { to: 'ready', actions: ['stop-recovery', 'idle-from-now', 'take-remembered'] },
    dial: { to: 'dialling', actions: ['stop-recovery', 'take-call'] },
  },
};

/** China.md 4: he takes part in a call. */
export const inCallStates: ReadonlySet<AgentState> = new Set(['talking', 'held', 'consulting', 'conference']);

export const missCauses = ['no-answer', 'rejected', 'unreachable'] as const;
export type MissCause = (typeof missCauses)[number];

export interface ForcedBy {
  readonly by: string;
  readonly reason: string;
}

/** What he will be when what he does now is over. */
export interface Next {
  readonly state: 'ready' | 'not-ready' | 'signed-out';
  readonly reason: NotReadyReason | null;
  /** He was so before: it isn't counted a second time. */
  readonly again?: boolean;
  /** A supervisor's order: the agent's own keys don't replace it. */
  readonly forcedBy?: ForcedBy;
}

/** Stands from the end of his conversation to `until`, whatever comes between. Epoch ms. */
export interface WrapUp {
  readonly callId: string;
  readonly queueId: string | null;
  readonly queuedAt: number;
  readonly until: number;
  /** As long as it was given, for the extension. */
  readonly ms: number;
  readonly extended: boolean;
}

/** Somebody wants him in a call: no queue chose him. */
export interface Wanted {
  readonly purpose: LegPurpose;
  readonly ringTimeoutMs: number;
}

export interface AgentRecord {
  agent: Agent;
  state: AgentState;
  reason: NotReadyReason | null;
  /** Begin of the interval that pages show: state, reason or call changed then. */
  since: number;
  /** Since when he waits for a call, for longest-idle. */
  idleSince: number;
  /** Set by who reserves him, before the event 'reserve'; else the roster's. */
  callId: string | null;
  /** Queue that gave him the call he has; null: none did. */
  queueId: string | null;
  /** The call it gave him, once he has answered it: from then on his work counts for the queue. */
  queueCallId: string | null;
  /** When its caller entered that queue. */
  queuedAt: number;
  /** His last conversation: he may still give it a disposition. */
  lastCallId: string | null;
  /** When the call was offered; for the times of the pop and the ring. */
  offeredAt: number;
  popShown: boolean;
  /** Null: offered by a queue, or not at all. */
  wanted: Wanted | null;
  wrapUp: WrapUp | null;
  /** Outbound: the person he is shown or works on. */
  lead: LiveLead | null;
  /** He is reserved for that lead and has no call yet. */
  leadHeld: boolean;
  /** Call whose result he must give before anything is offered to him (OUT-19). */
  resultWanted: string | null;
  /** His telephone could not be rung: left alone for a while. */
  recovering: boolean;
  /** He is ready, his telephone is off its hook and the grace time runs. */
  hookWatched: boolean;
  next: Next | null;
  forcedBy: ForcedBy | null;
  /** What became of the consultation or transfer he asked for last; until his next call. */
  target: NonNullable<LiveAgent['target']> | null;
  pages: number;
  answeredToday: number;
  /** Conversation today, ms, of calls that are over for him: for 'least-talk'. */
  talkTodayMs: number;
  notReadyToday: number;
  /** Ms by state since midnight, up to `since`; what of the present state lay before midnight is taken off. */
  today: DayTimes;
  missedInRow: number;
  misses: Record<MissCause, number>;
  /** Taken off the site while he was busy: goes when he is signed out. */
  removed: boolean;
  offShift: boolean;
}

/** Every state is a key from the beginning: a copy, made at the end of each interval, is quick. */
export type DayTimes = Required<StateTimes>;

export const noTimes: DayTimes = {
  'signed-out': undefined,
  'not-ready': undefined,
  ready: undefined,
  reserved: undefined,
  ringing: undefined,
  talking: undefined,
  held: undefined,
  consulting: undefined,
  conference: undefined,
  'wrap-up': undefined,
  dialling: undefined,
  unreachable: undefined,
};

export function newAgent(agent: Agent, atMs: number): AgentRecord {
  return {
    agent,
    state: 'signed-out',
    reason: null,
    since: atMs,
    idleSince: atMs,
    callId: null,
    queueId: null,
    queueCallId: null,
    queuedAt: atMs,
    lastCallId: null,
    offeredAt: atMs,
    popShown: false,
    wanted: null,
    wrapUp: null,
    lead: null,
    leadHeld: false,
    resultWanted: null,
    recovering: false,
    hookWatched: false,
    next: null,
    forcedBy: null,
    target: null,
    pages: 0,
    answeredToday: 0,
    talkTodayMs: 0,
    notReadyToday: 0,
    today: noTimes,
    missedInRow: 0,
    misses: noMisses(),
    removed: false,
    offShift: false,
  };
}

/** For which queue he works now; null: for none. */
export function worksFor({ queueId, queueCallId, callId }: AgentRecord): string | null {
  return callId !== null && queueCallId === callId ? queueId : null;
}

export function noMisses(): Record<MissCause, number> {
  return { 'no-answer': 0, rejected: 0, unreachable: 0 };
}
