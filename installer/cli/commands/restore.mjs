// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { filesBelow } from '../keeping/backup.mjs';
import { keyFiles, keysFolder, readKeys } from '../keeping/recording-keys.mjs';
import { finishRestore, restoreBackup } from '../keeping/restore.mjs';
import { schemasOf } from '../keeping/schemas.mjs';
import { box, units } from '../layout.mjs';
import { Refusal } from '../refusal.mjs';

export const summary = { zh: '从备份恢复：restore 备份 [--replace]', en: 'restore BACKUP [--replace]' };
export const needsRoot = true;

/** @param {readonly string[]} args */
export async function run(args) {
  const { backup, replace } = options(args);
  const { versions } = await schemasOf(box.js);
  // The daemon of a box that nobody has set up yet has made its databases, and there is nothing in them.
  const isNew = existsSync(box.firstRun);
  const isSystem = existsSync('/run/systemd/system') && process.env.CALLBOX_ROOT === undefined;
  if (isSystem) systemctl('stop', units);
  try {
    finishRestore(box.data);
    const how = { backup, data: box.data, schemas: versions, at: new Date(), replace: replace || isNew };
    const { manifest, before } = await restoreBackup({ ...how, tell: (line) => console.log(line) });
    if (isSystem) giveToGroup(box.data);
    const { calls = 0, customers = 0 } = manifest.counts;
    console.log(`已恢复 ${manifest.madeAt} 的备份 / restored the backup of ${manifest.madeAt}`);
    console.log(
      `通话 / calls ${calls} · 客户 / customers ${customers} · 录音 / recordings ${filesBelow(`${box.data}/recordings`).length}`,
    );
    await tellMissingKeys(manifest.recordingKeys ?? []);
    if (before !== null) console.log(`原数据在 / what was there before: ${before}`);
    return 0;
  } finally {
    if (isSystem) systemctl('start', units);
  }
}

/** @param {readonly string[]} wanted ids */
async function tellMissingKeys(wanted) {
  if (wanted.length === 0) return;
  const copy = join(box.config, keysFolder, 'daemon.keys');
  const here = new Set(readKeys(await keyFiles(box.js), [copy]).map(({ id }) => id));
  const missing = wanted.filter((id) => !here.has(id));
  if (missing.length === 0) return;
  const ids = missing.join(' ');
  console.log(`这些录音密钥本机没有，录音暂时不能播放：${ids}。输入打印的恢复密钥：sudo callbox recording-key add`);
  console.log(`Recordings can't be heard without these keys: ${ids}. Type them in: sudo callbox recording-key add`);
}

/** @param {readonly string[]} args */
function options(args) {
  try {
    const known = /** @type {const} */ ({ replace: { type: 'boolean' } });
    const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
    const [backup] = positionals;
    if (backup === undefined || positionals.length > 1) throw new Error('one BACKUP');
    if (!lstatSync(backup, { throwIfNoEntry: false })?.isDirectory())
      throw new Error(`${backup}: 没有这个目录 / no such folder`);
    return { backup: resolve(backup), replace: values.replace === true };
  } catch (error) {
    throw new Refusal(`${/** @type {Error} */ (error).message}\ncallbox ${summary.en}`, 2);
  }
}

/** @param {string} verb @param {readonly string[]} names */
function systemctl(verb, names) {
  const { status } = spawnSync('systemctl', [verb, ...names], { stdio: 'inherit' });
  if (status !== 0 && verb === 'stop')
    throw new Refusal('服务停不下来，没有恢复。 / The services could not be stopped: nothing was restored.');
}

/** Both processes read and write by the group; folders hand it on. @param {string} data */
function giveToGroup(data) {
  spawnSync('chgrp', ['-R', 'callbox', data]);
  spawnSync('systemd-tmpfiles', ['--create']);
  // The pages' process alone reads these keys. Could it not, it would make new ones, and all computers trust the old.
  spawnSync('chown', ['-R', `--reference=${data}/tls`, `${data}/tls`]);
}
