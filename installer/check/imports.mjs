// @ts-check
/** Holds every source file to the arrows of the house. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import {
  impure,
  nativeLibraries,
  nativeRooms,
  nativeTestsMayInclude,
  roots,
  testsMayImport,
  typescriptRooms,
} from './house.mjs';
import { codeOnly, importsOf, includesOf, lineAt } from './sources.mjs';

const topFolders = ['daemon', 'web', 'native', 'installer', 'test'];
const isTest = (/** @type {string} */ file) => /\.test\.(ts|tsx|mjs)$|_test\.cpp$/.test(file);

/** @param {string} root @returns {string[]} "file:line: what is wrong and what is allowed" */
export function checkHouse(root) {
  return topFolders
    .flatMap((folder) => filesIn(root, folder))
    .flatMap((file) => checkFile(file, readFileSync(join(root, file), 'utf8')));
}

/** @param {string} root @param {string} folder @returns {string[]} */
function filesIn(root, folder) {
  if (!statSync(join(root, folder), { throwIfNoEntry: false })) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(root, path);
    return /\.(ts|tsx|mjs|cpp|h)$/.test(entry.name) ? [path] : [];
  });
}

/**
 * @param {string} file relative, with forward slashes @param {string} text
 * @returns {string[]}
 */
export function checkFile(file, text) {
  if (/\.(cpp|h)$/.test(file)) return file.startsWith('native/') ? checkNative(file, text) : [];
  return [...checkImports(file, text), ...checkPurity(file, text)];
}

/** @param {string} file */
function roomOf(file) {
  const names = Object.keys(typescriptRooms).filter((name) => file.startsWith(`${name}/`));
  return names.sort((a, b) => b.length - a.length)[0];
}

/** @param {string} file @param {string} text */
function checkImports(file, text) {
  const name = roomOf(file);
  const rootOf = /** @type {Record<string, string[]>} */ (roots)[file];
  const room = name === undefined ? undefined : typescriptRooms[name];
  if (rootOf === undefined && room === undefined) {
    return [`${file}:1: is in no room of the house: move it, or add the room to installer/check/house.mjs`];
  }
  const extra = isTest(file) ? testsMayImport : [];
  const allowed = rootOf ?? [name ?? '', 'daemon/terms', ...(room?.rooms ?? []), ...extra];
  const packages = rootOf || isTest(file) ? 'any' : (room?.packages ?? 'any');
  return importsOf(text).flatMap(({ from, line }) => {
    if (from.startsWith('.')) {
      const target = posix.normalize(posix.join(posix.dirname(file), from));
      if (allowed.some((folder) => target.startsWith(`${folder}/`)) || isOwnConfiguration(target)) return [];
      return [`${file}:${line}: imports ${target}; allowed here: ${allowed.join(', ')}`];
    }
    if (packages === 'any' || packages.some((each) => from === each || from.startsWith(`${each}/`))) return [];
    return [`${file}:${line}: imports ${from}; packages allowed here: ${packages.join(', ') || 'none'}`];
  });
}

/** package.json (the version) may be read from anywhere. @param {string} target */
function isOwnConfiguration(target) {
  return target === 'package.json';
}

/** @param {string} file @param {string} text */
function checkPurity(file, text) {
  const name = roomOf(file);
  if (name === undefined || !typescriptRooms[name]?.pure || isTest(file)) return [];
  const code = codeOnly(text);
  return impure.flatMap(({ pattern, name: used }) =>
    [...code.matchAll(new RegExp(pattern, 'g'))].map(
      ({ index }) =>
        `${file}:${lineAt(code, index ?? 0)}: uses ${used}; ${name} is a function of its inputs: clock, timers and chance are injected`,
    ),
  );
}

/** @param {string} file @param {string} text */
function checkNative(file, text) {
  const name = file.split('/')[1] ?? '';
  const own = /** @type {Record<string, readonly string[]>} */ (nativeRooms)[name];
  if (own === undefined) return [`${file}:1: native/${name} is in no room of the house`];
  const allowed = [name, ...own, ...(isTest(file) ? nativeTestsMayInclude : [])];
  return includesOf(text).flatMap(({ path, angled, line }) => {
    const library = Object.entries(nativeLibraries).find(([prefix]) => path.startsWith(prefix));
    if (library && ![library[1]].flat().includes(name)) {
      return [`${file}:${line}: includes ${path}; only native/${library[1]} may`];
    }
    if (angled) return [];
    const target = path.includes('/') ? posix.normalize(path) : `${name}/${path}`;
    if (allowed.includes(target.split('/')[0] ?? '')) return [];
    return [`${file}:${line}: includes ${path}; allowed here: ${allowed.join(', ')}`];
  });
}
