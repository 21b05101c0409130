/** The real machine, and files of one that has what this one lacks. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BoxReader, type DaemonMeters, type Inside } from './readings.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function machine(files: Readonly<Record<string, string | undefined>> = {}, keepsBackups = false) {
  const root = `${mkdtempSync(join(tmpdir(), 'box-'))}/`;
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text ?? '');
  }
  const clock = { wallMs: 1_000_000, steadyMs: 0 };
  const reader = new BoxReader({
    dataFolder: root,
    ownDelayMs: () => 12,
    wallMs: () => clock.wallMs,
    steadyMs: () => clock.steadyMs,
    root,
    backupsFolder: keepsBackups ? root : null,
  });
  return { reader, clock };
}

const inside = (meters: DaemonMeters | null = null): Inside => ({
  storage: () => undefined,
  meters: async () => meters,
});

describe('readings of a machine', () => {
  it('are those of the real one', async () => {
    const { reader } = machine();
    const { cpuPercent, memoryPercent, diskPercent, webDelayMs } = await reader.read(inside());
    for (const percent of [cpuPercent, memoryPercent, diskPercent]) {
      expect(percent).toBeGreaterThanOrEqual(0);
      expect(percent).toBeLessThanOrEqual(100);
    }
    expect(webDelayMs).toBe(12);
  });

  it('what a machine does not tell is null', async () => {
    const { reader } = machine();
    const nothing = {
      arraysDegraded: null,
      clockAlone: null,
      recordingDays: null,
      daemonDelayMs: null,
      lateBlocks: null,
    };
    expect(await reader.read(inside())).toMatchObject(nothing);
    const failing: Inside = { storage: () => undefined, meters: () => Promise.reject(new Error('away')) };
    expect(await reader.read(failing)).toMatchObject(nothing);
  });

  it.each([
    ['whole', 'md0 : active raid1 sda1[0] sdb1[1]\n      976630464 blocks super 1.2 [2/2] [UU]\n', 0],
    [
      'one disk gone',
      'md0 : active raid1 sda1[0]\n      976630464 blocks [2/1] [U_]\nmd1 : active raid1\n   [2/2] [UU]\n',
      1,
    ],
    ['no array', 'Personalities :\nunused devices: <none>\n', null],
    ['garbage', '\u0000\u0001[[[]]]', null],
  ])('arrays of disks: %s', async (_, mdstat, arraysDegraded) => {
    const { reader } = machine({ 'proc/mdstat': mdstat });
    expect(await reader.read(inside())).toMatchObject({ arraysDegraded });
  });

  it.each([
    ['none was ever made, on a new box', {}, 0, null],
    [
      'seconds ago',
      { 'state.json': '{"lastGoodAt":"1970-01-01T00:00:00Z","rehearsal":{"ok":true}}' },
      1_000 / 86_400,
      0,
    ],
    ['word of it is cut off', { 'state.json': '{"lastGo' }, 0, null],
    ['a rehearsal that failed', { 'state.json': '{"rehearsal":{"ok":false}}' }, 0, 1],
  ])('backups: %s', async (_, files, backupDays, restoreFails) => {
    const read = await machine(files, true).reader.read(inside());
    expect(read.restoreFails).toBe(restoreFails);
    expect(read.backupDays).toBeCloseTo(backupDays, 3);
    expect((await machine(files).reader.read(inside())).backupDays).toBeNull();
  });

  it('backups: a box that has made none for days is as bad as one that stopped making them', async () => {
    const { reader, clock } = machine({}, true);
    clock.wallMs = Date.now() + 10 * 86_400_000;
    expect((await reader.read(inside())).backupDays).toBeCloseTo(10, 2);
  });

  it('days until the certificate ends; one that has ended has none left', async () => {
    const { reader } = machine();
    const until = (ms: number | null) => reader.read({ ...inside(), certificateUntil: () => ms });
    expect((await until(1_000_000 + 3 * 86_400_000)).certificateDays).toBeCloseTo(3, 5);
    expect((await until(0)).certificateDays).toBe(0);
    expect((await until(null)).certificateDays).toBeNull();
  });

  it('a clock that follows a server, one that could and does not', async () => {
    const synced = machine({ 'run/systemd/timesync/synchronized': '' });
    expect(await synced.reader.read(inside())).toMatchObject({ clockAlone: 0 });
    const alone = machine({ 'run/systemd/timesync/x': '' });
    expect(await alone.reader.read(inside())).toMatchObject({ clockAlone: 1 });
  });

  it('a clock that was set, blocks that came late; a daemon that begins anew is no fault', async () => {
    const { reader, clock } = machine();
    const read = (lateTicks: number) => reader.read(inside({ loopDelayP99Ms: 3, lateTicks }));
    expect(await read(5)).toMatchObject({ clockJumpMs: null, lateBlocks: null, daemonDelayMs: 3 });
    clock.wallMs += 30_000;
    clock.steadyMs += 30_000;
    expect(await read(7)).toMatchObject({ clockJumpMs: 0, lateBlocks: 4 });
    clock.wallMs -= 3_600_000 - 10_000;
    clock.steadyMs += 10_000;
    expect(await read(0)).toMatchObject({ clockJumpMs: 3_600_000, lateBlocks: null });
  });
});
