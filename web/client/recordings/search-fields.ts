/** The fields of the search, and the question they make. Dates are days of this browser's clock. */
export interface SearchFields {
  readonly number: string;
  readonly agent: string;
  readonly group: string;
  readonly queue: string;
  readonly result: string;
  readonly direction: string;
  readonly kind: string;
  /** "2027-01-31"; '' open. */
  readonly from: string;
  readonly to: string;
  /** Seconds. */
  readonly min: string;
  readonly max: string;
}
export const noFields: SearchFields = {
  number: '',
  agent: '',
  group: '',
  queue: '',
  result: '',
  direction: '',
  kind: '',
  from: '',
  to: '',
  min: '',
  max: '',
};

/** Epoch ms of the day's first moment, or of the next day's; null: no date. */
export function dayMs(date: string, next = false): number | null {
  const [year, month, day] = date.split('-').map(Number);
  if (date === '' || year === undefined || month === undefined || day === undefined) return null;
  const at = new Date(year, month - 1, day + (next ? 1 : 0)).getTime();
  return Number.isNaN(at) ? null : Math.max(0, at);
}

/** "138*" finds by the beginning, everything else by the end. Null: too short to look for. */
export function numberAsked(typed: string): { readonly number: string; readonly match: 'begins' | 'ends' } | null {
  const plain = typed.replace(/[\s()+-]/g, '');
  const begins = /^\d+\*$/.test(plain);
  const number = begins ? plain.slice(0, -1) : plain.replace(/^\*(?=\d)/, '');
  return /^\d{3,24}$/.test(number) ? { number, match: begins ? 'begins' : 'ends' } : null;
}

export function queryOf(fields: SearchFields, before: string | null, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  const put = (name: string, value: string | number | null): void => {
    if (value !== null && value !== '') query.set(name, String(value));
  };
  const number = numberAsked(fields.number);
  put('number', number?.number ?? '');
  put('match', number?.match ?? '');
  for (const name of ['agent', 'group', 'queue', 'result', 'direction', 'kind'] as const) put(name, fields[name]);
  put('from', dayMs(fields.from));
  put('to', dayMs(fields.to, true));
  put('minMs', fields.min === '' ? '' : Math.round(Number(fields.min) * 1_000));
  put('maxMs', fields.max === '' ? '' : Math.round(Number(fields.max) * 1_000));
  put('before', before);
  return query.toString();
}
