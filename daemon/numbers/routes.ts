/** Which trunks a number takes, and whether it may be dialled at all. */
import type { Site } from '../terms/site.js';
import type { NumberExplained, NumberKind, NumberRefusal, Route } from '../terms/trunks.js';
import { kindOf, maxDialledDigits, placeOf, plainNumber } from './plan.js';
import { writeNumbers } from './rules.js';

/** Who dials; null: nobody is signed in at that telephone. */
export type Dialler = { readonly international: boolean } | null;

export interface Routed {
  readonly kind: NumberKind;
  readonly number: string;
  readonly refused: NumberRefusal | null;
  readonly route: string | null;
  /** Ids, in the order they are tried. */
  readonly trunks: readonly string[];
}

const usualPriority = 100;

/** What becomes of these digits: the site's rules alone, whatever the lines are doing. */
export function routeOf(site: Site, dialled: string, dialler: Dialler): Routed {
  const place = placeOf(site);
  const number = plainNumber(place, dialled);
  const kind = kindOf(place, number);
  const found = number === '' ? null : bestRoute(site.routes ?? [], number);
  const known = (site.trunks ?? []).map((trunk) => trunk.id);
  const chosen = (found?.route.trunks ?? []).filter((trunk) => known.includes(trunk));
  if (kind === 'emergency') {
    // Nothing may stand in its way: no right, no missing route, and at last every trunk there is.
    const trunks = [...chosen, ...known.filter((trunk) => !chosen.includes(trunk))];
    return { kind, number, refused: trunks.length === 0 ? 'no-trunk' : null, route: found?.prefix ?? null, trunks };
  }
  const refused = refusalOf(kind, number, dialler) ?? (found === null ? 'no-route' : null);
  const lacking = refused === null && chosen.length === 0 ? ('no-trunk' as const) : refused;
  return { kind, number, refused: lacking, route: found?.prefix ?? null, trunks: lacking === null ? chosen : [] };
}

/** The same, with what each trunk would be sent: for people who ask before they dial. */
export function explain(site: Site, dialled: string, dialler: Dialler): NumberExplained {
  const routed = routeOf(site, dialled, dialler);
  const trunks = routed.trunks.flatMap((id) => {
    const trunk = site.trunks?.find((each) => each.id === id);
    if (trunk === undefined) return [];
    const written = writeNumbers(placeOf(site), trunk.out ?? {}, routed.number);
    const { calledNumber, calledType, callingNumber } = written;
    return [{ trunk: id, calledNumber, calledType, callingNumber }];
  });
  return { ...routed, trunks };
}

function refusalOf(kind: NumberKind, number: string, dialler: Dialler): NumberRefusal | null {
  if (number === '' || number.length > maxDialledDigits) return 'no-number';
  if (dialler === null) return 'not-signed-in';
  // Whatever begins with 00 goes abroad, also when it is too short to be a number of there.
  const goesAbroad = kind === 'international' || number.startsWith('00');
  return goesAbroad && !dialler.international ? 'international-closed' : null;
}

/** Lowest priority first, then the longest prefix, then the order of the list. */
function bestRoute(
  routes: readonly Route[],
  number: string,
): { readonly route: Route; readonly prefix: string } | null {
  let best: { readonly route: Route; readonly prefix: string } | null = null;
  for (const route of routes) {
    for (const prefix of route.prefixes) {
      if (!number.startsWith(prefix)) continue;
      if (best === null || goesBefore(route, prefix, best)) best = { route, prefix };
    }
  }
  return best;
}

function goesBefore(route: Route, prefix: string, best: { readonly route: Route; readonly prefix: string }): boolean {
  const priority = route.priority ?? usualPriority;
  const bestPriority = best.route.priority ?? usualPriority;
  return priority < bestPriority || (priority === bestPriority && prefix.length > best.prefix.length);
}
