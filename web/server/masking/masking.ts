/**
 * The border for telephone numbers (CRM-23): whoever lacks the right numbers.full is told 138****5678, wherever the
 * number stands. It looks at all text that leaves, not at the fields that are meant to hold numbers: a number in a
 * note, a name or a value of associated data is a number too. Pure.
 */

/** Digits with at most two blanks, dashes, dots or brackets between two of them, with a + before. Full-width ones too. */
const runs = /[+＋]?[0-9０-９](?:[ \t().\-–—_\u00a0]{0,2}[0-9０-９]){6,}/g;
const countryCode = /^(?:00)?86(?=1[3-9]\d{9}|[1-9]\d{8,10})/;
/** Digits of an area code that stay; a run may be two numbers, so no more. */
const maxShownFirst = 4;
/** Row ids (SortableIds), hashes, and names of files made of them. */
const ids = /^(?:[0-9a-z]{26}|[0-9a-f]{64}|(?:\d{4}\/\d{2}\/\d{2}\/)?[0-9a-z]{26}\.wav)$/;
/** "2027-01-31", alone or with a time: no number begins so and has dashes there. */
const dates = /^(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?:$|[ T])/;
const minDigits = 7;
/** Keys whose values name logins and rows of ours, never anybody's telephone. */
const ownNames: ReadonlySet<string> = new Set(['id', 'agentId', 'user', 'callId', 'day', 'version', 'at']);

/** One number with four digits hidden before the last four: "138****5678"; a shorter one shows its last three. */
export function maskNumber(number: string): string {
  const plus = /^[+＋]/.test(number) ? '+' : '';
  const digits = number.normalize('NFKC').replace(/\D/g, '');
  const country = countryCode.exec(digits)?.[0] ?? '';
  const own = digits.slice(country.length);
  const last = own.length >= 8 ? 4 : 3;
  const first = Math.min(maxShownFirst, Math.max(0, own.length - last - 4));
  return `${plus}${country}${own.slice(0, first)}****${own.slice(-last)}`;
}

/** Every number of seven digits or more in a text. */
export function maskText(text: string): string {
  if (text.length < minDigits || ids.test(text)) return text;
  return text.replace(runs, (run, at: number) => {
    if (dates.test(text.slice(at, at + 11))) return maskAfterDate(run);
    return run.replace(/\D/g, '').length < minDigits && !/[０-９]/.test(run) ? run : maskNumber(run);
  });
}

/** A run may begin with a date and go on with a number: "2027-01-31 13800138000". */
function maskAfterDate(run: string): string {
  const [date = ''] = /^\d{4}[-./]\d{1,2}[-./]\d{1,2}/.exec(run) ?? [];
  return date + maskText(run.slice(date.length));
}

/** The same value with every number in its texts masked; keys of objects too, where they are numbers. */
export function masked<T>(value: T): T {
  return maskValue(value) as T;
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      maskText(key),
      typeof each === 'string' && ownNames.has(key) && !/^1[3-9]\d{9}$/.test(each) ? each : maskValue(each),
    ]),
  );
}
