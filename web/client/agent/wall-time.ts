/** Moments of the agent's day in the site's zone, as its people say them. */
import { computed } from '@preact/signals';
import { nowMs } from '../parts/clock.js';
import { words } from '../words/words.js';
import { localInput } from './local-time.js';
import { siteTimeZone } from './own-settings.js';

const formats = computed(() => {
  const timeZone = siteTimeZone.value;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return {
    time: new Intl.DateTimeFormat(words.value.locale, time),
    date: new Intl.DateTimeFormat(words.value.locale, { month: 'short', day: 'numeric', ...time }),
  };
});

/** Today: the time; other days: day and time. */
export function wallTime(atMs: number): string {
  const day = (ms: number): string => localInput(ms, siteTimeZone.value).slice(0, 10);
  const today = day(atMs) === day(nowMs.peek());
  return (today ? formats.value.time : formats.value.date).format(atMs);
}
