import { expect, test } from 'vitest';
import { masked, maskNumber, maskText } from './masking.js';

test.each([
  ['13812345678', '138****5678'],
  ['+8613812345678', '+86138****5678'],
  ['008613812345678', '0086138****5678'],
  ['02160001000', '021****1000'],
  ['075582345678', '0755****5678'],
  ['60001000', '****1000'],
  ['6000100', '****100'],
])('%s → %s', (number, shown) => {
  expect(maskNumber(number)).toBe(shown);
});

test.each([
  ['call 13812345678 today', 'call 138****5678 today'],
  ['手机138 1234 5678，座机(021)6000-1000', '手机138****5678，座机(021****1000'],
  ['１３８１２３４５６７８', '138****5678'],
  ['tel13812345678x', 'tel138****5678x'],
  ['17951 13812345678', '1795****5678'],
  ['13812345678 13912345679', '1381****5679'],
  ['138--1234  5678', '138****5678'],
  ['2027-01-31', '2027-01-31'],
  ['2027-01-31 09:30', '2027-01-31 09:30'],
  ['2027-01-31 13812345678', '2027-01-31 138****5678'],
  ['01jgz8v5n7a1234567890abcde', '01jgz8v5n7a1234567890abcde'],
  ['2026/11/23/01jgz8v5n7a1234567890abcde.wav', '2026/11/23/01jgz8v5n7a1234567890abcde.wav'],
  ['8001', '8001'],
  ['10086', '10086'],
  ['order 42', 'order 42'],
])('%j → %j', (text, shown) => {
  expect(maskText(text)).toBe(shown);
});

test('in any depth, also as a key, and never in a login or a row id', () => {
  const body = {
    id: '01jgz8v5n7a1234567890abcde',
    user: '80010001',
    at: 1_700_000_000_000,
    calls: [{ callingNumber: '13812345678', data: { 备用电话: '13812345679', '13812345670': 'x' } }],
    text: null,
  };
  expect(masked(body)).toEqual({
    ...body,
    calls: [{ callingNumber: '138****5678', data: { 备用电话: '138****5679', '138****5670': 'x' } }],
  });
});

test('a masked number stays as it is', () => {
  expect(maskText(maskText('call 13812345678'))).toBe('call 138****5678');
});
