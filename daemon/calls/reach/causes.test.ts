import { expect, test } from 'vitest';
import type { NotReached } from '../conversation/reaching.js';
import { causeOf, whyOf } from './causes.js';

test.each<[number, NotReached]>([
  [17, 'busy'],
  [18, 'no-answer'],
  [19, 'no-answer'],
  [20, 'no-answer'],
  [21, 'rejected'],
  [1, 'unknown'],
  [3, 'unknown'],
  [22, 'unknown'],
  [28, 'unknown'],
  [27, 'unreachable'],
  [34, 'unreachable'],
  [41, 'unreachable'],
  [0, 'unreachable'],
])('cause %i: %s', (cause, why) => {
  expect(whyOf(cause)).toBe(why);
});

test('every reason has a cause of ITU-T Q.850', () => {
  for (const cause of Object.values(causeOf)) expect(cause).toBeGreaterThan(0);
  expect(causeOf).toMatchObject({ busy: 17, 'no-answer': 19, unknown: 1, loop: 25 });
});
