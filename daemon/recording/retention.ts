import type { RecordingRow } from '../terms/recordings.js';
import { fewestKeepDays } from '../terms/site.js';

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
  const days = Number.isFinite(keepDays) ? Math.max(fewestKeepDays, keepDays) : fewestKeepDays;
  return believedNow(nowMs, lastCheckMs) - days * dayMs;
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
