import { describe, expect, test } from 'vitest';
import { furtherNumbersOf, maxFurtherNumbers } from './further-numbers.js';

test.each<[string, readonly string[]]>([
  ['', []],
  ['  \n ', []],
  ['02160001001', ['02160001001']],
  ['02160001001 02160001002\n02160001003', ['02160001001', '02160001002', '02160001003']],
  ['02160001001,02160001002，02160001003；02160001004、02160001005', [1, 2, 3, 4, 5].map((at) => `0216000100${at}`)],
  ['021-6000-1001 （021）60001002', ['02160001001', '02160001002']],
  ['95588 95588', ['95588']],
])('%j is %j', (text, numbers) => {
  expect(furtherNumbersOf(text, '02160001000')).toEqual({ numbers, problem: null });
});

describe('is refused', () => {
  test.each(['abc', '+862160001001', '1'.repeat(21), '010 12x', '１２３', "'; drop"])('%j: no number', (text) => {
    expect(furtherNumbersOf(text, '').problem?.problem).toBe('no-number');
  });

  test('the number that is shown anyway', () => {
    expect(furtherNumbersOf('02160001001 02160001000', '02160001000').problem).toEqual({
      problem: 'shown-already',
      text: '02160001000',
    });
  });

  test('more than the site takes, and a whole file quickly', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => String(10_000 + at)).join('\n');
    expect(furtherNumbersOf(many(maxFurtherNumbers), '').problem).toBeNull();
    expect(furtherNumbersOf(many(maxFurtherNumbers + 1), '').problem).toEqual({ problem: 'too-many' });
    expect(furtherNumbersOf(many(80_000), '').numbers).toHaveLength(80_000);
  });
});
