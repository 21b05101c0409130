// @ts-check
/** node_modules as package-lock.json has them, and sqlite3's binary, which is compiled here. */
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot } from './places.mjs';
import { findProgram, runProgram } from './run-program.mjs';
import { SetupProblem } from './steps.mjs';

/** @param {string} path @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | null} */
function lockedPackages(path) {
  try {
    return JSON.parse(readFileSync(inRoot(path), 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** Why node_modules are not what the lock file says, or null. */
function modulesDiffer() {
  const wanted = lockedPackages('package-lock.json');
  if (wanted === null) throw new SetupProblem('package-lock.json is missing or broken: git checkout package-lock.json');
  const installed = lockedPackages('node_modules/.package-lock.json');
  if (installed === null) return 'node_modules missing → npm ci';
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === '') continue;
    const there = installed[path];
    if (there === undefined && optional) continue; // for another platform
    if (there?.version !== version || !existsSync(inRoot(path, 'package.json'))) {
      return `${path.replace('node_modules/', '')} ≠ package-lock.json → npm ci`;
    }
  }
  return null;
}

/** npm's cache where npm can write: the home, or ours when the home is empty, missing or not ours. */
export function npmEnvironment() {
  const home = homedir();
  try {
    if (home === '') throw new Error('no home');
    accessSync(home, constants.W_OK);
    return {};
  } catch {
    return { npm_config_cache: inRoot('build/cache/npm'), npm_config_logs_max: '0' };
  }
}

/** The npm that runs us, else the one on the path. @returns {Promise<[string, string[]]>} */
export async function npmProgram() {
  const running = process.env.npm_execpath;
  if (running?.endsWith('npm-cli.js') && existsSync(running)) return [process.execPath, [running]];
  const npm = await findProgram('npm');
  if (npm === null) throw new SetupProblem('找不到 npm。 / npm is not on the PATH: install Node.js with npm.');
  return [npm, []];
}

/** @type {import('./steps.mjs').Step} */
export const modulesStep = {
  id: 'modules',
  title: 'Node 模块 / Node modules',
  after: [],
  needed: modulesDiffer,
  async run({ tell, signal }) {
    const [npm, first] = await npmProgram();
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--no-progress', '--loglevel=http'];
    // Scripts are left out: sqlite3's would try the web for a prebuilt binary; its step compiles it.
    await runProgram(npm, [...first, 'ci', '--ignore-scripts', ...quiet], {
      env: npmEnvironment(),
      onLine: tell,
      signal,
    });
  },
};

const sqliteBinary = inRoot('node_modules/sqlite3/build/Release/node_sqlite3.node');

/** Node-API binaries outlive Node's versions: name the package, the API and the machine. */
function cachedSqlite() {
  const { version, binary } = JSON.parse(readFileSync(inRoot('node_modules/sqlite3/package.json'), 'utf8'));
  const api = Math.max(...binary.napi_versions);
  return inRoot('build/cache', `sqlite3-${version}-napi${api}-${process.platform}-${process.arch}.node`);
}

/** @type {import('./steps.mjs').Step} */
export const sqliteStep = {
  id: 'sqlite3',
  title: 'SQLite 驱动 / SQLite driver',
  after: ['debian', 'modules'],
  needed() {
    if (existsSync(sqliteBinary)) return null;
    return existsSync(inRoot('node_modules/sqlite3')) && existsSync(cachedSqlite())
      ? 'copy the compiled one'
      : 'compile, about 70 s';
  },
  async run({ tell, signal }) {
    const cached = cachedSqlite();
    if (existsSync(cached)) {
      mkdirSync(dirname(sqliteBinary), { recursive: true });
      copyFileSync(cached, sqliteBinary);
      if (await sqliteLoads(signal)) return;
    }
    const headers = await nodeHeaders(tell, signal);
    await runProgram(process.execPath, [inRoot('node_modules/node-gyp/bin/node-gyp.js'), 'rebuild', '--release'], {
      cwd: inRoot('node_modules/sqlite3'),
      env: {
        npm_package_config_node_gyp_nodedir: headers,
        npm_package_config_node_gyp_devdir: inRoot('build/cache/node-gyp'),
        JOBS: '2',
      },
      onLine: tell,
      signal,
    });
    if (!(await sqliteLoads(signal))) throw new SetupProblem(`sqlite3 was compiled but does not load: ${sqliteBinary}`);
    mkdirSync(dirname(cached), { recursive: true });
    copyFileSync(sqliteBinary, `${cached}.new`);
    renameSync(`${cached}.new`, cached);
  },
};

/** @param {AbortSignal} signal */
async function sqliteLoads(signal) {
  try {
    await runProgram(process.execPath, ['-e', "new (require('sqlite3').Database)(':memory:').close()"], { signal });
    return true;
  } catch {
    return false;
  }
}

/**
 * A folder that holds include/node/common.gypi: beside the running Node, in the system, or else from
 * the npm package that carries Node of this very version.
 * @param {(text: string) => void} tell @param {AbortSignal} signal
 */
async function nodeHeaders(tell, signal) {
  const has = (/** @type {string} */ prefix) => existsSync(join(prefix, 'include/node/common.gypi'));
  const { realpathSync } = await import('node:fs');
  for (const prefix of [dirname(dirname(realpathSync(process.execPath))), '/usr', '/usr/local']) {
    if (has(prefix)) return prefix;
  }
  const version = process.versions.node;
  const folder = inRoot('build/cache', `node-${version}`);
  const unpacked = join(folder, 'package');
  if (has(unpacked) && statSync(unpacked).isDirectory()) return unpacked;
  const name = `node-${process.platform}-${process.arch}@${version}`;
  tell(`headers of Node ${version} from npm package ${name}`);
  mkdirSync(folder, { recursive: true });
  const [npm, first] = await npmProgram();
  const packed = await runProgram(npm, [...first, 'pack', name, '--pack-destination', folder, '--loglevel=error'], {
    env: npmEnvironment(),
    signal,
  });
  await runProgram('tar', ['xzf', join(folder, packed.at(-1) ?? ''), '-C', folder], { signal });
  if (!has(unpacked)) throw new SetupProblem(`${name} carries no headers: install Node.js with its include folder.`);
  return unpacked;
}
