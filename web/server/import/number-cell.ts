import type { RowProblem } from '../../../daemon/contract/pages-imports.js';
import { matchingKey } from '../../../daemon/terms/matching-numbers.js';

export type NumberCell =
  | { readonly number: string; readonly problem: null }
  | { readonly number: null; readonly problem: RowProblem };

const mobile = /^1[3-9]\d{9}$/;
const fixed = /^0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}$/;
/** Local: without the area code. */
const local = /^[2-8]\d{6,7}$/;
/** 400 and 800: paid by whom is called, ten digits. */
const service = /^[48]00\d{7}$/;
/** Of another country. */
const foreign = /^00[1-9]\d{6,17}$/;
/** Emergency, operators' and special services (china.md 1): nobody to call with a list. */
const notDialled = /^(?:11\d|12\d{1,3}|9\d{4,7}|10\d{3,6})$/;
const scientific = /^([1-9])(?:\.(\d+))?[eE]\+?(\d{1,2})$/;
/** How a spreadsheet keeps digits as text: '138…, ="138…", and what copying adds around it. */
const wrapped = /^=?"(.*)"$|^'(.*)$/;
const between = /[\s().\-–—\u00a0\u200b-\u200f\u202a-\u202e\ufeff]/g;

/**
 * A telephone number as somebody wrote it, as it is dialled: mobiles plain, fixed numbers with area code. Full-width
 * digits, blanks, dashes, brackets, +86 and 0086 go; `areaCode` ("021", '' none) stands before local numbers.
 *
 * 1.39E+10 is refused: a spreadsheet showed eleven digits so and wrote it, eight digits are lost. 1.3912345678E+10 has
 * them all and is restored.
 */
export function numberCell(written: string, areaCode = ''): NumberCell {
  const text = unwrapped(written.normalize('NFKC').trim());
  if (text === '') return refused('no-number');
  const power = scientific.exec(text);
  if (power) return restored(power[1] ?? '', power[2] ?? '', Number(power[3]), areaCode);
  if (/[/\\、,，;；|]|或/.test(text)) return refused('several-numbers');
  if (/分机|转|ext|#|x\d/i.test(text)) return refused('extension');
  // What a program writes that takes a number for an amount.
  const plain = text.replace(/^(\d+)\.0+$/, '$1').replace(between, '');
  if (!/^\+?\d+$/.test(plain)) return refused('not-a-number');
  return known(plain, areaCode);
}

function known(plain: string, areaCode: string): NumberCell {
  const number = withAreaCode(matchingKey(plain), areaCode);
  if (mobile.test(number) || fixed.test(number) || service.test(number) || foreign.test(number)) {
    return { number, problem: null };
  }
  if (local.test(number)) return refused('no-area-code');
  // A zero that a spreadsheet took away: 2160001000 was 02160001000.
  if (/^[1-9]\d{8,10}$/.test(number) && fixed.test(`0${number}`) && !number.startsWith('1')) {
    return { number: `0${number}`, problem: null };
  }
  if (/^10\d{8}$/.test(number) && fixed.test(`0${number}`)) return { number: `0${number}`, problem: null };
  return refused(notDialled.test(number) ? 'not-dialled' : 'not-a-number');
}

function withAreaCode(number: string, areaCode: string): string {
  return areaCode !== '' && local.test(number) ? areaCode + number : number;
}

function restored(first: string, decimals: string, power: number, areaCode: string): NumberCell {
  const digits = decimals.replace(/0+$/, '');
  if (power > 20 || digits.length > power) return refused('not-a-number');
  // With fewer decimals than places some digits are unknown, unless they were written out.
  if (decimals.length < power) return refused('digits-lost');
  return known(first + decimals.padEnd(power, '0'), areaCode);
}

function unwrapped(text: string): string {
  const match = wrapped.exec(text);
  return (match?.[1] ?? match?.[2] ?? text).trim();
}

function refused(problem: RowProblem): NumberCell {
  return { number: null, problem };
}
