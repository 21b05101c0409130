import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { Customer, CustomerBody, CustomerFound, CustomerNote, Issue } from '../../../daemon/contract/pages.js';
import { writeAudit } from './audit.js';
import { issuesOf } from './issues.js';
import { digitsOf, matchingKey } from './numbers.js';

/** Customers with one number that a pop shows. */
export const maxCustomersPerPop = 10;
/** Newest notes that come with a customer. */
export const maxNotesShown = 50;
export const maxFound = 50;
/** Values in one query. */
const keysAtOnce = 500;

/** What is stored of a customer and may be changed. */
type CustomerColumns = Omit<CustomerFound, 'id' | 'kind'>;
interface NoteRow {
  readonly id: string;
  readonly customer_id: string;
  readonly at: number;
  readonly author: string;
  readonly call_id: string | null;
  readonly text: string;
}

export const shownColumns = [
  'id',
  'name',
  'company',
  'phone',
  'address',
  'class',
  'owner',
  'business_type as businessType',
  'kind',
].map((column) => `customers.${column}`);

export class Customers {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async find(id: string): Promise<Customer | null> {
    const row: CustomerFound | undefined = await this.reader('customers').select(shownColumns).where({ id }).first();
    return row ? ((await this.inFull([row]))[0] ?? null) : null;
  }

  /** Every customer with this telephone number, however the network spelt it; at most maxCustomersPerPop. */
  async findByNumber(number: string): Promise<readonly Customer[]> {
    const key = matchingKey(number);
    if (key === '') return [];
    const rows: CustomerFound[] = await this.reader('customers')
      .select(shownColumns)
      .where({ phone_key: key, kind: 'customer' })
      .orderBy('id')
      .limit(maxCustomersPerPop);
    return this.inFull(rows);
  }

  /** Classes by the numbers as they were given; who has none is not there. At most 5,000 numbers. */
  async classesOf(numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const keys = new Map(numbers.slice(0, 5_000).map((number) => [number, matchingKey(number)]));
    const classes = new Map<string, string>();
    const all = [...new Set(keys.values())];
    for (let from = 0; from < all.length; from += keysAtOnce) {
      const rows: { phone_key: string; class: string }[] = await this.reader('customers')
        .select('phone_key', 'class')
        .whereIn('phone_key', all.slice(from, from + keysAtOnce))
        .whereNot('class', '')
        .orderBy('id', 'desc');
      for (const row of rows) classes.set(row.phone_key, row.class);
    }
    return new Map([...keys].flatMap(([number, key]) => (classes.has(key) ? [[number, classes.get(key) ?? '']] : [])));
  }

  /** The number under which a customer is found; null: no such customer. */
  async phoneOf(id: string): Promise<string | null> {
    const row = await this.reader('customers').select('phone').where({ id }).first();
    return row ? row.phone : null;
  }

  /** Part of the name, of the company or of the number (`parts` false: all of it); by name, at most maxFound. */
  async search(text: string, parts = true): Promise<readonly CustomerFound[]> {
    const words = text.trim();
    const pattern = `%${words.replace(/[\\%_]/g, '\\$&').toLowerCase()}%`;
    const digits = /^[\d+() -]{3,}$/.test(words) ? matchingKey(words) : '';
    return this.reader('customers')
      .select(shownColumns)
      .where((where) => {
        if (parts || !mayBePartOfNumber(words)) {
          where.whereRaw("lower(name) like ? escape '\\'", [pattern]);
          where.orWhereRaw("lower(company) like ? escape '\\'", [pattern]);
        }
        if (digits !== '' && parts) where.orWhere('phone_key', 'like', `%${digits}%`);
        else where.orWhere('phone_key', digits === '' ? '-' : digits);
      })
      .orderBy(['name', 'id'])
      .limit(maxFound);
  }

  async count(): Promise<number> {
    const row = await this.reader('customers').count({ n: '*' }).first();
    return Number(row?.n ?? 0);
  }

  /** A prospect with this number becomes the customer and keeps its id, notes and issues. */
  async make(body: CustomerBody, userId: string): Promise<Customer> {
    const at = this.clock.nowMs();
    const phoneKey = matchingKey(body.phone);
    const id = await this.writer.transaction(async (tx) => {
      const prospect = await tx('customers').select('id').where({ phone_key: phoneKey, kind: 'prospect' }).first();
      const customerId: string = prospect?.id ?? this.ids.next();
      const columns = columnsOf(body, noCustomer);
      const row = { ...stored(columns), phone_key: phoneKey, kind: 'customer', changed_at: at };
      if (prospect) await tx('customers').where({ id: customerId }).update(row);
      else await tx('customers').insert({ id: customerId, ...row, created_at: at });
      const detail = prospect ? { ...columns, wasProspect: true } : { ...columns };
      await writeAudit(tx, this.ids, { at, userId, what: 'customer-made', subject: customerId, detail });
      return customerId;
    });
    return this.existing(id);
  }

  /** @throws CallboxError not-found */
  async change(id: string, body: CustomerBody, userId: string): Promise<Customer> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const before: CustomerFound | undefined = await tx('customers').select(shownColumns).where({ id }).first();
      if (!before) throw noSuchCustomer(id);
      const { id: _, kind: __, ...was } = before;
      const is = columnsOf(body, was);
      await tx('customers')
        .where({ id })
        .update({ ...stored(is), phone_key: matchingKey(body.phone), kind: 'customer', changed_at: at });
      await writeAudit(tx, this.ids, { at, userId, what: 'customer-changed', subject: id, detail: { was, is } });
    });
    return this.existing(id);
  }

  /** @throws CallboxError not-found */
  async addNote(
    customerId: string,
    note: { readonly callId: string | null; readonly text: string; readonly author: string; readonly at?: number },
    userId: string,
  ): Promise<CustomerNote> {
    const at = note.at ?? this.clock.nowMs();
    const made: CustomerNote = { id: this.ids.next(), at, author: note.author, callId: note.callId, text: note.text };
    await this.writer.transaction(async (tx) => {
      const known = await tx('customers').select('id').where({ id: customerId }).first();
      if (!known) throw noSuchCustomer(customerId);
      await tx('notes').insert({
        id: made.id,
        customer_id: customerId,
        call_id: made.callId,
        author: made.author,
        text: made.text,
        at,
      });
      await writeAudit(tx, this.ids, {
        at: this.clock.nowMs(),
        userId,
        what: 'note-made',
        subject: customerId,
        detail: { note: made.id, callId: made.callId },
      });
    });
    return made;
  }

  private async existing(id: string): Promise<Customer> {
    const customer = await this.find(id);
    if (!customer) throw noSuchCustomer(id);
    return customer;
  }

  private async inFull(rows: readonly CustomerFound[]): Promise<readonly Customer[]> {
    const ids = rows.map((row) => row.id);
    const [notes, issues] = await Promise.all([this.notesOf(ids), issuesOf(this.reader, ids)]);
    return rows.map((row) => withMore(row, notes, issues));
  }

  /** The newest notes of each customer, newest first. */
  private async notesOf(customerIds: readonly string[]): Promise<readonly NoteRow[]> {
    const perCustomer = customerIds.map((customer_id) =>
      this.reader<NoteRow>('notes')
        .where({ customer_id })
        .orderBy([
          { column: 'at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(maxNotesShown),
    );
    return (await Promise.all(perCustomer)).flat();
  }
}

/** People write numbers into names and notes: whoever may not see them must not find them out there either. */
export function mayBePartOfNumber(text: string): boolean {
  return /\d[\s-]*\d[\s-]*\d/.test(text.normalize('NFKC'));
}

const noCustomer: CustomerColumns = {
  name: '',
  company: '',
  phone: '',
  address: '',
  class: '',
  owner: '',
  businessType: '',
};

function columnsOf(body: CustomerBody, before: CustomerColumns): CustomerColumns {
  return {
    name: body.name,
    company: body.company,
    phone: digitsOf(body.phone),
    address: body.address,
    class: body.class ?? before.class,
    owner: body.owner ?? before.owner,
    businessType: body.businessType ?? before.businessType,
  };
}

function stored({ businessType, ...columns }: CustomerColumns) {
  return { ...columns, business_type: businessType };
}

function withMore(row: CustomerFound, notes: readonly NoteRow[], issues: readonly Issue[]): Customer {
  const ofRow = (state: Issue['state']) => issues.filter((each) => each.customerId === row.id && each.state === state);
  const own = notes.filter((note) => note.customer_id === row.id);
  return {
    ...row,
    notes: own.map(({ id, at, author, call_id, text }) => ({ id, at: at, author, callId: call_id, text })),
    openIssues: ofRow('open'),
    closedIssues: ofRow('closed'),
  };
}

export function noSuchCustomer(id: string): CallboxError {
  return new CallboxError('not-found', `There is no customer ${id}.`);
}
