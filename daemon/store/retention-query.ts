import type { Knex } from 'knex';
import type { KeepRule } from '../terms/site.js';

/** Recordings that one rule of a policy is about, without those of the rules before it. */
export interface KeptTogether {
  /** Null: all. */
  readonly rule: KeepRule | null;
  readonly except: readonly KeepRule[];
}

/** `select` from recordings, narrowed to the group. A rule that names nothing fits all. */
export function ofGroup(select: Knex.QueryBuilder, { rule, except }: KeptTogether): Knex.QueryBuilder {
  if (rule !== null) select.andWhere((fits) => void named(fits, rule));
  for (const other of except) select.andWhereNot((fits) => void named(fits, other));
  return select;
}

/** What a recording doesn't have (a queue, a campaign) is '', so that "not" means what it says. */
function named(fits: Knex.QueryBuilder, rule: KeepRule): Knex.QueryBuilder {
  fits.whereRaw('1 = 1');
  for (const key of ['kind', 'queue', 'campaign'] as const) {
    const value = rule[key];
    if (value !== undefined) fits.andWhereRaw(`COALESCE(${key}, '') = ?`, [value]);
  }
  return fits;
}
