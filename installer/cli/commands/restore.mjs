// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { filesBelow } from '../keeping/backup.mjs';
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
    if (before !== null) console.log(`原数据在 / what was there before: ${before}`);
    return 0;
  } finally {
    if (isSystem) systemctl('start', units);
  }
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
}
