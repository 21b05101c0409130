/** When somebody can be promised a call: in the campaign's hours, on its days, by the clock on the site's wall. */
import type { Campaign } from '../../../../daemon/terms/outbound.js';
import { localInput, momentOf, tomorrowAt } from '../local-time.js';

export type CallingTimes = Pick<Campaign, 'hours' | 'days'>;
export type TimeProblem = 'none' | 'past' | 'far' | 'hours' | 'day';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** As the dialer has it. */
const furthestMs = 366 * 24 * hourMs;

/** 1 Monday - 7 Sunday of "2027-01-31T09:05". */
function weekdayOf(input: string): number {
  return new Date(`${input.slice(0, 10)}T00:00:00Z`).getUTCDay() || 7;
}

/** null: it can be promised. `times` null: the hours are not known here; the server has the last word. */
export function timeProblem(
  input: string,
  nowMs: number,
  zone: string,
  times: CallingTimes | null,
): TimeProblem | null {
  const atMs = momentOf(input, zone);
  if (atMs === null) return 'none';
  if (atMs <= nowMs) return 'past';
  if (atMs > nowMs + furthestMs) return 'far';
  if (times === null) return null;
  // By what the clock shows then: a clock change may have moved it.
  const shown = localInput(atMs, zone);
  if (!times.days.includes(weekdayOf(shown))) return 'day';
  const time = shown.slice(11);
  return time >= times.hours.from && time < times.hours.to ? null : 'hours';
}

export const quickTimes = ['hour', 'three-hours', 'morning', 'afternoon'] as const;
export type QuickTime = (typeof quickTimes)[number];

/** "2027-01-31T09:05" of: in 1 h, in 3 h, tomorrow 10:00, tomorrow 15:00. */
export function quickInput(which: QuickTime, nowMs: number, zone: string): string {
  switch (which) {
    case 'hour':
      return localInput(nowMs + hourMs, zone);
    case 'three-hours':
      return localInput(nowMs + 3 * hourMs, zone);
    case 'morning':
      return tomorrowAt(nowMs, zone, '10:00');
    case 'afternoon':
      return tomorrowAt(nowMs, zone, '15:00');
  }
}

/** The first quick time that can be promised, else 10:00 of the first day that can. */
export function firstInput(nowMs: number, zone: string, times: CallingTimes | null): string {
  const fits = (input: string): boolean => timeProblem(input, nowMs, zone, times) === null;
  const days = Array.from({ length: 7 }, (_, day) => tomorrowAt(nowMs + day * 24 * hourMs, zone, '10:00'));
  const inputs = [...quickTimes.map((which) => quickInput(which, nowMs, zone)), ...days];
  return inputs.find(fits) ?? quickInput('morning', nowMs, zone);
}
