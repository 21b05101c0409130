/** What an agent sets himself to do at a time: new, or another time for one there is. */
import { useSignal } from '@preact/signals';
import type { Task } from '../../../daemon/contract/pages.js';
import { api } from '../parts/api.js';
import { serverNowMs } from '../parts/clock.js';
import { Dialog } from '../parts/dialog.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { closeBox } from './boxes.js';
import { localInput, momentOf, tomorrowAt } from './local-time.js';
import { siteTimeZone } from './own-settings.js';
import { chosenCustomer, pop, popIsCurrent } from './pop.js';
import { readTasks } from './tasks.js';

/** As in the contract. */
const maxTextLength = 500;
const minuteMs = 60_000;
const soon = [10, 30, 60] as const;

export function TaskForm({ task }: { readonly task: Task | null }) {
  const w = words.value.day;
  const zone = siteTimeZone.value;
  const shown = popIsCurrent() ? pop.value : null;
  const customer = task === null ? chosenCustomer() : task.customer;
  const text = useSignal(task?.text ?? '');
  const due = useSignal(localInput(task?.dueAt ?? serverNowMs() + 30 * minuteMs, zone));
  const number = useSignal(task?.number ?? shown?.callingNumber ?? '');
  const problem = useSignal<'textNeeded' | 'dueBad' | 'numberBad' | null>(null);
  const saving = useSignal(false);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const dueAt = momentOf(due.value, zone);
    const plain = number.value.replace(/[\s()-]/g, '');
    problem.value =
      text.value.trim() === ''
        ? 'textNeeded'
        : dueAt === null
          ? 'dueBad'
          : /^\+?[0-9*#]{0,24}$/.test(plain)
            ? null
            : 'numberBad';
    if (problem.value !== null || dueAt === null || saving.value) return;
    saving.value = true;
    const body = {
      dueAt,
      text: text.value.trim(),
      number: plain,
      customerId: customer?.id ?? null,
      callId: task === null ? (shown?.callId ?? null) : task.callId,
    };
    const answer = task === null ? await api.addTask(body) : await api.changeTask(task.id, body);
    saving.value = false;
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    closeBox('task');
    tellGood((words) => words.day.saved);
    void readTasks();
  }

  return (
    <Dialog title={task === null ? w.newTask : w.due} testId="task-box" onClose={() => closeBox('task')}>
      <form class="task-form" onSubmit={save} noValidate>
        {customer === null ? null : <p class="tag strong">{customer.name || customer.phone}</p>}
        <label>
          <span>{w.text}</span>
          <input
            data-autofocus
            data-testid="task-text"
            maxLength={maxTextLength}
            value={text.value}
            aria-invalid={problem.value === 'textNeeded'}
            onInput={(event) => {
              text.value = event.currentTarget.value;
            }}
          />
        </label>
        <label>
          <span>
            {w.due} · {w.zone(zone)}
          </span>
          <input
            type="datetime-local"
            data-testid="task-due"
            value={due.value}
            aria-invalid={problem.value === 'dueBad'}
            onInput={(event) => {
              due.value = event.currentTarget.value;
            }}
          />
        </label>
        <div class="quick-times">
          {soon.map((minutes) => (
            <button
              key={minutes}
              type="button"
              onClick={() => {
                due.value = localInput(serverNowMs() + minutes * minuteMs, zone);
              }}
            >
              {w.inMinutes(minutes)}
            </button>
          ))}
          <button
            type="button"
            onClick={() => {
              due.value = tomorrowAt(serverNowMs(), zone, '09:00');
            }}
          >
            {w.tomorrow}
          </button>
        </div>
        <label>
          <span>{w.number}</span>
          <input
            inputMode="tel"
            data-testid="task-number"
            maxLength={32}
            value={number.value}
            aria-invalid={problem.value === 'numberBad'}
            onInput={(event) => {
              number.value = event.currentTarget.value;
            }}
          />
        </label>
        <div class="box-foot">
          <span class="problem" role="alert">
            {problem.value === null ? '' : w[problem.value]}
          </span>
          <button type="submit" class="primary" data-testid="task-save" aria-busy={saving.value}>
            {w.save} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}
