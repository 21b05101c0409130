import { expect, test } from 'vitest';
import { maskNumbers, maskNumbersIn } from './masked-numbers.js';

test.each([
  ['13800138000', '…00'],
  ['+8613800138000', '…00'],
  ['{"callingNumber":"02160001000","cause":34}', '{"callingNumber":"…00","cause":34}'],
  ['from 13800138000 to 95588', 'from …00 to 95588'], // five digits: a service, not a person
  ['01h2xk5m9700000000000012ab', '01h2xk5m9700000000000012ab'], // an id
  ['E1-1:5', 'E1-1:5'],
  ['', ''],
])('%s → %s', (text, masked) => {
  expect(maskNumbers(text)).toBe(masked);
});

test('only texts of an entry are touched', () => {
  expect(maskNumbersIn({ number: '13800138000', at: 1_800_000_000_000, on: true })).toEqual({
    number: '…00',
    at: 1_800_000_000_000,
    on: true,
  });
});
