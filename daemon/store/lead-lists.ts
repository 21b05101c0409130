import type { Knex } from 'knex';
import { CallboxError } from '../base/errors.js';
import type { ResultCode } from '../terms/outbound.js';
import { type Allocated, type LeadShare, leadListKinds, type StoredList } from '../terms/outbound-figures.js';
import type { DbRecord } from './columns.js';
import { campaignOf, listOf, listRecord } from './outbound-columns.js';
import { transact, whereOneOf } from './transaction.js';

/** Leads changed in one transaction: the rows of calls wait no longer for it. */
const leadsAtOnce = 2_000;
const maxLists = 1_000;

/** New, or in place of the one with this id. Its kind and who made it stay. */
export async function storeList(db: Knex, list: StoredList): Promise<void> {
  await transact(db, async (transaction) => {
    const record: DbRecord | undefined = await transaction('lead_lists').where('id', list.id).first();
    if (record === undefined) {
      const [counted] = await transaction('lead_lists').count({ count: '*' });
      if (Number(counted?.count ?? 0) >= maxLists) {
        throw new CallboxError('limit', `there are ${maxLists} lists: remove old ones first`);
      }
      await transaction('lead_lists').insert(listRecord(list));
      return;
    }
    const { kind, createdAt, createdBy, columns } = listOf(record);
    if (kind !== list.kind) {
      throw new CallboxError('bad-request', `the list ${list.id} is of kind ${kind}: it stays so (${leadListKinds})`);
    }
    const lost = columns.filter((column) => !list.columns.includes(column));
    if (lost.length > 0) {
      throw new CallboxError('bad-request', `the columns ${lost.join(', ')} have values: they cannot be taken away`);
    }
    await transaction('lead_lists')
      .where('id', list.id)
      .update(listRecord({ ...list, createdAt, createdBy }));
  });
}

/**
 * With its leads; attempts stay. Killed on the way, the list is there with the leads that are left. Rejects with
 * 'conflict' while a running or paused campaign calls it.
 */
export async function removeList(db: Knex, id: string): Promise<number> {
  await transact(db, (transaction) => mayBeRemoved(transaction, id));
  const removed = await deleteLeads(db, (select) => select.where('list', id));
  return transact(db, async (transaction) => {
    await mayBeRemoved(transaction, id);
    // Imported meanwhile.
    const late = await transaction('leads').where('list', id).delete();
    await transaction('lead_imports').where('list', id).delete();
    await transaction('lead_lists').where('id', id).delete();
    return removed + late;
  });
}

async function mayBeRemoved(db: Knex.Transaction, id: string): Promise<void> {
  if ((await db('lead_lists').where('id', id).first('id')) === undefined) {
    throw new CallboxError('not-found', `there is no list ${id}`);
  }
  const active: DbRecord[] = await db('campaigns').whereIn('state', ['running', 'paused']);
  const user = active.map(campaignOf).find(({ campaign }) => campaign.lists.some(({ list }) => list === id));
  if (user !== undefined) {
    const { campaign, state } = user;
    throw new CallboxError('conflict', `the campaign ${campaign.id} calls this list and is ${state}: stop it first`);
  }
}

/** Leads of an import that nobody has worked on. */
export async function removeUnworked(
  db: Knex,
  list: string,
  importId: string,
): Promise<{ readonly removed: number; readonly kept: number }> {
  const imported = (select: Knex.QueryBuilder): Knex.QueryBuilder => select.where({ list, import: importId });
  const removed = await deleteLeads(db, (select) => unworked(imported(select)).whereNull('result'));
  const [counted] = await imported(db('leads')).count({ count: '*' });
  return { removed, kept: Number(counted?.count ?? 0) };
}

/** Each share in turn takes of the unworked leads that are nobody's (CRM-19). */
export async function allocate(db: Knex, list: string, shares: readonly LeadShare[]): Promise<Allocated> {
  const free = (areas: readonly string[]): Knex.QueryBuilder => {
    const select = unworked(db('leads').where({ list, agent: '' }));
    return areas.length === 0 ? select : select.whereIn('area', [...areas]);
  };
  const count = async (areas: readonly string[]): Promise<number> => {
    const [counted] = await free(areas).count({ count: '*' });
    return Number(counted?.count ?? 0);
  };
  const before = await count([]);
  const given: { agent: string; leads: number }[] = [];
  for (const [share, wanted] of await wantedOf(shares, count)) {
    let left = wanted;
    while (left > 0) {
      const some = free(share.areas ?? [])
        .select('id')
        .limit(Math.min(left, leadsAtOnce));
      const changed = await db('leads').whereIn('id', some).update({ agent: share.agent });
      if (changed === 0) break;
      left -= changed;
    }
    given.push({ agent: share.agent, leads: wanted - left });
  }
  return { before, given, left: before - given.reduce((sum, { leads }) => sum + leads, 0) };
}

/** Percentages of the same leads are rounded so that together they come to the rounded sum: 3 × 33.33 % of 100 are 100. */
async function wantedOf(
  shares: readonly LeadShare[],
  count: (areas: readonly string[]) => Promise<number>,
): Promise<readonly (readonly [LeadShare, number])[]> {
  const places = new Map<string, { readonly leads: number; percent: number; given: number }>();
  const wanted: (readonly [LeadShare, number])[] = [];
  for (const share of shares) {
    const key = [...(share.areas ?? [])].sort().join(' ');
    const place = places.get(key) ?? { leads: await count(share.areas ?? []), percent: 0, given: 0 };
    places.set(key, place);
    if (share.percent === undefined) {
      wanted.push([share, Math.min(share.count ?? place.leads, place.leads)]);
      continue;
    }
    place.percent += share.percent;
    const upToHere = Math.min(place.leads, Math.round((place.leads * place.percent) / 100));
    wanted.push([share, upToHere - place.given]);
    place.given = upToHere;
  }
  return wanted;
}

/** Unworked leads are nobody's again (CRM-20). `agents`: only theirs. */
export async function recall(
  db: Knex,
  list: string,
  agents: readonly string[] | null,
): Promise<{ readonly recalled: number; readonly kept: number }> {
  const theirs = (): Knex.QueryBuilder => {
    const select = db('leads').where({ list });
    return agents === null ? select.whereNot('agent', '') : select.whereIn('agent', [...agents]);
  };
  const recalled = await inPortions(db, () => unworked(theirs()), { agent: '' });
  const [kept] = await theirs().count({ count: '*' });
  return { recalled, kept: Number(kept?.count ?? 0) };
}

/** Done leads with these results are open again; the result stays until the next one. */
export async function recycle(db: Knex, list: string, results: readonly ResultCode[]): Promise<number> {
  const done = (): Knex.QueryBuilder =>
    db('leads')
      .where({ list, state: 'done' })
      .whereIn('result', [...results]);
  return inPortions(db, done, { state: 'open', tries: 0, not_before: 0, timed: 0 });
}

/** Open leads are to be called at this time; null: those with a set time have none any more. */
export async function setTime(
  db: Knex,
  ids: readonly string[],
  at: number | null,
): Promise<{ readonly changed: number; readonly lists: readonly string[] }> {
  return transact(db, async (transaction) => {
    const select = transaction('leads').whereRaw("state = 'open'");
    whereOneOf(transaction, select, 'id', ids);
    if (at === null) select.where('timed', 1);
    const changed: { list: string }[] = await select
      .update({ timed: at === null ? 0 : 1, not_before: at ?? 0 })
      .returning('list');
    return { changed: changed.length, lists: [...new Set(changed.map(({ list }) => list))] };
  });
}

/** Open and not tried since it was imported or recycled. */
export function unworked(select: Knex.QueryBuilder): Knex.QueryBuilder {
  return select.whereRaw("state = 'open' AND tries = 0");
}

/** `which` must not hold any more of what was changed. */
async function inPortions(
  db: Knex,
  which: () => Knex.QueryBuilder,
  change: Readonly<Record<string, string | number>>,
): Promise<number> {
  for (let sum = 0; ; ) {
    const changed = await db('leads').whereIn('id', which().select('id').limit(leadsAtOnce)).update(change);
    sum += changed;
    if (changed === 0) return sum;
  }
}

async function deleteLeads(db: Knex, which: (select: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<number> {
  for (let sum = 0; ; ) {
    const deleted = await db('leads')
      .whereIn('id', which(db('leads')).select('id').limit(leadsAtOnce))
      .delete();
    sum += deleted;
    if (deleted === 0) return sum;
  }
}
