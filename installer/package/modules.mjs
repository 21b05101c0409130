// @ts-check
/** Which packages of node_modules the installed programs need while they run, and what of them. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { inRoot } from '../setup/places.mjs';

/** Named among the dependencies, needed for building or downloading alone. @type {Readonly<Record<string, readonly string[]>>} */
const notAtRunTime = { sqlite3: ['node-addon-api', 'prebuild-install', 'tar', 'node-gyp'] };
/** What a package brings beside its program. */
const leftOut =
  /^(test|tests|__tests__|example|examples|docs?|coverage|deps|bin)(\/|$)|(^|\/)\.[^/]+(\/|$)|\.(md|markdown|ts|mts|cts|map|gypi?|c|cc|cpp|h|ya?ml|html|sh|tgz)$/i;
const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const importName = /(?:from\s+|import\s*\(\s*|import\s+|require\s*\(\s*)['"]([^'"]+)['"]/g;
const builtin = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

/**
 * @typedef {object} Module
 * @property {string} path below node_modules
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX
 * @property {string} text its licence as it comes; '' none
 */

/** @param {string} folder compiled programs @returns {Set<string>} names of packages they import */
export function importedBy(folder) {
  const names = new Set();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.m?js$/.test(entry.name)) continue;
    for (const [, from = ''] of readFileSync(join(entry.parentPath, entry.name), 'utf8').matchAll(importName)) {
      if (from.startsWith('.') || from.startsWith('/') || builtin.has(from)) continue;
      const name = from
        .split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/');
      if (existsSync(inRoot('node_modules', name, 'package.json'))) names.add(name);
    }
  }
  return names;
}

/** The packages and, by Node's own rule of nested folders, all they need. @param {Iterable<string>} names @returns {Module[]} */
export function closure(names) {
  /** @type {Map<string, Module>} */
  const found = new Map();
  /** @param {string} name @param {string} from */
  const add = (name, from) => {
    const folder = resolveFrom(name, from);
    if (folder === null) return; // optional, and not for this machine
    const path = relative(inRoot('node_modules'), folder);
    if (found.has(path)) return;
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    found.set(path, {
      path,
      name,
      version: about.version,
      licence: about.license ?? 'UNKNOWN',
      text: licenceOf(folder),
    });
    const skipped = notAtRunTime[name] ?? [];
    const peers = Object.keys(about.peerDependencies ?? {}).filter(
      (each) => !about.peerDependenciesMeta?.[each]?.optional,
    );
    const wanted = [...Object.keys({ ...about.dependencies, ...about.optionalDependencies }), ...peers];
    for (const each of wanted) if (!skipped.includes(each)) add(each, folder);
  };
  for (const name of names) add(name, inRoot());
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** @param {string} name @param {string} from @returns {string | null} */
function resolveFrom(name, from) {
  for (let folder = from; folder.startsWith(inRoot()); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return null;
}

/** @param {string} folder */
function licenceOf(folder) {
  const files = readdirSync(folder)
    .filter((name) => licenceFile.test(name))
    .sort();
  return files.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n');
}

/** @param {readonly Module[]} modules @param {string} to */
export function copyModules(modules, to) {
  for (const { path, name } of modules) {
    const from = inRoot('node_modules', path);
    mkdirSync(join(to, path), { recursive: true });
    cpSync(from, join(to, path), {
      recursive: true,
      dereference: true,
      filter: (source) => {
        const inside = relative(from, source);
        return inside === '' || (inside.split(sep)[0] !== 'node_modules' && !leftOut.test(inside));
      },
    });
    if (name === 'sqlite3') keepOnlyBinding(join(to, path));
  }
}

/** Of a build folder the one file that is loaded. @param {string} folder */
function keepOnlyBinding(folder) {
  for (const name of ['src', 'tools', 'deps']) rmSync(join(folder, name), { recursive: true, force: true });
  const build = join(folder, 'build');
  for (const name of readdirSync(build)) if (name !== 'Release') rmSync(join(build, name), { recursive: true });
  for (const name of readdirSync(join(build, 'Release'))) {
    if (name !== 'node_sqlite3.node') rmSync(join(build, 'Release', name), { recursive: true });
  }
}
