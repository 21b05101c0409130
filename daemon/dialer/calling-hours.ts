/** When a number may be called: local time where it is, on which days, and at another part of the day than last time. */
import type { Campaign } from '../terms/outbound.js';
import { localTime, secondsOf } from '../terms/schedules.js';
import type { Site } from '../terms/site.js';

/** What of a campaign says when it calls. */
export type CallingTimes = Pick<Campaign, 'hours' | 'days'>;

/**
 * Zones of a country. China has one. Where there are several and the number does not tell which, a call must be allowed
 * in all of them: the law asks for the hour of whom is called.
 */
const zonesOf: Readonly<Record<Site['country'], readonly string[]>> = {
  cn: ['Asia/Shanghai'],
  gb: ['Europe/London'],
  de: ['Europe/Berlin'],
  us: [
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Phoenix',
    'America/Los_Angeles',
    'America/Anchorage',
    'Pacific/Honolulu',
  ],
};

/** Where this number may be; empty: abroad, where no hour is known, so it is never called. */
export function zonesOfNumber(number: string, country: Site['country']): readonly string[] {
  return /^(\+|00)/.test(number) ? [] : zonesOf[country];
}

export function mayCallAt(atMs: number, times: CallingTimes, zones: readonly string[]): boolean {
  return zones.length > 0 && zones.every((zone) => isWithin(atMs, times, zone));
}

function isWithin(atMs: number, { hours, days }: CallingTimes, zone: string): boolean {
  const { weekday, seconds } = localTime(atMs, zone);
  return days.includes(weekday) && seconds >= secondsOf(hours.from) && seconds < secondsOf(hours.to);
}

const minuteMs = 60_000;
const quarterMs = 900_000;
/** Further ahead nobody needs to know. */
const searchMs = 15 * 86_400_000;

/** `atMs` or the first minute after it when the number may be called; null: not within two weeks. */
export function nextCallable(atMs: number, times: CallingTimes, zones: readonly string[]): number | null {
  return firstTime(atMs, (at) => mayCallAt(at, times, zones));
}

/** Morning, afternoon, evening: thirds of the campaign's hours. */
const parts = 3;

/** 0-2; null: outside the hours. */
export function partOfDay(atMs: number, { hours }: CallingTimes, zone: string): number | null {
  const { seconds } = localTime(atMs, zone);
  const from = secondsOf(hours.from);
  const to = secondsOf(hours.to);
  if (!(seconds >= from && seconds < to)) return null;
  return Math.min(parts - 1, Math.floor(((seconds - from) * parts) / (to - from)));
}

/** Hours that are too short for a morning and an evening are one part. */
const shortestHoursS = 3 * 3600;

/** From `earliestMs` on, at another part of the day than `lastMs` (china.md 7), when it may be called; null: never. */
export function nextTryAt(
  lastMs: number,
  earliestMs: number,
  times: CallingTimes,
  zones: readonly string[],
): number | null {
  const [zone] = zones;
  if (zone === undefined) return null;
  const last = partOfDay(lastMs, times, zone);
  const isShort = secondsOf(times.hours.to) - secondsOf(times.hours.from) < shortestHoursS;
  if (last === null || isShort) return nextCallable(earliestMs, times, zones);
  return firstTime(earliestMs, (at) => mayCallAt(at, times, zones) && partOfDay(at, times, zone) !== last);
}

/** Hours begin and end on whole minutes: quarters are looked at first, then the minutes of the one that fits. */
function firstTime(fromMs: number, isFit: (atMs: number) => boolean): number | null {
  if (isFit(fromMs)) return fromMs;
  const firstMinute = Math.ceil(fromMs / minuteMs) * minuteMs;
  const firstQuarter = Math.ceil(fromMs / quarterMs) * quarterMs;
  for (let at = firstMinute; at < firstQuarter; at += minuteMs) if (isFit(at)) return at;
  for (let quarter = firstQuarter; quarter <= fromMs + searchMs; quarter += quarterMs) {
    if (!isFit(quarter) && !isFit(quarter + quarterMs - minuteMs)) continue;
    for (let at = quarter; at < quarter + quarterMs; at += minuteMs) if (isFit(at)) return at;
  }
  return null;
}
