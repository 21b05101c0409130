import type { Schedule } from './site.js';

/**
 * Local time by an explicit zone and nothing else: no clock, no zone of the machine. A moment is inside a schedule by what
 * a clock on the wall reads then, so that nights with a change of the clock need no rule of their own.
 */

/** What a wall clock reads. */
export interface LocalTime {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** 1 Monday - 7 Sunday. */
  readonly weekday: number;
  /** Since its midnight, 0-86,399. */
  readonly seconds: number;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Further ahead nobody needs to know when a door opens. */
export const searchDays = 400;

/** Clocks are changed on a quarter of an hour of UTC, wherever they are: within one the offset is the same. */
const quarterMs = 900_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** The quarter last asked for and its offset: asking Intl costs more than a decision. */
  quarter: number;
  offsetMs: number;
}

const zones = new Map<string, Zone>();

/** Throws RangeError for a zone it doesn't know. */
export function localTime(atMs: number, timeZone: string): LocalTime {
  const wallMs = wallClock(atMs, timeZone);
  const day = Math.floor(wallMs / dayMs);
  return { day, weekday: weekdayOf(day), seconds: Math.floor((wallMs - day * dayMs) / 1000) };
}

export function isOpen(schedule: Schedule, atMs: number, timeZone: string): boolean {
  const { day, seconds } = localTime(atMs, timeZone);
  return hoursOf(schedule, day).some(({ from, to }) => seconds >= secondsOf(from) && seconds < secondsOf(to));
}

/** The first moment after `atMs` when `isOpen` says something else, epoch ms; null: not within so many days. */
export function nextChange(schedule: Schedule, atMs: number, timeZone: string, days = searchDays): number | null {
  const open = isOpen(schedule, atMs, timeZone);
  const today = Math.floor(wallClock(atMs, timeZone) / dayMs);
  for (let day = today - 1; day <= today + days; day++) {
    const moments = [...boundaries(schedule, day), 0]
      .flatMap((seconds) => momentsOf(day * dayMs + seconds * 1000, timeZone))
      .concat(clockChanges(day, timeZone))
      .sort((a, b) => a - b);
    for (const moment of moments) {
      if (moment > atMs && isOpen(schedule, moment, timeZone) !== open) return moment;
    }
  }
  return null;
}

/** Of a special date, else of the weekday (china.md 6). `day`: days since 1970. */
export function hoursOf(schedule: Schedule, day: number): readonly { from: string; to: string }[] {
  if (schedule.special !== undefined && schedule.special.length > 0) {
    const date = dateOf(day);
    const special = schedule.special.find((entry) => entry.date === date);
    if (special !== undefined) return special.hours;
  }
  const weekday = weekdayOf(day);
  return schedule.weekly.filter((entry) => entry.days.includes(weekday));
}

/** Seconds of the local day at which something may begin or end. */
function boundaries(schedule: Schedule, day: number): readonly number[] {
  return hoursOf(schedule, day).flatMap(({ from, to }) => [secondsOf(from), secondsOf(to)].filter(Number.isFinite));
}

/** When a wall clock reads this: once, twice in the hour that is repeated, never in the one that is left out. */
function momentsOf(wallMs: number, timeZone: string): readonly number[] {
  const offsets = new Set([offsetAt(wallMs - 14 * hourMs, timeZone), offsetAt(wallMs + 14 * hourMs, timeZone)]);
  return [...offsets].map((offset) => wallMs - offset).filter((atMs) => wallClock(atMs, timeZone) === wallMs);
}

/** When clocks are changed on this local day: at most once. */
function clockChanges(day: number, timeZone: string): readonly number[] {
  let low = day * dayMs - 14 * hourMs;
  let high = (day + 1) * dayMs + 14 * hourMs;
  const before = offsetAt(low, timeZone);
  if (before === offsetAt(high, timeZone)) return [];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (offsetAt(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return Math.floor(wallClock(high, timeZone) / dayMs) === day ? [high] : [];
}

function offsetAt(atMs: number, timeZone: string): number {
  return wallClock(atMs, timeZone) - Math.floor(atMs / 1000) * 1000;
}

/** The wall clock's reading as if it were UTC, whole seconds. */
function wallClock(atMs: number, timeZone: string): number {
  const zone = zoneOf(timeZone);
  const wholeMs = Math.floor(atMs / 1000) * 1000;
  const quarter = Math.floor(atMs / quarterMs);
  if (zone.quarter !== quarter) {
    zone.offsetMs = readClock(zone.format, wholeMs) - wholeMs;
    zone.quarter = quarter;
  }
  return wholeMs + zone.offsetMs;
}

function readClock(format: Intl.DateTimeFormat, atMs: number): number {
  const read: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) read[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const zone: Zone = { format, quarter: Number.NaN, offsetMs: 0 };
  zones.set(timeZone, zone);
  return zone;
}

/** "24:00" is the end of the day. Anything that is no time of day is beyond every day: such hours are never. */
export function secondsOf(time: string): number {
  const match = /^(\d{2}):(\d{2})$/.exec(time);
  if (match === null) return Number.POSITIVE_INFINITY;
  const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60;
  return seconds > 86_400 || Number(match[2]) > 59 ? Number.POSITIVE_INFINITY : seconds;
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
