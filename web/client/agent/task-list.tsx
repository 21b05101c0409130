/** What the agent has promised: what is due first. */
import { useSignal } from '@preact/signals';
import type { Task } from '../../../daemon/contract/pages.js';
import { api } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { openBox } from './boxes.js';
import { DialNumber } from './dial-number.js';
import { keyText } from './keymap.js';
import { keymap } from './keys.js';
import { doneTasks, type Read, readDone, readTasks, tasks, useFresh } from './tasks.js';
import { wallTime } from './wall-time.js';

export function TaskList() {
  const w = words.value.day;
  const showDone = useSignal(false);
  useFresh(readTasks);
  const list: Read<Task> = showDone.value ? doneTasks.value : tasks.value;
  const keys = keyText(keymap.value.task);
  return (
    <>
      <div class="day-head">
        <button
          type="button"
          data-testid="task-new"
          aria-keyshortcuts={keys}
          onClick={() => {
            openBox.value = { box: 'task', taskId: null };
          }}
        >
          <Icon name="plus" /> {w.newTask} <kbd>{keys}</kbd>
        </button>
        <button
          type="button"
          class="quiet"
          aria-pressed={showDone.value}
          onClick={() => {
            showDone.value = !showDone.value;
            if (showDone.value) void readDone();
          }}
        >
          {showDone.value ? w.showOpen : w.showDone}
        </button>
      </div>
      {list === null || list === 'failed' || list.length === 0 ? (
        <p class="empty">{list === null ? words.value.loading : list === 'failed' ? w.failed : w.noTasks}</p>
      ) : (
        <ol class="day-list">
          {list.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
        </ol>
      )}
    </>
  );
}

function TaskRow({ task }: { readonly task: Task }) {
  const w = words.value.day;
  const due = task.doneAt === null && task.dueAt <= nowMs.value;

  async function finish(): Promise<void> {
    const answer = await api.taskDone(task.id);
    if (!answer.ok) tellFailure(answer.code);
    else tellGood((words) => words.day.doneTold);
    await readTasks();
  }

  async function remove(): Promise<void> {
    const answer = await api.removeTask(task.id);
    if (!answer.ok) tellFailure(answer.code);
    await (task.doneAt === null ? readTasks() : readDone());
  }

  return (
    <li class={due ? 'day-row due' : 'day-row'} data-testid="task-row">
      <div class="day-what">
        <b class="number">{wallTime(task.dueAt)}</b> {due ? <span class="tag bad">{w.overdue}</span> : null}
        <p>{task.text}</p>
        <span class="muted small">
          {task.customer === null ? '' : task.customer.name || task.customer.phone}{' '}
          <DialNumber number={task.number} of={{ task: task.id }} />
        </span>
      </div>
      {task.doneAt === null ? (
        <>
          <button
            type="button"
            class="round"
            aria-label={`${w.due}: ${task.text}`}
            title={w.due}
            onClick={() => {
              openBox.value = { box: 'task', taskId: task.id };
            }}
          >
            <Icon name="clock" />
          </button>
          <button
            type="button"
            class="round"
            data-testid="task-done"
            aria-label={`${w.done}: ${task.text}`}
            title={w.done}
            onClick={() => void finish()}
          >
            <Icon name="check" />
          </button>
        </>
      ) : (
        <button
          type="button"
          class="round"
          aria-label={`${w.remove}: ${task.text}`}
          title={w.remove}
          onClick={() => void remove()}
        >
          <Icon name="cross" />
        </button>
      )}
    </li>
  );
}
