import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JournalFile } from './journal-file.js';
import type { JournalEntry } from './ports.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-journal-'));
  path = join(folder, 'inputs.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const entry = (at: number): JournalEntry => ({ at, input: { input: 'timer', name: 'acd ring 8001', id: 1 } });
const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n');

test('entries are in the file in their order, one a line, readable by their owner only', async () => {
  const journal = new JournalFile(path);
  journal.append({ journal: 1, seed: 5 });
  for (let at = 0; at < 100; at++) journal.append(entry(at));
  await journal.close();
  const lines = linesOf(path).map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({ journal: 1, seed: 5 });
  expect(lines.slice(1).map((line) => line.at)).toEqual(Array.from({ length: 100 }, (_, at) => at));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(journal.lost).toBe(0);
});

test('each start puts the last run aside', async () => {
  for (const seed of [1, 2, 3]) {
    const journal = new JournalFile(path);
    journal.append({ journal: 1, seed });
    await journal.close();
  }
  const seeds = [path, `${path}.1`, `${path}.2`].map((file) => JSON.parse(readFileSync(file, 'utf8')).seed);
  expect(seeds).toEqual([3, 2, 1]);
});

test('a long file is put aside and only so many are kept', async () => {
  const journal = new JournalFile(path, { maxFileBytes: 200, keptFiles: 2 });
  for (let at = 0; at < 50; at++) {
    journal.append(entry(at));
    await journal.flush();
  }
  await journal.close();
  expect(existsSync(`${path}.2`)).toBe(true);
  expect(existsSync(`${path}.3`)).toBe(false);
  const kept = [`${path}.2`, `${path}.1`, path].flatMap(linesOf).map((line) => JSON.parse(line).at);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, place) => 50 - kept.length + place));
});

test('more than may wait is lost and counted, and the newest is not torn', async () => {
  const journal = new JournalFile(path, { maxWaiting: 10 });
  for (let at = 0; at < 25; at++) journal.append(entry(at));
  await journal.close();
  expect(journal.lost).toBe(15);
  expect(linesOf(path)).toHaveLength(10);
});

test('a journal that cannot be written loses entries, counted, and goes on when it can again', async () => {
  mkdirSync(path); // a folder in the way of the file
  writeFileSync(`${path}.1`, 'x');
  mkdirSync(`${path}.4`); // and it cannot be put aside
  writeFileSync(join(`${path}.4`, 'keep'), 'x');
  const journal = new JournalFile(path);
  journal.append(entry(1));
  await journal.flush();
  expect(journal.lost).toBe(1);
  rmSync(path, { recursive: true });
  rmSync(`${path}.4`, { recursive: true });
  journal.append(entry(2));
  await journal.close();
  expect(linesOf(path).map((line) => JSON.parse(line).at)).toEqual([2]);
});

test('after closing nothing is taken', async () => {
  const journal = new JournalFile(path);
  journal.append(entry(1));
  await journal.close();
  journal.append(entry(2));
  await journal.close();
  expect(linesOf(path)).toHaveLength(1);
});
