/** What a target means on this site, or why it cannot be reached: before anything rings. */

import { kindOf, maxDialledDigits, placeOf } from '../../numbers/plan.js';
import { type Routed, routeOf } from '../../numbers/routes.js';
import type { Refusal } from '../../terms/requests.js';
import type { Site } from '../../terms/site.js';
import type { Target } from '../../terms/targets.js';
import type { NumberRefusal } from '../../terms/trunks.js';
import { codeOf, type DialledCode } from './feature-codes.js';

/** Who asks; `agentId` '': nobody is signed in at that telephone. */
export interface Asker {
  readonly agentId: string;
  /** May call abroad. */
  readonly international: boolean;
}

export type Plan =
  | { readonly plan: 'agent'; readonly agentId: string }
  | { readonly plan: 'queue'; readonly queueId: string }
  | { readonly plan: 'flow'; readonly flowId: string }
  | { readonly plan: 'outside'; readonly routed: Routed }
  /** A parked call is picked up. */
  | { readonly plan: 'slot'; readonly slot: number }
  | { readonly plan: 'code'; readonly code: DialledCode }
  | { readonly plan: 'refused'; readonly refusal: Refusal; readonly why: TargetRefusal };

export type TargetRefusal = 'unknown-target' | 'oneself' | NumberRefusal;

/** `isSlot`: of the parking places. */
export function planOf(site: Site, target: Target, asker: Asker, isSlot: (slot: number) => boolean): Plan {
  switch (target.to) {
    case 'agent':
      return agentPlan(site, target.agent, asker);
    case 'queue': {
      const known = site.queues.some(({ id }) => id === target.queue);
      return known ? { plan: 'queue', queueId: target.queue } : unknown('queue', target.queue);
    }
    case 'flow': {
      const known = site.flows.some(({ id }) => id === target.flow);
      return known ? { plan: 'flow', flowId: target.flow } : unknown('flow', target.flow);
    }
    case 'number':
      return numberPlan(site, target.number, asker, isSlot);
  }
}

function agentPlan(site: Site, agentId: string, asker: Asker): Plan {
  if (!site.agents.some(({ id }) => id === agentId)) return unknown('agent', agentId);
  if (agentId !== asker.agentId) return { plan: 'agent', agentId };
  return refused('oneself', 'unknown-target', `${agentId} cannot be connected with himself; choose somebody else`);
}

/** Help first: no agent may have the number of the police. Then what is inside the house, then the network. */
function numberPlan(site: Site, number: string, asker: Asker, isSlot: (slot: number) => boolean): Plan {
  const isEmergency = kindOf(placeOf(site), number) === 'emergency';
  if (!isEmergency) {
    if (site.agents.some(({ id }) => id === number)) return agentPlan(site, number, asker);
    const code = codeOf(number);
    if (code !== null) return { plan: 'code', code };
    if (/^\d{1,4}$/.test(number) && isSlot(Number(number))) return { plan: 'slot', slot: Number(number) };
  }
  if (/[*#]/.test(number)) return unknown('feature code', number);
  const routed = routeOf(site, number, asker.agentId === '' ? null : asker);
  if (looksLikeExtension(site, routed)) return unknown('extension', number);
  if (routed.refused === null) return { plan: 'outside', routed };
  return refused(routed.refused, refusalCodes[routed.refused], wordsFor(routed.refused, number));
}

/** As long as an agent's number and begun like one: a slip, unless a route of its own takes such numbers. */
function looksLikeExtension(site: Site, { kind, number, route }: Routed): boolean {
  if (kind !== 'unknown' || (route !== null && route !== '')) return false;
  return site.agents.some(({ id }) => id.length === number.length && id.charAt(0) === number.charAt(0));
}

const refusalCodes: Readonly<Record<NumberRefusal, Refusal['code']>> = {
  'no-number': 'unknown-target',
  'international-closed': 'forbidden',
  'not-signed-in': 'not-signed-in',
  'no-route': 'unknown-target',
  'no-trunk': 'unknown-target',
};

function wordsFor(why: NumberRefusal, number: string): string {
  switch (why) {
    case 'no-number':
      return `"${number}" is no number that can be dialled: at most ${maxDialledDigits} digits; correct it`;
    case 'international-closed':
      return `${number} is abroad, which this agent may not call; ask who runs the site for the right`;
    case 'not-signed-in':
      return 'nobody is signed in at this telephone; sign in first';
    case 'no-route':
      return `no route fits ${number}; add one to the site, or correct the number`;
    case 'no-trunk':
      return `the route for ${number} names no trunk that this site has; correct the route`;
  }
}

function unknown(kind: string, name: string): Plan {
  return refused('unknown-target', 'unknown-target', `there is no ${kind} ${name}; choose one from the list`);
}

function refused(why: TargetRefusal, code: Refusal['code'], message: string): Plan {
  return { plan: 'refused', why, refusal: { code, message } };
}
