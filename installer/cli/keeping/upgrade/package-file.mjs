// @ts-check
/** Whether a file is a package that this box can be upgraded with; said before anything is begun. */
import { statfsSync, statSync } from 'node:fs';
import { Refusal } from '../../refusal.mjs';
import { must } from './programs.mjs';

/** Left free beside what the upgrade takes, so that calls can go on being recorded. */
const spareKb = 300 * 1024;

/** @typedef {{ file: string, from: string, to: string, installedKb: number }} Offered `from`, `to`: versions */

/**
 * @param {import('./programs.mjs').RunProgram} run @param {string} file
 * @returns {Promise<Offered>} throws a Refusal
 */
export async function checkPackage(run, file) {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Refusal(`没有文件 ${file}。 / There is no file ${file}.`);
  }
  const fields = await run('dpkg-deb', ['--field', file, 'Package', 'Version', 'Architecture', 'Installed-Size']);
  const value = (/** @type {string} */ name) => new RegExp(`^${name}: (.*)$`, 'm').exec(fields.out)?.[1] ?? '';
  if (fields.code !== 0) {
    throw new Refusal(`${file} 不是 Debian 安装包。 / ${file} is no Debian package.`);
  }
  if (value('Package') !== 'callbox') {
    throw new Refusal(
      `${file} 是 ${value('Package')} 的安装包，不是 Callbox。 / ${file} is a package of ${value('Package')}, not of Callbox.`,
    );
  }
  const own = (await must(run, 'dpkg', ['--print-architecture'])).trim();
  const architecture = value('Architecture');
  if (architecture !== own && architecture !== 'all') {
    throw new Refusal(
      `安装包是给 ${architecture} 的，本机是 ${own}。 / The package is for ${architecture}; this machine is ${own}.`,
    );
  }
  const from = await installedVersion(run);
  const to = value('Version');
  if ((await run('dpkg', ['--compare-versions', to, 'gt', from])).code !== 0) {
    throw new Refusal(
      `已装的是 ${from}，安装包 ${to} 不比它新。 / ${from} is installed; the package's ${to} is not newer.`,
    );
  }
  // The whole archive is read: one that was cut off in the copying shows here.
  const whole = await run('dpkg-deb', ['--fsys-tarfile', file], { quiet: true });
  if (whole.code !== 0) {
    throw new Refusal(`${file} 不完整或已损坏，请重新复制。 / ${file} is not whole or is damaged: copy it again.`);
  }
  return { file, from, to, installedKb: Number(value('Installed-Size')) || 0 };
}

/** @param {import('./programs.mjs').RunProgram} run @returns {Promise<string>} throws a Refusal */
export async function installedVersion(run) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
  const { code, out } = await run('dpkg-query', ['-W', '-f', '${Version} ${db:Status-Status}', 'callbox']);
  const [version = '', status] = out.trim().split(' ');
  if (code === 0 && status === 'installed') return version;
  throw new Refusal(
    `Callbox 没有完整安装（${status ?? '-'}）：请用 apt install ./文件 安装。 / Callbox is not wholly installed (${status ?? '-'}): install it with apt install ./FILE.`,
  );
}

/**
 * @param {string} folder @param {number} neededKb @throws Refusal
 */
export function requireRoom(folder, neededKb) {
  const { bavail, bsize } = statfsSync(folder);
  const freeKb = (bavail * bsize) / 1024;
  const wantedKb = neededKb + spareKb;
  if (freeKb >= wantedKb) return;
  const mb = (/** @type {number} */ kb) => Math.ceil(kb / 1024);
  throw new Refusal(
    `${folder} 只剩 ${mb(freeKb)} MB，升级需要 ${mb(wantedKb)} MB：请先清理。 / ${folder} has ${mb(freeKb)} MB left and the upgrade takes ${mb(wantedKb)} MB: make room first.`,
  );
}
