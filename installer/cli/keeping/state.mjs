// @ts-check
/** How the last backup and the last rehearsal went, for the pages: one small file in the usual place, wherever the backups go. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ at: string, ok: boolean, about: string }} Done `about`: the backup's name, or why it failed */
/** @typedef {{ backup?: Done, rehearsal?: Done, lastGoodAt?: string }} KeepingState `lastGoodAt`: of the last backup that is whole */

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
  const path = join(folder, stateName);
  const good = what === 'backup' && done.ok ? { lastGoodAt: done.at } : {};
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  writeFileSync(`${path}.part`, `${JSON.stringify({ ...readState(folder), ...good, [what]: done })}\n`, {
    mode: 0o640,
  });
  renameSync(`${path}.part`, path);
}
