// @ts-check
/** A backup nobody has restored is a hope: the newest one is restored into a folder of its own and compared. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../refusal.mjs';
import { countedTables, databases } from './backup.mjs';
import { countRows, damageOf } from './database.mjs';
import { backupsIn } from './manifest.mjs';
import { restoreBackup } from './restore.mjs';

/**
 * @param {object} how
 * @param {string} how.backups the folder with all of them
 * @param {{ telephony: number, business: number }} how.schemas of this program
 * @param {Date} how.at
 * @param {(data: string) => Promise<void>} how.raise brings both databases of a folder to this program's schemas
 * @param {(line: string) => void} [how.tell]
 * @returns {Promise<{ backup: string, counts: Record<string, number>, tookMs: number }>}
 */
export async function rehearseRestore({ backups, schemas, at, raise, tell = () => {} }) {
  const newest = backupsIn(backups).at(-1);
  if (newest === undefined) {
    throw new Refusal(
      `${backups} 里没有备份：先运行 callbox backup。 / There is no backup in ${backups}: run callbox backup first.`,
    );
  }
  const beganAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'callbox-rehearsal-'));
  try {
    const data = join(folder, 'data');
    const { manifest } = await restoreBackup({ backup: newest, data, schemas, at, replace: false, tell });
    await raise(data);
    /** @type {Record<string, number>} */
    const counts = {};
    for (const name of databases) {
      const file = join(data, `${name}.db`);
      const wrong = await damageOf(file);
      if (wrong.length > 0) throw new Refusal(`${name}.db: ${wrong.join('; ')}`);
      Object.assign(counts, await countRows(file, countedTables[name]));
    }
    for (const [table, count] of Object.entries(manifest.counts)) {
      if (counts[table] !== count)
        throw new Refusal(
          `${table}: 恢复后 ${counts[table]} ≠ 备份时 ${count} / ${counts[table]} restored, ${count} backed up`,
        );
    }
    return { backup: newest, counts, tookMs: Math.round(performance.now() - beganAt) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
