import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { Customer, CustomerBody, CustomerFound, CustomerNote } from '../../../daemon/contract/pages.js';
import { writeAudit } from './audit.js';
import { digitsOf, matchingKey } from './numbers.js';

/** Customers with one number that a pop shows. */
export const maxCustomersPerPop = 10;
/** Newest notes that come with a customer. */
export const maxNotesShown = 50;
export const maxFound = 50;

interface CustomerRow extends CustomerFound {
  readonly phone_key: string;
}
interface NoteRow {
  readonly id: string;
  readonly customer_id: string;
  readonly at: number;
  readonly author: string;
  readonly call_id: string | null;
  readonly text: string;
}

const shownColumns: (keyof CustomerFound)[] = ['id', 'name', 'company', 'phone', 'address'];

export class Customers {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async find(id: string): Promise<Customer | null> {
    const row = await this.reader<CustomerRow>('customers').select(shownColumns).where({ id }).first();
    return row ? withNotes(row, await this.notesOf([row.id])) : null;
  }

  /** Everybody with this telephone number, however the network spelt it; at most maxCustomersPerPop. */
  async findByNumber(number: string): Promise<readonly Customer[]> {
    const key = matchingKey(number);
    if (key === '') return [];
    const rows = await this.reader<CustomerRow>('customers')
      .select(shownColumns)
      .where({ phone_key: key })
      .orderBy('id')
      .limit(maxCustomersPerPop);
    const notes = await this.notesOf(rows.map((row) => row.id));
    return rows.map((row) => withNotes(row, notes));
  }

  /** Part of the name, of the company or of the number; by name, at most maxFound. */
  async search(text: string): Promise<readonly CustomerFound[]> {
    const words = text.trim();
    const pattern = `%${words.replace(/[\\%_]/g, '\\$&').toLowerCase()}%`;
    const digits = /^[\d+() -]{3,}$/.test(words) ? matchingKey(words) : '';
    return this.reader<CustomerRow>('customers')
      .select(shownColumns)
      .where((where) => {
        where.whereRaw("lower(name) like ? escape '\\'", [pattern]);
        where.orWhereRaw("lower(company) like ? escape '\\'", [pattern]);
        if (digits !== '') where.orWhere('phone_key', 'like', `%${digits}%`);
      })
      .orderBy(['name', 'id'])
      .limit(maxFound);
  }

  async count(): Promise<number> {
    const row = await this.reader('customers').count({ n: '*' }).first();
    return Number(row?.n ?? 0);
  }

  async make(body: CustomerBody, userId: string): Promise<Customer> {
    const at = this.clock.nowMs();
    const customer: CustomerFound = { id: this.ids.next(), ...columnsOf(body) };
    await this.writer.transaction(async (tx) => {
      await tx('customers').insert({
        ...customer,
        phone_key: matchingKey(body.phone),
        created_at: at,
        changed_at: at,
      });
      await writeAudit(tx, this.ids, {
        at,
        userId,
        what: 'customer-made',
        subject: customer.id,
        detail: { ...columnsOf(body) },
      });
    });
    return { ...customer, notes: [] };
  }

  /** @throws CallboxError not-found */
  async change(id: string, body: CustomerBody, userId: string): Promise<Customer> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const before = await tx<CustomerRow>('customers').select(shownColumns).where({ id }).first();
      if (!before) throw noSuchCustomer(id);
      await tx('customers')
        .where({ id })
        .update({ ...columnsOf(body), phone_key: matchingKey(body.phone), changed_at: at });
      const { id: _, ...was } = before;
      await writeAudit(tx, this.ids, {
        at,
        userId,
        what: 'customer-changed',
        subject: id,
        detail: { was, is: columnsOf(body) },
      });
    });
    const changed = await this.find(id);
    if (!changed) throw noSuchCustomer(id);
    return changed;
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

function columnsOf(body: CustomerBody): CustomerBody {
  return { name: body.name, company: body.company, phone: digitsOf(body.phone), address: body.address };
}

function withNotes(row: CustomerFound, notes: readonly NoteRow[]): Customer {
  const own = notes.filter((note) => note.customer_id === row.id);
  return {
    ...row,
    notes: own.map(({ id, at, author, call_id, text }) => ({ id, at: at, author, callId: call_id, text })),
  };
}

function noSuchCustomer(id: string): CallboxError {
  return new CallboxError('not-found', `There is no customer ${id}.`);
}
