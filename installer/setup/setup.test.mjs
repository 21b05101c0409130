// @ts-check
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runSteps, stepsFor } from '../setup.mjs';
import { missingPackages } from './debian.mjs';
import { fingerprint } from './fingerprint.mjs';
import { root } from './places.mjs';
import { ProgramFailed, runProgram } from './run-program.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * @param {string} id @param {string[]} after @param {(run: import('./steps.mjs').StepRun) => Promise<void>} run
 * @returns {import('./steps.mjs').Step}
 */
const step = (id, after, run, needed = () => /** @type {string | null} */ ('test')) => ({
  id,
  title: id,
  after,
  needed,
  run,
});

test('steps run after those they build on, two at a time, and say so', async () => {
  /** @type {string[]} */
  const log = [];
  /** @type {string[]} */
  const printed = [];
  let running = 0;
  const run = (/** @type {string} */ id) => async () => {
    expect(++running).toBeLessThanOrEqual(2);
    log.push(id);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
  };
  const steps = [
    step('a', [], run('a')),
    step('b', ['a', 'c'], run('b')),
    step('c', [], run('c')),
    step('d', [], run('d'), () => null),
    step('e', ['b', 'd'], run('e')),
  ];
  await runSteps(steps, (line) => printed.push(line));
  expect(log).toEqual(['a', 'c', 'b', 'e']);
  expect(printed.filter((line) => line.includes('✓'))).toHaveLength(5);
});

test('a failing step stops the others and is named, with what the program said', async () => {
  let stopped = false;
  const steps = [
    step(
      'slow',
      [],
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(new Error('stopped'));
          });
        }),
    ),
    step('bad', [], async () => {
      await runProgram('sh', ['-c', 'echo no compiler; exit 3']);
    }),
    step('later', ['bad'], async () => expect.unreachable()),
  ];
  const error = await runSteps(steps, () => {}).catch((reason) => reason);
  expect(error.message).toBe('bad: sh ended with code 3');
  expect(error.tail).toEqual(['no compiler']);
  expect(stopped).toBe(true);
});

test('a program that is not there is told like one that fails', async () => {
  await expect(runProgram('/nonexistent', [])).rejects.toThrow(ProgramFailed);
});

test('a fingerprint changes with each file, and only with those wanted', () => {
  const path = relative(root, folder);
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'inner/a.ts'), '1');
  const first = fingerprint([path]);
  expect(fingerprint([path])).toBe(first);
  writeFileSync(join(folder, 'inner/b.md'), '1');
  expect(fingerprint([path], (file) => file.endsWith('.ts'))).toBe(first);
  expect(fingerprint([path])).not.toBe(first);
  writeFileSync(join(folder, 'inner/a.ts'), '22');
  expect(fingerprint([path], (file) => file.endsWith('.ts'))).not.toBe(first);
  expect(fingerprint([`${path}/nothing`])).toBe(fingerprint([]));
});

test('a package that does not exist is missing', () => {
  expect(missingPackages(['dpkg', 'callbox-no-such-package'])).toEqual(['callbox-no-such-package']);
});

test('every step builds on steps before it', () => {
  const seen = new Set();
  for (const { id, after } of stepsFor('test')) {
    expect(after.filter((each) => !seen.has(each))).toEqual([]);
    seen.add(id);
  }
});
