import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyFileText, recordingKey } from './key-file.js';
import { RecordingKeys } from './recording-keys.js';

const since = '2027-01-15T08:00:00.000Z';
const [first, second] = [recordingKey(Buffer.alloc(32, 1), since), recordingKey(Buffer.alloc(32, 2), since)];
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  file = join(folder, 'keys');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a key that comes, changes or goes is seen without a restart', () => {
  const keys = new RecordingKeys(file);
  expect([keys.current, keys.trouble?.code]).toEqual([null, 'none']);
  writeFileSync(file, keyFileText([first]), { mode: 0o600 });
  expect([keys.current?.id, keys.trouble]).toEqual([first.id, null]);
  writeFileSync(file, keyFileText([first, second]));
  expect(keys.current?.id).toBe(second.id);
  expect(keys.key(first.id)).toEqual(first.key);
  expect(JSON.stringify(keys.shown)).not.toContain(first.key.toString('hex'));
  rmSync(file);
  expect(() => keys.key(first.id)).toThrow(/recording-key add/);
});

test('a box without keys says what to do', () => {
  const keys = new RecordingKeys(null);
  expect(keys.trouble).toMatchObject({ code: 'none', message: expect.stringContaining('recording-key new') });
  expect(() => keys.key(first.id)).toThrow(first.id);
});

test.each([
  ['open to the group', 'open-to-others', () => chmodSync(file, 0o640)],
  ['open to all', 'open-to-others', () => chmodSync(file, 0o604)],
  ['cut', 'bad-file', () => writeFileSync(file, keyFileText([first]).slice(0, -20))],
  ['far too large', 'bad-file', () => writeFileSync(file, 'x'.repeat(300_000))],
  ['empty', 'none', () => writeFileSync(file, '')],
  ['a folder', 'unreadable', () => [rmSync(file), mkdirSync(file, { mode: 0o700 })]],
  ['a link', 'unreadable', () => [rmSync(file), symlinkSync('/etc/hostname', file)]],
])('a file that is %s is %s, and no key of it is used', (_what, code, change) => {
  writeFileSync(file, keyFileText([first]), { mode: 0o600 });
  const keys = new RecordingKeys(file);
  expect(keys.trouble).toBeNull();
  change();
  expect([keys.current, keys.trouble?.code]).toEqual([null, code]);
});
