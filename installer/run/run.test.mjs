// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataInUse, DataLock } from './data-lock.mjs';
import { isRunning, nameProcess } from './processes.mjs';
import { RotatingLog } from './rotating-log.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a log is rotated by size and old ones go', () => {
  const log = new RotatingLog(join(folder, 'logs/a.log'), { maxBytes: 100, keep: 2 });
  for (let line = 0; line < 60; line++) log.write(`line ${line} ${'.'.repeat(10)}`);
  const sizes = ['a.log', 'a.log.1', 'a.log.2'].map((name) => statSync(join(folder, 'logs', name)).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  expect(existsSync(join(folder, 'logs/a.log.3'))).toBe(false);
  expect(readFileSync(join(folder, 'logs/a.log'), 'utf8')).toContain('line 59');
  expect(new RotatingLog(join(folder, 'logs/a.log')).bytes).toBe(sizes[0]);
});

test('a log that cannot be written is counted, not fatal', () => {
  const log = new RotatingLog(join(folder, 'a.log'));
  rmSync(folder, { recursive: true });
  log.write('lost');
  expect(log.linesLost).toBe(1);
});

test('a data folder has one supervisor', async () => {
  const lock = await DataLock.take(folder);
  await expect(DataLock.take(folder)).rejects.toThrow(DataInUse);
  lock.release();
  (await DataLock.take(folder)).release();
});

test('a broken lock does not lock', async () => {
  writeFileSync(join(folder, 'supervisor.json'), '{"supervisor":{"pid":1');
  (await DataLock.take(folder)).release();
});

test('what a killed supervisor left running is ended', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const name = nameProcess(Number(child.pid));
  writeFileSync(
    join(folder, 'supervisor.json'),
    JSON.stringify({ supervisor: { pid: 4_000_000, start: '1' }, children: [name] }),
  );
  const lock = await DataLock.take(folder);
  await ended;
  expect(isRunning(name)).toBe(false);
  lock.release();
});

test('a stranger who got the pid of a child is left alone', async () => {
  writeFileSync(
    join(folder, 'supervisor.json'),
    JSON.stringify({
      supervisor: { pid: process.pid, start: 'before' },
      children: [{ pid: process.pid, start: 'before' }],
    }),
  );
  (await DataLock.take(folder)).release();
});
