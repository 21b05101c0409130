/** Requests of the socket that are a technician's order to the lines, as call control understands them. */
import type { ControlMethod, ControlParams } from '../contract/control.js';
import type { TechnicianRequest } from '../terms/requests.js';

type TechnicianMethod = Extract<ControlMethod, `lines.${string}`>;

const orders: { readonly [M in TechnicianMethod]: (params: ControlParams<M>) => TechnicianRequest } = {
  'lines.block': (params) => ({ ask: 'block', ...params }),
  'lines.unblock': (params) => ({ ask: 'unblock', ...params }),
  'lines.drain': (params) => ({ ask: 'drain', ...params }),
  'lines.restart': (params) => ({ ask: 'restart', ...params }),
  'lines.loopback': (params) => ({ ask: 'loopback', ...params }),
  'lines.bit-test': (params) => ({ ask: 'bit-test', ...params }),
  'lines.adjust': (params) => ({ ask: 'adjust', ...params }),
  'lines.learn-hangup': (params) => ({ ask: 'learn-hangup', ...params }),
  'lines.set-hangup-tone': (params) => ({ ask: 'set-hangup-tone', ...params }),
};

export function isTechnicianMethod(method: ControlMethod): method is TechnicianMethod {
  return Object.hasOwn(orders, method);
}

/** `params` have passed the method's schema. */
export function orderOf(method: TechnicianMethod, params: unknown): TechnicianRequest {
  return (orders[method] as (checked: unknown) => TechnicianRequest)(params);
}
