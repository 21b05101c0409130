/** Keys of recordings as the command line makes, prints and reads them again, with the format of daemon/encryption. */
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as files from '../../daemon/encryption/key-file.js';
import { readKeys, withNew, withTyped, writeKeys } from '../../installer/cli/keeping/recording-keys.mjs';

const at = new Date('2027-03-01T08:00:00Z');
let folder = '';
let copies: { file: string; owner: null }[] = [];
const paths = () => copies.map(({ file }) => file);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  copies = ['daemon', 'web'].map((name) => ({ file: join(folder, 'recording-keys', `${name}.keys`), owner: null }));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('each process has the same keys in a file that nobody else may read', () => {
  expect(readKeys(files, paths())).toEqual([]);
  const first = withNew(files, [], at);
  const second = withNew(files, first.keys, at);
  writeKeys(files, copies, second.keys);
  for (const file of paths()) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readKeys(files, [file])).toEqual([first.made, second.made]);
  }
});

it('a key typed from paper opens old recordings and isn’t used for new ones', () => {
  const { made: old } = withNew(files, [], at);
  const { keys, made } = withNew(files, [], at);
  const typed = withTyped(files, keys, files.printedKey(old).replace(/^(.{35})/, '$1\n'), at);
  expect(typed.keys.map(({ id }) => id)).toEqual([old.id, made.id]);
  expect(withTyped(files, typed.keys, files.printedKey(old), at)).toMatchObject({ isKnown: true, keys: typed.keys });
  expect(() => withTyped(files, keys, 'not a key', at)).toThrow(/恢复密钥有误/);
});

it('a damaged file is refused: a new key beside it would leave old recordings unheard', () => {
  writeKeys(files, copies, withNew(files, [], at).keys);
  const file = String(paths()[0]);
  truncateSync(file, readFileSync(file).length - 10);
  expect(() => readKeys(files, paths())).toThrow(/daemon\.keys/);
});
