import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSame } from './same.js';

test.each<[unknown, unknown, boolean]>([
  [null, null, true],
  [null, {}, false],
  [{}, [], false],
  [[], {}, false],
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: 1 }, { a: 1, b: null }, false],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2 }] } }, true],
  [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 3 }] } }, false],
  [[1], [1, undefined], false],
  [0, '', false],
])('%j and %j: %s', (a, b, same) => {
  expect(isSame(a, b)).toBe(same);
  expect(isSame(b, a)).toBe(same);
});

test('says of plain data what JSON says', () => {
  const plain = fc.jsonValue({ maxDepth: 3 });
  const sorted = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(sorted);
    return Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]);
  };
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(isSame(a, structuredClone(a))).toBe(true);
      const key = (value: unknown) => `${Array.isArray(value)}${JSON.stringify(sorted(value))}`;
      if (isSame(a, b)) expect(key(a)).toBe(key(b));
    }),
    { seed: 3, numRuns: 2_000 },
  );
});
