// @ts-check
/**
 * The keys that recordings are encrypted with, on the box: one copy for each process that needs them, readable by its user
 * alone. They lie outside the data and outside every backup, or encryption would protect from nobody who has a backup.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal } from '../refusal.mjs';

/** Below /etc/callbox. */
export const keysFolder = 'recording-keys';

/** @typedef {import('../../../daemon/encryption/key-file.js').RecordingKey} RecordingKey */
/** @typedef {typeof import('../../../daemon/encryption/key-file.js')} KeyFiles */

/** How a key file is written. @param {string} js folder of the compiled programs @returns {Promise<KeyFiles>} */
export function keyFiles(js) {
  return import(pathToFileURL(join(js, 'daemon/encryption/key-file.js')).href);
}

/**
 * @param {KeyFiles} files @param {readonly string[]} copies @returns {readonly RecordingKey[]} oldest first; of the first copy
 * that is there. Throws a Refusal if one is damaged: a new key beside it would leave old recordings unheard.
 */
export function readKeys(files, copies) {
  for (const copy of copies) {
    if (lstatSync(copy, { throwIfNoEntry: false })?.isFile() !== true) continue;
    try {
      return files.parseKeyFile(readFileSync(copy, 'utf8'));
    } catch (error) {
      throw new Refusal(`${copy}: ${/** @type {Error} */ (error).message}`);
    }
  }
  return [];
}

/**
 * @param {KeyFiles} files @param {readonly { file: string, owner: { uid: number, gid: number } | null }[]} copies
 * @param {readonly RecordingKey[]} keys
 */
export function writeKeys(files, copies, keys) {
  for (const { file, owner } of copies) {
    const folder = dirname(file);
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o711); // each process comes by its own file's name
    }
    const part = `${file}.part`;
    writeFileSync(part, files.keyFileText(keys), { mode: 0o600 });
    chmodSync(part, 0o600);
    if (owner !== null) chownSync(part, owner.uid, owner.gid);
    sync(part);
    renameSync(part, file);
    sync(folder);
  }
}

/** One more, for new recordings. @param {KeyFiles} files @param {readonly RecordingKey[]} keys @param {Date} at */
export function withNew(files, keys, at) {
  const made = files.recordingKey(randomBytes(32), at.toISOString());
  return { keys: [...keys, made], made };
}

/**
 * A key from paper; the one for new recordings stays, if there is one.
 * @param {KeyFiles} files @param {readonly RecordingKey[]} keys @param {string} typed @param {Date} at
 */
export function withTyped(files, keys, typed, at) {
  let key;
  try {
    key = files.recordingKey(files.keyFromPrint(typed), at.toISOString());
  } catch (error) {
    throw new Refusal(/** @type {Error} */ (error).message);
  }
  const isKnown = keys.some(({ id }) => id === key.id);
  return { keys: isKnown ? keys : [key, ...keys], added: key, isKnown };
}

/** @param {string} path */
function sync(path) {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
