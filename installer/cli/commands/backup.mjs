// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBackup, removeOldBackups } from '../keeping/backup.mjs';
import { nameOfBackup } from '../keeping/manifest.mjs';
import { writeBegun, writeState } from '../keeping/state.mjs';
import { box } from '../layout.mjs';
import { Refusal } from '../refusal.mjs';

export const summary = {
  zh: '立即备份 [--to 目录] [--recordings yes|no|auto]',
  en: 'back up now [--to FOLDER] [--recordings yes|no|auto]',
};
export const needsRoot = true;

/** @param {readonly string[]} args */
export async function run(args) {
  const { to, recordings } = options(args);
  const at = new Date();
  noteBegun(at);
  try {
    const source = { data: box.data, config: box.config, release: releaseOf(box.programs) };
    const tell = (/** @type {string} */ line) => console.log(line);
    const { folder, manifest } = await makeBackup(source, { to, at, recordings, tell });
    for (const old of removeOldBackups(to, at)) console.log(`旧备份已删 / old backup removed: ${old}`);
    writeState(box.backups, 'backup', {
      at: at.toISOString(),
      ok: true,
      about: nameOfBackup(folder),
      folder,
      bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
      recordings: manifest.recordings,
      counts: manifest.counts,
      tookMs: Date.now() - at.getTime(),
    });
    const { calls = 0, customers = 0 } = manifest.counts;
    console.log(`备份完成 / backed up: ${folder}`);
    console.log(
      `通话 / calls ${calls} · 客户 / customers ${customers} · 录音 / recordings ${manifest.recordings.files}`,
    );
    tellKeys(manifest.recordingKeys ?? []);
    return 0;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    note(at, why);
    throw error;
  }
}

/** @param {Date} at */
function noteBegun(at) {
  try {
    writeBegun(box.backups, at.toISOString());
  } catch {
    // what is wrong with the place is told when the backup fails
  }
}

/** @param {readonly string[]} ids */
function tellKeys(ids) {
  if (ids.length === 0) return;
  console.log(`录音已加密，密钥不在备份里：请打印并妥善保存（callbox recording-key print）。密钥 ${ids.join(' ')}`);
  console.log(
    `Recordings are encrypted and their keys are not in the backup: print them and lock them away (callbox recording-key print). Keys ${ids.join(' ')}`,
  );
}

/** @param {Date} at @param {string} why */
function note(at, why) {
  try {
    writeState(box.backups, 'backup', { at: at.toISOString(), ok: false, about: why.slice(0, 500) });
  } catch {
    // the place itself is gone; the error says so
  }
}

/** @param {readonly string[]} args */
function options(args) {
  /** @type {{ to?: string | undefined, recordings?: string | undefined }} */
  let values;
  try {
    const known = /** @type {const} */ ({ to: { type: 'string' }, recordings: { type: 'string' } });
    ({ values } = parseArgs({ args: [...args], options: known }));
  } catch (error) {
    throw new Refusal(`${/** @type {Error} */ (error).message}\ncallbox backup ${summary.en}`, 2);
  }
  const { to = process.env.CALLBOX_BACKUP_TO || box.backups, recordings = 'auto' } = values;
  if (recordings !== 'auto' && recordings !== 'yes' && recordings !== 'no') {
    throw new Refusal(`--recordings ${recordings}: yes, no, auto`, 2);
  }
  return { to, recordings: /** @type {'auto' | 'yes' | 'no'} */ (recordings) };
}

/** @param {string} programs */
function releaseOf(programs) {
  try {
    return String(JSON.parse(readFileSync(join(programs, 'package.json'), 'utf8')).version);
  } catch {
    return 'unknown';
  }
}
