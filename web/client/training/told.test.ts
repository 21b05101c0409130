import { expect, it } from 'vitest';
import { told } from './told.js';

it("the reader's half of what is said in both languages is shown", () => {
  const both = '培训已经在进行。 / A training is running already: 1 / 2.';
  expect(told(both, 'zh')).toBe('培训已经在进行。');
  expect(told(both, 'en')).toBe('A training is running already: 1 / 2.');
});

it('what is said in one language is shown whole', () => {
  for (const one of ['', 'Mend some first.', '先修复一些。', 'E1 1 / E1 2', '甲 / 乙']) {
    expect(told(one, 'zh')).toBe(one);
    expect(told(one, 'en')).toBe(one);
  }
});
