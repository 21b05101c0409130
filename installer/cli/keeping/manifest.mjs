// @ts-check
/** What a backup says of itself: written last, so that a folder without it is no backup. */
import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Refusal } from '../refusal.mjs';

export const manifestName = 'backup.json';
const format = 'callbox-backup';
const formatVersion = 1;
const maxManifestBytes = 64 * 2 ** 20;
/** Only such names are ever made, and only such ones are followed: nothing of a backup leads out of its folder. */
const safePath = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9._@-]+(?:\/[A-Za-z0-9._@-]+)*$/;
const backupFolder = /^callbox-\d{8}T\d{6}Z$/;

/** @typedef {{ path: string, bytes: number, sha256: string }} KeptFile `path` below the backup's folder */
/**
 * @typedef {object} Manifest
 * @property {string} format
 * @property {number} version
 * @property {string} madeAt ISO 8601, UTC
 * @property {string} release of the program that made it
 * @property {{ telephony: number, business: number }} schemas steps of each database's schema
 * @property {Record<string, number>} counts rows of what people ask for first
 * @property {readonly KeptFile[]} files
 * @property {readonly string[]} [recordingKeys] ids of keys that recordings are encrypted with; the keys are in no backup
 * @property {{ included: boolean, files: number, bytes: number }} recordings in the folder `recordings` beside the backups
 */

/** @param {Date} at */
export function backupName(at) {
  return `callbox-${at.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')}`;
}

/** @param {string} folder where backups are kept @returns {string[]} whole ones, oldest first */
export function backupsIn(folder) {
  let names;
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => backupFolder.test(name) && lstatSync(join(folder, name, manifestName), { throwIfNoEntry: false }))
    .sort()
    .map((name) => join(folder, name));
}

/** @param {string} path @returns {Promise<string>} */
export async function sha256Of(path) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(piece);
  return hash.digest('hex');
}

/** @param {Omit<Manifest, 'format' | 'version'>} about @returns {string} */
export function manifestText(about) {
  return `${JSON.stringify({ format, version: formatVersion, ...about }, null, 1)}\n`;
}

/** @param {string} folder of one backup @returns {Manifest} throws a Refusal that says what is wrong with it */
export function readManifest(folder) {
  const path = join(folder, manifestName);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new Refusal(
      `${folder} 不是完整的备份（没有 ${manifestName}）。 / ${folder} is no whole backup: it has no ${manifestName}.`,
    );
  }
  if (!stat.isFile() || stat.size > maxManifestBytes) throw foreign(folder);
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Refusal(`${path} 被截断或损坏，请用另一份备份。 / ${path} is cut off or damaged: use another backup.`);
  }
  if (manifest?.format !== format) throw foreign(folder);
  if (manifest.version !== formatVersion) {
    throw new Refusal(
      `这份备份的格式 ${Number(manifest.version)} 比本程序新：请先升级。 / This backup has format ${Number(manifest.version)}, newer than this program: upgrade first.`,
    );
  }
  if (!isSound(manifest)) throw foreign(folder);
  return manifest;
}

/** @param {string} folder */
function foreign(folder) {
  return new Refusal(
    `${folder} 不是 Callbox 的备份，或内容被改过。 / ${folder} is not a backup of Callbox, or was changed.`,
  );
}

/** @param {any} manifest */
function isSound({ files, schemas, counts, recordings, recordingKeys = [], madeAt, release }) {
  const isCount = (/** @type {unknown} */ value) => Number.isSafeInteger(value) && Number(value) >= 0;
  return (
    Array.isArray(files) &&
    files.length <= 10_000 &&
    files.every(
      (file) =>
        typeof file?.path === 'string' &&
        safePath.test(file.path) &&
        isCount(file.bytes) &&
        /^[0-9a-f]{64}$/.test(String(file.sha256)),
    ) &&
    isCount(schemas?.telephony) &&
    isCount(schemas?.business) &&
    typeof counts === 'object' &&
    counts !== null &&
    isCount(recordings?.files) &&
    Array.isArray(recordingKeys) &&
    recordingKeys.every((id) => /^[0-9a-f]{16}$/.test(String(id))) &&
    typeof madeAt === 'string' &&
    !Number.isNaN(Date.parse(madeAt)) &&
    typeof release === 'string'
  );
}

/**
 * Every file as long and with the same sum as when it was made.
 * @param {string} folder @param {Manifest} manifest @returns {Promise<readonly string[]>} what is wrong, a sentence each
 */
export async function differencesOf(folder, manifest) {
  const wrong = [];
  for (const { path, bytes, sha256 } of manifest.files) {
    const file = join(folder, path);
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) wrong.push(`${path} 不在了 / is missing`);
    else if (!stat.isFile()) wrong.push(`${path} 不是普通文件 / is no ordinary file`);
    else if (stat.size !== bytes) wrong.push(`${path} 长度不对 / has ${stat.size} octets, not ${bytes}`);
    else if ((await sha256Of(file)) !== sha256) wrong.push(`${path} 内容变了 / its content has changed`);
  }
  return wrong;
}

/** @param {string} folder */
export function nameOfBackup(folder) {
  return basename(folder);
}
