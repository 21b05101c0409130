/** Pages of past calls, put together. */
import type { CallSummary } from '../../../daemon/contract/pages.js';

export const maxShown = 300;

/** New rows over old ones by id, newest first; ids sort by time. */
export function mergeCalls(fresh: readonly CallSummary[], old: readonly CallSummary[]): readonly CallSummary[] {
  const seen = new Set(fresh.map((call) => call.id));
  const all = [...fresh, ...old.filter((call) => !seen.has(call.id))];
  return all.sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)).slice(0, maxShown);
}
