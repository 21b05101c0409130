import { expect, test } from 'vitest';
import { consentNumber } from './consent-number.js';

test.each([
  ['139 0000 0001', '13900000001'],
  ['１３９００００００01', '13900000001'],
  ['+86 139-0000-0001', '+8613900000001'],
  ['(010) 8888 6666', '01088886666'],
  ['88886666', '88886666'],
])('%s is looked up', (text, number) => expect(consentNumber(text)).toEqual({ number }));

test.each([
  ['', 'empty'],
  ['  ', 'empty'],
  ['1.39E+10', 'not-digits'],
  ['张三', 'not-digits'],
  ['1'.repeat(25), 'not-digits'],
  ['139', 'too-short'],
  ['1390000001', 'too-short'],
  ['110', 'never-called'],
  ['95588', 'never-called'],
  ['4008001234', 'never-called'],
  ['0085212345678', 'never-called'],
])('%j is refused: %s', (text, problem) => expect(consentNumber(text)).toEqual({ problem }));
