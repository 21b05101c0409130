// @ts-check
/** `npm run test:hardware [-- PART …]`: the real card driver in an emulated machine. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { UsageError } from './run/options.mjs';
import { buildNativeTests } from './setup/native-tests.mjs';
import { places, root } from './setup/places.mjs';

const parts = ['board', 'calls', 'cards', 'commissioning', 'cpu'];
/** They run the product itself and no test program in C++. */
const ofTheProduct = ['cards', 'commissioning'];

export const hardwareHelp = `npm run test:hardware [-- ${parts.join('|')} …]   无参数则全部运行 / none: all\n`;

/**
 * @param {readonly string[]} args
 * @returns {{ parts: readonly string[] }}
 */
export function hardwareOptions(args) {
  let names;
  try {
    names = parseArgs({ args: [...args], options: {}, allowPositionals: true }).positionals;
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n${hardwareHelp}`);
  }
  const unknown = names.filter((name) => !parts.includes(name));
  if (unknown.length > 0) throw new UsageError(`没有 / there is no part ${unknown.join(', ')}\n${hardwareHelp}`);
  return { parts: names.length > 0 ? [...new Set(names)] : parts };
}

/** @param {ReturnType<typeof hardwareOptions>} options @returns {Promise<number>} exit code */
export async function hardware({ parts: wanted }) {
  if (wanted.some((part) => !ofTheProduct.includes(part)) && !(await buildNativeTests('hardware_tests'))) return 1;
  return new Promise((resolve, reject) => {
    const program = `${places.js}/test/hardware/main.js`;
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...wanted], {
      cwd: root,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
