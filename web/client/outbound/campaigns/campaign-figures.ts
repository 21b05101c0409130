/** What stands beside a campaign, worked out from its live state. */
import type { Campaign, DropCounts, LiveCampaign } from '../../../../daemon/terms/outbound.js';
import { agentModes } from '../../../../daemon/terms/outbound.js';

export type DropLevel = 'none' | 'good' | 'near' | 'over';

/** Dropped ÷ people who answered, 0-1; null: nobody answered. */
export function dropShare({ live, dropped }: Pick<DropCounts, 'live' | 'dropped'>): number | null {
  return live > 0 ? dropped / live : null;
}

/** 'near' from four fifths of the cap on. A cap of 0 allows none. */
export function dropLevel(counts: Pick<DropCounts, 'live' | 'dropped'>, cap: number): DropLevel {
  const share = dropShare(counts);
  if (share === null) return 'none';
  if (share > cap) return 'over';
  return share > 0 && share >= cap * 0.8 ? 'near' : 'good';
}

/** People who answered ÷ calls, 0-1; null: no calls. */
export function answerShare({ launched, live }: DropCounts): number | null {
  return launched > 0 ? Math.min(1, live / launched) : null;
}

/** "1.8%"; one digit behind the point, none for whole numbers. */
export function percentOf(share: number, locale: string): string {
  return share.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 });
}

/** Why a running campaign calls nobody at this moment, or that it does. */
export type NowWhy = 'nobody' | 'noneReady' | 'overCap' | 'noLeads' | 'hours' | 'day' | 'notYet' | 'going';

/**
 * The clock is the site's: exact where the number called is in its zone, as all of China is. `day` is the ISO weekday,
 * `time` "HH:MM".
 */
export function whyNow(
  campaign: Campaign,
  live: LiveCampaign,
  now: { atMs: number; day: number; time: string },
): NowWhy {
  if (campaign.startAt !== null && campaign.startAt > now.atMs) return 'notYet';
  if (!campaign.days.includes(now.day)) return 'day';
  if (now.time < campaign.hours.from || now.time >= campaign.hours.to) return 'hours';
  const inHand = live.ringing + live.judging + live.waiting;
  if (agentModes.includes(campaign.mode)) {
    if (live.agentsSignedIn === 0) return 'nobody';
    if (live.overCap) return 'overCap';
    if (inHand === 0 && live.agentsReady > 0 && live.leadsOpen === 0) return 'noLeads';
    if (inHand === 0 && live.agentsReady === 0 && live.agentsTalking === 0) return 'noneReady';
  } else if (inHand === 0 && live.leadsOpen === 0) return 'noLeads';
  return 'going';
}
