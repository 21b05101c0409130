import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { Prospect } from '../../../daemon/contract/pages.js';
import { writeAudit } from './audit.js';
import { noSuchCustomer } from './customers.js';
import { digitsOf, matchingKey } from './numbers.js';

/** Shorter ones are extensions and wrong displays, nobody's number. */
const minDigits = 5;

/** What a number alone tells: whether it has called before, and whom it stands for. */
export class Callers {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * The first call of a number makes a prospect of it, exactly once, however many of its calls are told at the same
   * time: unless a customer has it already (CRM-11).
   */
  async called(number: string, callId: string): Promise<void> {
    const key = matchingKey(number);
    if (key.length < minDigits) return;
    // Most numbers have called before: they cost one look and no write.
    if (await this.reader('first_calls').select('phone_key').where({ phone_key: key }).first()) return;
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const first = { phone_key: key, call_id: callId, at, customer_id: null };
      const made = await tx('first_calls').insert(first).onConflict('phone_key').ignore().returning('phone_key');
      if (made.length === 0) return;
      if (await tx('customers').select('id').where({ phone_key: key }).first()) return;
      const id = this.ids.next();
      const prospect = { id, name: '', company: '', phone: digitsOf(number), phone_key: key, address: '' };
      await tx('customers').insert({ ...prospect, kind: 'prospect', created_at: at, changed_at: at });
      await tx('first_calls').where({ phone_key: key }).update({ customer_id: id });
      await writeAudit(tx, this.ids, { at, userId: 'system', what: 'prospect-made', subject: id, detail: { callId } });
    });
  }

  /** Null: the number is a customer's, or nobody's yet. */
  async prospectOf(number: string): Promise<Prospect | null> {
    const key = matchingKey(number);
    if (key === '') return null;
    const row = await this.reader('customers')
      .join('first_calls', 'first_calls.customer_id', 'customers.id')
      .select('customers.id', 'first_calls.at', 'first_calls.call_id')
      .where({ 'customers.phone_key': key, kind: 'prospect' })
      .first();
    return row ? { id: row.id, firstAt: row.at, firstCallId: row.call_id } : null;
  }

  /** Who was meant when several have this number; null: nobody has said. */
  async chosenFor(number: string): Promise<string | null> {
    const row = await this.reader('phone_choices')
      .select('customer_id')
      .where({ phone_key: matchingKey(number) })
      .first();
    return row ? row.customer_id : null;
  }

  /** @throws CallboxError not-found */
  async choose(number: string, customerId: string, by: string): Promise<void> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const known = await tx('customers').select('id').where({ id: customerId }).first();
      if (!known) throw noSuchCustomer(customerId);
      const choice = { phone_key: matchingKey(number), customer_id: customerId, chosen_by: by, at };
      await tx('phone_choices').insert(choice).onConflict('phone_key').merge();
      const detail = { number: digitsOf(number) };
      await writeAudit(tx, this.ids, { at, userId: by, what: 'caller-chosen', subject: customerId, detail });
    });
  }
}
