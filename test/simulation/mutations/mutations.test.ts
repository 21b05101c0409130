/** That the auditor finds what is wrong; all of it: npm run simulate -- --mutations. */
import { expect, test } from 'vitest';
import { instead, never } from './mutation.js';
import { hunt, mutations } from './run.js';

class Clock {
  constructor(private readonly hours: number) {}
  strikes(more: number): number {
    return this.hours + more;
  }
}

test('another behaviour in place of a method’s, and out again', () => {
  const clock = new Clock(3);
  const undo = instead<{ readonly hours: number }>(Clock, 'strikes', (own, [more], { hours }) => [own(more), hours]);
  expect(clock.strikes(1)).toEqual([4, 3]);
  undo();
  expect(clock.strikes(1)).toBe(4);
  never(Clock, 'strikes')();
  expect(() => never(Clock, 'rings')).toThrow('rings is gone');
});

test.each(mutations)('$name still has its place in the switch', ({ put }) => {
  put()();
});

test('calls that are written twice are found, and a day after it is without fault again', async () => {
  const twice = mutations.filter(({ name }) => name === 'cdr-closed-twice');
  const wish = { seeds: { first: 1, last: 3 }, hours: 0.3, agents: 6, calls: undefined };
  for (const mutation of twice) {
    expect(await hunt(mutation, wish)).toMatchObject({ seed: 1, code: 'call-changed-after-end' });
  }
  const nothing = { name: 'nothing', story: 'as it is', put: () => () => {} };
  expect(await hunt(nothing, wish)).toMatchObject({ seed: null });
});
