import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { defaultCost, hashPassword, passwordMatches } from './passwords.js';

const quick = { N: 1024, r: 8, p: 1 };

test('the parameters are stored and may differ between hashes', async () => {
  const strong = await hashPassword('secret', randomBytes);
  expect(strong.split('$').slice(0, 4)).toEqual(['scrypt', String(defaultCost.N), '8', '1']);
  const weak = await hashPassword('secret', randomBytes, quick);
  for (const stored of [strong, weak]) {
    expect(await passwordMatches('secret', stored)).toBe(true);
    expect(await passwordMatches('Secret', stored)).toBe(false);
    expect(stored).not.toContain('secret');
  }
});

test('the same password twice is two hashes', async () => {
  expect(await hashPassword('secret', randomBytes, quick)).not.toBe(await hashPassword('secret', randomBytes, quick));
});

test('a composed and a decomposed password are the same', async () => {
  const stored = await hashPassword('caf\u00e9 \u5bc6\u7801', randomBytes, quick);
  expect(await passwordMatches('cafe\u0301 \u5bc6\u7801', stored)).toBe(true);
});

test.each(['', 'secret', 'scrypt$1024$8$1$$', 'md5$1$2$3$abc$def', 'scrypt$1024$8$1$c2FsdA$c2hvcnQ'])(
  'the hash %j lets nobody in',
  async (stored) => expect(await passwordMatches('secret', stored)).toBe(false),
);
