import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { QuickNoteBody } from '../../../daemon/contract/pages.js';
import { maxOpenTasks } from './tasks.js';

/** The agent is reminded to call back after so long: not while he still talks. */
export const callBackAfterMs = 600_000;
/** Keys are remembered so long: no page keeps a note for longer. */
const keepMs = 90 * 86_400_000;

/**
 * What agents wrote on paper of their page while this server was slow or away (AGT-25). A note has a key that its page
 * made; however often it is sent, it is one task, and what was typed since changes that one.
 */
export class QuickNotes {
  constructor(
    private readonly writer: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves with the task's id; a task that is done or was removed since stays so.
   * @throws CallboxError limit (too many open tasks), conflict (another agent's key)
   */
  async put(agent: string, key: string, note: QuickNoteBody): Promise<string> {
    const at = this.clock.nowMs();
    const text = note.text.trim();
    const number = note.number;
    return this.writer.transaction(async (tx) => {
      // Who comes first has the key; the second waits here until the first is stored.
      await tx('quick_notes').insert({ id: key, agent, task_id: null, at }).onConflict('id').ignore();
      const row = await tx('quick_notes').where({ id: key }).first();
      if (row.agent !== agent) throw new CallboxError('conflict', 'This note is another agent’s.');
      if (row.task_id !== null) {
        await tx('tasks').where({ id: row.task_id, agent }).whereNull('done_at').update({ text, number });
        return row.task_id as string;
      }
      const [open] = await tx('tasks').where({ agent }).whereNull('done_at').count({ n: '*' });
      if (Number(open?.n ?? 0) >= maxOpenTasks) {
        throw new CallboxError('limit', `You have ${maxOpenTasks} open tasks; finish or remove some first.`);
      }
      const id = this.ids.next();
      const task = { id, agent, due_at: at + callBackAfterMs, text, number, call_id: note.callId, made_at: at };
      await tx('tasks').insert({ ...task, customer_id: null, done_at: null, seen_at: null });
      await tx('quick_notes').where({ id: key }).update({ task_id: id });
      await tx('quick_notes')
        .where('at', '<', at - keepMs)
        .delete();
      return id;
    });
  }
}
