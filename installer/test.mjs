// @ts-check
/** `npm test`: check, C++ tests, unit tests, scenarios. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setPriority } from 'node:os';
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
const mostSecondRuns = 2;

/** What computes gives way to what is heard in real time. */
const nicenessBeside = 10;

/**
 * @typedef {object} Ran
 * @property {Part} part
 * @property {boolean} good
 * @property {number} tookMs
 * @property {readonly string[]} again files to be tried once more
 */

/** @param {ReturnType<typeof testOptions>} options @returns {Promise<number>} exit code */
export async function test({ only, files }) {
  /** @type {string[]} */
  const notes = [];
  const computing = only.filter((part) => part !== 'scenario' || only.length === 1);
  // Scenarios wait for lines and people most of their time; the other parts have the machine meanwhile.
  const beside = only.length > computing.length ? run('scenario', files, notes, showInLines) : null;
  if (beside !== null) setPriority(nicenessBeside); // of this process and all that it starts from now on
  /** @type {Ran[]} */
  const ran = [];
  for (const part of computing) ran.push(await run(part, files, notes, beside === null ? showAsItIs : showAtEnd));
  if (beside !== null) ran.push(await beside);

  let failed = 0;
  const lines = [];
  for (const { part, good, tookMs, again } of ran) {
    const goodNow = good || (await passesAlone(part, again, notes));
    if (!goodNow) failed++;
    lines.push(`${goodNow ? '✓' : '✗'} ${part} ${(tookMs / 1000).toFixed(0)} s`);
  }
  const verdict = failed === 0 ? '全部通过 / all passed' : `${failed} 项失败 / ${failed} failed`;
  for (const note of notes) console.log(`\n${note}`);
  console.log(`\n${verdict}: ${lines.join(' · ')}`);
  console.log(`${only.length - failed} passed, ${failed} failed`); // a plain line for whoever counts
  return failed === 0 ? 0 : 1;
}

/**
 * @param {Part} part @param {readonly string[]} files
 * @param {string[]} notes what failed and why is added, to be shown where a reader of a long log looks: at its end
 * @param {Show} show @returns {Promise<Ran>}
 */
async function run(part, files, notes, show) {
  const startedAt = performance.now();
  const { good, again } = await runs[part](files, notes, show);
  return { part, good, again, tookMs: performance.now() - startedAt };
}

/** @type {Record<Part, (files: readonly string[], notes: string[], show: Show) => Promise<Pick<Ran, 'good' | 'again'>>>} */
const runs = {
  check: async () => ({ good: await check(), again: [] }),
  native: async (_files, _notes, show) => ({ good: await nativeTests(show), again: [] }),
  unit: (files, notes, show) => vitest('unit', files, notes, show),
  scenario: (files, notes, show) => vitest('scenario', files, notes, show),
};

/** @param {Show} show */
async function nativeTests(show) {
  if (!(await buildNativeTests('native_tests'))) return false;
  const atOnce = ['--parallel', '4']; // the engine's tests, half of the time, wait for clocks of their own
  return show('ctest', ['--test-dir', nativeTestsFolder, ...atOnce, '--output-on-failure', '--no-tests=error']);
}

/** @param {'unit' | 'scenario'} project @param {readonly string[]} files empty: all of them @param {string[]} notes @param {Show} show */
async function vitest(project, files, notes, show) {
  if (await vitestOnce(project, files, show)) return { good: true, again: [] };
  const failures = await failuresOf(reportOf(project), root);
  notes.push(failures === null ? `✗ ${project}: Vitest left no report` : told(failures));
  return { good: false, again: filesOf(failures ?? []) };
}

/**
 * When nothing else runs any more.
 * @param {Part} part @param {readonly string[]} again @param {string[]} notes
 */
async function passesAlone(part, again, notes) {
  if (again.length === 0 || again.length > mostSecondRuns) return false;
  console.log(`\n再试一次 / once more, alone: ${again.join(' ')}`);
  for (const file of again) if (!(await vitestOnce(part, [file], showAsItIs))) return false;
  notes.push(`! 不稳定，须修正 / unsteady, to be mended: ${again.join(' ')}`);
  return true;
}

/** @param {string} project @param {readonly string[]} files @param {Show} show */
function vitestOnce(project, files, show) {
  rmSync(reportOf(project), { force: true });
  const some = files.length > 0 ? [...files, '--passWithNoTests'] : [];
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(project)}`];
  const vitestProgram = inRoot('node_modules/vitest/vitest.mjs');
  return show(process.execPath, [vitestProgram, 'run', '--project', project, ...report, ...some]);
}

/** @param {string} project */
function reportOf(project) {
  return inRoot(`build/test/${project}.json`);
}

/**
 * Runs a program at once; true: it ended with 0.
 * @typedef {(command: string, args: string[]) => Promise<boolean>} Show
 */

/** @type {Show} */
const showAsItIs = (command, args) => shown(command, args, null);

/** Two that draw in one terminal spoil each other's picture: whole lines, as they come. @type {Show} */
const showInLines = (command, args) => {
  let rest = '';
  return shown(command, args, (text, last) => {
    const all = rest + text;
    const end = last ? all.length : all.lastIndexOf('\n') + 1;
    process.stdout.write(all.slice(0, end));
    rest = all.slice(end);
  });
};

/** All that was printed in one piece, when it has ended. @type {Show} */
const showAtEnd = (command, args) => {
  /** @type {string[]} */
  const kept = [];
  return shown(command, args, (text, last) => {
    kept.push(text);
    if (last) process.stdout.write(kept.join(''));
  });
};

/**
 * @param {string} command @param {string[]} args
 * @param {((text: string, last: boolean) => void) | null} take what it prints, and at its end; null: the terminal is its own
 * @returns {Promise<boolean>}
 */
function shown(command, args, take) {
  return new Promise((resolve, reject) => {
    const output = take === null ? 'inherit' : 'pipe';
    const colour = take !== null && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...colour },
      stdio: ['inherit', output, output],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => take?.(text, false));
    child.on('error', reject);
    child.on('close', (code) => {
      take?.('', true);
      resolve(code === 0);
    });
  });
}
