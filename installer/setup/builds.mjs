// @ts-check
/** What is built from this checkout: the addon, the programs, the pages, the sounds. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { inRoot, places } from './places.mjs';
import { findProgram, runProgram } from './run-program.mjs';

/**
 * A step that is needed when its result is missing or its sources changed.
 * @param {object} about
 * @param {string} about.id
 * @param {string} about.title
 * @param {readonly string[]} about.after
 * @param {string} about.result
 * @param {() => string} about.sources
 * @param {string} about.how
 * @param {(run: import('./steps.mjs').StepRun) => Promise<void>} about.build
 * @returns {import('./steps.mjs').Step}
 */
function buildStep({ id, title, after, result, sources, how, build }) {
  return {
    id,
    title,
    after,
    needed() {
      if (!existsSync(result)) return how;
      return readStamp(id) === sources() ? null : `sources changed → ${how}`;
    },
    async run(run) {
      const before = sources(); // changed during the build: built again next time
      await build(run);
      writeStamp(id, before);
    },
  };
}

/** @param {string} path */
const isCode = (path) => /\.(ts|tsx)$/.test(path);

export const addonStep = buildStep({
  id: 'addon',
  title: '电话线路模块 / Telephone line addon',
  after: ['debian', 'modules', 'dahdi'],
  result: places.addon,
  sources: () =>
    fingerprint(
      ['CMakeLists.txt', 'package-lock.json', 'native', 'build/dahdi/usr/include'],
      (path) => !path.endsWith('_test.cpp'),
    ),
  how: 'compile native/',
  async build({ tell, signal }) {
    const generator = (await findProgram('ninja')) ? 'Ninja' : 'Unix Makefiles';
    dropForeignBuild(inRoot('build/native'), generator);
    const cmakeJs = inRoot('node_modules/cmake-js/bin/cmake-js');
    await runProgram(process.execPath, [cmakeJs, 'build', '-O', inRoot('build/native'), '-G', generator, '-p', '2'], {
      onLine: tell,
      signal,
    });
  },
});

/**
 * CMake refuses a build folder made at another path or for another generator.
 * @param {string} folder @param {string} generator
 */
export function dropForeignBuild(folder, generator) {
  let cache = '';
  try {
    cache = readFileSync(`${folder}/CMakeCache.txt`, 'utf8');
  } catch {
    return;
  }
  const entry = (/** @type {string} */ name) => new RegExp(`^${name}:\\w+=(.*)$`, 'm').exec(cache)?.[1];
  const ours =
    entry('CMAKE_CACHEFILE_DIR') === folder &&
    entry('CMAKE_HOME_DIRECTORY') === inRoot() &&
    entry('CMAKE_GENERATOR') === generator;
  if (!ours) rmSync(folder, { recursive: true, force: true });
}

export const programsStep = buildStep({
  id: 'programs',
  title: '程序 / Programs (TypeScript)',
  after: ['modules'],
  result: `${places.js}/daemon/main.js`,
  sources: () =>
    fingerprint(
      ['tsconfig.json', 'package-lock.json', 'daemon', 'web/server', 'installer', 'test'],
      (path) => isCode(path) || path.endsWith('.json'),
    ),
  how: 'tsc',
  async build({ tell, signal }) {
    if (!existsSync(`${places.js}/daemon/main.js`)) {
      rmSync(`${places.js}/tsconfig.tsbuildinfo`, { force: true }); // it would believe all is written already
    }
    await runProgram(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'], {
      onLine: tell,
      signal,
    });
  },
});

export const pagesStep = buildStep({
  id: 'pages',
  title: '网页 / Pages',
  after: ['modules'],
  result: `${places.pages}/index.html`,
  sources: () => fingerprint(['package-lock.json', 'web/client', 'daemon/contract', 'daemon/terms']),
  how: 'vite build',
  async build({ tell, signal }) {
    const vite = inRoot('node_modules/vite/bin/vite.js');
    await runProgram(process.execPath, [vite, 'build', '-c', 'web/client/vite.config.ts'], { onLine: tell, signal });
  },
});

export const soundsStep = buildStep({
  id: 'sounds',
  title: '语音与音乐 / Prompts and music',
  after: ['debian'],
  result: `${places.sounds}/callers/phrases.json`,
  sources: () => fingerprint(['installer/sounds.mjs', 'installer/sounds']),
  how: 'espeak-ng, sox',
  async build({ tell }) {
    const { makeSounds } = await import('../sounds.mjs');
    await makeSounds(places.sounds, (name, percent) => tell(`${percent} % ${name}`));
  },
});
