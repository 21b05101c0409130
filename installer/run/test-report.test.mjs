// @ts-check
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failuresOf, filesOf, told } from './test-report.mjs';

/** @type {string} */
let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callbox-report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** @param {unknown} report */
async function written(report) {
  const path = join(folder, 'report.json');
  await writeFile(path, typeof report === 'string' ? report : JSON.stringify(report));
  return failuresOf(path, '/box');
}

test('each failed test is named with its file and its reason; passed and skipped ones are not', async () => {
  const assertionResults = [
    { status: 'passed', fullName: 'adds', failureMessages: [] },
    {
      status: 'failed',
      fullName: ' rings twice',
      failureMessages: ['expected 2 to be 1\n    at x.ts:3\n    at f (/box/node_modules/runner.js:1:1)'],
    },
    { status: 'skipped', fullName: 'later', failureMessages: [] },
    { status: 'failed', fullName: 'ends', failureMessages: ['no end'] },
  ];
  const failures = await written({
    testResults: [
      { name: '/box/a/x.test.ts', status: 'failed', message: '', assertionResults },
      { name: '/box/a/y.test.ts', status: 'passed', message: '', assertionResults: assertionResults.slice(0, 1) },
    ],
  });
  expect(failures).toEqual([
    { file: 'a/x.test.ts', test: 'rings twice', why: 'expected 2 to be 1\n    at x.ts:3' },
    { file: 'a/x.test.ts', test: 'ends', why: 'no end' },
  ]);
  expect(filesOf(failures ?? [])).toEqual(['a/x.test.ts']);
  expect(told(failures ?? [])).toBe(
    '✗ a/x.test.ts > rings twice\n  expected 2 to be 1\n      at x.ts:3\n\n✗ a/x.test.ts > ends\n  no end',
  );
});

test('a file that could not be loaded, or whose hook failed, has failed', async () => {
  const failures = await written({
    testResults: [{ name: '/box/z.test.ts', status: 'failed', message: `${'x'.repeat(3_000)}`, assertionResults: [] }],
  });
  expect(failures).toHaveLength(1);
  expect(failures?.[0]?.why).toHaveLength(2_001);
  expect(told(failures ?? [])).toMatch(/^✗ z\.test\.ts\n {2}xxx/);
});

test('a run that left no report, or half of one, is told apart from one without failures', async () => {
  expect(await failuresOf(join(folder, 'none.json'), '/box')).toBeNull();
  expect(await written('{"testResults":[')).toBeNull();
  expect(await written('null')).toBeNull();
  expect(await written({ testResults: [] })).toEqual([]);
});
