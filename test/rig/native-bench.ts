/** For benches that are C++ programs: built in a folder of their own, with packages that nothing else needs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { root } from './child.js';

const folder = `${root}build/native-bench`;
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };

/** Debian packages of one bench; ends the process with the command to run where they can't be installed. */
export function needPackages(...names: readonly string[]): void {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
  const asked = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}\n', ...names], { encoding: 'utf8' });
  const installed = asked.stdout.split('\n').filter((line) => line === 'installed').length;
  if (installed === names.length) return;
  const install = ['-o', 'DPkg::Lock::Timeout=600', 'install', '-y', '--no-install-recommends', ...names];
  try {
    execFileSync('apt-get', install, quiet);
  } catch {
    console.error(`This bench needs Debian packages. Run: sudo apt-get install ${names.join(' ')}`);
    process.exit(1);
  }
}

/** Builds the target of native/`room` and runs it; its figures go to our standard output. */
export function runNativeBench(room: string, target: string, args: readonly string[] = []): void {
  execFileSync('cmake', ['-S', root, '-B', folder], quiet);
  execFileSync('cmake', ['--build', folder, '--target', target, '--parallel', '2'], quiet);
  execFileSync(`${folder}/native/${room}/${target}`, args, { stdio: 'inherit' });
}

/** A folder for what a bench makes and may find again. */
export function benchFolder(name: string): string {
  const path = `${root}build/bench/${name}`;
  mkdirSync(path, { recursive: true });
  return path;
}
