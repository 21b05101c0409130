import { expect, test } from 'vitest';
import { numberCell } from './number-cell.js';
import { csvLine, isFormula } from './text-cell.js';

test.each([
  ['13912345678', '13912345678'],
  ['１３９１２３４５６７８', '13912345678'],
  ['139 1234 5678', '13912345678'],
  ['139-1234-5678', '13912345678'],
  ['+86 139 1234 5678', '13912345678'],
  ['008613912345678', '13912345678'],
  ['8613912345678', '13912345678'],
  ['(010) 8234-5678', '01082345678'],
  ['0755-82345678', '075582345678'],
  ['021 60001000', '02160001000'],
  ['2160001000', '02160001000'],
  ['="13912345678"', '13912345678'],
  ["'13912345678", '13912345678'],
  ['13912345678.0', '13912345678'],
  ['1.3912345678E+10', '13912345678'],
  ['1.3912345678E10', '13912345678'],
  ['\u202d13912345678\u202c', '13912345678'],
  ['400-123-4567', '4001234567'],
  ['+1 650 253 0000', '0016502530000'],
])('%j is %s', (written, number) => {
  expect(numberCell(written)).toEqual({ number, problem: null });
});

test.each([
  ['', 'no-number'],
  ['   ', 'no-number'],
  ['1.39E+10', 'digits-lost'],
  ['1.39123E+10', 'digits-lost'],
  ['1E+10', 'digits-lost'],
  ['1.39E+99', 'not-a-number'],
  ['82345678', 'no-area-code'],
  ['13912345678/13912345679', 'several-numbers'],
  ['13912345678、13912345679', 'several-numbers'],
  ['010-82345678转801', 'extension'],
  ['01082345678 ext 8', 'extension'],
  ['1391234567', 'not-a-number'],
  ['139123456789', 'not-a-number'],
  ['12345678901', 'not-a-number'],
  ['王', 'not-a-number'],
  ['=1+2', 'not-a-number'],
  ['110', 'not-dialled'],
  ['10086', 'not-dialled'],
  ['95588', 'not-dialled'],
  ['9'.repeat(8_000), 'not-a-number'],
])('%j is refused: %s', (written, problem) => {
  expect(numberCell(written)).toEqual({ number: null, problem });
});

test('a local number takes the area code of its import', () => {
  expect(numberCell('6000 1000', '021')).toEqual({ number: '02160001000', problem: null });
});

test('what would be carried out in a spreadsheet is not', () => {
  expect(['=cmd|x', '+1+2', '-1+2', '@SUM(A1)', '\tx'].every(isFormula)).toBe(true);
  expect(['-5', '+5.5', '12%', '王', 'a=b'].some(isFormula)).toBe(false);
  expect(csvLine(['=1+2', 'a,b', 'c"d', '+8613900000000'])).toBe('\'=1+2,"a,b","c""d",+8613900000000\r\n');
});
