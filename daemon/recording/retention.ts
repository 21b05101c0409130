import type { RecordingRow } from '../terms/recordings.js';
import { fewestKeepDays, type KeepRule, type RecordingPolicy } from '../terms/site.js';

const dayMs = 86_400_000;
/**
 * A box looks after its recordings every night. A clock that has leapt further since the last time is not believed: it
 * would make everything old at once.
 */
export const believedLeapMs = 2 * dayMs;

/** The time by which age is counted. `lastCheckMs`: when recordings were looked after last; null: never. */
export function believedNow(nowMs: number, lastCheckMs: number | null): number {
  return lastCheckMs === null ? nowMs : Math.min(nowMs, lastCheckMs + believedLeapMs);
}

/** What began before this may go; never less than 30 days, whatever the policy says (china.md 8). */
export function oldestKept(nowMs: number, lastCheckMs: number | null, keepDays: number): number {
  return believedNow(nowMs, lastCheckMs) - atLeast(keepDays) * dayMs;
}

/** Recordings that all go by the same rule. */
export interface KeepGroup {
  /** All that these name are such; null: the rest. */
  readonly rule: KeepRule | null;
  /** Rules before it, whose recordings are not among them. */
  readonly except: readonly KeepRule[];
  readonly keepDays: number;
}

/** A policy as groups that share no recording and hold them all, each never less than 30 days. */
export function keepGroups({ keepDays, rules = [] }: RecordingPolicy): readonly KeepGroup[] {
  const groups = rules.map((rule, at) => ({ rule, except: rules.slice(0, at), keepDays: atLeast(rule.keepDays) }));
  return [...groups, { rule: null, except: rules, keepDays: atLeast(keepDays) }];
}

function atLeast(days: number): number {
  return Number.isFinite(days) ? Math.max(fewestKeepDays, days) : fewestKeepDays;
}

export type Deletable = Pick<
  RecordingRow,
  'id' | 'path' | 'startedAt' | 'endedAt' | 'heldUntil' | 'deletedAt' | 'state'
>;

/** Those that go now, oldest first. */
export function retentionPlan<Row extends Deletable>(
  rows: readonly Row[],
  oldestKeptMs: number,
  nowMs: number,
): readonly Row[] {
  return rows.filter((row) => mayGo(row, oldestKeptMs, nowMs)).sort((a, b) => a.startedAt - b.startedAt);
}

function mayGo(row: Deletable, oldestKeptMs: number, nowMs: number): boolean {
  if (row.path === '' || row.deletedAt !== null || row.state === 'recording' || row.endedAt === null) return false;
  if (row.heldUntil !== null && row.heldUntil > nowMs) return false;
  // A row whose times contradict each other is not deleted by them.
  return Math.max(row.startedAt, row.endedAt) < oldestKeptMs;
}
