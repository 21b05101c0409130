import type { Knex } from 'knex';
import type { LeadCondition, LeadRow, LeadsAnswer, LeadsAsk, LeadToDial } from '../terms/outbound.js';
import type { DbRecord } from './columns.js';
import type { Dialect } from './connection.js';
import { consentsNow } from './consents.js';
import { type LeadDays, whereLeads } from './lead-conditions.js';
import { leadOf } from './outbound-columns.js';

/** Leads looked at for one answer when a campaign filters: what was not looked at comes next time. */
const maxLookedAt = 3_000;
/** Campaigns and lists whose pass is remembered. */
const maxPasses = 1_000;

/** Of LeadsAsk, and what the port knows besides. */
export interface DueAsk extends LeadsAsk {
  readonly filter: readonly LeadCondition[];
  /** Local midnight before now: from there on `callsToday` counts. */
  readonly midnight: number;
}

/** Open leads of one agent (or nobody's) with one rank; they fall due in order of `notBefore` and id. */
interface Group {
  readonly agent: string;
  /** -1: timed. */
  readonly rank: number;
  /** Earliest `notBefore` of all, and the earliest that the answer is not about; null: there is none. */
  readonly first: number;
  readonly next: number | null;
}

interface Place {
  readonly rank: number;
  readonly agent: string;
  readonly notBefore: number;
  readonly id: string;
}

/** A pass through more due leads than are looked at for one answer. */
interface Pass {
  readonly place: Place;
  /** `dueBy` when it began: who fell due since may lie before the place. */
  readonly since: number;
}

/**
 * Who is to be called next. Each group of leads is read along an index, from its first due one, so the length of the
 * list does not matter. A filter is not in the index: then a pass over the due leads goes on from answer to answer.
 */
export class DueLeads {
  private readonly passes = new Map<string, Pass>();

  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
    private readonly dialect: Dialect,
    private readonly days: LeadDays,
  ) {}

  async due(ask: DueAsk): Promise<LeadsAnswer> {
    await this.ready();
    const { campaign, list } = ask;
    const answer = { campaign, list, ask: ask.ask };
    if (ask.lead !== undefined) {
      const leads = await this.withLaw(await this.one(list, ask.lead), ask.midnight);
      return { ...answer, leads, exhausted: false, nextAt: null };
    }
    const pass = this.passes.get(keyOf(ask));
    const groups = await this.groups(ask, pass?.since ?? ask.dueBy);
    const due = groups.filter(({ first }) => first <= ask.dueBy);
    const { leads, exhausted } =
      ask.filter.length === 0 ? await this.shared(ask, due) : await this.filtered(ask, due, pass);
    const nexts = groups.flatMap(({ next }) => (next === null ? [] : [next]));
    const nextAt = nexts.length === 0 ? null : Math.min(...nexts);
    return { ...answer, leads: await this.withLaw(leads, ask.midnight), exhausted, nextAt };
  }

  /** All open leads of the list that pass the filter. Takes long where there are many: not for every answer. */
  async countOpen(list: string, filter: readonly LeadCondition[]): Promise<number> {
    await this.ready();
    const select = this.db('leads').where('list', list).whereRaw("state = 'open'");
    whereLeads(select, filter, this.dialect, this.days);
    const [counted] = await select.count({ count: '*' });
    return Number(counted?.count ?? 0);
  }

  /** The list's leads have changed: a pass begins anew. */
  beginAnew(list: string): void {
    for (const key of [...this.passes.keys()]) if (key.endsWith(` ${list}`)) this.passes.delete(key);
  }

  private async one(list: string, id: string): Promise<LeadRow[]> {
    const records: DbRecord[] = await this.db('leads').where({ id, list }).whereRaw("state = 'open'");
    return records.map(leadOf);
  }

  /** One seek in the index for each group: first the smallest rank of each agent, from there the next one. */
  private async groups({ list, agents }: DueAsk, after: number): Promise<Group[]> {
    const names = ['', ...new Set(agents)];
    const given = names.map(() => '(CAST(? AS text))').join(', ');
    const open = "FROM leads WHERE list = ? AND state = 'open'";
    const sql = `
      WITH RECURSIVE asked(agent) AS (VALUES ${given}),
      ranked(agent, rank) AS (
        SELECT agent, (SELECT MIN(rank) ${open} AND timed = 0 AND agent = asked.agent) FROM asked
        UNION ALL
        SELECT agent, (SELECT MIN(rank) ${open} AND timed = 0 AND agent = ranked.agent AND rank > ranked.rank)
        FROM ranked WHERE rank IS NOT NULL)
      SELECT * FROM (
        SELECT agent, -1 AS rank,
          (SELECT MIN(not_before) ${open} AND timed = 1 AND agent = asked.agent) AS first,
          (SELECT MIN(not_before) ${open} AND timed = 1 AND agent = asked.agent AND not_before > ?) AS next
        FROM asked
        UNION ALL
        SELECT agent, rank,
          (SELECT MIN(not_before) ${open} AND timed = 0 AND agent = ranked.agent AND rank = ranked.rank),
          (SELECT MIN(not_before) ${open} AND timed = 0 AND agent = ranked.agent AND rank = ranked.rank
             AND not_before > ?)
        FROM ranked WHERE rank IS NOT NULL) AS grouped
      WHERE first IS NOT NULL`;
    const bindings = [...names, list, list, list, list, after, list, list, after];
    const found: unknown = await this.db.raw(sql, bindings);
    const records = (Array.isArray(found) ? found : (found as { rows: unknown[] }).rows) as DbRecord[];
    const groups = records.map(({ agent, rank, first, next }) => ({
      agent: String(agent),
      rank: Number(rank),
      first: Number(first),
      next: next === null ? null : Number(next),
    }));
    return groups.sort((a, b) => a.rank - b.rank || (a.agent < b.agent ? -1 : 1));
  }

  /**
   * In order, but nobody's share starves behind another's: of several agents each gets his part first, and what they
   * leave goes by order.
   */
  private async shared(ask: DueAsk, due: readonly Group[]): Promise<{ leads: LeadRow[]; exhausted: boolean }> {
    const agents = new Set(due.map(({ agent }) => agent));
    const part = Math.ceil(ask.count / Math.max(1, agents.size));
    const drained = new Set<Group>();
    const leads: LeadRow[] = [];
    const not = [...ask.not];
    const take = async (group: Group, wanted: number): Promise<number> => {
      const taken = await this.read(ask, group, { limit: wanted, not });
      if (taken.length < wanted) drained.add(group);
      leads.push(...taken);
      not.push(...taken.map(({ id }) => id));
      return taken.length;
    };
    for (const agent of agents) {
      let left = Math.min(part, ask.count - leads.length);
      for (const group of due) {
        if (left <= 0) break;
        if (group.agent === agent) left -= await take(group, left);
      }
    }
    for (const group of due) {
      if (leads.length >= ask.count) break;
      if (!drained.has(group)) await take(group, ask.count - leads.length);
    }
    return { leads: leads.sort(inOrder), exhausted: due.every((group) => drained.has(group)) };
  }

  /** Timed ones always from their beginning, the others from where the last answer ended. */
  private async filtered(
    ask: DueAsk,
    due: readonly Group[],
    pass: Pass | undefined,
  ): Promise<{ leads: LeadRow[]; exhausted: boolean }> {
    const place = pass?.place;
    this.passes.delete(keyOf(ask));
    const leads: LeadRow[] = [];
    let budget = maxLookedAt;
    for (const group of due) {
      if (place !== undefined && group.rank >= 0 && isBefore(group, place)) continue;
      const isSame = place !== undefined && group.rank === place.rank && group.agent === place.agent;
      const after = isSame ? place : null;
      const end = await this.placeAfter(ask, group, after, budget);
      const wanted = ask.count - leads.length;
      const fits = await this.read(ask, group, { limit: wanted, not: ask.not, after, end: end.place });
      leads.push(...fits);
      budget -= end.passed;
      const last = fits.at(-1);
      const stopped = fits.length >= wanted && last !== undefined ? placeOf(group, last) : end.place;
      if (stopped !== null && group.rank >= 0) {
        this.remember(ask, { place: stopped, since: pass?.since ?? ask.dueBy });
        return { leads: leads.sort(inOrder), exhausted: false };
      }
      if (leads.length >= ask.count || budget <= 0) return { leads: leads.sort(inOrder), exhausted: false };
    }
    return { leads: leads.sort(inOrder), exhausted: true };
  }

  private remember(ask: DueAsk, pass: Pass): void {
    if (this.passes.size >= maxPasses) this.passes.clear();
    this.passes.set(keyOf(ask), pass);
  }

  /** The lead `count` places further on in the group; none: the group ends before. By the index alone. */
  private async placeAfter(
    ask: DueAsk,
    group: Group,
    after: Place | null,
    count: number,
  ): Promise<{ readonly place: Place | null; readonly passed: number }> {
    const records: DbRecord[] = await this.along(ask, group, after)
      .select('not_before', 'id')
      .limit(1)
      .offset(count - 1);
    const [record] = records;
    if (record !== undefined) {
      const place = {
        rank: group.rank,
        agent: group.agent,
        notBefore: Number(record.not_before),
        id: String(record.id),
      };
      return { place, passed: count };
    }
    const [counted] = await this.db.from(this.along(ask, group, after).select('id').as('rest')).count({ count: '*' });
    return { place: null, passed: Number(counted?.count ?? 0) };
  }

  private async read(
    ask: DueAsk,
    group: Group,
    within: { limit: number; not: readonly string[]; after?: Place | null; end?: Place | null },
  ): Promise<LeadRow[]> {
    const select = this.along(ask, group, within.after ?? null)
      .select('leads.*')
      .limit(within.limit);
    const { end } = within;
    if (end) select.whereRaw('(not_before, id) <= (?, ?)', [end.notBefore, end.id]);
    if (within.not.length > 0) this.notThese(select, within.not);
    whereLeads(select, ask.filter, this.dialect, this.days);
    return (await select).map(leadOf);
  }

  private along({ list, dueBy }: DueAsk, group: Group, after: Place | null): Knex.QueryBuilder<DbRecord, DbRecord[]> {
    const select = this.db('leads').where({ list, agent: group.agent }).where('not_before', '<=', dueBy);
    // As the index has it: bound, the conditions would not be known as its.
    select.whereRaw(`state = 'open' AND timed = ${group.rank < 0 ? 1 : 0}`);
    if (group.rank >= 0) select.where('rank', group.rank);
    if (after !== null) select.whereRaw('(not_before, id) > (?, ?)', [after.notBefore, after.id]);
    return select.orderBy(['not_before', 'id']);
  }

  /** One binding, however many. */
  private notThese(select: Knex.QueryBuilder, ids: readonly string[]): void {
    if (this.dialect === 'postgres') select.whereRaw('id <> ALL(CAST(? AS text[]))', [[...ids]]);
    else select.whereRaw('id NOT IN (SELECT value FROM json_each(?))', [JSON.stringify(ids)]);
  }

  private async withLaw(leads: readonly LeadRow[], midnight: number): Promise<LeadToDial[]> {
    if (leads.length === 0) return [];
    const numbers = [...new Set(leads.map(({ number }) => number))];
    const called = (await this.db('attempts')
      .whereIn('number', numbers)
      .where('started_at', '>=', midnight)
      // Blocked ones, those our own lines failed and those given up before the ringing never reached the number.
      .where('why', '')
      .whereRaw("COALESCE(result, '') NOT IN ('line-failure', 'not-rung')")
      .groupBy('number')
      .select('number')
      .count({ count: '*' })) as unknown as { number: string; count: number }[];
    const reached = (await this.db('attempts')
      .whereIn('number', numbers)
      .where('why', '')
      // A failure that nobody saw the end of may have rung.
      .whereRaw("(COALESCE(result, '') NOT IN ('line-failure', 'not-rung') OR result_by = 'system')")
      .groupBy('number')
      .select('number')
      .max({ at: 'started_at' })) as unknown as { number: string; at: number }[];
    const forbidden = (await this.db('dnc').whereIn('number', numbers).select('number')) as { number: string }[];
    const consents = await consentsNow(this.db, numbers);
    const calls = new Map(called.map(({ number, count }) => [number, Number(count)]));
    const last = new Map(reached.map(({ number, at }) => [number, Number(at)]));
    const dnc = new Set(forbidden.map(({ number }) => number));
    return leads.map((lead) => {
      const consent = consents.get(lead.number);
      return {
        ...lead,
        callsToday: calls.get(lead.number) ?? 0,
        lastCallAt: last.get(lead.number) ?? null,
        dnc: dnc.has(lead.number),
        ...(consent === undefined ? {} : { consent }),
      };
    });
  }
}

function keyOf({ campaign, list }: DueAsk): string {
  return `${campaign} ${list}`;
}

function isBefore(group: Group, place: Place): boolean {
  return group.rank < place.rank || (group.rank === place.rank && group.agent < place.agent);
}

function placeOf({ rank, agent }: Group, lead: LeadRow): Place {
  return { rank, agent, notBefore: lead.notBefore, id: lead.id };
}

/** As LeadsAnswer says. */
function inOrder(a: LeadRow, b: LeadRow): number {
  if (a.timed !== b.timed) return a.timed ? -1 : 1;
  if (a.timed) return a.notBefore - b.notBefore || (a.id < b.id ? -1 : 1);
  return b.priority - a.priority || a.tries - b.tries || a.notBefore - b.notBefore || (a.id < b.id ? -1 : 1);
}
