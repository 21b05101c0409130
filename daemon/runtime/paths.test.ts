import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DailyRecordingFolder, promptFile } from './paths.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-paths-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['zh/welcome', '/sounds/zh/welcome.wav'],
  ['welcome', '/sounds/zh/welcome.wav'],
  ['music/calm_1', '/sounds/music/calm_1.wav'],
])('%s is %s', (name, file) => {
  expect(promptFile('/sounds', name)).toBe(file);
});

test.each(['../../etc/passwd', '/etc/passwd', 'zh/..', '', 'zh//welcome', 'a\0b', 'zh/a b', 'x'.repeat(65)])(
  'a name that could lead elsewhere becomes a file that is not there: %j',
  (name) => {
    expect(promptFile('/sounds', name)).toBe('/sounds/not-a-prompt-name.wav');
  },
);

test("the day's folder is made once", () => {
  const days = new DailyRecordingFolder();
  const made = days.ready(folder, '2026/11/22/a.wav');
  expect(made).toEqual({ path: join(folder, '2026/11/22/a.wav'), error: null });
  expect(statSync(join(folder, '2026/11/22')).isDirectory()).toBe(true);
  expect(days.ready(folder, '2026/11/22/b.wav').error).toBeNull();
  expect(days.ready(folder, '2026/11/23/c.wav').error).toBeNull();
});

test('a folder that cannot be made is told, and tried again for the next recording', () => {
  writeFileSync(join(folder, '2026'), 'in the way');
  const days = new DailyRecordingFolder();
  expect(days.ready(folder, '2026/11/22/a.wav').error).toMatch(/^E(EXIST|NOTDIR)$/);
  rmSync(join(folder, '2026'));
  expect(days.ready(folder, '2026/11/22/a.wav').error).toBeNull();
});
