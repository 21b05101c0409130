// @ts-check
/** A backup: both databases as of now, settings, keys, and, on another disk, the recordings that are not there yet. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Refusal } from '../refusal.mjs';
import { copyDatabase, countRows, recordingKeysIn, schemaOf } from './database.mjs';
import { backupName, backupsIn, manifestName, manifestText, sha256Of } from './manifest.mjs';
import { keysFolder } from './recording-keys.mjs';

/** Of a copy that was cut off; the next backup takes them away. */
const partSuffix = '.part';
/** Of a recording that is being encrypted. */
const halfSuffix = '.encrypting';
export const databases = /** @type {const} */ (['telephony', 'business']);
/** What people ask for first after a restore. */
export const countedTables = {
  telephony: ['calls', 'recordings', 'attempts', 'leads'],
  business: ['customers', 'users', 'audit'],
};
/** Daily ones, and besides one of each week. */
const keepDays = 14;
const keepWeeks = 8;
const weekMs = 7 * 86_400_000;
/** Room that a backup leaves free, so that calls can go on being recorded. */
const spareBytes = 512 * 2 ** 20;

/**
 * @typedef {object} Source
 * @property {string} data the box's data folder
 * @property {string | null} config /etc/callbox; null: none
 * @property {string} release
 */
/**
 * @param {Source} source
 * @param {{ to: string, at: Date, recordings: 'auto' | 'yes' | 'no', tell?: (line: string) => void }} how 'auto': only onto another disk
 * @returns {Promise<{ folder: string, manifest: import('./manifest.mjs').Manifest }>}
 */
export async function makeBackup(source, { to, at, recordings, tell = () => {} }) {
  for (const name of databases) {
    if (!existsSync(join(source.data, `${name}.db`))) {
      throw new Refusal(
        `${source.data} 里没有 ${name}.db，不是 Callbox 的数据目录。 / There is no ${name}.db in ${source.data}: that is no data folder of Callbox.`,
      );
    }
  }
  mkdirSync(to, { recursive: true, mode: 0o750 });
  removeParts(to);
  requireRoom(source.data, to);
  const folder = join(to, backupName(at));
  const part = `${folder}${partSuffix}`;
  if (existsSync(folder)) throw new Refusal(`${folder} 已经存在。 / ${folder} is there already.`);
  mkdirSync(part, { mode: 0o700 });
  try {
    for (const name of databases) {
      tell(`${name}.db …`);
      await copyDatabase(join(source.data, `${name}.db`), join(part, `${name}.db`));
      chmodSync(join(part, `${name}.db`), 0o600);
    }
    copySettings(source, part);
    const kept = wanted(recordings, source.data, to)
      ? copyRecordings(join(source.data, 'recordings'), join(to, 'recordings'), tell)
      : { included: false, files: 0, bytes: 0 };
    const manifest = await describe(part, source, at, kept);
    writeFileSync(join(part, manifestName), manifest.text, { mode: 0o600 });
    syncTree(part);
    renameSync(part, folder);
    syncFolder(to);
    return { folder, manifest: manifest.value };
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}

/** @param {string} part @param {Source} source @param {Date} at @param {{ included: boolean, files: number, bytes: number }} recordings */
async function describe(part, source, at, recordings) {
  const files = [];
  for (const path of filesBelow(part)) {
    const file = join(part, path);
    files.push({ path, bytes: statSync(file).size, sha256: await sha256Of(file) });
  }
  const counts = {
    ...(await countRows(join(part, 'telephony.db'), countedTables.telephony)),
    ...(await countRows(join(part, 'business.db'), countedTables.business)),
  };
  const schemas = {
    telephony: await schemaOf(join(part, 'telephony.db')),
    business: await schemaOf(join(part, 'business.db')),
  };
  const recordingKeys = await recordingKeysIn(join(part, 'telephony.db'));
  const about = {
    madeAt: at.toISOString(),
    release: source.release,
    schemas,
    counts,
    files,
    recordings,
    recordingKeys,
  };
  const text = manifestText(about);
  return { text, value: JSON.parse(text) };
}

/**
 * Settings and the pages' keys, but not those of recordings: who has the backup must not hear them. Sockets, locks, logs and
 * caches of a running box are not copied. @param {Source} source @param {string} part */
function copySettings({ data, config }, part) {
  const tls = join(data, 'tls');
  if (existsSync(tls)) cpSync(tls, join(part, 'tls'), { recursive: true, filter: isPlain });
  if (config !== null && existsSync(config)) {
    const keys = join(config, keysFolder);
    const isKept = (/** @type {string} */ path) => path !== keys && isPlain(path);
    cpSync(config, join(part, 'etc'), { recursive: true, filter: isKept });
  }
}

/** @param {string} path */
function isPlain(path) {
  const stat = lstatSync(path);
  return stat.isFile() || stat.isDirectory();
}

/** @param {'auto' | 'yes' | 'no'} recordings @param {string} data @param {string} to */
function wanted(recordings, data, to) {
  // On the same disk a copy protects from nothing and fills it.
  return recordings === 'yes' || (recordings === 'auto' && statSync(data).dev !== statSync(to).dev);
}

/**
 * Recordings change once after they were closed, when they are encrypted, and are longer then: what is there with the same
 * length is the same.
 * @param {string} from @param {string} to @param {(line: string) => void} tell
 */
function copyRecordings(from, to, tell) {
  let files = 0;
  let bytes = 0;
  let copied = 0;
  for (const path of filesBelow(from)) {
    const stat = statSync(join(from, path), { throwIfNoEntry: false });
    if (stat === undefined) continue; // deleted by policy meanwhile
    const target = join(to, path);
    files++;
    bytes += stat.size;
    if (statSync(target, { throwIfNoEntry: false })?.size === stat.size) continue;
    mkdirSync(dirname(target), { recursive: true, mode: 0o750 });
    copyFileSync(join(from, path), `${target}${partSuffix}`);
    renameSync(`${target}${partSuffix}`, target);
    if (++copied % 1_000 === 0) tell(`录音 / recordings: ${copied} …`);
  }
  return { included: true, files, bytes };
}

/** @param {string} folder @returns {string[]} paths of ordinary files below it, sorted; none if it isn't there */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(partSuffix) && !entry.name.endsWith(halfSuffix))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** @param {string} data @param {string} to */
function requireRoom(data, to) {
  const needed = databases.reduce((sum, name) => sum + statSync(join(data, `${name}.db`)).size, 0) + spareBytes;
  const { bavail, bsize } = statfsSync(to);
  const free = bavail * bsize;
  if (free >= needed) return;
  const mb = (/** @type {number} */ bytes) => Math.ceil(bytes / 2 ** 20);
  throw new Refusal(
    `${to} 只剩 ${mb(free)} MB，备份需要约 ${mb(needed)} MB：请清理，或备份到别处。 / ${to} has ${mb(free)} MB left and a backup takes about ${mb(needed)} MB: make room, or name another place.`,
  );
}

/** @param {string} to */
function removeParts(to) {
  for (const name of readdirSync(to)) {
    if (/^callbox-\d{8}T\d{6}Z\.part$/.test(name)) rmSync(join(to, name), { recursive: true, force: true });
  }
}

/**
 * The newest `keepDays`, and of each of the last weeks its first one.
 * @param {string} folder @param {Date} at @returns {string[]} what was removed
 */
export function removeOldBackups(folder, at) {
  const all = backupsIn(folder);
  const keep = new Set(all.slice(-keepDays));
  const weeks = new Set();
  for (const path of all) {
    const week = Math.floor((at.getTime() - madeAt(path)) / weekMs);
    if (week >= keepWeeks || weeks.has(week)) continue;
    weeks.add(week);
    keep.add(path);
  }
  const old = all.filter((path) => !keep.has(path));
  for (const path of old) rmSync(path, { recursive: true, force: true });
  return old;
}

/** From its name. @param {string} path */
function madeAt(path) {
  const [, y, mo, d, h, mi, s] = /(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(path) ?? [];
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
}

/** @param {string} folder */
export function syncTree(folder) {
  for (const path of filesBelow(folder)) syncFile(join(folder, path));
  syncFolder(folder);
}

/** @param {string} path */
function syncFile(path) {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** @param {string} path */
export function syncFolder(path) {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
