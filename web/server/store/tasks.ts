import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { CustomerFound, Task, TaskBody } from '../../../daemon/contract/pages.js';
import { shownColumns } from './customers.js';

export const maxTasksShown = 200;
/** Of one agent. */
export const maxOpenTasks = maxTasksShown;

interface TaskRow {
  readonly task_id: string;
  readonly agent: string;
  readonly due_at: number;
  readonly text: string;
  readonly number: string;
  readonly call_id: string | null;
  readonly done_at: number | null;
  readonly seen_at: number | null;
}

/** What agents have set themselves to do at a time. Everything is an agent's own: others' tasks are not found. */
export class Tasks {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** At most maxTasksShown. 'open' and 'due' by time, 'done' the newest first. */
  async list(agent: string, show: 'open' | 'due' | 'done'): Promise<readonly Task[]> {
    const select = this.select().where('tasks.agent', agent).limit(maxTasksShown);
    if (show === 'done') select.whereNotNull('done_at').orderBy('done_at', 'desc');
    else select.whereNull('done_at').orderBy('due_at');
    if (show === 'due') select.where('due_at', '<=', this.clock.nowMs());
    return (await select).map(taskOf);
  }

  /** Due and not done: as long as the list. */
  async countDue(agent: string): Promise<number> {
    const [row] = await this.reader('tasks')
      .where({ agent })
      .whereNull('done_at')
      .where('due_at', '<=', this.clock.nowMs())
      .count({ n: '*' });
    return Number(row?.n ?? 0);
  }

  /** Due, not done, and the reminder not yet read. */
  async unseen(agent: string): Promise<readonly Task[]> {
    return (await this.list(agent, 'due')).filter((task) => !task.seen);
  }

  /** Agents with a task that fell due in (afterMs, untilMs]. */
  async agentsDue(afterMs: number, untilMs: number): Promise<readonly string[]> {
    const rows: { agent: string }[] = await this.reader('tasks')
      .distinct('agent')
      .whereNull('done_at')
      .where('due_at', '>', afterMs)
      .where('due_at', '<=', untilMs);
    return rows.map((row) => row.agent);
  }

  /** When the next task falls due after this moment; null: none. */
  async nextDueAt(afterMs: number): Promise<number | null> {
    const row = await this.reader('tasks')
      .whereNull('done_at')
      .where('due_at', '>', afterMs)
      .min({ due: 'due_at' })
      .first();
    return row?.due ?? null;
  }

  /** @throws CallboxError limit, not-found (the customer) */
  async make(agent: string, body: TaskBody): Promise<Task> {
    const id = this.ids.next();
    const row = { id, agent, ...columnsOf(body), made_at: this.clock.nowMs(), done_at: null, seen_at: null };
    await this.writer.transaction(async (tx) => {
      const [open] = await tx('tasks').where({ agent }).whereNull('done_at').count({ n: '*' });
      if (Number(open?.n ?? 0) >= maxOpenTasks) {
        throw new CallboxError('limit', `You have ${maxOpenTasks} open tasks; finish or remove some first.`);
      }
      await assertCustomer(tx, body.customerId);
      await tx('tasks').insert(row);
    });
    return this.one(agent, id);
  }

  /** Moved or reworded: it reminds again. @throws CallboxError not-found */
  async change(agent: string, id: string, body: TaskBody): Promise<Task> {
    await this.writer.transaction(async (tx) => {
      await assertCustomer(tx, body.customerId);
      await hit(
        tx('tasks')
          .where({ id, agent })
          .update({ ...columnsOf(body), done_at: null, seen_at: null }),
        id,
      );
    });
    return this.one(agent, id);
  }

  /** @throws CallboxError not-found */
  async finish(agent: string, id: string): Promise<Task> {
    const done = { done_at: this.clock.nowMs() };
    await hit(this.writer('tasks').where({ id, agent }).whereNull('done_at').update(done), id);
    return this.one(agent, id);
  }

  /** @throws CallboxError not-found */
  async see(agent: string, id: string): Promise<void> {
    await hit(this.writer('tasks').where({ id, agent }).update({ seen_at: this.clock.nowMs() }), id);
  }

  /** @throws CallboxError not-found */
  async remove(agent: string, id: string): Promise<void> {
    await hit(this.writer('tasks').where({ id, agent }).delete(), id);
  }

  /** @throws CallboxError not-found */
  of(agent: string, id: string): Promise<Task> {
    return this.one(agent, id);
  }

  private async one(agent: string, id: string): Promise<Task> {
    const [row] = await this.select().where({ 'tasks.id': id, 'tasks.agent': agent }).limit(1);
    if (!row) throw noSuchTask(id);
    return taskOf(row);
  }

  private select(): Knex.QueryBuilder<object, (TaskRow & CustomerFound)[]> {
    return this.reader('tasks')
      .leftJoin('customers', 'customers.id', 'tasks.customer_id')
      .select(shownColumns)
      .select('tasks.id as task_id', 'tasks.agent', 'tasks.due_at', 'tasks.text', 'tasks.number')
      .select('tasks.call_id', 'tasks.done_at', 'tasks.seen_at') as never;
  }
}

function taskOf(row: TaskRow & CustomerFound): Task {
  const { id, name, company, phone, address, owner, businessType, kind } = row;
  const customer = { id, name, company, phone, address, class: row.class, owner, businessType, kind };
  return {
    id: row.task_id,
    dueAt: row.due_at,
    text: row.text,
    number: row.number,
    customer: id === null ? null : customer,
    callId: row.call_id,
    doneAt: row.done_at,
    seen: row.seen_at !== null,
  };
}

function columnsOf({ dueAt, text, number, customerId, callId }: TaskBody) {
  return { due_at: dueAt, text, number, customer_id: customerId, call_id: callId };
}

async function assertCustomer(tx: Knex, id: string | null): Promise<void> {
  if (id === null) return;
  const known = await tx('customers').select('id').where({ id }).first();
  if (!known) throw new CallboxError('not-found', `There is no customer ${id}.`);
}

async function hit(change: PromiseLike<number>, id: string): Promise<void> {
  if ((await change) === 0) throw noSuchTask(id);
}

function noSuchTask(id: string): CallboxError {
  return new CallboxError('not-found', `There is no task ${id} of yours, or it is done.`);
}
