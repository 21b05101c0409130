// @ts-check
/** `npm test`: check, C++ tests, unit tests, scenarios. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { check } from './check.mjs';
import { UsageError } from './run/options.mjs';
import { buildNativeTests, nativeTestsFolder } from './setup/native-tests.mjs';
import { inRoot, root } from './setup/places.mjs';

const parts = /** @type {const} */ (['check', 'native', 'unit', 'scenario']);
/** @typedef {(typeof parts)[number]} Part */

export const testHelp = `npm test -- [--only ${parts.join('|')}] [FILE …]   FILE: 只测这些文件 / only these files\n`;

/**
 * @param {readonly string[]} args
 * @returns {{ only: readonly Part[], files: readonly string[] }}
 */
export function testOptions(args) {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: { only: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n${testHelp}`);
  }
  const { only } = parsed.values;
  const files = parsed.positionals;
  if (only === undefined) return { only: files.length > 0 ? ['unit', 'scenario'] : parts, files };
  const part = parts.find((each) => each === only);
  if (part === undefined) throw new UsageError(`--only ${only}: choose one of ${parts.join(', ')}`);
  return { only: [part], files };
}

/** @param {ReturnType<typeof testOptions>} options @returns {Promise<number>} exit code */
export async function test({ only, files }) {
  const runs = {
    check,
    native: nativeTests,
    unit: () => vitest('unit', files),
    scenario: () => vitest('scenario', files),
  };
  /** @type {string[]} */
  const lines = [];
  let failed = 0;
  for (const part of only) {
    const startedAt = performance.now();
    const good = await runs[part]();
    if (!good) failed++;
    lines.push(`${good ? '✓' : '✗'} ${part} ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const verdict = failed === 0 ? '全部通过 / all passed' : `${failed} 项失败 / ${failed} failed`;
  console.log(`\n${verdict}: ${lines.join(' · ')}`);
  console.log(`${only.length - failed} passed, ${failed} failed`); // a plain line for whoever counts
  return failed === 0 ? 0 : 1;
}

async function nativeTests() {
  if (!(await buildNativeTests('native_tests'))) return false;
  return shown('ctest', ['--test-dir', nativeTestsFolder, '--output-on-failure', '--no-tests=error']);
}

/** @param {string} project @param {readonly string[]} files */
function vitest(project, files) {
  const some = files.length > 0 ? [...files, '--passWithNoTests'] : [];
  return shown(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), 'run', '--project', project, ...some]);
}

/** Runs it with its output in the terminal. @param {string} command @param {string[]} args @returns {Promise<boolean>} */
function shown(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}
