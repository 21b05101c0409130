/** What the demo telephones are doing, and which end one listens to. */
import type { PhoneNews } from '../../../daemon/contract/phones.js';

export type Phones = Extract<PhoneNews, { news: 'phones' }>;
export interface End {
  readonly at: 'public' | 'desk';
  readonly line?: number;
}

export function sameEnd(a: End | null, b: End | null): boolean {
  return a?.at === b?.at && a?.line === b?.line;
}

export function applyNews(now: Phones | null, news: PhoneNews): Phones | null {
  if (news.news === 'phones') return news;
  if (now === null) return null;
  if (news.news === 'public') return { ...now, public: news.public };
  if (news.news === 'desk')
    return { ...now, desks: now.desks.map((desk) => (desk.line === news.desk.line ? news.desk : desk)) };
  return now;
}
