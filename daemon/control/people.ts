/** Requests of the socket that are a person's wish, as call control understands them. */
import type { ControlMethod, ControlParams } from '../contract/control.js';
import type { PersonRequest } from '../terms/requests.js';

type PersonMethod = Exclude<
  ControlMethod,
  'hello' | 'subscribe' | 'meters' | 'page.presence' | `lines.${string}` | 'numbers.explain'
>;

const wishes: { readonly [M in PersonMethod]: (params: ControlParams<M>) => PersonRequest } = {
  'agent.sign-in': ({ agentId }) => ({ ask: 'sign-in', agentId }),
  'agent.sign-out': ({ agentId }) => ({ ask: 'sign-out', agentId }),
  'agent.ready': ({ agentId }) => ({ ask: 'ready', agentId }),
  'agent.not-ready': ({ agentId, reason }) => ({ ask: 'not-ready', agentId, reason }),
  'agent.end-wrap-up': ({ agentId }) => ({ ask: 'end-wrap-up', agentId }),
  'agent.hang-up': ({ agentId }) => ({ ask: 'hang-up', agentId }),
  'call.dispose': ({ agentId, callId, disposition }) => ({ ask: 'dispose', agentId, callId, disposition }),
  'page.pop-shown': ({ agentId, callId }) => ({ ask: 'pop-shown', agentId, callId }),
};

export function isPersonMethod(method: ControlMethod): method is PersonMethod {
  return Object.hasOwn(wishes, method);
}

/** `params` have passed the method's schema. */
export function wishOf(method: PersonMethod, params: unknown): PersonRequest {
  return (wishes[method] as (checked: unknown) => PersonRequest)(params);
}
