// @ts-check
/** `npm run test:power-cut [-- --cuts N --seed N --gently]`: the emulated machine is killed while it writes. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { UsageError } from './run/options.mjs';
import { places, root } from './setup/places.mjs';

export const powerCutHelp =
  'npm run test:power-cut [-- --cuts 50 --seed 1 --gently]\n' +
  '--gently  让其它程序先用处理器；计算机忙时，机内声音会迟到 / behind everything else on this machine; sound may be late\n';

/** @param {readonly string[]} args @returns {readonly string[]} for the program, checked */
export function powerCutOptions(args) {
  const options = /** @type {const} */ ({
    cuts: { type: 'string' },
    seed: { type: 'string' },
    gently: { type: 'boolean' },
  });
  let values;
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n${powerCutHelp}`);
  }
  for (const name of /** @type {const} */ (['cuts', 'seed'])) {
    const value = values[name];
    if (value === undefined || /^[1-9]\d{0,8}$/.test(value)) continue;
    throw new UsageError(`--${name}: 要大于零的整数 / a whole number above 0, not ${value}\n${powerCutHelp}`);
  }
  return args;
}

/** @param {readonly string[]} args @returns {Promise<number>} exit code */
export function powerCut(args) {
  return new Promise((resolve, reject) => {
    const program = `${places.js}/test/hardware/power-cut.js`;
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
