// @ts-check
/**
 * `npm run sanitize [address|thread]`: the C++ tests under AddressSanitizer and UndefinedBehaviorSanitizer, or under
 * ThreadSanitizer. `npm run fuzz [NAME …] [--seconds N]`: every reader of bytes from a line, a wire or a file is fed
 * what libFuzzer thinks of; what breaks one is kept in test/fuzz/corpus, and is a test from then on.
 */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './run/options.mjs';
import { dropForeignBuild } from './setup/builds.mjs';
import { inRoot, root } from './setup/places.mjs';
import { findProgram, ProgramFailed, runProgram } from './setup/run-program.mjs';

const kinds = /** @type {const} */ ({ address: 'address,undefined', thread: 'thread' });
const corpora = inRoot('test/fuzz/corpus');
const hostOptions = {
  // libpri frees no controller and glibc's resolver keeps its own; what we own is counted by the tests themselves.
  ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=1:allocator_may_return_null=1',
  LSAN_OPTIONS: `suppressions=${inRoot('test/fuzz/leaks.txt')}`,
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  TSAN_OPTIONS: 'halt_on_error=1:second_deadlock_stack=1',
};

/** @typedef {keyof typeof kinds} Kind */

const sanitizeHelp = `npm run sanitize [-- ${Object.keys(kinds).join('|')} …]   无参数则全部运行 / none: all\n`;
const fuzzHelp = 'npm run fuzz [-- NAME …] [--seconds N]   每个 N 秒 / N seconds each (60)\n';

/** @param {readonly string[]} args @returns {{ wanted: Kind[] }} */
export function sanitizeOptions(args) {
  const { positionals } = parsed(args, {}, sanitizeHelp);
  const unknown = positionals.filter((name) => !Object.hasOwn(kinds, name));
  if (unknown.length > 0) throw new UsageError(`没有 / there is no sanitizer ${unknown.join(', ')}\n${sanitizeHelp}`);
  const all = /** @type {Kind[]} */ (Object.keys(kinds));
  return { wanted: all.filter((name) => positionals.length === 0 || positionals.includes(name)) };
}

/** @param {readonly string[]} args @returns {{ names: string[], seconds: number }} */
export function fuzzOptions(args) {
  const { values, positionals } = parsed(args, { seconds: { type: 'string' } }, fuzzHelp);
  const text = String(values.seconds ?? '60');
  const seconds = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  if (seconds === 0)
    throw new UsageError(`--seconds ${text}：应为 1 到 99999 的整数。 / must be 1 to 99999.\n${fuzzHelp}`);
  const known = readdirSync(corpora).sort();
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`没有 / there is no fuzzer ${unknown.join(', ')}: ${known.join(', ')}\n${fuzzHelp}`);
  }
  return { names: positionals.length > 0 ? [...new Set(positionals)] : known, seconds };
}

/** @param {readonly string[]} args @param {import('node:util').ParseArgsConfig['options'] & {}} options @param {string} help */
function parsed(args, options, help) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n${help}`);
  }
}

/** @param {ReturnType<typeof sanitizeOptions>} options @returns {Promise<number>} exit code */
export async function sanitize({ wanted }) {
  let failed = 0;
  for (const kind of wanted) {
    const folder = inRoot(`build/native-${kind}`);
    const flags = [`-DCALLBOX_SANITIZE=${kinds[kind]}`, '-DCMAKE_BUILD_TYPE=RelWithDebInfo'];
    const good =
      (await build(folder, flags, ['native_tests'])) &&
      (await shown('ctest', ['--test-dir', folder, '--output-on-failure', '--no-tests=error']));
    console.log(`${good ? '✓' : '✗'} ${kinds[kind]}`);
    if (!good) failed++;
  }
  console.log(`${wanted.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** @param {ReturnType<typeof fuzzOptions>} options @returns {Promise<number>} exit code */
export async function fuzz({ names, seconds }) {
  const folder = inRoot('build/native-fuzz');
  const clang = ['-DCMAKE_C_COMPILER=clang-14', '-DCMAKE_CXX_COMPILER=clang++-14', '-DCMAKE_BUILD_TYPE=RelWithDebInfo'];
  const flags = [...clang, '-DCALLBOX_FUZZ=ON', '-DCALLBOX_SANITIZE=address,undefined'];
  const targets = names.map((name) => `fuzz_${name}`);
  if (!(await build(folder, flags, targets))) return 1;
  let failed = 0;
  for (const name of names) if (!(await fuzzOne(folder, name, seconds))) failed++;
  console.log(`${names.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** @param {string} folder @param {string} name @param {number} seconds @returns {Promise<boolean>} */
async function fuzzOne(folder, name, seconds) {
  const found = join(folder, 'found', name);
  const broken = join(folder, 'broken');
  mkdirSync(found, { recursive: true });
  mkdirSync(broken, { recursive: true });
  const limits = [`-max_total_time=${seconds}`, '-max_len=8192', '-timeout=10', '-rss_limit_mb=2048'];
  const quiet = ['-verbosity=0', '-print_final_stats=1', `-artifact_prefix=${broken}/${name}-`];
  const good = await shown(join(folder, 'test/fuzz', `fuzz_${name}`), [
    ...limits,
    ...quiet,
    found,
    join(corpora, name),
  ]);
  for (const input of readdirSync(broken)) {
    const kept = join(corpora, name, basename(input).slice(name.length + 1));
    if (input.startsWith(`${name}-`)) renameSync(join(broken, input), kept);
    console.log(`✗ ${name}: ${kept}`);
  }
  console.log(`${good ? '✓' : '✗'} fuzz ${name}, ${seconds} s`);
  return good;
}

/** @param {string} folder @param {readonly string[]} flags @param {readonly string[]} targets @returns {Promise<boolean>} */
async function build(folder, flags, targets) {
  const generator = (await findProgram('ninja')) ? 'Ninja' : 'Unix Makefiles';
  if (existsSync(folder)) dropForeignBuild(folder, generator);
  try {
    await runProgram('cmake', ['-S', root, '-B', folder, '-G', generator, ...flags]);
    await runProgram('cmake', ['--build', folder, '--target', ...targets, '--parallel', '2']);
    return true;
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    console.error(`✗ ${error.message}\n${error.tail.join('\n')}`);
    return false;
  }
}

/** Runs it with its output in the terminal. @param {string} command @param {string[]} args @returns {Promise<boolean>} */
async function shown(command, args) {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...hostOptions } });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}
