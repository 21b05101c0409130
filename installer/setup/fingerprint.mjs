// @ts-check
/** Whether something built is still what its sources would give: sizes and times of the files, hashed. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, root } from './places.mjs';

const stamps = inRoot('build/setup');

/**
 * @param {readonly string[]} paths files or folders, relative to the checkout; one that isn't there counts as empty
 * @param {(path: string) => boolean} [wanted]
 */
export function fingerprint(paths, wanted = () => true) {
  const hash = createHash('sha256').update(root); // a moved checkout holds absolute paths in its builds
  for (const path of paths) addPath(hash, path, wanted);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} path @param {(path: string) => boolean} wanted */
function addPath(hash, path, wanted) {
  const stat = statSync(inRoot(path), { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    for (const name of readdirSync(inRoot(path)).sort()) addPath(hash, join(path, name), wanted);
  } else if (stat && wanted(path)) {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\0`);
  }
}

/** @param {string} name */
export function readStamp(name) {
  try {
    return readFileSync(join(stamps, name), 'utf8');
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} value */
export function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}
