/** ACD-24: what is said is said in sounds that there are. */
import { expect, test } from 'vitest';
import {
  languageOf,
  maxSpokenPosition,
  positionPrompts,
  spokenAmount,
  waitPrompts,
} from '../../daemon/acd/announcements.js';
import { prompts as catalogue } from '../../installer/sounds/catalogue.mjs';

const sounds = new Set(catalogue.map(({ name }) => name));

test.each([
  [1, 'zh', ['zh/queue-you-are-next']],
  [2, 'zh', ['zh/queue-position', 'zh/digit-2', 'zh/queue-place']],
  [10, 'zh', ['zh/queue-position', 'zh/number-10', 'zh/queue-place']],
  [12, 'zh', ['zh/queue-position', 'zh/number-10', 'zh/digit-2', 'zh/queue-place']],
  [20, 'zh', ['zh/queue-position', 'zh/digit-2', 'zh/number-10', 'zh/queue-place']],
  [99, 'zh', ['zh/queue-position', 'zh/digit-9', 'zh/number-10', 'zh/digit-9', 'zh/queue-place']],
  [100, 'zh', ['zh/queue-many-before-you']],
  [3, 'en', ['en/queue-position', 'en/digit-3']],
  [14, 'en', ['en/queue-position', 'en/number-14']],
  [47, 'en', ['en/queue-position', 'en/number-40', 'en/digit-7']],
] as const)('place %i in %s', (position, language, said) => {
  expect(positionPrompts(position, language)).toEqual(said);
});

test.each([
  [0, 'zh', ['zh/queue-wait-below-a-minute']],
  [60_000, 'en', ['en/queue-wait-below-a-minute']],
  [60_001, 'zh', ['zh/queue-wait', 'zh/number-liang', 'zh/queue-minutes']],
  [600_000, 'en', ['en/queue-wait', 'en/number-10', 'en/queue-minutes']],
  [86_400_000, 'zh', ['zh/queue-wait', 'zh/digit-6', 'zh/number-10', 'zh/queue-minutes']],
] as const)('a wait of %i ms in %s', (waitMs, language, said) => {
  expect(waitPrompts(waitMs, language)).toEqual(said);
});

test('every sound is in the catalogue, and one sentence is never too long', () => {
  for (const language of ['zh', 'en'] as const) {
    for (let amount = 1; amount <= maxSpokenPosition + 1; amount++) {
      const said = [
        ...positionPrompts(amount, language),
        ...waitPrompts(amount * 60_000, language),
        ...spokenAmount(Math.min(amount, 99), language, true),
      ];
      for (const sound of said) expect(sounds.has(sound), sound).toBe(true);
      expect(said.length).toBeLessThanOrEqual(16);
    }
  }
});

test('a queue speaks the language of its first prompt', () => {
  expect(languageOf(['en/please-wait'])).toBe('en');
  expect(languageOf(['zh/please-wait', 'en/please-wait'])).toBe('zh');
  expect(languageOf([])).toBe('zh');
});
