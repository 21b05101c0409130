import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { CustomerCondition, CustomerField, CustomerFound, SavedSearch } from '../../../daemon/contract/pages.js';
import { mayBePartOfNumber, shownColumns } from './customers.js';
import { matchingKey } from './numbers.js';

/** Saved searches of one login, and shared ones shown. */
const maxSearches = 100;
const maxShared = 500;

const columns: Readonly<Record<CustomerField, string>> = {
  name: 'customers.name',
  company: 'customers.company',
  phone: 'customers.phone',
  address: 'customers.address',
  class: 'customers.class',
  owner: 'customers.owner',
  businessType: 'customers.business_type',
};

interface SearchRow {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly shared: number;
  readonly content: string;
  readonly changed_at: number;
}

/** Customers by conditions over themselves, their notes and issues; and conditions that are kept under a name. */
export class CustomerSearch {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly clock: Clock,
  ) {}

  /** By id, behind `after`. Conditions on calls are not looked at here. `parts` false: numbers are found only whole. */
  async page(
    conditions: readonly CustomerCondition[],
    after: string,
    limit: number,
    parts: boolean,
  ): Promise<readonly CustomerFound[]> {
    const select = this.reader('customers')
      .select(shownColumns)
      .where('customers.id', '>', after)
      .orderBy('customers.id');
    for (const condition of conditions) narrow(this.reader, select, condition, parts);
    return (await select.limit(limit)) as CustomerFound[];
  }

  /** Own ones and those that others share. */
  async searches(owner: string): Promise<readonly SavedSearch[]> {
    const rows: SearchRow[] = await this.reader<SearchRow>('searches')
      .where({ owner })
      .orWhere({ shared: 1 })
      .orderBy(['name', 'id'])
      .limit(maxShared);
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      owner: row.owner,
      shared: row.shared !== 0,
      // Checked when it was put.
      conditions: JSON.parse(row.content) as CustomerCondition[],
      changedAt: row.changed_at,
    }));
  }

  /** @throws CallboxError limit, not-found: another login's */
  async put(search: Omit<SavedSearch, 'changedAt'>): Promise<void> {
    const { id, owner, name, shared, conditions } = search;
    const row: SearchRow = {
      id,
      owner,
      name,
      shared: shared ? 1 : 0,
      content: JSON.stringify(conditions),
      changed_at: this.clock.nowMs(),
    };
    await this.writer.transaction(async (tx) => {
      const known: SearchRow | undefined = await tx<SearchRow>('searches').where({ id }).first();
      if (known && known.owner !== owner) throw noSuchSearch();
      const [own] = await tx('searches').where({ owner }).count({ n: '*' });
      if (!known && Number(own?.n ?? 0) >= maxSearches) {
        throw new CallboxError('limit', `You keep ${maxSearches} searches; remove one first.`);
      }
      await tx('searches').insert(row).onConflict('id').merge();
    });
  }

  /** @throws CallboxError not-found */
  async remove(id: string, owner: string): Promise<void> {
    if ((await this.writer('searches').where({ id, owner }).delete()) === 0) throw noSuchSearch();
  }
}

/** Values go by binding, names from the tables above: nothing of a page's text becomes SQL. */
function narrow(db: Knex, select: Knex.QueryBuilder, condition: CustomerCondition, parts: boolean): void {
  switch (condition.about) {
    case 'customer':
      if (condition.field === 'phone') narrowPhone(select, condition, parts);
      else if (!parts && isGuess(condition)) select.whereRaw('1 = 0');
      else narrowText(select, columns[condition.field], condition);
      return;
    case 'kind':
      select.where('customers.kind', condition.kind);
      return;
    case 'made':
      within(select, 'customers.created_at', condition);
      return;
    case 'note': {
      if (!parts && mayBePartOfNumber(condition.contains)) {
        select.whereRaw('1 = 0');
        return;
      }
      const notes = db('notes').select(db.raw('1')).whereRaw('notes.customer_id = customers.id');
      select.whereExists(notes.whereRaw("lower(notes.text) LIKE ? ESCAPE '\\'", [like(condition.contains)]));
      return;
    }
    case 'issue': {
      const issues = db('issues').select(db.raw('1')).whereRaw('issues.customer_id = customers.id');
      if (condition.type !== undefined) issues.where('issues.type', condition.type);
      if (condition.state !== undefined) issues.where('issues.state', condition.state);
      within(issues, 'issues.opened_at', condition);
      if (condition.has) select.whereExists(issues);
      else select.whereNotExists(issues);
      return;
    }
    case 'calls':
    case 'campaign':
      return; // the other database's
  }
}

type TextCondition = Extract<CustomerCondition, { about: 'customer' }>;

function isGuess({ operator, value }: TextCondition): boolean {
  return (operator === 'contains' || operator === 'starts-with') && mayBePartOfNumber(value);
}

function narrowText(select: Knex.QueryBuilder, column: string, { operator, value }: TextCondition): void {
  if (operator === '=') select.where(column, value);
  else if (operator === '!=') select.whereNot(column, value);
  else if (operator === 'empty') select.where(column, '');
  else if (operator === 'not-empty') select.whereNot(column, '');
  else {
    const pattern = operator === 'contains' ? like(value) : like(value).slice(1);
    select.whereRaw(`lower(${column}) LIKE ? ESCAPE '\\'`, [pattern]);
  }
}

/** By its key, however it is spelt. */
function narrowPhone(select: Knex.QueryBuilder, condition: TextCondition, parts: boolean): void {
  const { operator, value } = condition;
  if (operator === '=') select.where('customers.phone_key', matchingKey(value));
  else if (operator === '!=') select.whereNot('customers.phone_key', matchingKey(value));
  else if (parts || operator === 'empty' || operator === 'not-empty') narrowText(select, columns.phone, condition);
  else select.where('customers.phone_key', matchingKey(value));
}

function within(
  select: Knex.QueryBuilder,
  column: string,
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
): void {
  if (from !== undefined) select.where(column, '>=', from);
  if (to !== undefined) select.where(column, '<', to);
}

function like(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&').toLowerCase()}%`;
}

function noSuchSearch(): CallboxError {
  return new CallboxError('not-found', 'There is no such search of yours.');
}
