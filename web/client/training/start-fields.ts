/** What somebody types before a training starts. */
import type { Limit } from '../../../daemon/terms/training.js';

export type Typed = { readonly value: number } | { readonly wrong: 'range' | 'whole' };

/** `1,5` is what many type for 1.5. */
export function typed(text: string, limit: Limit, whole: boolean): Typed {
  const plain = text.trim().replace(',', '.');
  const value = /^\d{1,6}(\.\d{1,4})?$/.test(plain) ? Number(plain) : Number.NaN;
  if (!(value >= limit.least && value <= limit.most)) return { wrong: 'range' };
  return whole && !Number.isInteger(value) ? { wrong: 'whole' } : { value };
}
