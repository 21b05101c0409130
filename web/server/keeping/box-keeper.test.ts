/** Word of backups and upgrades as it lies on a disk: whole, older, cut off, hostile; and the wish for a backup. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { BoxKeeper } from './box-keeper.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const nowMs = Date.parse('2026-11-23T12:00:00Z');
const at = '2026-11-23T02:00:00Z';
const good = { at, ok: true, about: 'callbox-20261123T020000Z', folder: '/mnt/x', bytes: 5_000, counts: { calls: 7 } };

function box({ bootedAt = 0, installed = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'keeper-'));
  folders.push(folder);
  const [backups, upgrades, backupWish] = ['backups', 'upgrades', 'wish'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [backups, upgrades]) mkdirSync(each);
  const nothing = { backups: null, backupsTo: null, upgrades: null, backupWish: null };
  const places = installed ? { backups, backupsTo: '/mnt/disk', upgrades, backupWish } : nothing;
  const keeper = new BoxKeeper(places, { nowMs: () => nowMs }, '1.2', () => bootedAt);
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return { keeper, write, backupWish };
}

test('the last backup, the last that was whole and the rehearsed restore', async () => {
  const { keeper, write } = box();
  const failed = { at: '2026-11-23T03:00:00Z', ok: false, about: 'disk full' };
  write('backups/state.json', { backup: failed, lastGoodAt: at, begunAt: failed.at, rehearsal: good });
  expect((await keeper.keeping()).backups).toEqual({
    folder: '/mnt/disk',
    last: {
      ...failed,
      at: Date.parse(failed.at),
      folder: null,
      bytes: null,
      recordings: null,
      counts: {},
      tookMs: null,
    },
    lastGoodAt: Date.parse(at),
    rehearsal: { ...good, at: Date.parse(at), recordings: null, tookMs: null },
    work: 'none',
    workSince: null,
    mayAsk: true,
  });
});

test.each([
  ['nothing', undefined],
  ['cut off', '{"backup":{"at":"2026'],
  ['no object', '[1,2]'],
  ['other types', { backup: { at: 5, ok: 'yes' }, lastGoodAt: {}, rehearsal: 'x', begunAt: 'never' }],
  ['far too long', JSON.stringify({ backup: good, more: 'x'.repeat(1_100_000) })],
])('word of backups that is %s is none', async (_, content) => {
  const { keeper, write } = box();
  if (content !== undefined) write('backups/state.json', content);
  expect((await keeper.keeping()).backups).toMatchObject({ last: null, lastGoodAt: null, rehearsal: null });
});

test('one that has begun and not ended is under way, unless the machine was started since or half a day is over', async () => {
  const begun = (begunAt: string, bootedAt = 0) => {
    const { keeper, write } = box({ bootedAt });
    write('backups/state.json', { backup: good, begunAt });
    return keeper.keeping().then(({ backups }) => backups?.work);
  };
  expect(await begun('2026-11-23T11:59:00Z')).toBe('running');
  expect(await begun('2026-11-23T11:59:00Z', nowMs - 1_000)).toBe('none');
  expect(await begun('2026-11-22T23:00:00Z')).toBe('none');
  expect(await begun(good.at)).toBe('none');
});

test('a backup is asked for by a file; twice is refused until it is taken up or forgotten', async () => {
  const { keeper, backupWish } = box();
  await keeper.askForBackup();
  const now = new Date(nowMs);
  utimesSync(backupWish, now, now);
  expect((await keeper.keeping()).backups).toMatchObject({ work: 'asked', workSince: nowMs, mayAsk: false });
  await expect(keeper.askForBackup()).rejects.toMatchObject({ code: 'not-now', detail: { why: 'under-way' } });
  const old = new Date(nowMs - 11 * 60_000);
  utimesSync(backupWish, old, old);
  await keeper.askForBackup();
  expect(existsSync(backupWish)).toBe(true);
});

test('what is no installed box makes no backups and says so', async () => {
  const { keeper } = box({ installed: false });
  expect(await keeper.keeping()).toEqual({ version: '1.2', upgrade: null, backups: null });
  await expect(keeper.askForBackup()).rejects.toMatchObject({ code: 'not-now', detail: { why: 'no-backups' } });
});

const step = { phase: 'rehearse', at, endedAt: '2026-11-23T02:01:00Z', why: 'no sound' };
const ended = { at: '2026-11-23T02:02:00Z', from: '1.0', to: '1.1', result: 'abandoned', why: 'no sound' };

test('the last upgrade step by step; of an older release without steps; one that is under way comes first', async () => {
  const { keeper, write } = box();
  write('upgrades/last.json', { ...ended, steps: [step] });
  const shown = { from: '1.0', to: '1.1', result: 'abandoned', endedAt: Date.parse(ended.at), why: 'no sound' };
  expect((await keeper.keeping()).upgrade).toEqual({
    ...shown,
    startedAt: Date.parse(at),
    steps: [{ phase: 'rehearse', startedAt: Date.parse(at), endedAt: Date.parse(step.endedAt), why: 'no sound' }],
  });
  write('upgrades/last.json', ended);
  expect((await keeper.keeping()).upgrade).toEqual({ ...shown, startedAt: null, steps: [] });
  const drain = { phase: 'drain', at, endedAt: null, why: '' };
  write('upgrades/state.json', { phase: 'drain', startedAt: at, from: '1.0', to: '1.1', why: '', steps: [drain] });
  expect((await keeper.keeping()).upgrade).toMatchObject({ result: null, endedAt: null, steps: [{ phase: 'drain' }] });
});

test('word of an upgrade that nobody could have written is none', async () => {
  const { keeper, write } = box();
  for (const content of ['{', '"x"', { ...ended, result: 'eaten' }, { ...ended, at: 'soon' }]) {
    write('upgrades/last.json', content);
    expect((await keeper.keeping()).upgrade).toBeNull();
  }
  write('upgrades/last.json', { ...ended, steps: [{ phase: 'fly', at }] });
  expect((await keeper.keeping()).upgrade).toMatchObject({ steps: [] });
});
