// @ts-check
/**
 * A backup becomes the data of a box. Everything is checked and unpacked beside the data first; then two renames, with a
 * note between them of what is under way: a restore that is cut off at any point leaves the old data or the new.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '../refusal.mjs';
import { countedTables, databases, filesBelow, syncFolder, syncTree } from './backup.mjs';
import { countRows, damageOf, schemaOf } from './database.mjs';
import { differencesOf, nameOfBackup, readManifest } from './manifest.mjs';

/**
 * Whole, undamaged, and not newer than this program's schemas.
 * @param {string} folder of one backup
 * @param {{ telephony: number, business: number }} schemas of this program
 */
export async function checkBackup(folder, schemas) {
  const manifest = readManifest(folder);
  const wrong = [...(await differencesOf(folder, manifest))];
  if (wrong.length > 0) throw damaged(folder, wrong);
  for (const name of databases) {
    const file = join(folder, `${name}.db`);
    if (!existsSync(file)) throw damaged(folder, [`${name}.db 不在了 / is missing`]);
    wrong.push(...(await damageOf(file)).map((what) => `${name}.db: ${what}`));
    if (wrong.length > 0) throw damaged(folder, wrong);
    const schema = await schemaOf(file);
    if (schema > schemas[name]) {
      throw new Refusal(
        `这份备份来自更新的版本（${manifest.release}，${name} 结构 ${schema}，本机 ${schemas[name]}）：请先升级本机。 / This backup comes from a newer release (${manifest.release}, schema of ${name} ${schema}, here ${schemas[name]}): upgrade this box first.`,
      );
    }
    const counts = await countRows(file, countedTables[name]);
    for (const [table, count] of Object.entries(counts)) {
      if (manifest.counts[table] !== count) throw damaged(folder, [`${table}: ${count} ≠ ${manifest.counts[table]}`]);
    }
  }
  return manifest;
}

/** @param {string} folder @param {readonly string[]} wrong */
function damaged(folder, wrong) {
  const list = wrong.slice(0, 5).map((what) => `    ${what}`);
  return new Refusal(
    [
      `备份 ${folder} 已损坏，没有恢复任何内容；请用另一份。 / The backup ${folder} is damaged, nothing was restored; use another one:`,
      ...list,
    ].join('\n'),
  );
}

/** @param {string} data */
const noteOf = (data) => `${data}.restoring.json`;
/** @param {string} data */
const stagedOf = (data) => `${data}.restored`;

/**
 * Nobody may use `data` meanwhile. What was there stays beside it, under a name that is returned.
 * @param {object} how
 * @param {string} how.backup folder of one backup
 * @param {string} how.data
 * @param {{ telephony: number, business: number }} how.schemas
 * @param {Date} how.at
 * @param {boolean} how.replace allowed where there is data
 * @param {(line: string) => void} [how.tell]
 * @returns {Promise<{ manifest: import('./manifest.mjs').Manifest, before: string | null }>} `before`: where the old data is
 */
export async function restoreBackup({ backup, data, schemas, at, replace, tell = () => {} }) {
  finishRestore(data);
  const hasData = databases.some((name) => existsSync(join(data, `${name}.db`)));
  if (hasData && !replace) {
    throw new Refusal(
      `${data} 里已有数据。确认要用备份替换，请加 --replace（原数据会留在旁边）。 / There is data in ${data}. To put the backup in its place add --replace (what is there is kept beside it).`,
    );
  }
  tell('检查备份 / checking the backup …');
  const manifest = await checkBackup(backup, schemas);
  const staged = stagedOf(data);
  rmSync(staged, { recursive: true, force: true });
  tell('写入 / writing …');
  fill(staged, backup, data);
  const before = existsSync(data) ? `${data}.before-${nameOfBackup(backup)}-${at.getTime()}` : null;
  const under = { before, place: dirname(backup) };
  writeFileSync(noteOf(data), JSON.stringify(under), { mode: 0o600 });
  syncFolder(dirname(data));
  complete(data, under);
  return { manifest, before };
}

/** Ends what was cut off: the new data take their place, or what was unpacked of no use goes. @param {string} data */
export function finishRestore(data) {
  const note = noteOf(data);
  const text = existsSync(note) ? readFileSync(note, 'utf8') : null;
  const under = text === null ? null : noteIn(text);
  if (under !== null) return complete(data, under);
  // Cut off before anything was moved, the note included.
  rmSync(note, { force: true });
  rmSync(stagedOf(data), { recursive: true, force: true });
}

/** @param {string} text @returns {{ before: string | null, place: string } | null} */
function noteIn(text) {
  try {
    const { before, place } = JSON.parse(text);
    return typeof place === 'string' ? { before: typeof before === 'string' ? before : null, place } : null;
  } catch {
    return null;
  }
}

/** Each step may have been done already. @param {string} data @param {{ before: string | null, place: string }} under */
function complete(data, { before, place }) {
  const staged = stagedOf(data);
  if (existsSync(staged)) {
    if (before !== null && existsSync(data) && !existsSync(before)) renameSync(data, before);
    renameSync(staged, data);
    syncFolder(dirname(data));
  }
  keepRecordings(before, data, place);
  rmSync(noteOf(data), { force: true });
}

/** @param {string} staged @param {string} backup @param {string} data */
function fill(staged, backup, data) {
  const like = statSync(data, { throwIfNoEntry: false });
  mkdirSync(staged, { recursive: true, mode: 0o770 });
  chmodSync(staged, like === undefined ? 0o2770 : like.mode & 0o7777);
  for (const name of databases) {
    copyFileSync(join(backup, `${name}.db`), join(staged, `${name}.db`));
    chmodSync(join(staged, `${name}.db`), 0o660);
  }
  if (existsSync(join(backup, 'tls'))) cpSync(join(backup, 'tls'), join(staged, 'tls'), { recursive: true });
  syncTree(staged);
}

/**
 * Recordings are moved from the old data rather than copied, and what only the backup's place has is copied from there.
 * @param {string | null} before @param {string} data @param {string} place where backups are kept
 */
function keepRecordings(before, data, place) {
  const own = join(data, 'recordings');
  const old = before === null ? null : join(before, 'recordings');
  if (old !== null && existsSync(old) && !existsSync(own)) renameSync(old, own);
  const kept = join(place, 'recordings');
  for (const path of filesBelow(kept)) {
    const target = join(own, path);
    if (statSync(target, { throwIfNoEntry: false })?.size === statSync(join(kept, path)).size) continue;
    mkdirSync(dirname(target), { recursive: true, mode: 0o2770 });
    copyFileSync(join(kept, path), target);
    chmodSync(target, 0o660);
  }
}
