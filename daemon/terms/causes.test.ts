import { expect, test } from 'vitest';
import { causes, causeWords } from './causes.js';

/** ITU-T Q.850 (05/98), table 1, with the amendments that ISDN networks use. */
const ofTheStandard = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 34, 38, 39, 40, 41, 42,
  43, 44, 46, 47, 49, 50, 53, 55, 57, 58, 62, 63, 65, 66, 69, 70, 79, 81, 82, 83, 84, 85, 86, 87, 88, 90, 91, 95, 96,
  97, 98, 99, 100, 101, 102, 103, 110, 111, 127,
];

test('every cause of Q.850 has a name and an advice in both languages, and no other number has', () => {
  expect(Object.keys(causes).map(Number)).toEqual(ofTheStandard);
  for (const { name, advice } of ofTheStandard.map(causeWords)) {
    for (const { zh, en } of [name, advice]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/^[\x20-\x7e]+$/);
    }
    expect(advice.zh.length).toBeGreaterThan(name.zh.length);
  }
});

test('every other number of the seven bits is told by its class', () => {
  for (let cause = 0; cause <= 127; cause++) {
    const { name, advice } = causeWords(cause);
    if (ofTheStandard.includes(cause)) continue;
    expect(name.zh).toContain(`${cause}`);
    expect(advice.zh).toMatch(/\p{Script=Han}/u);
  }
});

test.each([
  [0, 'normal event (0)'],
  [33, 'resource unavailable (33)'],
  [52, 'service or option not available (52)'],
  [71, 'service or option not implemented (71)'],
  [89, 'invalid message (89)'],
  [104, 'protocol error (104)'],
  [120, 'interworking (120)'],
  [128, 'cause 128'],
  [-1, 'cause -1'],
  [16.5, 'cause 16.5'],
  [Number.NaN, 'cause NaN'],
])('cause %s: %s', (cause, en) => {
  expect(causeWords(cause).name.en).toBe(en);
});
