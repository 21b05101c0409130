import type { Table } from '../base/machine.js';
import type { AgentState, NotReadyReason } from '../terms/agents.js';
import type { LiveAgent } from '../terms/live.js';
import type { Agent } from '../terms/site.js';

export type AgentEvent =
  // keys
  | 'sign-in'
  | 'sign-out'
  | 'ready'
  | 'not-ready'
  | 'end-wrap-up'
  // distribution
  | 'reserve'
  | 'ring'
  | 'answered'
  | 'missed'
  /** The caller gave up, or the agent lifted before it rang. */
  | 'withdrawn'
  | 'ring-failed'
  | 'talk-ended'
  // his own calls out
  | 'dial'
  /** The number is whole, the call is on its way. */
  | 'call-out'
  /** It was not answered, or he laid the telephone down. */
  | 'dial-over'
  | 'wrap-up-over'
  // the telephone
  | 'left-off-hook'
  | 'telephone-back';

export type AgentAction =
  /** Ready counts from now; without it the old idle time goes on. */
  | 'idle-from-now'
  | 'take-reason'
  /** Asked for during a call: remembered until it is over. */
  | 'remember'
  | 'take-remembered'
  | 'forget-remembered'
  | 'count-miss'
  | 'forget-misses'
  | 'start-wrap-up'
  | 'stop-wrap-up'
  | 'take-call'
  | 'release-call'
  | 'start-recovery'
  | 'stop-recovery';

const none: readonly AgentAction[] = [];

/** States 'held', 'consulting' and 'conference' come with the calls that need them. */
export type AcdAgentState = Exclude<AgentState, 'held' | 'consulting' | 'conference'>;

/** A key without a row is refused to who pressed it; anything else without a row is logged. */
export const agentTable: Table<AcdAgentState, AgentEvent, AgentAction> = {
  'signed-out': {
    'sign-in': { to: 'not-ready', actions: ['take-reason', 'forget-misses'] },
    'sign-out': { to: 'signed-out', actions: none },
  },
  'not-ready': {
    'sign-in': { to: 'not-ready', actions: none },
    'sign-out': { to: 'signed-out', actions: none },
    ready: { to: 'ready', actions: ['idle-from-now', 'forget-misses'] },
    'not-ready': { to: 'not-ready', actions: ['take-reason'] },
    // Afterwards he is what he was.
    dial: { to: 'dialling', actions: ['remember'] },
  },
  ready: {
    'sign-in': { to: 'ready', actions: none },
    'sign-out': { to: 'signed-out', actions: none },
    ready: { to: 'ready', actions: none },
    'not-ready': { to: 'not-ready', actions: ['take-reason'] },
    reserve: { to: 'reserved', actions: none },
    'left-off-hook': { to: 'unreachable', actions: none },
    dial: { to: 'dialling', actions: none },
  },
  dialling: {
    'sign-in': { to: 'dialling', actions: none },
    'sign-out': { to: 'dialling', actions: ['remember'] },
    ready: { to: 'dialling', actions: ['forget-remembered'] },
    'not-ready': { to: 'dialling', actions: ['remember'] },
    'call-out': { to: 'dialling', actions: ['take-call'] },
    answered: { to: 'talking', actions: none },
    'dial-over': { to: 'ready', actions: ['release-call', 'take-remembered'] },
  },
  reserved: {
    'sign-in': { to: 'reserved', actions: none },
    'sign-out': { to: 'reserved', actions: ['remember'] },
    ready: { to: 'reserved', actions: ['forget-remembered'] },
    'not-ready': { to: 'reserved', actions: ['remember'] },
    ring: { to: 'ringing', actions: none },
    withdrawn: { to: 'ready', actions: ['release-call', 'take-remembered'] },
    'ring-failed': { to: 'unreachable', actions: ['release-call', 'start-recovery', 'take-remembered'] },
  },
  ringing: {
    'sign-in': { to: 'ringing', actions: none },
    'sign-out': { to: 'ringing', actions: ['remember'] },
    ready: { to: 'ringing', actions: ['forget-remembered'] },
    'not-ready': { to: 'ringing', actions: ['remember'] },
    answered: { to: 'talking', actions: ['forget-misses'] },
    missed: { to: 'ready', actions: ['release-call', 'idle-from-now', 'count-miss', 'take-remembered'] },
    withdrawn: { to: 'ready', actions: ['release-call', 'take-remembered'] },
    'ring-failed': { to: 'unreachable', actions: ['release-call', 'start-recovery', 'take-remembered'] },
  },
  talking: {
    'sign-in': { to: 'talking', actions: none },
    'sign-out': { to: 'talking', actions: ['remember'] },
    ready: { to: 'talking', actions: ['forget-remembered'] },
    'not-ready': { to: 'talking', actions: ['remember'] },
    'talk-ended': { to: 'wrap-up', actions: ['start-wrap-up'] },
  },
  'wrap-up': {
    'sign-in': { to: 'wrap-up', actions: none },
    'sign-out': { to: 'wrap-up', actions: ['remember'] },
    'not-ready': { to: 'wrap-up', actions: ['remember'] },
    ready: { to: 'ready', actions: ['forget-remembered', 'stop-wrap-up', 'release-call', 'idle-from-now'] },
    'end-wrap-up': { to: 'ready', actions: ['stop-wrap-up', 'release-call', 'idle-from-now', 'take-remembered'] },
    'wrap-up-over': { to: 'ready', actions: ['stop-wrap-up', 'release-call', 'idle-from-now', 'take-remembered'] },
    dial: { to: 'dialling', actions: ['stop-wrap-up', 'release-call'] },
  },
  unreachable: {
    'sign-in': { to: 'unreachable', actions: none },
    'sign-out': { to: 'signed-out', actions: ['stop-recovery'] },
    'not-ready': { to: 'not-ready', actions: ['stop-recovery', 'take-reason'] },
    'telephone-back': { to: 'ready', actions: ['stop-recovery', 'idle-from-now'] },
    dial: { to: 'dialling', actions: ['stop-recovery'] },
  },
};

export interface AgentRecord {
  agent: Agent;
  state: AcdAgentState;
  reason: NotReadyReason | null;
  /** Begin of the interval that pages show: state, reason or call changed then. */
  since: number;
  /** Since when he waits for a call, for longest-idle. */
  idleSince: number;
  callId: string | null;
  /** Queue of the call he has. */
  queueId: string | null;
  /** His last conversation: he may still give it a disposition. */
  lastCallId: string | null;
  /** When the call was offered; for the times of the pop and the ring. */
  offeredAt: number;
  popShown: boolean;
  wrapUpUntil: number | null;
  /** His telephone could not be rung: left alone for a while. */
  recovering: boolean;
  /** He is ready, his telephone is off its hook and the grace time runs. */
  hookWatched: boolean;
  next: LiveAgent['next'];
  pages: number;
  answeredToday: number;
  missedInRow: number;
  /** Taken off the site while he was busy: goes when he is signed out. */
  removed: boolean;
}

export function newAgent(agent: Agent, atMs: number): AgentRecord {
  return {
    agent,
    state: 'signed-out',
    reason: null,
    since: atMs,
    idleSince: atMs,
    callId: null,
    queueId: null,
    lastCallId: null,
    offeredAt: atMs,
    popShown: false,
    wrapUpUntil: null,
    recovering: false,
    hookWatched: false,
    next: null,
    pages: 0,
    answeredToday: 0,
    missedInRow: 0,
    removed: false,
  };
}
