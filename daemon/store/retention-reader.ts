import type { Knex } from 'knex';
import type { KeptCounts, RecordingsByKey, RetentionGroup } from '../terms/recordings.js';
import type { RecordingPolicy } from '../terms/site.js';
import { fits } from './retention-query.js';

const dayMs = 86_400_000;
/** What goes so soon is told before the change is made. */
const soonDays = [7, 30] as const;

/**
 * What a policy does to the recordings there are, in one walk through them: of each rule (the last one is the rest), and what
 * goes at once though the policy in force would keep it.
 */
export async function retentionOf(
  db: Knex,
  policy: RecordingPolicy,
  inForce: RecordingPolicy,
  atMs: number,
): Promise<{ readonly groups: readonly RetentionGroup[]; readonly lost: KeptCounts }> {
  const group = caseOf(policy, (at) => at);
  /** As it will be `laterMs` from now. */
  const goes = (kept: RecordingPolicy, laterMs: number): Case => {
    const at = atMs + laterMs;
    const cut = caseOf(kept, (_at, keepDays) => at - keepDays * dayMs);
    return {
      sql: `(started_at < (${cut.sql}) AND COALESCE(ended_at, started_at) < (${cut.sql}) AND COALESCE(held_until, 0) <= ?)`,
      values: [...cut.values, ...cut.values, at],
    };
  };
  const now = goes(policy, 0);
  const before = goes(inForce, 0);
  const lost: Case = { sql: `${now.sql} AND NOT ${before.sql}`, values: [...now.values, ...before.values] };
  const [week, month] = soonDays.map((days) => goes(policy, days * dayMs)) as [Case, Case];
  const records = (await db('recordings')
    .whereRaw("deleted_at IS NULL AND path <> '' AND ended_at IS NOT NULL")
    .select(
      db.raw(`${group.sql} AS rule`, group.values as never),
      db.raw('COUNT(*) AS files'),
      db.raw('SUM(bytes) AS bytes'),
      ...counted(db, 'now', now),
      ...counted(db, 'lost', lost),
      db.raw(`SUM(CASE WHEN ${week.sql} THEN 1 ELSE 0 END) AS week`, week.values as never),
      db.raw(`SUM(CASE WHEN ${month.sql} THEN 1 ELSE 0 END) AS month`, month.values as never),
    )
    .groupBy('rule')) as readonly Readonly<Record<string, unknown>>[];
  const rules = policy.rules ?? [];
  const groups = [...rules.map(({ keepDays }) => keepDays), policy.keepDays].map((keepDays, at): RetentionGroup => {
    const record = records.find(({ rule }) => Number(rule) === at) ?? {};
    return {
      rule: at < rules.length ? at : null,
      keepDays,
      files: Number(record.files ?? 0),
      bytes: Number(record.bytes ?? 0),
      goesNow: countsOf(record, 'now'),
      goesInWeek: Number(record.week ?? 0),
      goesInMonth: Number(record.month ?? 0),
    };
  });
  const all = records.map((record) => countsOf(record, 'lost'));
  return {
    groups,
    lost: {
      files: all.reduce((sum, { files }) => sum + files, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      oldestAt: least(all.map(({ oldestAt }) => oldestAt)),
      newestAt: greatest(all.map(({ newestAt }) => newestAt)),
    },
  };
}

/** How many files there are of which key, and in clear (null); read from an index alone. */
export async function recordingsByKey(db: Knex): Promise<readonly RecordingsByKey[]> {
  const records = (await db('recordings')
    .whereRaw("sha256 IS NOT NULL AND deleted_at IS NULL AND path <> ''")
    .groupBy('encrypted_with')
    .orderBy('encrypted_with')
    .select('encrypted_with', db.raw('COUNT(*) AS files'), db.raw('SUM(bytes) AS bytes'))) as readonly Readonly<
    Record<string, unknown>
  >[];
  return records.map(({ encrypted_with, files, bytes }) => ({
    key: encrypted_with === null ? null : String(encrypted_with),
    files: Number(files),
    bytes: Number(bytes ?? 0),
  }));
}

interface Case {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** SQL of what a recording's rule says of it; a policy's number of rules is bounded by the site's schema. */
function caseOf({ keepDays, rules = [] }: RecordingPolicy, says: (at: number, keepDays: number) => number): Case {
  const values: (string | number)[] = [];
  const parts = rules.map((rule, at) => {
    const { sql, values: named } = fits(rule);
    values.push(...named);
    return `WHEN ${sql} THEN ${says(at, rule.keepDays)}`;
  });
  const rest = says(rules.length, keepDays);
  return { sql: parts.length === 0 ? String(rest) : `CASE ${parts.join(' ')} ELSE ${rest} END`, values };
}

function counted(db: Knex, name: string, { sql, values }: Case): Knex.Raw[] {
  const within = (what: string): string => `CASE WHEN ${sql} THEN ${what} END`;
  return [
    db.raw(`COUNT(${within('1')}) AS ${name}_files`, values as never),
    db.raw(`SUM(${within('bytes')}) AS ${name}_bytes`, values as never),
    db.raw(`MIN(${within('started_at')}) AS ${name}_oldest`, values as never),
    db.raw(`MAX(${within('started_at')}) AS ${name}_newest`, values as never),
  ];
}

function countsOf(record: Readonly<Record<string, unknown>>, name: string): KeptCounts {
  const time = (what: string): number | null =>
    record[`${name}_${what}`] == null ? null : Number(record[`${name}_${what}`]);
  return {
    files: Number(record[`${name}_files`] ?? 0),
    bytes: Number(record[`${name}_bytes`] ?? 0),
    oldestAt: time('oldest'),
    newestAt: time('newest'),
  };
}

function least(times: readonly (number | null)[]): number | null {
  return times.reduce((best, time) => (time === null || (best !== null && best <= time) ? best : time), null);
}

function greatest(times: readonly (number | null)[]): number | null {
  return times.reduce((best, time) => (time === null || (best !== null && best >= time) ? best : time), null);
}
