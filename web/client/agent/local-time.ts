/** Moments as the clock on the site's wall shows them, for input fields: "2027-01-31T09:05". */

/** Of a zone the browser does not know: its own. */
function partsAt(atMs: number, timeZone: string): Readonly<Record<string, string>> {
  const wanted = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format = (zone: string | undefined): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat('en-CA', { ...wanted, hourCycle: 'h23', timeZone: zone });
  let known: Intl.DateTimeFormat;
  try {
    known = format(timeZone);
  } catch {
    known = format(undefined);
  }
  return Object.fromEntries(known.formatToParts(atMs).map(({ type, value }) => [type, value]));
}

export function localInput(atMs: number, timeZone: string): string {
  const { year = '', month = '', day = '', hour = '', minute = '' } = partsAt(atMs, timeZone);
  return `${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}`;
}

/**
 * Epoch ms of a local time; null: none. A time that a clock change skips is the one an hour later; of one that comes
 * twice, the first.
 */
export function momentOf(input: string, timeZone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(input)) return null;
  const asUtc = Date.parse(`${input}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  // The zone is ahead of UTC by what it shows then; a second look corrects for a change of the clock in between.
  const offsetAt = (atMs: number): number => Date.parse(`${localInput(atMs, timeZone)}:00Z`) - atMs;
  const dayMs = 86_400_000;
  const candidates = [asUtc - offsetAt(asUtc - dayMs), asUtc - offsetAt(asUtc + dayMs)].sort((a, b) => a - b);
  return candidates.find((atMs) => localInput(atMs, timeZone) === input) ?? candidates[1] ?? null;
}

/** The day after `atMs` on the site's calendar, at "HH:MM". */
export function tomorrowAt(atMs: number, timeZone: string, time: string): string {
  const today = localInput(atMs, timeZone).slice(0, 10);
  const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return `${next}T${time}`;
}

/** [from, to) of a local date "2027-01-31"; null: none. */
export function dayOf(date: string, timeZone: string): { readonly from: number; readonly to: number } | null {
  const from = momentOf(`${date}T00:00`, timeZone);
  if (from === null) return null;
  const to = momentOf(tomorrowAt(from, timeZone, '00:00'), timeZone);
  return to === null ? null : { from, to };
}
