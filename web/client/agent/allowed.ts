/** What an agent may ask for in each state; the daemon decides, this only keeps useless buttons quiet. */
import type { AgentState } from '../../../daemon/terms/agents.js';

export type AgentAction = 'sign-in' | 'sign-out' | 'ready' | 'not-ready' | 'end-wrap-up' | 'hang-up';

/** During a call ready, not-ready and sign-out are taken when it ends. */
const duringCall: readonly AgentAction[] = ['hang-up', 'ready', 'not-ready', 'sign-out'];

export const allowedActions: Readonly<Record<AgentState, readonly AgentAction[]>> = {
  'signed-out': ['sign-in'],
  'not-ready': ['ready', 'not-ready', 'sign-out'],
  ready: ['not-ready', 'sign-out'],
  reserved: ['not-ready', 'sign-out'],
  ringing: ['not-ready', 'sign-out'],
  talking: duringCall,
  held: duringCall,
  consulting: duringCall,
  conference: duringCall,
  'wrap-up': ['end-wrap-up', 'ready', 'not-ready', 'sign-out'],
  dialling: ['hang-up', 'not-ready', 'sign-out'],
  unreachable: ['not-ready', 'sign-out'],
};

export function mayAsk(state: AgentState | undefined, action: AgentAction): boolean {
  return state !== undefined && allowedActions[state].includes(action);
}

/** In these states the agent and a customer have something to do with each other. */
export function inConversation(state: AgentState | undefined): boolean {
  return state === 'talking' || state === 'held' || state === 'consulting' || state === 'conference';
}
