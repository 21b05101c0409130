/** What a rule found, as a sentence. */
import type { AttentionTag } from '../../../daemon/terms/attention.js';
import { formatDuration } from '../parts/time.js';
import type { TeamWords } from './team-words.js';

/** `who`: a login or agent as people call him. */
export function tagText({ attention: w }: TeamWords, tag: AttentionTag, who: (id: string) => string): string {
  switch (tag.tag) {
    case 'long-wait':
      return w.waited(formatDuration(tag.waitedMs), formatDuration(tag.limit));
    case 'long-talk':
      return w.talked(formatDuration(tag.talkMs), formatDuration(tag.limit));
    case 'low-rating':
      return w.rated(tag.rating, who(tag.agent));
    case 'many-transfers':
      return w.transferred(tag.transfers);
    case 'vip-waited':
      return w.vip(tag.customerClass, formatDuration(tag.waitedMs));
    case 'emergency-dialled':
      return w.dialled(tag.number);
    case 'supervised':
      return w.did(who(tag.by), w.acts[tag.what] ?? tag.what);
  }
}

const maxDetail = 200;

/** Codes and numbers of an event, without the signs of JSON: "queue service · position 3". */
export function detailText(json: string): string {
  let detail: unknown = null;
  try {
    detail = JSON.parse(json);
  } catch {
    return json.slice(0, maxDetail);
  }
  if (typeof detail !== 'object' || detail === null) return '';
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ')
    .slice(0, maxDetail);
}
