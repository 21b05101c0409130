import { expect, test } from 'vitest';
import { prefixesOf, prefixText } from './route-text.js';

test.each([
  ['13 15,18', ['13', '15', '18']],
  ['13，15、18；19', ['13', '15', '18', '19']],
  ['*', ['']],
  ['*21 #', ['*21', '#']],
  ['13 13', ['13']],
  ['', []],
  ['1x', null],
  ['0'.repeat(21), null],
  ['+86', null],
])('%j is %j', (text, prefixes) => {
  expect(prefixesOf(text)).toEqual(prefixes);
});

test('every number has words', () => {
  expect(prefixText({ prefixes: ['00', ''], trunks: [] }, 'all')).toBe('00 all');
});
