// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UsageError } from './run/options.mjs';
import { fuzzOptions, sanitizeOptions } from './sanitize.mjs';
import { inRoot } from './setup/places.mjs';
import { stepsFor } from './setup.mjs';

test('without a name all run, with names those, each once', () => {
  expect(sanitizeOptions([]).wanted).toEqual(['address', 'thread']);
  expect(sanitizeOptions(['thread', 'thread']).wanted).toEqual(['thread']);
  expect(fuzzOptions([]).seconds).toBe(60);
  expect(fuzzOptions([]).names).toEqual(expect.arrayContaining(['pri', 'wav']));
  expect(fuzzOptions(['wav', 'pri', 'wav', '--seconds', '5'])).toEqual({ names: ['wav', 'pri'], seconds: 5 });
});

test.each([[['memory']], [['toString']], [['address', '']], [['--address']], [['--seconds=5']]])(
  'sanitize %j is refused with what can be said',
  (args) => {
    expect(() => sanitizeOptions(args)).toThrow(UsageError);
    expect(() => sanitizeOptions(args)).toThrow(/address\|thread/);
  },
);

test.each([
  [['nothing']],
  [['..']],
  [['wav', '../wav']],
  [['--seconds']],
  [['--seconds', '0']],
  [['--seconds', '1.5']],
  [['--seconds', '-3']],
  [['--seconds', '1e3']],
  [['--seconds', '100000']],
  [['--minutes', '1']],
])('fuzz %j is refused with what can be said', (args) => {
  expect(() => fuzzOptions(args)).toThrow(UsageError);
  expect(() => fuzzOptions(args)).toThrow(/--seconds N/);
});

test('each fuzzer has a corpus and each corpus a fuzzer', () => {
  const cmake = readFileSync(inRoot('test/fuzz/CMakeLists.txt'), 'utf8');
  const targets = [...cmake.matchAll(/^callbox_fuzz\((\w+) /gm)].map(([, name]) => name);
  expect(readdirSync(inRoot('test/fuzz/corpus')).sort()).toEqual(targets.sort());
});

test('C++ alone is set up for them', () => {
  for (const purpose of /** @type {const} */ (['sanitize', 'fuzz']))
    expect(stepsFor(purpose).map(({ id }) => id)).toEqual(['debian', 'dahdi']);
});
