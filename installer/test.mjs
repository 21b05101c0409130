// @ts-check
/** `npm test`: check, C++ tests, unit tests, scenarios. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { check } from './check.mjs';
import { UsageError } from './run/options.mjs';
import { failuresOf, filesOf, told } from './run/test-report.mjs';
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

/**
 * So many files of a part may be run a second time, alone: a test of real processes on a busy machine may fail without a
 * fault of the change. One that passes then is named as unsteady at the end, and is a defect to be mended; more failures
 * are no chance.
 */
const mostSecondRuns = 5;

/** @param {ReturnType<typeof testOptions>} options @returns {Promise<number>} exit code */
export async function test({ only, files }) {
  const runs = {
    check,
    native: nativeTests,
    unit: () => vitest('unit', files, notes),
    scenario: () => vitest('scenario', files, notes),
  };
  /** @type {string[]} */
  const lines = [];
  /** @type {string[]} */
  const notes = [];
  let failed = 0;
  for (const part of only) {
    const startedAt = performance.now();
    const good = await runs[part]();
    if (!good) failed++;
    lines.push(`${good ? '✓' : '✗'} ${part} ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const verdict = failed === 0 ? '全部通过 / all passed' : `${failed} 项失败 / ${failed} failed`;
  for (const note of notes) console.log(`\n${note}`);
  console.log(`\n${verdict}: ${lines.join(' · ')}`);
  console.log(`${only.length - failed} passed, ${failed} failed`); // a plain line for whoever counts
  return failed === 0 ? 0 : 1;
}

async function nativeTests() {
  if (!(await buildNativeTests('native_tests'))) return false;
  const atOnce = ['--parallel', '2']; // the engine's tests, half of the time, wait for clocks of their own
  return shown('ctest', ['--test-dir', nativeTestsFolder, ...atOnce, '--output-on-failure', '--no-tests=error']);
}

/**
 * @param {string} project @param {readonly string[]} files empty: all of them
 * @param {string[]} notes what failed and why is added, to be shown where a reader of a long log looks: at its end
 */
async function vitest(project, files, notes) {
  if (await vitestOnce(project, files)) return true;
  const failures = await failuresOf(reportOf(project), root);
  notes.push(failures === null ? `✗ ${project}: Vitest left no report` : told(failures));
  const again = filesOf(failures ?? []);
  if (again.length === 0 || again.length > mostSecondRuns) return false;
  console.log(`\n再试一次 / once more, alone: ${again.join(' ')}`);
  for (const file of again) if (!(await vitestOnce(project, [file]))) return false;
  notes.push(`! 不稳定，须修正 / unsteady, to be mended: ${again.join(' ')}`);
  return true;
}

/** @param {string} project @param {readonly string[]} files */
async function vitestOnce(project, files) {
  await rm(reportOf(project), { force: true });
  const some = files.length > 0 ? [...files, '--passWithNoTests'] : [];
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(project)}`];
  const vitestProgram = inRoot('node_modules/vitest/vitest.mjs');
  return shown(process.execPath, [vitestProgram, 'run', '--project', project, ...report, ...some]);
}

/** @param {string} project */
function reportOf(project) {
  return inRoot(`build/test/${project}.json`);
}

/** Runs it with its output in the terminal. @param {string} command @param {string[]} args @returns {Promise<boolean>} */
function shown(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}
