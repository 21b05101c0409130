/** An agent's day as intervals without a gap: each begins where the one before ends (SUP-09, china.md 4). */
import type { AgentState, NotReadyReason } from '../../../daemon/terms/agents.js';

/** From `from` until the next one begins; the last one lasts. */
export interface StripPart {
  readonly from: number;
  readonly state: AgentState;
  readonly reason: NotReadyReason | null;
}
/** In order of `from`, never two of the same state in a row. */
export type Strip = readonly StripPart[];

/** Against a page that stays open for weeks. */
export const maxParts = 4_000;

interface Standing {
  readonly state: AgentState;
  readonly reason: NotReadyReason | null;
  readonly since: number;
}

/** What the store knows, followed by what has happened since on this page; the later source wins where both speak. */
export function stripOf(
  stored: readonly { readonly startedAt: number; readonly state: AgentState; readonly reason: NotReadyReason | null }[],
  seen: Strip,
): Strip {
  const firstSeen = seen[0]?.from ?? Number.POSITIVE_INFINITY;
  const parts: StripPart[] = [];
  for (const { startedAt, state, reason } of stored) {
    if (startedAt < firstSeen) parts.push({ from: startedAt, state, reason });
  }
  return joined([...parts.sort((a, b) => a.from - b.from), ...seen]);
}

/** The strip with how the agent stands now; the same strip if nothing is new. */
export function withStanding(strip: Strip, { state, reason, since }: Standing): Strip {
  const last = strip.at(-1);
  if (last !== undefined && last.state === state && last.reason === reason) return strip;
  // Clocks of two sources may differ by a moment: what is told last stands.
  const kept = strip.filter((part) => part.from < since);
  return joined([...kept, { from: since, state, reason }]).slice(-maxParts);
}

function joined(parts: Strip): Strip {
  const strip: StripPart[] = [];
  for (const part of parts) {
    const last = strip.at(-1);
    if (last !== undefined && last.state === part.state && last.reason === part.reason) continue;
    if (last !== undefined && part.from <= last.from) strip.pop();
    strip.push(part);
  }
  return strip;
}

export interface Interval extends StripPart {
  readonly to: number;
}

/** What is seen of it between two moments; the intervals touch each other and end at `to`. */
export function intervals(strip: Strip, from: number, to: number): readonly Interval[] {
  const seen: Interval[] = [];
  for (const [index, part] of strip.entries()) {
    const begins = Math.max(part.from, from);
    const ends = Math.min(strip[index + 1]?.from ?? to, to);
    if (ends > begins) seen.push({ ...part, from: begins, to: ends });
  }
  return seen;
}

/** Index of the interval at this moment; -1: before the first. */
export function partAt(strip: Strip, atMs: number): number {
  let low = 0;
  let high = strip.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((strip[middle]?.from ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const hourMs = 3_600_000;

/** The hours shown: from the first hour somebody was there (an hour ago at the latest) to now. */
export function dayFrom(strips: Iterable<Strip>, nowMs: number): number {
  let first = nowMs - hourMs;
  for (const strip of strips) {
    const begins = strip.find(({ state }) => state !== 'signed-out')?.from;
    if (begins !== undefined && begins < first) first = begins;
  }
  return Math.max(Math.floor(first / hourMs) * hourMs, nowMs - 24 * hourMs);
}
