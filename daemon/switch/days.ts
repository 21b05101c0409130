/** Local days, from an instant and an explicit zone: no clock, no zone of the machine. */
export interface Days {
  /** The first instant of the next local day after `atMs`, epoch ms. Throws RangeError for a zone it does not know. */
  nextMidnight(atMs: number, timeZone: string): number;
}

export const intlDays: Days = { nextMidnight };

function nextMidnight(atMs: number, timeZone: string): number {
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
  const local = localAsUtc(format, atMs);
  const target = Math.floor(local / dayMs) * dayMs + dayMs;
  // The offset at midnight may differ from now's (summer time): correct once with the offset there.
  const guess = target - (local - Math.floor(atMs / 1000) * 1000);
  const corrected = guess - (localAsUtc(format, guess) - target);
  return corrected > atMs ? corrected : guess;
}

/** When the local day that `atMs` is in began, epoch ms. */
export function midnightBefore(atMs: number, timeZone: string): number {
  const dayAndMoreMs = 26 * 3_600_000; // a day of 25 hours, when summer time ends, and a margin
  let midnight = nextMidnight(atMs - dayAndMoreMs, timeZone);
  for (let next = midnight; next <= atMs; next = nextMidnight(next, timeZone)) midnight = next;
  return midnight;
}

/** "YYYY-MM-DD" where the zone is, so many days after the day that `atMs` is in. */
export function localDate(atMs: number, timeZone: string, daysLater = 0): string {
  const format = new Intl.DateTimeFormat('en-CA-u-ca-iso8601-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const [year = 1970, month = 1, day = 1] = format.format(atMs).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day + daysLater)).toISOString().slice(0, 10);
}

const dayMs = 86_400_000;

/** The wall clock's reading as if it were UTC, whole seconds. */
function localAsUtc(format: Intl.DateTimeFormat, atMs: number): number {
  const read: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) read[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
