import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../base/clock.js';
import type { RowChange } from '../terms/rows.js';
import { RedoLog } from './redo-log.js';
import { TelephonyStore } from './telephony-store.js';
import type { StoreTrouble } from './telephony-writer.js';

const born = 'abc';
const clock = new ManualClock(1_800_000_000_000);
const row = (n: number): RowChange => ({ row: 'incident', incident: { at: n, code: 'test', detail: `{"n":${n}}` } });
const rows = (...numbers: number[]): RowChange[] => numbers.map(row);
const fail = (error: Error): never => {
  throw error;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redo-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const size = (): number => ['a', 'b'].reduce((sum, name) => sum + readFileSync(join(folder, `${name}.redo`)).length, 0);

test('holds what the database has not taken, and nothing else', () => {
  const log = new RedoLog(folder, born, fail);
  log.append(1, rows(1, 2));
  log.append(3, rows(3));
  expect(RedoLog.left(folder, { born, done: 0 })).toEqual(rows(1, 2, 3));
  expect(RedoLog.left(folder, { born, done: 1 })).toEqual(rows(2, 3));
  log.wrote(2);
  log.append(4, rows(4));
  expect(RedoLog.left(folder, { born, done: 2 })).toEqual(rows(3, 4));
  log.wrote(4);
  expect(size()).toBe(0);
  log.close();
});

test('stays small although something always waits', () => {
  const log = new RedoLog(folder, born, fail);
  let most = 0;
  for (let n = 1; n <= 5_000; n++) {
    log.append(n, rows(n));
    if (n > 3) log.wrote(n - 3);
    most = Math.max(most, size());
  }
  expect(most).toBeLessThan(2_000);
  expect(RedoLog.left(folder, { born, done: 4_997 })).toEqual(rows(4_998, 4_999, 5_000));
  log.close();
});

test('a line that was cut off, another database, a gap and rubbish are left out', () => {
  const line = (first: number, changes: RowChange[], of = born): string =>
    `${JSON.stringify({ born: of, first, changes })}\n`;
  const cut = line(4, rows(4)).slice(0, 30);
  writeFileSync(join(folder, 'a.redo'), `${line(1, rows(1))}\0\0rubbish\n[]\n{"born":7}\n${line(2, rows(9), 'xyz')}`);
  writeFileSync(join(folder, 'b.redo'), line(2, rows(2, 3)) + line(7, rows(7)) + cut);
  expect(RedoLog.left(folder, { born, done: 0 })).toEqual(rows(1, 2, 3));
  expect(RedoLog.left(folder, { born: 'xyz', done: 0 })).toEqual([]);
  expect(RedoLog.left(join(folder, 'nowhere'), { born, done: 0 })).toEqual([]);
});

test('a fault is told once, and calls go on', () => {
  const faults: Error[] = [];
  const log = new RedoLog(folder, born, (error) => faults.push(error));
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  log.append(1, [circular as unknown as RowChange]);
  log.append(2, rows(2));
  log.wrote(2);
  expect(faults).toHaveLength(1);
  expect(RedoLog.left(folder, { born, done: 0 })).toEqual([]);
  log.close();
});

// ---- under the database

const data = (name: string): string => join(folder, name);
function open(name: string, troubles: StoreTrouble[] = []): Promise<TelephonyStore> {
  mkdirSync(data(name), { recursive: true });
  const onTrouble = (trouble: StoreTrouble): void => void troubles.push(trouble);
  const options = { clock, onTrouble, retryMs: 1, redo: data(`${name}/rows`) };
  return TelephonyStore.open({ kind: 'sqlite', file: data(`${name}/telephony.db`) }, options);
}

/** Another program holds the database, as a slow disk would. */
function hold(file: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const db = new sqlite3.Database(file, (error) => {
      if (error) return reject(error);
      db.exec('BEGIN IMMEDIATE', (failure) =>
        failure ? reject(failure) : resolve(() => new Promise((done) => db.close(() => done()))),
      );
    });
  });
}

test('rows that a killed process had not got into its database are in it after the next start, once', async () => {
  const store = await open('box');
  store.writer.apply(rows(1));
  await store.writer.flush();
  const release = await hold(data('box/telephony.db'));
  store.writer.apply(rows(2, 3));
  store.writer.apply(rows(4));
  // What a kill would leave at this moment.
  cpSync(data('box'), data('killed'), { recursive: true });
  await release();
  await store.close();

  for (const redone of [[{ code: 'rows-redone', detail: { rows: 3 } }], []]) {
    const troubles: StoreTrouble[] = [];
    const next = await open('killed', troubles);
    expect(troubles).toEqual(redone);
    expect((await next.reader.incidents({ limit: 10 })).map(({ at }) => at)).toEqual([4, 3, 2, 1]);
    await next.close();
  }
  // A clean end leaves nothing, so that a backup put in its place meets no rows of the time after it.
  expect(readFileSync(data('killed/rows/a.redo')).length + readFileSync(data('killed/rows/b.redo')).length).toBe(0);
});

test('a database from a backup takes no rows of the time behind it', async () => {
  const store = await open('box');
  store.writer.apply(rows(1));
  await store.writer.flush();
  cpSync(data('box'), data('backup'), { recursive: true });
  store.writer.apply(rows(2));
  await store.writer.flush();
  const release = await hold(data('box/telephony.db'));
  store.writer.apply(rows(3));
  cpSync(data('box/rows'), data('backup/rows'), { recursive: true });
  await release();
  await store.close();
  const restored = await open('backup');
  expect((await restored.reader.incidents({ limit: 10 })).map(({ at }) => at)).toEqual([1]);
  await restored.close();
});

test('a folder that cannot be used is told, and the store works', async () => {
  const troubles: StoreTrouble[] = [];
  mkdirSync(data('box'));
  appendFileSync(data('box/rows'), 'a file where the folder should be');
  chmodSync(data('box/rows'), 0o600);
  const store = await open('box', troubles);
  expect(troubles.map(({ code }) => code)).toEqual(['redo-failed']);
  store.writer.apply(rows(1));
  await store.writer.flush();
  expect(await store.reader.incidents({ limit: 10 })).toHaveLength(1);
  await store.close();
});
