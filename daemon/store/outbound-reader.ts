import type { Knex } from 'knex';
import type { ConsentRow, DncRow, LeadCondition, LeadRow, LeadState, ResultCode } from '../terms/outbound.js';
import type { LeadImport, ListCounts, SkipRow, StoredCampaign, StoredList } from '../terms/outbound-figures.js';
import type { DbRecord } from './columns.js';
import { consentsOf } from './consents.js';
import { type LeadDays, whereLeads } from './lead-conditions.js';
import { unworked } from './lead-lists.js';
import { campaignOf, dncOf, importOf, leadOf, listOf, skipOf } from './outbound-columns.js';
import { isPostgres } from './transaction.js';

const maxPageRows = 500;
const maxRows = 1_000;
/** Behind every number that begins like it: both databases compare bytes. */
const behindAll = '\u{10FFFF}';

/** A page of leads by id, that is by import. */
export interface LeadPageQuery {
  readonly list?: string;
  readonly state?: LeadState;
  /** null: none yet. */
  readonly result?: ResultCode | null;
  /** '' nobody's. */
  readonly agent?: string;
  /** Begins like this. */
  readonly number?: string;
  readonly name?: string;
  readonly timed?: boolean;
  readonly import?: string;
  readonly conditions?: readonly LeadCondition[];
  /** Only behind this id. */
  readonly after?: string;
  /** 1-500. */
  readonly limit: number;
}

/** Campaigns, lists, leads and who must not be called. Times are epoch ms, spans [from, to). */
export class OutboundReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  /** By name. */
  async campaigns(): Promise<StoredCampaign[]> {
    return this.rows(this.db('campaigns').orderBy(['name', 'id']).limit(maxRows), campaignOf);
  }

  async campaign(id: string): Promise<StoredCampaign | null> {
    return this.first(this.db('campaigns').where('id', id), campaignOf);
  }

  /** Those that run or are paused. */
  async activeCampaigns(): Promise<StoredCampaign[]> {
    const select = this.db('campaigns').whereIn('state', ['running', 'paused']);
    return this.rows(select.orderBy('id').limit(maxRows), campaignOf);
  }

  async lists(): Promise<StoredList[]> {
    return this.rows(this.db('lead_lists').orderBy(['name', 'id']).limit(maxRows), listOf);
  }

  async list(id: string): Promise<StoredList | null> {
    return this.first(this.db('lead_lists').where('id', id), listOf);
  }

  async listCounts(list: string): Promise<ListCounts> {
    await this.ready();
    const records = (await this.db('leads')
      .where('list', list)
      .groupBy('agent', 'state', 'result')
      .select('agent', 'state', 'result')
      .count({ count: '*' })) as unknown as {
      agent: string;
      state: LeadState;
      result: ResultCode | null;
      count: number;
    }[];
    const counts = countsOf(records.map((record) => ({ ...record, count: Number(record.count) })));
    return { ...counts, free: await this.freeByArea(list) };
  }

  private async freeByArea(list: string): Promise<ListCounts['free']> {
    const select = unworked(this.db('leads').where({ list, agent: '' }))
      .groupBy('area')
      .orderBy('area');
    const records = (await select.select('area').count({ count: '*' })) as unknown as {
      area: string;
      count: number;
    }[];
    return records.map(({ area, count }) => ({ area, leads: Number(count) }));
  }

  /** Newest first. */
  async imports(list: string): Promise<LeadImport[]> {
    return this.rows(
      this.db('lead_imports').where('list', list).orderBy('started_at', 'desc').limit(maxPageRows),
      importOf,
    );
  }

  async import(id: string): Promise<LeadImport | null> {
    return this.first(this.db('lead_imports').where('id', id), importOf);
  }

  /** From which file it came; null: from none, or the list was removed. */
  async importOfLead(lead: string): Promise<LeadImport | null> {
    const its = this.db('leads').where('id', lead).select('import');
    return this.first(this.db('lead_imports').whereIn('id', its), importOf);
  }

  /** `days`: what "{today}" in conditions means. */
  async leads(query: LeadPageQuery, days: LeadDays): Promise<LeadRow[]> {
    const select = this.db('leads').orderBy('id').limit(pageRows(query.limit));
    const { list, state, result, agent, number, name, timed, after, conditions } = query;
    if (list !== undefined) select.where('list', list);
    if (state !== undefined) select.where('state', state);
    if (result !== undefined) select.where('result', result);
    if (agent !== undefined) select.where('agent', agent);
    if (query.import !== undefined) select.where('import', query.import);
    if (timed !== undefined) select.where('timed', timed ? 1 : 0);
    // A range of the index, which LIKE is not on every database.
    if (number !== undefined) select.where('number', '>=', number).where('number', '<', number + behindAll);
    if (name !== undefined) {
      select.whereRaw("name LIKE ? ESCAPE '\\'", [`%${name.replace(/[\\%_]/g, '\\$&')}%`]);
    }
    if (after !== undefined) select.where('id', '>', after);
    whereLeads(select, conditions ?? [], isPostgres(this.db) ? 'postgres' : 'sqlite', days);
    return this.rows(select, leadOf);
  }

  async lead(id: string): Promise<LeadRow | null> {
    return this.first(this.db('leads').where('id', id), leadOf);
  }

  /** In all lists. */
  async leadsOfNumber(number: string): Promise<LeadRow[]> {
    return this.rows(this.db('leads').where('number', number).orderBy('id').limit(maxPageRows), leadOf);
  }

  /** An agent's own work: what is due first comes first, appointments among it at their time. */
  async leadsOfAgent(agent: string, limit = 100): Promise<LeadRow[]> {
    const select = this.db('leads').where('agent', agent).whereRaw("agent <> '' AND state <> 'done'");
    return this.rows(select.orderBy(['not_before', 'id']).limit(pageRows(limit)), leadOf);
  }

  async dncOf(numbers: readonly string[]): Promise<DncRow[]> {
    return this.rows(this.db('dnc').whereIn('number', numbers.slice(0, maxRows)), dncOf);
  }

  /** Newest first, behind `before`. `number`: begins like this. */
  async dnc(query: { readonly before?: DncRow; readonly number?: string; readonly limit: number }): Promise<DncRow[]> {
    const order = [
      { column: 'since', order: 'desc' },
      { column: 'number', order: 'desc' },
    ];
    const select = this.db('dnc').orderBy(order).limit(pageRows(query.limit));
    const { before, number } = query;
    if (before !== undefined) select.whereRaw('(since, number) < (?, ?)', [before.since, before.number]);
    if (number !== undefined) select.where('number', '>=', number).where('number', '<', number + behindAll);
    return this.rows(select, dncOf);
  }

  /** Oldest first. */
  async consentsOf(number: string): Promise<ConsentRow[]> {
    await this.ready();
    return consentsOf(this.db, [number], maxRows);
  }

  async dncCount(): Promise<number> {
    await this.ready();
    const [counted] = await this.db('dnc').count({ count: '*' });
    return Number(counted?.count ?? 0);
  }

  /** Newest first. */
  async skips(campaign: string, fromMs: number, toMs: number): Promise<SkipRow[]> {
    const select = this.db('skips').where('campaign', campaign).where('at', '>=', fromMs).where('at', '<', toMs);
    return this.rows(select.orderBy('at', 'desc').limit(maxRows), skipOf);
  }

  private async rows<Row>(select: PromiseLike<DbRecord[]>, rowOf: (record: DbRecord) => Row): Promise<Row[]> {
    await this.ready();
    return (await select).map(rowOf);
  }

  private async first<Row>(select: Knex.QueryBuilder, rowOf: (record: DbRecord) => Row): Promise<Row | null> {
    const [row] = await this.rows(select.limit(1), rowOf);
    return row ?? null;
  }
}

function countsOf(
  records: readonly { agent: string; state: LeadState; result: ResultCode | null; count: number }[],
): Omit<ListCounts, 'free'> {
  const byState = { open: 0, working: 0, done: 0 };
  const byResult: { [R in ResultCode]?: number } = {};
  const byAgent = new Map<string, { leads: number; open: number; worked: number }>();
  let leads = 0;
  for (const { agent, state, result, count } of records) {
    leads += count;
    byState[state] += count;
    if (result !== null) byResult[result] = (byResult[result] ?? 0) + count;
    const his = byAgent.get(agent) ?? { leads: 0, open: 0, worked: 0 };
    his.leads += count;
    if (state === 'open') his.open += count;
    if (result !== null) his.worked += count;
    byAgent.set(agent, his);
  }
  const agents = [...byAgent].map(([agent, counts]) => ({ agent, ...counts }));
  return { leads, byState, byResult, byAgent: agents.sort((a, b) => (a.agent < b.agent ? -1 : 1)) };
}

function pageRows(limit: number): number {
  return Math.max(1, Math.min(maxPageRows, Math.floor(limit)));
}
