/** What is typed on trunks, routes and numbers and not saved yet: it stays while other pages are looked at. */
import { computed, signal } from '@preact/signals';
import type { NumberRule } from '../../../../daemon/terms/site.js';
import type { SiteChange } from '../../../../daemon/terms/site-change.js';
import type { Route, Trunk } from '../../../../daemon/terms/trunks.js';
import { siteInForce } from '../../admin/site-store.js';

/** `base`: as it was when the typing began. */
export interface Draft<T> {
  readonly base: readonly T[];
  readonly mine: readonly T[];
}
/** A route has no name of its own: while it is edited it has a key, so that rows can be moved. */
export interface KeyedRoute {
  readonly id: string;
  readonly route: Route;
}

export const trunkDraft = signal<Draft<Trunk> | null>(null);
export const routeDraft = signal<Draft<KeyedRoute> | null>(null);
export const numberDraft = signal<Draft<NumberRule & { readonly id: string }> | null>(null);

export function keyed(routes: readonly Route[]): readonly KeyedRoute[] {
  return routes.map((route, at) => ({ id: `${at}`, route }));
}
/** As numbersWithIds: rows of numbers keep their places while their digits are typed. */
export function keyedNumbers(numbers: readonly NumberRule[]): readonly (NumberRule & { readonly id: string })[] {
  return numbers.map((rule, at) => ({ ...rule, id: `${at}` }));
}
export function plainNumbers(numbers: readonly NumberRule[]): readonly NumberRule[] {
  return numbers.map(({ number, flow }) => ({ number, flow }));
}

/** A key that no row has. */
export function freeKey(taken: readonly { readonly id: string }[]): string {
  for (let number = taken.length; ; number++) if (!taken.some(({ id }) => id === `${number}`)) return `${number}`;
}

/** What would be saved, in the order in which it can be: a route may name a trunk that is new. */
export const unsavedChanges = computed<readonly SiteChange[]>(() => {
  const changes: SiteChange[] = [];
  if (siteInForce.value === null) return changes;
  if (trunkDraft.value !== null) changes.push({ change: 'trunks', trunks: trunkDraft.value.mine });
  if (routeDraft.value !== null) {
    changes.push({ change: 'routes', routes: routeDraft.value.mine.map(({ route }) => route) });
  }
  if (numberDraft.value !== null) changes.push({ change: 'numbers', numbers: plainNumbers(numberDraft.value.mine) });
  return changes;
});
