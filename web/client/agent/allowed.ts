/** What an agent may ask for in each state; the daemon decides, this only keeps useless buttons quiet. */
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveAgent, LiveCall, LiveParty } from '../../../daemon/terms/live.js';

/** Of his own state. */
export type StateAction = 'sign-in' | 'sign-out' | 'ready' | 'not-ready' | 'end-wrap-up' | 'extend-wrap-up';
/** Of the call he is in, or a new one. */
export type CallAction =
  | 'hang-up'
  | 'hold'
  | 'retrieve'
  | 'mute'
  | 'transfer'
  | 'consult'
  | 'toggle'
  | 'complete'
  | 'cancel'
  | 'conference'
  | 'park'
  | 'rate'
  | 'dial'
  | 'next-call-back';
export type AgentAction = StateAction | CallAction;

/** During a call ready, not-ready and sign-out are taken when it ends. */
const afterCall: readonly AgentAction[] = ['ready', 'not-ready', 'sign-out'];
const idle: readonly AgentAction[] = ['dial', 'next-call-back'];

export const allowedActions: Readonly<Record<AgentState, readonly AgentAction[]>> = {
  'signed-out': ['sign-in'],
  'not-ready': ['ready', 'not-ready', 'sign-out', ...idle],
  ready: ['not-ready', 'sign-out', ...idle],
  reserved: ['not-ready', 'sign-out'],
  ringing: ['not-ready', 'sign-out'],
  talking: [...afterCall, 'hang-up', 'hold', 'mute', 'transfer', 'consult', 'park', 'rate'],
  held: [...afterCall, 'hang-up', 'retrieve', 'mute', 'transfer', 'consult'],
  consulting: [...afterCall, 'hang-up', 'mute', 'toggle', 'complete', 'cancel', 'conference'],
  conference: [...afterCall, 'hang-up', 'hold', 'mute', 'transfer', 'consult'],
  'wrap-up': ['end-wrap-up', 'extend-wrap-up', 'ready', 'not-ready', 'sign-out', ...idle],
  dialling: ['hang-up', 'not-ready', 'sign-out'],
  unreachable: ['not-ready', 'sign-out'],
};

/** Of a consultation that has been answered. */
const withAnswer: readonly AgentAction[] = ['toggle', 'conference'];
/** Only who asked for the consultation; the consulted can hang up. */
const ofOwner: readonly AgentAction[] = ['toggle', 'complete', 'cancel', 'conference'];

export function mayAsk(agent: LiveAgent | null, call: LiveCall | undefined, action: AgentAction): boolean {
  if (agent === null || !allowedActions[agent.state].includes(action)) return false;
  if (action === 'extend-wrap-up') return agent.wrapUpExtended !== true;
  if (agent.state === 'consulting' && ofOwner.includes(action)) {
    if (partyOf(call, agent.id)?.purpose === 'consult') return false;
    return !withAnswer.includes(action) || consultedOf(call)?.state === 'consulting';
  }
  // With one caller and nobody being called besides.
  if (action === 'park' || action === 'rate') return call === undefined || othersOf(call, agent.id).length <= 1;
  return true;
}

/** In these states the agent and a customer have something to do with each other. */
export function inConversation(state: AgentState | undefined): boolean {
  return state === 'talking' || state === 'held' || state === 'consulting' || state === 'conference';
}

export function partyOf(call: LiveCall | undefined, agentId: string): LiveParty | undefined {
  return call?.parties?.find((party) => party.agent === agentId && party.role === 'agent');
}

/** Who is being consulted: still called, or aside with an agent. */
export function consultedOf(call: LiveCall | undefined): LiveParty | undefined {
  return call?.parties?.findLast((party) => party.purpose === 'consult');
}

/** Everybody else whom the agent should know of: a supervisor who only listens or whispers is not told. */
export function othersOf(call: LiveCall, agentId: string): readonly LiveParty[] {
  return (call.parties ?? []).filter(
    (party) => party.agent !== agentId && party.state !== 'listening' && party.state !== 'whispering',
  );
}
