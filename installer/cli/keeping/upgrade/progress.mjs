// @ts-check
/** How far an upgrade has come, on the disk before each phase begins: who comes after a power cut reads it. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../backup.mjs';

/**
 * @typedef {'keep' | 'rehearse' | 'drain' | 'hold' | 'install' | 'start' | 'watch' | 'give-back' | 'abandon' | 'take-back'} Phase
 *
 * @typedef {object} Progress
 * @property {Phase} phase
 * @property {string} startedAt ISO 8601, UTC
 * @property {string} file the package
 * @property {string} from version that was installed
 * @property {string} to
 * @property {number} installedKb of the new one
 * @property {boolean} now calls are not waited for
 * @property {number} waitMs
 * @property {readonly import('./release-parts.mjs').Part[]} parts that the new release changes
 * @property {readonly string[]} units restarted, or to be
 * @property {Record<string, number>} schemas of the databases before, by name
 * @property {readonly string[]} raised names of databases whose schema the new release raises
 * @property {number} raiseMs how long that took in the rehearsal
 * @property {number} [upWithinMs] how long services may take to come up; absent: the usual
 * @property {readonly string[]} spansUp names of spans that were up before
 * @property {readonly number[]} lines channels taken out of service by us
 * @property {string} why what went wrong; '' nothing
 * @property {readonly Step[]} [steps] so far; absent: begun by a release that kept none
 */
/** For people. @typedef {{ phase: Phase, at: string, endedAt: string | null, why: string }} Step */

const fileName = 'state.json';
const lastName = 'last.json';

/** @param {string} folder @param {Progress} progress */
export function writeProgress(folder, progress) {
  put(join(folder, fileName), progress);
}

/** @param {string} folder @returns {Progress | null} null: no upgrade is under way */
export function readProgress(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, fileName), 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  }
}

/** How the last one ended, for people and pages. @typedef {{ at: string, from: string, to: string, result: 'upgraded' | 'abandoned' | 'taken-back', why: string, steps: readonly Step[] }} Last */

/** @param {string} folder @param {Last} last */
export function endProgress(folder, last) {
  put(join(folder, lastName), last);
  rmSync(join(folder, fileName), { force: true });
  syncFolder(folder);
}

/** @param {string} path @param {unknown} content */
function put(path, content) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 });
  const part = `${path}.part`;
  const file = openSync(part, 'w', 0o644);
  try {
    fchmodSync(file, 0o644); // the pages tell how far it has come, whatever root's umask is
    writeFileSync(file, `${JSON.stringify(content)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
  syncFolder(dirname(path));
}
