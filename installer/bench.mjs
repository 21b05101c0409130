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

/**
 * @param {readonly string[]} args names, none: all; from the first that begins with a dash on they are for the benches
 * @returns {Promise<number>} exit code
 */
export async function bench(args) {
  const dash = args.findIndex((arg) => arg.startsWith('-'));
  const [names, options] = dash < 0 ? [args, []] : [args.slice(0, dash), args.slice(dash)];
  const known = benches();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UsageError(`没有 / there is no bench ${unknown.join(', ')}: ${known.join(', ')}`);
  let failed = 0;
  for (const name of names.length > 0 ? names : known) {
    if (!(await run(join(folder, name + suffix), options))) failed++;
  }
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

/** @param {string} file @param {readonly string[]} options @returns {Promise<boolean>} */
function run(file, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', file, ...options], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}
