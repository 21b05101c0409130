import type { Knex } from 'knex';
import type { KeepRule } from '../terms/site.js';

/** Recordings that one rule of a policy is about, without those of the rules before it. */
export interface KeptTogether {
  /** Null: all. */
  readonly rule: KeepRule | null;
  readonly except: readonly KeepRule[];
}

export interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}

/** `select` from recordings, narrowed to the group. */
export function ofGroup(select: Knex.QueryBuilder, { rule, except }: KeptTogether): Knex.QueryBuilder {
  if (rule !== null) andWhere(select, fits(rule));
  for (const other of except) {
    const { sql, values } = fits(other);
    andWhere(select, { sql: `NOT (${sql})`, values });
  }
  return select;
}

/**
 * What a recording doesn't have (a queue, a campaign) is '', so that "not" means what it says. A rule that names nothing
 * fits all.
 */
export function fits(rule: KeepRule): Condition {
  const keys = (['kind', 'queue', 'campaign'] as const).filter((key) => rule[key] !== undefined);
  if (keys.length === 0) return { sql: '1 = 1', values: [] };
  return {
    sql: keys.map((key) => `COALESCE(${key}, '') = ?`).join(' AND '),
    values: keys.map((key) => rule[key] ?? ''),
  };
}

function andWhere(select: Knex.QueryBuilder, { sql, values }: Condition): void {
  select.andWhereRaw(sql, [...values]);
}
