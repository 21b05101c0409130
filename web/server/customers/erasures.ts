import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import type { PersonData, PersonErased } from '../../../daemon/contract/pages.js';
import type { ControlClient } from '../control-client.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { Customers } from '../store/customers.js';
import { spellingsOf } from '../store/numbers.js';
import type { Persons } from '../store/persons.js';

/** A recording whose file is still there is asked for again so late. */
const dayMs = 86_400_000;

export interface ErasureNeeds {
  readonly persons: Persons;
  readonly customers: Customers;
  readonly archive: CallArchive;
  readonly control: ControlClient;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What is known of a person in both databases, given to him or forgotten (CMP-01). */
export class Erasures {
  private looking = false;

  constructor(private readonly needs: ErasureNeeds) {}

  /** @throws CallboxError daemon-down */
  async data(numbers: readonly string[]): Promise<PersonData> {
    const { persons, customers, archive, clock } = this.needs;
    const ids = await persons.customerIds(numbers);
    const found = await Promise.all(ids.map((id) => customers.find(id)));
    const { tasks, firstCalls } = await persons.more(numbers);
    const telephony = await archive.persons((reader) => reader.of(numbers.flatMap(spellingsOf)));
    return {
      numbers,
      at: clock.nowMs(),
      purposes,
      customers: found.flatMap((customer) => customer ?? []),
      tasks,
      firstCalls,
      telephony,
    };
  }

  /** The daemon's rows first: without it nothing is changed. @throws CallboxError daemon-down */
  async erase(numbers: readonly string[], by: string, reason: string): Promise<PersonErased> {
    const { persons, control } = this.needs;
    const spelt = numbers.flatMap(spellingsOf);
    const telephony = await control.request('person.erase', { by, numbers: spelt });
    const business = await persons.erase(numbers, by, reason);
    if (telephony.keptUntil !== null) await persons.eraseAgain(numbers, by, this.againAt(telephony.keptUntil));
    return { ...business, ...telephony };
  }

  /** Those whose time has come; told by the log, and tried again the next time, if the daemon is away. */
  async look(): Promise<void> {
    const { persons, control, log } = this.needs;
    if (this.looking || !control.isUp) return;
    this.looking = true;
    try {
      for (const { id, numbers, by } of await persons.due()) {
        const { keptUntil } = await control.request('person.erase', { by, numbers: numbers.flatMap(spellingsOf) });
        await persons.settle(id, keptUntil === null ? null : this.againAt(keptUntil));
      }
    } catch (error) {
      log.warn({ err: error }, 'a person could not be erased now; it is tried again');
    } finally {
      this.looking = false;
    }
  }

  private againAt(keptUntil: number): number {
    return Math.max(keptUntil, this.needs.clock.nowMs() + dayMs);
  }
}

/** What each kind of row is kept for: told with what is given out. */
const purposes: PersonData['purposes'] = {
  customers: ['识别来电人并提供服务', 'to know who calls and to serve him'],
  notes: ['记录沟通内容，便于后续服务', 'what was talked about, for the next time'],
  issues: ['跟进订单、投诉和报修', 'to follow orders, complaints and repairs'],
  tasks: ['按约定时间回访', 'to call back at the agreed time'],
  calls: ['服务质量、计费核对和法定留存', 'quality of service, bills, and what the law wants kept'],
  recordings: ['服务质量和争议举证，至少保存 30 天', 'quality of service and proof, 30 days at least'],
  leads: ['名单所述目的的外呼', 'calls for the purpose that the list names'],
  attempts: ['证明外呼合规，至少保存 30 天', 'to prove that calls kept the law, 30 days at least'],
  dnc: ['不再呼叫此人', 'never to call him again'],
};
