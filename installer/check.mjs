// @ts-check
/** `npm run check`: types, lint and format, import table. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkHouse } from './check/imports.mjs';
import { inRoot, root } from './setup/places.mjs';
import { ProgramFailed, runProgram } from './setup/run-program.mjs';

/** @returns {Promise<boolean>} */
export async function check() {
  const tsc = (/** @type {string} */ project) => () => node('typescript/bin/tsc', '-p', project, '--noEmit');
  const results = [
    await step('类型 / types: daemon, web/server, test', tsc('.')),
    await step('类型 / types: web/client', tsc('web/client')),
    await step('类型 / types: installer', tsc('installer')),
    await step('类型 / types: test/browser', tsc('test/browser')),
    await step('格式与规范 / lint and format: TypeScript', () =>
      node('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
    ),
    await step('格式 / format: C++', () => runProgram('clang-format', ['--dry-run', '--Werror', ...nativeFiles()])),
    await step('引用表 / import table', async () => {
      const complaints = checkHouse(root);
      if (complaints.length > 0) throw new ProgramFailed('import table', 'is broken', complaints);
    }),
  ];
  return results.every(Boolean);
}

/** @param {string} script @param {...string} args */
function node(script, ...args) {
  return runProgram(process.execPath, [inRoot('node_modules', script), ...args], { env: { NO_COLOR: '1' } });
}

/** @param {string} title @param {() => Promise<unknown>} run */
async function step(title, run) {
  const startedAt = performance.now();
  try {
    await run();
    console.log(`✓ ${title} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    console.error(`✗ ${title}: ${error.message}\n${error.tail.join('\n')}`);
    return false;
  }
}

function nativeFiles() {
  return ['native', 'test'].flatMap((folder) =>
    readdirSync(inRoot(folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(cpp|h)$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
}
