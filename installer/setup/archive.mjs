// @ts-check
/** Debian packages that are only looked into: downloaded and unpacked in build/, never installed. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { updateLists } from './debian.mjs';
import { ProgramFailed, runProgram } from './run-program.mjs';
import { SetupProblem } from './steps.mjs';

/**
 * Makes `folder` hold what the packages hold, whole or not at all.
 * @param {readonly string[]} names @param {string} folder @param {import('./steps.mjs').StepRun} run
 */
export async function unpackPackages(names, folder, run) {
  const part = `${folder}.part`;
  const packages = join(part, 'packages');
  rmSync(part, { recursive: true, force: true });
  mkdirSync(packages, { recursive: true });
  await download(names, packages, run);
  for (const file of readdirSync(packages)) {
    run.tell(`dpkg -x ${file}`);
    await runProgram('dpkg', ['-x', join(packages, file), part], { signal: run.signal });
  }
  rmSync(packages, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
}

/** @param {readonly string[]} names @param {string} folder @param {import('./steps.mjs').StepRun} run */
async function download(names, folder, { tell, signal }) {
  const get = () =>
    // As root, apt would download as user _apt, who cannot write here, and warn.
    runProgram('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...names], {
      cwd: folder,
      env: { LC_ALL: 'C.UTF-8' },
      onLine: tell,
      signal,
    });
  try {
    await get();
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    if (process.getuid?.() !== 0) {
      throw new SetupProblem(
        `无法下载 ${names.join(' ')}；请运行 sudo apt-get update 后重试。 / ` +
          `cannot be downloaded: run  sudo apt-get update  and try again.`,
        error.tail,
      );
    }
    await updateLists(tell, signal); // the lists were old or not there
    await get();
  }
}

/**
 * The package that a meta package stands for, as linux-image-6.1.0-50-amd64 for linux-image-amd64.
 * @param {string} name @param {RegExp} wanted
 */
export async function dependencyOf(name, wanted) {
  const lines = await runProgram('apt-cache', ['depends', name], { env: { LC_ALL: 'C.UTF-8' } });
  const found = lines.map((line) => /Depends: (\S+)/.exec(line)?.[1] ?? '').find((each) => wanted.test(each));
  if (found === undefined) {
    throw new SetupProblem(`apt-cache knows no package behind ${name}: run  sudo apt-get update  and try again.`);
  }
  return found;
}
