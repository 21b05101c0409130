// @ts-check
/** `npm run bench [NAME]`: each program in test/bench prints its figures as JSON lines. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './run/options.mjs';
import { places, root } from './setup/places.mjs';

const suffix = '.js';
/** What the benches share; not one itself. */
const shared = 'figure.js';
const folder = join(places.js, 'test/bench');

/** @param {readonly string[]} names none: all @returns {Promise<number>} exit code */
export async function bench(names) {
  const known = benches();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UsageError(`没有 / there is no bench ${unknown.join(', ')}: ${known.join(', ')}`);
  let failed = 0;
  for (const name of names.length > 0 ? names : known) if (!(await run(join(folder, name + suffix)))) failed++;
  return failed === 0 ? 0 : 1;
}

function benches() {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(suffix) && file !== shared)
      .map((file) => file.slice(0, -suffix.length))
      .sort();
  } catch {
    return [];
  }
}

/** @param {string} file @returns {Promise<boolean>} */
function run(file) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', file], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}
