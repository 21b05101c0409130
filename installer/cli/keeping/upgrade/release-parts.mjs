// @ts-check
/**
 * Which processes a new release changes: for each the files that it runs with are compared. A process that has the same
 * octets in both releases goes on undisturbed while dpkg puts the new files in place.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const lib = 'usr/lib/callbox';
const js = `${lib}/js`;
/** Every way one of our compiled files names another: import, export from, import(), new URL(…) of a thread. */
const named = /(?:from\s*|import\s*\(?\s*|new URL\(\s*)['"](\.{1,2}\/[^'"]+)['"]/g;
/** What is not a literal cannot be followed. */
const unknown = /(?:await|return|=>|[=(,])\s*import\s*\(\s*(?!['"])/;

/** @typedef {'daemon' | 'simulator' | 'web'} Part */

/** @type {Readonly<Record<Part, { main: string, files: readonly string[] }>>} paths from the root of the system; folders with all below */
const parts = {
  daemon: {
    main: 'daemon/main.js',
    files: [
      `${lib}/bin/node`,
      `${lib}/node_modules`,
      `${lib}/callbox.node`,
      `${lib}/notify.node`,
      'usr/share/callbox/sounds',
      'lib/systemd/system/callbox-daemon.service',
    ],
  },
  simulator: {
    main: 'daemon/simulator/main.js',
    files: [
      `${lib}/bin/node`,
      `${lib}/node_modules`,
      `${lib}/callbox.node`,
      'usr/share/callbox/sounds',
      'lib/systemd/system/callbox-simulator.service',
    ],
  },
  web: {
    main: 'web/server/main.js',
    files: [
      `${lib}/bin/node`,
      `${lib}/node_modules`,
      `${lib}/notify.node`,
      `${lib}/package.json`,
      'usr/share/callbox/pages',
      'lib/systemd/system/callbox-web.service',
      'lib/systemd/system/callbox-web.socket',
    ],
  },
};

/** @param {string} before root of one release @param {string} after @returns {Part[]} */
export function changedParts(before, after) {
  return /** @type {Part[]} */ (Object.keys(parts)).filter((part) => digestOf(before, part) !== digestOf(after, part));
}

/** @param {string} root @param {Part} part @returns {string} */
export function digestOf(root, part) {
  const { main, files } = parts[part];
  const all = new Set([...filesOf(root, files), ...programOf(root, main)]);
  const digest = createHash('sha256');
  for (const path of [...all].sort()) {
    const sum = createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex');
    digest.update(`${path} ${sum}\n`);
  }
  return digest.digest('hex');
}

/** @param {string} root @param {readonly string[]} paths */
function filesOf(root, paths) {
  return paths.flatMap((path) => {
    const at = join(root, path);
    if (!existsSync(at)) return [];
    if (!statSync(at).isDirectory()) return [path];
    return readdirSync(at, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  });
}

/** Our own files that a program loads, now or later. @param {string} root @param {string} main @returns {string[]} */
function programOf(root, main) {
  const found = new Set();
  const open = [join(root, js, main)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file) || !statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    found.add(file);
    if (!/\.m?js$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    // What cannot be followed is taken to be anything.
    if (unknown.test(text)) return filesOf(root, [js]);
    for (const [, path = ''] of text.matchAll(named)) open.push(join(dirname(file), path));
  }
  return [...found].map((file) => relative(root, file));
}
