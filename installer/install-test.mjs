// @ts-check
/**
 * `npm run test:install [-- PART …]`: the package on a bare Debian. A command of its own: it needs root, debootstrap,
 * systemd-nspawn, Debian's archive and this machine's ports 80 and 443, and takes minutes.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { makePackage, packageOptions } from './package.mjs';
import { UsageError } from './run/options.mjs';
import { missingPackages } from './setup/debian.mjs';
import { places, root } from './setup/places.mjs';
import { SetupProblem } from './setup/steps.mjs';

/** Parts of test/install/main.ts, in their order. */
const ofMain = ['call', 'crashes', 'keeping', 'refusals', 'broken'];
/** Each a program of its own in test/install. */
const alone = ['upgrade', 'story'];
const parts = [...ofMain, ...alone];
const programs = ['debootstrap', 'systemd-container', 'openssl', 'chromium'];

export const installTestHelp = `npm run test:install [-- ${parts.join('|')} …]   无参数则全部运行 / none: all\n`;

/** @param {readonly string[]} args */
export function installTestOptions(args) {
  let names;
  try {
    names = parseArgs({ args: [...args], options: {}, allowPositionals: true }).positionals;
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n${installTestHelp}`);
  }
  const unknown = names.filter((name) => !parts.includes(name));
  if (unknown.length > 0) throw new UsageError(`没有 / there is no part ${unknown.join(', ')}\n${installTestHelp}`);
  if (process.getuid?.() !== 0) throw new UsageError('请用 root 运行 / run as root: sudo npm run test:install');
  const missing = missingPackages(programs);
  if (missing.length > 0) throw new SetupProblem(`请先安装 / install first:  apt-get install -y ${missing.join(' ')}`);
  return { parts: names };
}

/** @param {ReturnType<typeof installTestOptions>} options @returns {Promise<number>} exit code */
export async function installTest({ parts: wanted }) {
  const deb = await makePackage(packageOptions([]));
  const names = wanted.length > 0 ? wanted : parts;
  const inMain = names.filter((name) => ofMain.includes(name));
  const codes = [inMain.length > 0 ? await run('main.js', [deb, ...inMain]) : 0];
  for (const name of alone.filter((each) => names.includes(each))) codes.push(await run(`${name}.js`, [deb]));
  return codes.find((code) => code !== 0) ?? 0;
}

/** @param {string} program @param {readonly string[]} args @returns {Promise<number>} exit code */
function run(program, args) {
  return new Promise((resolve, reject) => {
    const file = `${places.js}/test/install/${program}`;
    const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
