/** Whether a number that somebody typed can be one whose consent is kept; the server has the last word. */
import { nationalDigits, numberKind } from '../../parts/number.js';

export type NumberProblem = 'empty' | 'not-digits' | 'too-short' | 'never-called';

/** A fixed number within its city has seven digits, a mobile one eleven (china.md 1); fewer are a part of one. */
const fewestDigits = 7;
const partOfMobile = /^1[3-9]\d{0,8}$/;

/** Digits, or what is wrong with them. */
export function consentNumber(text: string): { readonly number: string } | { readonly problem: NumberProblem } {
  const digits = text.normalize('NFKC').replace(/[\s()-]/g, '');
  if (digits === '') return { problem: 'empty' };
  if (!/^\+?\d{1,24}$/.test(digits)) return { problem: 'not-digits' };
  const kind = numberKind(digits);
  if (kind === 'service' || kind === 'international') return { problem: 'never-called' };
  const national = nationalDigits(digits);
  if (national.length < fewestDigits || partOfMobile.test(national)) return { problem: 'too-short' };
  return { number: digits };
}
