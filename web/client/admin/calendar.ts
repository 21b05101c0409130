/** What a schedule means day by day, and where a call at a moment goes: by the switch's own functions. */
import { hoursOf, isOpen, nextChange } from '../../../daemon/terms/schedules.js';
import type { Overflow, Queue, Schedule, Site } from '../../../daemon/terms/site.js';

export interface CalendarDay {
  /** "2026-12-05". */
  readonly date: string;
  /** Of the month. */
  readonly day: number;
  /** 1 Monday - 7 Sunday. */
  readonly weekday: number;
  readonly hours: readonly { readonly from: string; readonly to: string }[];
  /** A special date decides, not the week. */
  readonly special: boolean;
  readonly name: string;
}

const dayMs = 86_400_000;

/** The days of a month "2026-12", in weeks from Monday on; null: a day of another month. */
export function monthOf(month: string, schedule: Schedule): readonly (readonly (CalendarDay | null)[])[] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  if (Number.isNaN(first)) return [];
  const days: (CalendarDay | null)[] = [];
  for (let at = first; new Date(at).toISOString().startsWith(month); at += dayMs) {
    const date = new Date(at).toISOString().slice(0, 10);
    const weekday = ((new Date(at).getUTCDay() + 6) % 7) + 1;
    if (days.length === 0) for (let before = 1; before < weekday; before++) days.push(null);
    const special = schedule.special?.find((each) => each.date === date);
    days.push({
      date,
      day: Number(date.slice(8)),
      weekday,
      hours: [...hoursOf(schedule, at / dayMs)].sort((a, b) => (a.from < b.from ? -1 : 1)),
      special: special !== undefined,
      name: special?.name ?? '',
    });
  }
  while (days.length % 7 !== 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

/** "2026-12" and -1 is "2026-11". */
export function monthBeside(month: string, by: number): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + by);
  return at.toISOString().slice(0, 7);
}

export type Way =
  | { readonly to: 'queue'; readonly queue: string }
  /** The queue is closed and says so with its busy prompts. */
  | { readonly to: 'overflow'; readonly queue: string; readonly overflow: Overflow }
  /** Closed queues lead to each other, or the queue is not there. */
  | { readonly to: 'nowhere'; readonly queue: string };

/** As many hand-overs as the switch makes, and no more. */
const maxHandOvers = 5;

/** Where a call goes that reaches this queue at this moment, and on the way there. Pure of who is signed in. */
export function wayOf(site: Site, queueId: string, atMs: number): readonly Way[] {
  const way: Way[] = [];
  let id = queueId;
  for (let hop = 0; hop <= maxHandOvers; hop++) {
    const queue = site.queues.find((each) => each.id === id);
    if (queue === undefined || way.some((each) => each.queue === id)) return [...way, { to: 'nowhere', queue: id }];
    if (isQueueOpen(site, queue, atMs)) return [...way, { to: 'queue', queue: id }];
    const overflow = queue.whenClosed ?? { to: 'hang-up' as const, prompts: queue.busyPrompts };
    way.push({ to: 'overflow', queue: id, overflow });
    if (overflow.to !== 'queue') return way;
    id = overflow.queue;
  }
  return way;
}

export function isQueueOpen(site: Site, queue: Queue, atMs: number): boolean {
  const schedule = site.schedules?.find((each) => each.id === queue.hours);
  return schedule === undefined || isOpen(schedule, atMs, site.timeZone);
}

/** Epoch ms; null: never within a year. */
export function changesAt(schedule: Schedule, atMs: number, timeZone: string): number | null {
  return nextChange(schedule, atMs, timeZone);
}
