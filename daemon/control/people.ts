/** Requests of the socket that are a person's wish, as call control understands them. */
import type { ControlMethod, ControlParams } from '../contract/control.js';
import type { PersonRequest } from '../terms/requests.js';

type PersonMethod = Extract<
  ControlMethod,
  `agent.${string}` | `supervisor.${string}` | 'call.dispose' | 'page.pop-shown'
>;

const wishes: { readonly [M in PersonMethod]: (params: ControlParams<M>) => PersonRequest } = {
  'agent.sign-in': ({ agentId }) => ({ ask: 'sign-in', agentId }),
  'agent.sign-out': ({ agentId }) => ({ ask: 'sign-out', agentId }),
  'agent.ready': ({ agentId }) => ({ ask: 'ready', agentId }),
  'agent.not-ready': ({ agentId, reason }) => ({ ask: 'not-ready', agentId, reason }),
  'agent.end-wrap-up': ({ agentId }) => ({ ask: 'end-wrap-up', agentId }),
  'agent.hang-up': ({ agentId }) => ({ ask: 'hang-up', agentId }),
  'call.dispose': ({ agentId, callId, disposition }) => ({ ask: 'dispose', agentId, callId, disposition }),
  'agent.dial': (params) => ({ ask: 'dial', ...params }),
  'agent.hold': (params) => ({ ask: 'hold', ...params }),
  'agent.retrieve': (params) => ({ ask: 'retrieve', ...params }),
  'agent.mute': (params) => ({ ask: 'mute', ...params }),
  'agent.transfer': (params) => ({ ask: 'transfer', ...params }),
  'agent.consult': (params) => ({ ask: 'consult', ...params }),
  'agent.toggle': (params) => ({ ask: 'toggle', ...params }),
  'agent.complete': (params) => ({ ask: 'complete', ...params }),
  'agent.cancel': (params) => ({ ask: 'cancel', ...params }),
  'agent.conference': (params) => ({ ask: 'conference', ...params }),
  'agent.drop': (params) => ({ ask: 'drop', ...params }),
  'agent.park': (params) => ({ ask: 'park', ...params }),
  'agent.pick-up': (params) => ({ ask: 'pick-up', ...params }),
  'agent.pick-up-call': (params) => ({ ask: 'pick-up-call', ...params }),
  'agent.rate': (params) => ({ ask: 'rate', ...params }),
  'agent.recording-pause': (params) => ({ ask: 'recording-pause', ...params }),
  'agent.record': (params) => ({ ask: 'record', ...params }),
  'agent.set-data': (params) => ({ ask: 'set-data', ...params }),
  'agent.extend-wrap-up': (params) => ({ ask: 'extend-wrap-up', ...params }),
  'agent.next-call-back': (params) => ({ ask: 'next-call-back', ...params }),
  'agent.set-own': (params) => ({ ask: 'set-own', ...params }),
  'agent.take-lead': (params) => ({ ask: 'take-lead', ...params }),
  'agent.dial-lead': (params) => ({ ask: 'dial-lead', ...params }),
  'agent.skip-lead': (params) => ({ ask: 'skip-lead', ...params }),
  'agent.outbound-result': (params) => ({ ask: 'outbound-result', ...params }),
  'supervisor.supervise': (params) => ({ ask: 'supervise', ...params }),
  'supervisor.stop-supervising': (params) => ({ ask: 'stop-supervising', ...params }),
  'supervisor.take-over': (params) => ({ ask: 'take-over', ...params }),
  'supervisor.force-release': (params) => ({ ask: 'force-release', ...params }),
  'supervisor.force-state': (params) => ({ ask: 'force-state', ...params }),
  'page.pop-shown': ({ agentId, callId }) => ({ ask: 'pop-shown', agentId, callId }),
};

export function isPersonMethod(method: ControlMethod): method is PersonMethod {
  return Object.hasOwn(wishes, method);
}

/** `params` have passed the method's schema. */
export function wishOf(method: PersonMethod, params: unknown): PersonRequest {
  return (wishes[method] as (checked: unknown) => PersonRequest)(params);
}
