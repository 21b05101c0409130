// @ts-check
/** The release that is installed, packed again from dpkg's own lists: going back needs neither internet nor an old file. */
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '../../refusal.mjs';
import { must } from './programs.mjs';

/** Fields that dpkg adds to what the package said. */
const ofDpkg = /^(Status|Config-Version|Conffiles|Triggers-Pending|Triggers-Awaited)$/;
const script = /^(pre|post)(inst|rm)$/;
const nameOfControlFile = /^[a-z0-9]+$/;

/**
 * @param {object} how
 * @param {import('./programs.mjs').RunProgram} how.run
 * @param {string} how.root '/' but for rehearsals
 * @param {string} how.work a folder for it alone, emptied
 * @param {string} how.to the package's file
 */
export async function repackInstalled({ run, root, work, to }) {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'DEBIAN'), { recursive: true });
  for (const path of (await must(run, 'dpkg-query', ['-L', 'callbox'])).split('\n')) {
    if (path.startsWith('/') && path !== '/.') copyEntry(join(root, path), join(work, path), path);
  }
  await putControl(run, join(work, 'DEBIAN'));
  // Quick rather than small: it is for today.
  await must(run, 'dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', work, `${to}.part`]);
  renameSync(`${to}.part`, to);
  rmSync(work, { recursive: true });
}

/** @param {string} from @param {string} to @param {string} path */
function copyEntry(from, to, path) {
  const stat = lstatSync(from, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new Refusal(
      `已装版本缺少 ${path}，无法留底：请先用 apt install --reinstall 修好。 / ${path} of the installed release is missing, so it cannot be kept to go back to: repair it first with apt install --reinstall.`,
    );
  }
  // A folder may be a symbolic link on the machine (/lib), never in a package.
  if (statSync(from, { throwIfNoEntry: false })?.isDirectory()) {
    mkdirSync(to, { recursive: true });
    chmodSync(to, statSync(from).mode & 0o7777);
    return;
  }
  mkdirSync(dirname(to), { recursive: true });
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else {
    copyFileSync(from, to);
    chmodSync(to, stat.mode & 0o7777);
  }
}

/** @param {import('./programs.mjs').RunProgram} run @param {string} folder */
async function putControl(run, folder) {
  const status = await must(run, 'dpkg-query', ['-s', 'callbox']);
  writeFileSync(join(folder, 'control'), controlOf(status));
  // dpkg-query shows conffiles, but does not list them.
  const hasConffiles = (await run('dpkg-query', ['--control-show', 'callbox', 'conffiles'])).code === 0;
  const names = (await must(run, 'dpkg-query', ['--control-list', 'callbox'])).split('\n');
  for (const name of hasConffiles ? [...names, 'conffiles'] : names) {
    if (!nameOfControlFile.test(name)) continue;
    const text = await must(run, 'dpkg-query', ['--control-show', 'callbox', name]);
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), script.test(name) ? 0o755 : 0o644);
  }
}

/** A field begins at a line's first column and goes on with lines that begin with a space. @param {string} status */
export function controlOf(status) {
  let isKept = true;
  const kept = [];
  for (const line of status.trimEnd().split('\n')) {
    if (!line.startsWith(' ')) isKept = !ofDpkg.test(line.split(':')[0] ?? '');
    if (isKept) kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
