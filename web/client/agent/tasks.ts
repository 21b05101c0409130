/** Tasks, missed offers and call-backs: read while their list is open, whenever a counter says that it is another. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallBackList, MissedList, Task, TaskList } from '../../../daemon/contract/pages.js';
import { ask, counters, onTold, returns } from '../live/live.js';
import type { Answer } from '../parts/api.js';
import { api } from '../parts/api.js';
import { chime } from '../parts/chime.js';

/** null: not read yet; 'failed': nothing was ever read. */
export type Read<T> = readonly T[] | 'failed' | null;

export const tasks = signal<Read<Task>>(null);
export const doneTasks = signal<Read<Task>>(null);
export const missed = signal<Read<MissedList['missed'][number]>>(null);
export const callBacks = signal<Read<CallBackList['callBacks'][number]>>(null);
/** Due and not yet seen, oldest first. */
export const reminders = signal<readonly Task[]>([]);

function kept<T>(before: Read<T>, answer: Answer<unknown>, list: readonly T[] | undefined): Read<T> {
  if (answer.ok && list !== undefined) return list;
  return Array.isArray(before) ? before : 'failed';
}

export async function readTasks(): Promise<void> {
  const answer: Answer<TaskList> = await api.tasks('open');
  tasks.value = kept(tasks.value, answer, answer.ok ? answer.value.tasks : undefined);
  if (!answer.ok) return;
  // What was done or moved elsewhere needs no reminder here.
  const { tasks: open } = answer.value;
  reminders.value = reminders.value.filter((each) =>
    open.some((task) => task.id === each.id && task.dueAt === each.dueAt),
  );
}

export async function readDone(): Promise<void> {
  const answer = await api.tasks('done');
  doneTasks.value = kept(doneTasks.value, answer, answer.ok ? answer.value.tasks : undefined);
}

export async function readMissed(): Promise<void> {
  const answer = await api.missed();
  missed.value = kept(missed.value, answer, answer.ok ? answer.value.missed : undefined);
}

export async function readCallBacks(): Promise<void> {
  const answer = await api.callBacks();
  callBacks.value = kept(callBacks.value, answer, answer.ok ? answer.value.callBacks : undefined);
}

/** Of the list that is open; the others cost nothing. */
export function useFresh(read: () => Promise<void>): void {
  const now = `${returns.value} ${JSON.stringify(counters.value)}`;
  useEffect(() => {
    if (returns.value > 0) void read();
  }, [now, read]);
}

export function seeReminder(taskId: string): void {
  reminders.value = reminders.value.filter((task) => task.id !== taskId);
  void ask({ do: 'reminder-seen', taskId });
}

export function followDay(): () => void {
  const stopReminders = onTold('reminder', ({ task }) => {
    if (reminders.value.some((each) => each.id === task.id)) return;
    reminders.value = [...reminders.value, task];
    chime('reminder');
  });
  return () => {
    stopReminders();
    for (const list of [tasks, doneTasks, missed, callBacks]) list.value = null;
    reminders.value = [];
  };
}
