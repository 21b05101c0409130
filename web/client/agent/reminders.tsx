/** A task is due: under the call bar until it is read, with the number to dial. */
import { useRef } from 'preact/hooks';
import type { Task } from '../../../daemon/contract/pages.js';
import { api } from '../parts/api.js';
import { serverNowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { tellFailure } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { canAct, dialNumber } from './actions.js';
import { readTasks, reminders, seeReminder, tasks } from './tasks.js';
import { wallTime } from './wall-time.js';

const laterMs = 10 * 60_000;
/** More would hide the customer. */
const maxShown = 3;

export function Reminders() {
  const shown = reminders.value.slice(0, maxShown);
  return (
    <div class="reminders" role="alert">
      {shown.map((task) => (
        <Reminder key={task.id} task={task} />
      ))}
    </div>
  );
}

function Reminder({ task }: { readonly task: Task }) {
  const w = words.value.day;
  const busy = useRef(false);

  async function once(work: () => Promise<boolean>): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    if (await work()) seeReminder(task.id);
    busy.current = false;
  }

  async function later(): Promise<boolean> {
    const { text, number, customer, callId } = task;
    const dueAt = serverNowMs() + laterMs;
    const answer = await api.changeTask(task.id, { dueAt, text, number, customerId: customer?.id ?? null, callId });
    if (!answer.ok) tellFailure(answer.code);
    // It comes again: nothing is marked as seen.
    if (answer.ok && tasks.value !== null) void readTasks();
    if (answer.ok) reminders.value = reminders.value.filter((each) => each.id !== task.id);
    return false;
  }

  async function done(): Promise<boolean> {
    const answer = await api.taskDone(task.id);
    if (!answer.ok) tellFailure(answer.code);
    return answer.ok;
  }

  return (
    <section class="reminder" data-testid="reminder">
      <Icon name="ring" />
      <p>
        <b>
          {w.reminder} · {wallTime(task.dueAt)}
        </b>
        <span class="reminder-text">{task.text}</span>
        {task.customer === null ? null : <span class="muted">{task.customer.name || task.customer.phone}</span>}
      </p>
      <span class="strip-acts">
        {task.number === '' ? null : (
          <button
            type="button"
            class="primary"
            data-testid="reminder-dial"
            disabled={!canAct('dial')}
            onClick={() => {
              dialNumber(task.number, { task: task.id });
              seeReminder(task.id);
            }}
          >
            <Icon name="phone" /> {formatNumber(task.number)}
          </button>
        )}
        <button type="button" onClick={() => void once(done)}>
          {w.done}
        </button>
        <button type="button" onClick={() => void once(later)}>
          {w.later}
        </button>
        <button type="button" data-testid="reminder-seen" onClick={() => seeReminder(task.id)}>
          {w.seen}
        </button>
      </span>
    </section>
  );
}
