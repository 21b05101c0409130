import { expect, test } from 'vitest';
import { causes, causeWords } from './causes.js';

test('every cause of the table has a name and an advice in both languages', () => {
  const numbers = Object.keys(causes).map(Number);
  // screens.md 3.4
  expect(numbers).toEqual([
    1, 2, 3, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 31, 34, 38, 41, 42, 44, 47, 50, 57, 58, 63, 65, 69, 79, 81, 82, 88,
    96, 100, 101, 102, 111, 127,
  ]);
  for (const { name, advice } of numbers.map(causeWords)) {
    for (const { zh, en } of [name, advice]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/^[\x20-\x7e]+$/);
    }
  }
});

test('any other number is answered too', () => {
  expect(causeWords(98).name).toEqual({ zh: '原因 98', en: 'cause 98' });
});
