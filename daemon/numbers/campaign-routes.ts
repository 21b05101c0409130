/** Where a campaign may call a number, and showing what. */
import type { Site } from '../terms/site.js';
import type { NumberRefusal, NumbersOut, Trunk } from '../terms/trunks.js';
import { type Routed, routeOf } from './routes.js';

export interface CampaignCall {
  readonly number: string;
  /** In this order; empty: by the site's routes. */
  readonly trunks: readonly string[];
  /** '' the trunk's own. */
  readonly callerNumber: string;
  /** Nobody listens before the answer, so the trunk must tell of it. */
  readonly alone: boolean;
}

/** 'emergency': help is never disturbed; 'caller-number': assigned to none of the trunks (CMP-09). */
export type CampaignRefusal = NumberRefusal | 'emergency' | 'caller-number' | 'no-answer-supervision';

/** `refused` null: `trunks` are those that may be used, never none. */
export interface CampaignRouted extends Omit<Routed, 'refused'> {
  readonly refused: CampaignRefusal | null;
}

/** A number may be shown on a trunk if the carrier has assigned it there (CMP-09). '' is the trunk's own. */
export function isAssigned(rules: NumbersOut | undefined, callerNumber: string): boolean {
  if (callerNumber === '' || rules?.callingNumber === callerNumber) return true;
  return rules?.furtherNumbers?.includes(callerNumber) ?? false;
}

export function campaignRouteOf(site: Site, call: CampaignCall): CampaignRouted {
  const byRoutes = routeOf(site, call.number, { international: false });
  if (byRoutes.kind === 'emergency') return { ...byRoutes, refused: 'emergency', trunks: [] };
  const isNamed = call.trunks.length > 0;
  const lacksRoute = byRoutes.refused === 'no-route' || byRoutes.refused === 'no-trunk';
  if (byRoutes.refused !== null && !(isNamed && lacksRoute)) return { ...byRoutes, trunks: [] };
  const wanted = isNamed ? call.trunks : byRoutes.trunks;
  const known = wanted.flatMap((id) => (site.trunks ?? []).filter((trunk) => trunk.id === id));
  const assigned = known.filter(({ out }) => isAssigned(out, call.callerNumber));
  const fit = call.alone ? assigned.filter(tellsOfAnswers) : assigned;
  const trunks = fit.map(({ id }) => id);
  return { ...byRoutes, refused: trunks.length > 0 ? null : whyNone(known, assigned), trunks };
}

function whyNone(known: readonly Trunk[], assigned: readonly Trunk[]): CampaignRefusal {
  if (known.length === 0) return 'no-trunk';
  return assigned.length === 0 ? 'caller-number' : 'no-answer-supervision';
}

/** An exchange line without a change of polarity counts as answered from its seizure on. */
function tellsOfAnswers({ channels, answerSupervision }: Trunk): boolean {
  return answerSupervision === 'polarity' || channels.every((part) => 'span' in part);
}
