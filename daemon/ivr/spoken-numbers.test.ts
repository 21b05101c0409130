import { expect, test } from 'vitest';
import { languageOf, spokenNumber } from './spoken-numbers.js';

test.each([
  ['zh', '8013', 'zh/digit-8 zh/digit-0 zh/digit-yao zh/digit-3'],
  ['en', '8013', 'en/digit-8 en/digit-0 en/digit-1 en/digit-3'],
  ['zh', 'A-7', 'zh/digit-7'],
  ['zh', '', ''],
] as const)('%s: %s', (language, number, spoken) => {
  expect(spokenNumber(language, number).join(' ')).toBe(spoken);
});

test.each([
  [['zh/rate'], 'zh'],
  [['en/rate'], 'en'],
  [['music/x', 'en/rate'], 'en'],
  [[], 'zh'],
  [['zh/rate', 'en/rate'], 'zh'],
])('prompts %j are %s', (prompts, language) => {
  expect(languageOf(prompts)).toBe(language);
});
