// @ts-check
/** Backups that are good, cut off, changed, foreign, older and newer; restores cut off at every step. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { makeBackup, removeOldBackups } from './backup.mjs';
import { countRows } from './database.mjs';
import { backupName, backupsIn } from './manifest.mjs';
import { rehearseRestore } from './rehearsal.mjs';
import { finishRestore, restoreBackup } from './restore.mjs';
import { readState, writeState } from './state.mjs';

/** @type {string[]} */
const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** @param {string} file @param {readonly string[]} statements @returns {Promise<void>} */
function write(file, statements) {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, (error) => {
      if (error !== null) return reject(error);
      database.exec(statements.join(';'), (failed) =>
        database.close(() => (failed === null ? resolve() : reject(failed))),
      );
    });
  });
}

const at = new Date('2026-11-23T02:00:00Z');
const schemas = { telephony: 3, business: 2 };

/** @param {number} calls */
async function box(calls, { telephony = 3, business = 2 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'keeping-'));
  folders.push(folder);
  const data = join(folder, 'data');
  mkdirSync(join(data, 'recordings/2026/11/22'), { recursive: true });
  writeFileSync(join(data, 'recordings/2026/11/22/a.wav'), 'sound');
  mkdirSync(join(data, 'tls'));
  writeFileSync(join(data, 'tls/key.pem'), 'secret');
  const steps = (/** @type {number} */ n) => [
    'CREATE TABLE schema_migrations (version integer)',
    ...Array.from({ length: n }, (_, step) => `INSERT INTO schema_migrations VALUES (${step + 1})`),
  ];
  const rows = Array.from({ length: calls }, (_, n) => `INSERT INTO calls VALUES ('call-${n}')`);
  await write(join(data, 'telephony.db'), [
    'PRAGMA journal_mode = WAL',
    ...steps(telephony),
    'CREATE TABLE calls (id text)',
    ...rows,
  ]);
  await write(join(data, 'business.db'), [
    ...steps(business),
    "CREATE TABLE customers (id text); INSERT INTO customers VALUES ('王')",
  ]);
  const to = join(folder, 'backups');
  const source = { data, config: null, release: '0.5.0' };
  /** @param {{ at?: Date, recordings?: 'auto' | 'yes' | 'no' }} [how] */
  const backUp = (how = {}) => makeBackup(source, { to, at, recordings: 'auto', ...how });
  return { folder, data, to, backUp };
}

/** @param {string} data */
const callsIn = async (data) => (await countRows(join(data, 'telephony.db'), ['calls'])).calls;

describe('a backup', () => {
  it('holds the databases while they are written, settings and keys, and is restored elsewhere with the same rows', async () => {
    const { data, backUp, folder } = await box(50);
    const writer = new sqlite3.Database(join(data, 'telephony.db'));
    await new Promise((resolve) => writer.exec("BEGIN IMMEDIATE; INSERT INTO calls VALUES ('not yet')", resolve));
    const { folder: backup, manifest } = await backUp();
    await new Promise((resolve) => writer.exec('COMMIT', () => writer.close(resolve)));
    expect(manifest.counts).toEqual({ calls: 50, customers: 1 });
    expect(manifest.files.map(({ path }) => path)).toEqual(['business.db', 'telephony.db', 'tls/key.pem']);
    const elsewhere = join(folder, 'elsewhere');
    expect(await restoreBackup({ backup, data: elsewhere, schemas, at, replace: false })).toMatchObject({
      before: null,
    });
    expect(await callsIn(elsewhere)).toBe(50);
    expect(readFileSync(join(elsewhere, 'tls/key.pem'), 'utf8')).toBe('secret');
  });

  it('copies recordings when it is told to, each once, and brings them back', async () => {
    const { data, to, backUp, folder } = await box(1);
    await backUp({ recordings: 'yes' });
    writeFileSync(join(data, 'recordings/2026/11/22/b.wav'), 'more sound');
    const { folder: second, manifest } = await backUp({ recordings: 'yes', at: new Date(at.getTime() + 1000) });
    expect(manifest.recordings).toEqual({ included: true, files: 2, bytes: 15 });
    expect(readdirSync(join(to, 'recordings/2026/11/22'))).toEqual(['a.wav', 'b.wav']);
    const elsewhere = join(folder, 'elsewhere');
    await restoreBackup({ backup: second, data: elsewhere, schemas, at, replace: false });
    expect(readFileSync(join(elsewhere, 'recordings/2026/11/22/b.wav'), 'utf8')).toBe('more sound');
  });

  it('has encrypted recordings, names their keys and does not hold them', async () => {
    const { folder, data, to } = await box(1);
    await write(join(data, 'telephony.db'), [
      'CREATE TABLE recordings (id text, encrypted_with text, deleted_at integer)',
      "INSERT INTO recordings VALUES ('a', '00112233445566aa', NULL), ('b', NULL, NULL), ('c', 'ffffffffffffffff', 5)",
    ]);
    writeFileSync(join(data, 'recordings/2026/11/22/a.wav.encrypting'), 'half of it');
    const config = join(folder, 'etc');
    mkdirSync(join(config, 'recording-keys'), { recursive: true });
    writeFileSync(join(config, 'callbox.conf'), 'LANG=C\n');
    writeFileSync(join(config, 'recording-keys/daemon.keys'), 'the key');
    const { folder: backup, manifest } = await makeBackup({ data, config, release: '' }, { to, at, recordings: 'yes' });
    expect(manifest.recordingKeys).toEqual(['00112233445566aa']);
    expect(manifest.recordings.files).toBe(1);
    expect(manifest.files.map(({ path }) => path)).toContain('etc/callbox.conf');
    expect(readdirSync(join(backup, 'etc'))).toEqual(['callbox.conf']);
  });

  it('that was cut off is none, and the next one takes it away', async () => {
    const { to, backUp } = await box(1);
    mkdirSync(join(to, `${backupName(new Date(0))}.part`), { recursive: true });
    expect(backupsIn(to)).toEqual([]);
    const { folder } = await backUp();
    expect(readdirSync(to)).toEqual([folder.split('/').at(-1)]);
    await expect(backUp()).rejects.toThrow('is there already');
  });

  it('of a folder that is none of ours is refused', async () => {
    const { folder, to } = await box(1);
    const source = { data: join(folder, 'nothing'), config: null, release: '' };
    await expect(makeBackup(source, { to, at, recordings: 'no' })).rejects.toThrow('no data folder of Callbox');
  });

  it('old ones go: fourteen days and eight weeks stay', async () => {
    const { to } = await box(1);
    for (let day = 0; day < 100; day++) {
      const folder = join(to, backupName(new Date(at.getTime() - day * 86_400_000)));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'backup.json'), '{}');
    }
    removeOldBackups(to, at);
    const left = backupsIn(to);
    expect(left).toHaveLength(14 + 6);
    expect(left.at(-1)).toContain('20261123');
    expect(removeOldBackups(to, at)).toEqual([]);
  });
});

describe('a restore', () => {
  /** @type {readonly [string, (backup: string) => void, string][]} */
  const bad = [
    ['truncated database', (backup) => truncateSync(join(backup, 'telephony.db'), 5_000), 'octets, not'],
    ['changed octet', (backup) => writeFileSync(join(backup, 'tls/key.pem'), 'sekret'), 'content has changed'],
    ['missing file', (backup) => rmSync(join(backup, 'business.db')), 'is missing'],
    ['truncated list', (backup) => truncateSync(join(backup, 'backup.json'), 40), 'cut off or damaged'],
    ['no list', (backup) => rmSync(join(backup, 'backup.json')), 'no whole backup'],
    [
      'foreign list',
      (backup) => writeFileSync(join(backup, 'backup.json'), '{"format":"tar"}'),
      'not a backup of Callbox',
    ],
    [
      'a path that leads out',
      (backup) => rewrite(backup, (text) => text.replace('tls/key.pem', '../../etc/passwd')),
      'not a backup of Callbox',
    ],
    [
      'a link in place of a file',
      (backup) => {
        rmSync(join(backup, 'business.db'));
        symlinkSync('/etc/hostname', join(backup, 'business.db'));
      },
      'no ordinary file',
    ],
    [
      'counts that are not those of the rows',
      (backup) => rewrite(backup, (text) => text.replace('"calls": 7', '"calls": 8')),
      'is damaged',
    ],
    [
      'a format of the future',
      (backup) => rewrite(backup, (text) => text.replace('"version": 1', '"version": 2')),
      'upgrade first',
    ],
  ];
  it.each(bad)('of a backup with a %s is refused and changes nothing', async (_, spoil, words) => {
    const { data, backUp } = await box(7);
    const { folder: backup } = await backUp();
    spoil(backup);
    await expect(restoreBackup({ backup, data, schemas, at, replace: true })).rejects.toThrow(words);
    expect(await callsIn(data)).toBe(7);
  });

  it('of a newer release is refused, of an older one is taken', async () => {
    const { folder: backup } = await (await box(2, { telephony: 4 })).backUp();
    const target = await box(9);
    const how = { data: target.data, schemas, at, replace: true };
    await expect(restoreBackup({ ...how, backup })).rejects.toThrow('newer release');
    const { folder: older } = await (await box(2, { telephony: 1 })).backUp();
    await restoreBackup({ ...how, backup: older });
    expect(await callsIn(target.data)).toBe(2);
  });

  it('asks before it replaces, and keeps what was there with its recordings in the new place', async () => {
    const { folder: backup } = await (await box(3)).backUp();
    const { data } = await box(8);
    await expect(restoreBackup({ backup, data, schemas, at, replace: false })).rejects.toThrow('--replace');
    const { before } = await restoreBackup({ backup, data, schemas, at, replace: true });
    expect(await callsIn(data)).toBe(3);
    expect(await callsIn(String(before))).toBe(8);
    expect(existsSync(join(data, 'recordings/2026/11/22/a.wav'))).toBe(true);
  });

  it.each([0, 1, 2, 3])('cut off after step %i leaves the old data or the new, whole', async (step) => {
    const { folder: backup } = await (await box(3)).backUp();
    const { data } = await box(8);
    const before = `${data}.before`;
    // As the real one leaves it: staged, noted, old moved away, new moved in.
    const other = join(data, '..', 'staged-by-another');
    await restoreBackup({ backup, data: other, schemas, at, replace: false });
    renameSync(other, `${data}.restored`);
    if (step >= 1) writeFileSync(`${data}.restoring.json`, JSON.stringify({ before, place: join(backup, '..') }));
    if (step >= 2) renameSync(data, before);
    if (step >= 3) renameSync(`${data}.restored`, data);
    finishRestore(data);
    finishRestore(data);
    expect(await callsIn(data)).toBe(step === 0 ? 8 : 3);
    expect(existsSync(join(data, 'recordings/2026/11/22/a.wav'))).toBe(true);
    expect(readdirSync(join(data, '..')).filter((name) => name.includes('restor'))).toEqual([]);
  });

  it('whose note was cut off has moved nothing', async () => {
    const { data } = await box(8);
    writeFileSync(`${data}.restoring.json`, '{"befo');
    finishRestore(data);
    expect(await callsIn(data)).toBe(8);
  });
});

describe('the rehearsal', () => {
  it('restores the newest into a folder of its own and says what it found', async () => {
    const { to, backUp, data } = await box(5);
    await backUp();
    const raised = /** @type {string[]} */ ([]);
    const raise = async (/** @type {string} */ folder) => void raised.push(folder);
    const done = await rehearseRestore({ backups: to, schemas, at, raise });
    expect(done.counts).toEqual({ calls: 5, customers: 1 });
    expect(existsSync(String(raised[0]))).toBe(false);
    expect(await callsIn(data)).toBe(5);
    const lossy = async (/** @type {string} */ folder) =>
      write(join(folder, 'telephony.db'), ["DELETE FROM calls WHERE id = 'call-1'"]);
    await expect(rehearseRestore({ backups: to, schemas, at, raise: lossy })).rejects.toThrow('calls');
    await expect(rehearseRestore({ backups: join(to, 'none'), schemas, at, raise })).rejects.toThrow('no backup');
  });

  it('leaves word for the pages', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keeping-'));
    folders.push(folder);
    expect(readState(folder)).toEqual({});
    writeState(folder, 'backup', { at: 'now', ok: true, about: 'x' });
    writeState(folder, 'rehearsal', { at: 'now', ok: false, about: 'y' });
    expect(readState(folder)).toEqual({
      lastGoodAt: 'now',
      backup: { at: 'now', ok: true, about: 'x' },
      rehearsal: { at: 'now', ok: false, about: 'y' },
    });
    writeFileSync(join(folder, 'state.json'), '{"cut');
    expect(readState(folder)).toEqual({});
  });
});

/** @param {string} backup @param {(text: string) => string} change */
function rewrite(backup, change) {
  const path = join(backup, 'backup.json');
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error('nothing was changed');
  writeFileSync(path, after);
}
