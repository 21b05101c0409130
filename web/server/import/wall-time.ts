import { wallTime } from './rows.js';

/** Epoch ms of "2027-01-31 09:30" as the clock on the wall in this zone has it; NaN: no such time is written there. */
export function epochOfWall(text: string, timeZone: string): number {
  const wall = wallTime(text);
  if (!wall) return Number.NaN;
  const [year, month, day, hour, minute] = wall;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  // Twice: the first offset may be that of the other side of a change of summer time.
  const first = asUtc - offsetMs(asUtc, timeZone);
  return asUtc - offsetMs(first, timeZone);
}

function offsetMs(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}
