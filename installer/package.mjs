// @ts-check
/** `npm run package`: build/callbox_VERSION_amd64.deb, which a bare Debian 12 installs with apt alone. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { closure, copyModules, importedBy } from './package/modules.mjs';
import { changelog, control, copyright } from './package/papers.mjs';
import { UsageError } from './run/options.mjs';
import { inRoot, places } from './setup/places.mjs';
import { runProgram } from './setup/run-program.mjs';
import { SetupProblem } from './setup/steps.mjs';
import { configurationErrorCode } from './supervisor.mjs';

const files = inRoot('installer/package/files');
const programFolders = ['daemon', 'web/server', 'firmware-scripts'];
const notInstalled = /\.test\.js$|\.map$/;
/** Room that the unpacking needs beside what stays. */
const spareMb = 150;

export const packageHelp = 'npm run package [-- --version X.Y.Z] [--out DIR] [--built DIR]';

/** @param {readonly string[]} args */
export function packageOptions(args) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { version: { type: 'string' }, out: { type: 'string' }, built: { type: 'string' } },
    });
    const own = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).version;
    const version = values.version ?? own;
    if (!/^\d[0-9A-Za-z.+~]*$/.test(version)) throw new Error(`--version ${version}: 1.2.3`);
    return { version, out: values.out ?? inRoot('build'), built: values.built ?? inRoot('build') };
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n${packageHelp}`);
  }
}

/** @param {ReturnType<typeof packageOptions>} options @returns {Promise<string>} the package's file */
export async function makePackage({ version, out, built }) {
  const epoch = await sourceDate();
  const root = join(out, 'package-root');
  rmSync(root, { recursive: true, force: true });
  const lib = join(root, 'usr/lib/callbox');
  const share = join(root, 'usr/share/callbox');

  const modules = putPrograms(lib, version, join(built, 'js'));
  copyFileSync(process.execPath, made(join(lib, 'bin/node')));
  for (const name of ['callbox.node', 'notify.node']) {
    copyFileSync(join(built, 'native/Release', name), join(lib, name));
  }
  await strip(lib);
  cpSync(join(built, 'web'), made(join(share, 'pages')), { recursive: true, dereference: true });
  cpSync(join(built, 'sounds'), join(share, 'sounds'), { recursive: true, dereference: true });
  mkdirSync(join(share, 'sites'), { recursive: true });
  copyFileSync(inRoot('installer/package/sites/empty.yaml'), join(share, 'sites/empty.yaml'));
  copyFileSync(places.demoSite, join(share, 'sites/simulated.yaml'));
  putSystem(root);
  await assertStarts(lib);
  putPapers(root, version, epoch, modules);
  putControl(root, version);
  settle(root, epoch);

  const deb = join(out, `callbox_${version}_amd64.deb`);
  await runProgram('dpkg-deb', ['--root-owner-group', '-Zxz', '-z1', '--build', root, deb], {
    env: { SOURCE_DATE_EPOCH: String(epoch) },
  });
  rmSync(root, { recursive: true });
  return deb;
}

/** @param {ReturnType<typeof packageOptions>} options */
export async function packageCommand(options) {
  const deb = await makePackage(options);
  const sum = createHash('sha256').update(readFileSync(deb)).digest('hex');
  console.log(`${relative(process.cwd(), deb)}  ${(statSync(deb).size / 1e6).toFixed(1)} MB  sha256 ${sum}`);
  console.log('安装 / install:  sudo apt install ./FILE.deb');
  return 0;
}

/** The date of the last commit, so that the same sources give the same octets. */
async function sourceDate() {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given !== undefined && /^\d{9,11}$/.test(given)) return Number(given);
  const [line = ''] = await runProgram('git', ['-C', inRoot(), 'log', '-1', '--format=%ct']);
  return Number(line);
}

/** @param {string} path @returns {string} */
function made(path) {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** Compiled programs, the packages they import, and the command. @param {string} lib @param {string} version @param {string} compiled */
function putPrograms(lib, version, compiled) {
  const js = join(lib, 'js');
  for (const folder of programFolders) {
    const from = join(compiled, folder);
    if (!existsSync(from)) continue;
    cpSync(from, made(join(js, folder)), { recursive: true, filter: (source) => !notInstalled.test(source) });
  }
  const scripts = inRoot('firmware-scripts');
  if (existsSync(scripts)) {
    // Data beside the programs: ids of cards.
    const data = join(scripts, 'ids');
    if (existsSync(data)) cpSync(data, join(js, 'firmware-scripts/ids'), { recursive: true });
  }
  cpSync(inRoot('installer/cli'), join(lib, 'cli'), {
    recursive: true,
    filter: (source) => !/\.test\.mjs$/.test(source),
  });
  // Beside the command, as it lies beside it here: the training floor is kept up by it.
  copyFileSync(inRoot('installer/supervisor.mjs'), join(lib, 'supervisor.mjs'));
  const modules = closure(importedBy(js));
  copyModules(modules, join(lib, 'node_modules'));
  const about = { name: 'callbox', version, license: 'GPL-2.0-only', private: true, type: 'module' };
  writeFileSync(join(lib, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
  return modules;
}

/**
 * With nothing but what is packed, each program must come as far as to complain of missing options: whatever it imports
 * is there then.
 * @param {string} lib
 */
async function assertStarts(lib) {
  for (const main of ['daemon/main.js', 'daemon/simulator/main.js', 'web/server/main.js']) {
    const tried = spawnSync(join(lib, 'bin/node'), [join(lib, 'js', main)], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin' },
    });
    if (tried.status === configurationErrorCode) continue;
    throw new SetupProblem(
      `${main} 在安装包中无法启动。 / does not start from the package.`,
      tried.stderr.split('\n').slice(0, 12),
    );
  }
}

/** @param {string} lib */
async function strip(lib) {
  const binaries = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.node'));
  await runProgram('strip', ['--strip-unneeded', ...binaries.map((name) => join(lib, name))]);
}

/** Units and whatever else of the system is told about us. @param {string} root */
function putSystem(root) {
  /** @param {string} name @param {string} to */
  const put = (name, to) => copyFileSync(join(files, name), made(join(root, to)));
  for (const unit of readdirSync(join(files, 'units'))) put(`units/${unit}`, `lib/systemd/system/${unit}`);
  put('sysusers.conf', 'usr/lib/sysusers.d/callbox.conf');
  put('tmpfiles.conf', 'usr/lib/tmpfiles.d/callbox.conf');
  put('60-callbox.rules', 'lib/udev/rules.d/60-callbox.rules');
  put('journald.conf', 'usr/lib/systemd/journald.conf.d/callbox.conf');
  put('callbox.conf', 'etc/callbox/callbox.conf');
  put('bin-callbox', 'usr/bin/callbox');
  writeFileSync(made(join(root, 'usr/share/man/man1/callbox.1.gz')), zipped(readFileSync(join(files, 'callbox.1'))));
}

/** @param {string} root @param {string} version @param {number} epoch @param {readonly import('./package/modules.mjs').Module[]} modules */
function putPapers(root, version, epoch, modules) {
  const doc = join(root, 'usr/share/doc/callbox');
  mkdirSync(doc, { recursive: true });
  writeFileSync(join(doc, 'copyright'), copyright(modules, nodeLicence()));
  writeFileSync(join(doc, 'changelog.gz'), zipped(Buffer.from(changelog(version, new Date(epoch * 1000)))));
  const overrides = join(root, 'usr/share/lintian/overrides/callbox');
  copyFileSync(join(files, 'lintian-overrides'), made(overrides));
}

/** Beside the Node that runs us, as nodejs.org or its Debian package lay it there. */
function nodeLicence() {
  const near = [
    join(dirname(dirname(process.execPath)), 'LICENSE'),
    '/usr/share/doc/nodejs/LICENSE',
    '/usr/share/doc/nodejs/copyright',
  ];
  const file = near.find((path) => existsSync(path));
  if (file === undefined) {
    throw new SetupProblem(
      `找不到 Node.js 的许可文件。 / The licence of Node.js is not there; it must be shipped with it: ${near.join(', ')}`,
    );
  }
  return readFileSync(file, 'utf8');
}

/** Without name and time of the file, as debhelper does it. @param {Buffer} content */
function zipped(content) {
  return gzipSync(content, { level: 9 });
}

/** @param {string} root @param {string} version */
function putControl(root, version) {
  const debian = join(root, 'DEBIAN');
  mkdirSync(debian);
  const paths = filesBelow(root);
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  writeFileSync(join(debian, 'control'), control({ version, installedKb: Math.ceil(bytes / 1024) }));
  writeFileSync(join(debian, 'conffiles'), '/etc/callbox/callbox.conf\n');
  const sums = paths
    .map((path) => `${createHash('md5').update(readFileSync(path)).digest('hex')}  ${relative(root, path)}`)
    .filter((line) => !line.endsWith('  etc/callbox/callbox.conf'));
  writeFileSync(join(debian, 'md5sums'), `${sums.join('\n')}\n`);
  const roomMb = String(Math.ceil(bytes / 1e6) + spareMb);
  for (const script of readdirSync(join(files, 'debian'))) {
    const text = readFileSync(join(files, 'debian', script), 'utf8').replaceAll('@USR_MB@', roomMb);
    writeFileSync(join(debian, script), text, { mode: 0o755 });
  }
}

/** @param {string} root */
function filesBelow(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Modes and times that do not depend on who builds, or when. @param {string} root @param {number} epoch */
function settle(root, epoch) {
  const executable = /\/(bin\/[^/]+|DEBIAN\/(pre|post)(inst|rm))$/;
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() || executable.test(path) ? 0o755 : 0o644);
    lutimesSync(path, epoch, epoch);
  }
  chmodSync(root, 0o755);
}
