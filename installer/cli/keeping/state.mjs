// @ts-check
/** How the last backup and the last rehearsal went, for the pages: one small file in the usual place, wherever the backups go. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Done
 * @property {string} at when it began; ISO 8601, UTC
 * @property {boolean} ok
 * @property {string} about the backup's name, or why it failed
 * @property {string} [folder] where it lies
 * @property {number} [bytes] without recordings
 * @property {{ included: boolean, files: number, bytes: number }} [recordings]
 * @property {Record<string, number>} [counts] rows
 * @property {number} [tookMs]
 */
/**
 * @typedef {object} KeepingState
 * @property {Done} [backup]
 * @property {Done} [rehearsal]
 * @property {string} [lastGoodAt] of the last backup that is whole
 * @property {string} [begunAt] of the backup that began last; that of `backup`: it has come to its end
 */

const stateName = 'state.json';

/** @param {string} folder @returns {KeepingState} */
export function readState(folder) {
  try {
    const state = JSON.parse(readFileSync(join(folder, stateName), 'utf8'));
    return typeof state === 'object' && state !== null ? state : {};
  } catch {
    return {};
  }
}

/** @param {string} folder @param {'backup' | 'rehearsal'} what @param {Done} done */
export function writeState(folder, what, done) {
  put(folder, { ...(what === 'backup' && done.ok ? { lastGoodAt: done.at } : {}), [what]: done });
}

/** So that pages can say that one is under way. @param {string} folder @param {string} at */
export function writeBegun(folder, at) {
  put(folder, { begunAt: at });
}

/** @param {string} folder @param {KeepingState} more */
function put(folder, more) {
  const path = join(folder, stateName);
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  writeFileSync(`${path}.part`, `${JSON.stringify({ ...readState(folder), ...more })}\n`, { mode: 0o640 });
  renameSync(`${path}.part`, path);
}
