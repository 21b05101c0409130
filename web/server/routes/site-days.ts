import { z } from 'zod';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import { checked } from '../http/body.js';
import type { CallArchive } from './call-archive.js';

/** How long the zone is remembered; a site moves rarely. */
const rememberMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A day of the site: [from, to), epoch ms. */
export interface Day {
  readonly from: number;
  readonly to: number;
}

export const dateQuery = z.object({
  date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'is a date like 2027-01-31')
    .optional(),
});

/** Days as the site's clock on the wall has them. */
export class SiteDays {
  private known: { readonly timeZone: string; readonly at: number } | null = null;

  constructor(
    private readonly archive: CallArchive,
    private readonly clock: Clock,
  ) {}

  /** @throws CallboxError daemon-down */
  async timeZone(): Promise<string> {
    const nowMs = this.clock.nowMs();
    if (this.known && nowMs - this.known.at <= rememberMs) return this.known.timeZone;
    const site = await this.archive.site();
    if (!site) return 'UTC'; // for the moment until the daemon has read its site file
    this.known = { timeZone: site.timeZone, at: nowMs };
    return site.timeZone;
  }

  today(): Promise<Day> {
    return this.dayOf(this.clock.nowMs());
  }

  /** The day that `atMs` is in. */
  async dayOf(atMs: number): Promise<Day> {
    const timeZone = await this.timeZone();
    return dayAt(dateAt(atMs, timeZone), timeZone);
  }

  /**
   * The day asked for in a query, or today.
   * @throws CallboxError bad-request for a date that is none
   */
  async asked(query: unknown): Promise<Day> {
    const { date } = checked(dateQuery, query);
    if (date === undefined) return this.today();
    const day = dayAt(date, await this.timeZone());
    if (Number.isNaN(day.from)) throw new CallboxError('bad-request', `${date} is no date of the calendar.`);
    return day;
  }
}

/** Of a date "2027-01-31"; NaN when it is not in the calendar. A day of summer time may have 23 or 25 hours. */
export function dayAt(date: string, timeZone: string): Day {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const next = new Date(utc + dayMs);
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== date)
    return { from: Number.NaN, to: Number.NaN };
  return {
    from: midnight(date, utc, timeZone),
    to: midnight(next.toISOString().slice(0, 10), next.getTime(), timeZone),
  };
}

/** The date on the wall, "2027-01-31". */
export function dateAt(atMs: number, timeZone: string): string {
  const format = { timeZone, calendar: 'iso8601', numberingSystem: 'latn' } as const;
  return new Intl.DateTimeFormat('sv-SE', { ...format, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    atMs,
  );
}

/** The first moment of the date: looked for around the same moment of UTC, by hours and then by minutes. */
function midnight(date: string, utc: number, timeZone: string): number {
  let before = utc - 15 * hourMs;
  for (const step of [hourMs, 60_000]) {
    while (dateAt(before + step, timeZone) < date) before += step;
  }
  return before + 60_000;
}
