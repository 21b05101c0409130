/** Numbers as people type them, in the unit they think in: seconds on the page are milliseconds in the site. */

export interface NumberRange {
  /** As the site keeps it. */
  readonly min: number;
  readonly max: number;
  /** One unit on the page is so much in the site: 1000 for seconds. */
  readonly scale: number;
  /** Whole numbers of the site only. */
  readonly whole: boolean;
}

export function shownNumber(value: number | undefined, { scale }: NumberRange): string {
  return value === undefined ? '' : String(value / scale);
}

/** The site's number; undefined: the field is empty; null: it is no number, or out of range. */
export function typedNumber(text: string, { min, max, scale, whole }: NumberRange): number | undefined | null {
  const trimmed = text.trim().replace('，', '.').replace(',', '.');
  if (trimmed === '') return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(trimmed)) return null;
  const exact = Number(trimmed) * scale;
  const value = scale === 1 ? exact : Math.round(exact);
  if (value < min || value > max || (whole && !Number.isInteger(value))) return null;
  return value;
}
