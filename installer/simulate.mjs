// @ts-check
/** `npm run simulate -- --seed N --hours H [--agents A] [--faults]`: days of the real switch, judged by an auditor. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { places, root } from './setup/places.mjs';

/** @param {readonly string[]} args @returns {Promise<number>} exit code: 1 if anything was wrong, 2 for a wrong option */
export function simulate(args) {
  const program = join(places.js, 'test/simulation/main.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
