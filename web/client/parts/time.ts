/** Times and durations for people; local zone of the browser. */
import { computed } from '@preact/signals';
import { words } from '../words/words.js';

/** 0:07, 12:05, 1:02:09. Negative (clocks a little apart) shows as zero. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const formats = computed(() => ({
  time: new Intl.DateTimeFormat(words.value.locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  date: new Intl.DateTimeFormat(words.value.locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }),
  day: new Intl.DateTimeFormat(words.value.locale, { dateStyle: 'long' }),
  full: new Intl.DateTimeFormat(words.value.locale, { dateStyle: 'full', timeStyle: 'medium' }),
}));

/** Today: time to the second; other days: day and minute. */
export function formatMoment(atMs: number, todayMs: number): string {
  const sameDay = new Date(atMs).toDateString() === new Date(todayMs).toDateString();
  return (sameDay ? formats.value.time : formats.value.date).format(atMs);
}

export function timeOfDay(atMs: number): string {
  return formats.value.time.format(atMs);
}

export function formatDay(atMs: number): string {
  return formats.value.day.format(atMs);
}

export function formatFull(atMs: number): string {
  return formats.value.full.format(atMs);
}
