// @ts-check
import { nameOfBackup } from '../keeping/manifest.mjs';
import { rehearseRestore } from '../keeping/rehearsal.mjs';
import { schemasOf } from '../keeping/schemas.mjs';
import { writeState } from '../keeping/state.mjs';
import { box } from '../layout.mjs';

export const summary = {
  zh: '试着恢复最新的备份（不影响运行）',
  en: 'rehearse the restore of the newest backup (touches nothing)',
};
export const needsRoot = true;

/** @param {readonly string[]} args `[FOLDER]` */
export async function run([backups = process.env.CALLBOX_BACKUP_TO || box.backups]) {
  const at = new Date();
  const { versions, raise } = await schemasOf(box.js);
  const tell = (/** @type {string} */ line) => console.log(line);
  try {
    const { backup, counts, tookMs } = await rehearseRestore({ backups, schemas: versions, at, raise, tell });
    const about = nameOfBackup(backup);
    writeState(box.backups, 'rehearsal', { at: at.toISOString(), ok: true, about, folder: backup, counts, tookMs });
    console.log(`可以恢复 / can be restored: ${backup} (${(tookMs / 1000).toFixed(1)} s)`);
    for (const [table, count] of Object.entries(counts)) console.log(`  ${table} ${count}`);
    return 0;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    try {
      writeState(box.backups, 'rehearsal', { at: at.toISOString(), ok: false, about: why.slice(0, 500) });
    } catch {
      // there is no such place; the error says so
    }
    throw error;
  }
}
