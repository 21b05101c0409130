/** What may be said after `npm run simulate --`. */
import { expect, test } from 'vitest';
import { type Options, optionsOf, WrongOption } from './options.js';

const one = (seed: number) => ({ first: seed, last: seed });

test.each<[string, Partial<Options>]>([
  ['', { seeds: one(1), hours: 8, faults: false, campaigns: undefined, jobs: 2, mutations: false, journal: null }],
  ['--seed 7 --hours 0.5 --faults --agents 50 --calls 10000', { seeds: one(7), hours: 0.5, agents: 50, calls: 10_000 }],
  ['--seeds=3-1000 --jobs 1 --quiet', { seeds: { first: 3, last: 1_000 }, jobs: 1, quiet: true }],
  ['--seed 4294967295 --journal day.jsonl', { seeds: one(4_294_967_295), journal: 'day.jsonl' }],
  ['--mutations', { mutations: true, seeds: { first: 1, last: 100 }, hours: 1 }],
  ['--mutations --seed 4 --hours 2', { mutations: true, seeds: one(4), hours: 2 }],
])('"%s"', (said, options) => {
  expect(optionsOf(said.split(' ').filter((word) => word !== ''))).toMatchObject(options);
});

test.each([
  ['--speed 3', 'no option'],
  ['--seed', 'needs a value'],
  ['--seed -1', 'whole number'],
  ['--seed 4294967296', 'whole number'],
  ['--seed 1.5', 'whole number'],
  ['--hours 25', '0.1 to 24'],
  ['--hours 1e9', '0.1 to 24'],
  ['--agents 3', '4 to 60'],
  ['--jobs 0', '1 to 16'],
  ['--seeds 9-3', '1-100'],
  ['--seeds 1-99999999999', '1-100'],
  ['--seed 1 --seed 2', 'twice'],
  ['--seed 1 --seeds 1-2', 'one of both'],
  ['--faults=no', 'takes no value'],
  ['--seeds 1-2 --journal x', 'one --seed'],
  ['--mutations --journal x', 'one --seed'],
])('"%s" is refused with what is right', (said, why) => {
  expect(() => optionsOf(said.split(' '))).toThrow(WrongOption);
  expect(() => optionsOf(said.split(' '))).toThrow(why);
});
