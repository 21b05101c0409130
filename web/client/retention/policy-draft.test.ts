import { expect, test } from 'vitest';
import { daysOf, isWhole, moved, tidy, withField } from './policy-draft.js';

test('a field that is taken out leaves no empty one behind', () => {
  const rule = withField({ queue: 'sales', keepDays: 60 }, 'kind', 'call');
  expect(rule).toEqual({ queue: 'sales', kind: 'call', keepDays: 60 });
  expect(withField(rule, 'queue', '')).toEqual({ kind: 'call', keepDays: 60 });
});

test('rules move within their list', () => {
  const rules = ['a', 'b', 'c'].map((queue) => ({ queue, keepDays: 30 }));
  const names = (at: number, by: -1 | 1): string =>
    moved(rules, at, by)
      .map(({ queue }) => queue)
      .join('');
  expect([names(0, 1), names(2, -1), names(0, -1), names(2, 1), names(9, -1)]).toEqual([
    'bac',
    'acb',
    'abc',
    'abc',
    'abc',
  ]);
});

test.each([
  [{ keepDays: 30 }, true],
  [{ keepDays: 29 }, false],
  [{ keepDays: Number.NaN }, false],
  [{ keepDays: 30, rules: [{ queue: 'sales', keepDays: 29 }] }, false],
  [{ keepDays: 30, rules: [{ keepDays: 60 }] }, false],
  [{ keepDays: 30, rules: [{ kind: 'call' as const, keepDays: 3_650 }] }, true],
])('%j can be sent: %s', (policy, whole) => expect(isWhole(policy)).toBe(whole));

test('nothing empty is stored', () => {
  expect(tidy({ keepDays: 60, rules: [], encrypt: false })).toEqual({ keepDays: 60 });
  expect(tidy({ keepDays: 60, encrypt: true })).toEqual({ keepDays: 60, encrypt: true });
});

test('days as people type them', () => {
  expect(['60', ' 60 ', '６０', '30.5', '007'].map(daysOf)).toEqual([60, 60, 60, 30.5, 7]);
  expect(['', '30.', '-60', '6e1', '60天', '∞'].map(daysOf)).toEqual(Array.from({ length: 6 }, () => Number.NaN));
});
