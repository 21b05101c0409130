import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encryptingSuffix } from '../encryption/encrypt-file.js';
import type { FileSeen } from '../recording/reconcile.js';

/** Looked at together: each takes a thread of the four that the database needs too. */
const together = 2;

/** Files of the archive's own in the recordings folder. */
export const reserveName = '.reserve';
export const probeName = '.probe';
const own: ReadonlySet<string> = new Set([reserveName, probeName]);

export interface Folders {
  /** "2027/01/15". */
  readonly days: readonly string[];
  /** What does not belong there, relative. */
  readonly strange: readonly string[];
  /** Folders that cannot be read, relative, with the system's code. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
}

/** The days' folders, and what lies beside them. Links are not followed. */
export async function dayFolders(folder: string): Promise<Folders> {
  const days: string[] = [];
  const strange: string[] = [];
  const unreadable: { path: string; code: string }[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    for (const entry of await entriesOf(join(folder, path), path, unreadable)) {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      if (depth === 0 && own.has(entry.name)) continue;
      const isNamed = depth === 0 ? /^\d{4}$/.test(entry.name) : /^\d{2}$/.test(entry.name);
      if (!entry.isDirectory() || !isNamed) strange.push(inside);
      else if (depth === 2) days.push(inside);
      else await visit(inside, depth + 1);
    }
  };
  await visit('', 0);
  return { days: days.sort(), strange, unreadable };
}

/** Everything in one day's folder. A folder that is not there is empty. */
export async function filesOfDay(
  folder: string,
  day: string,
): Promise<{
  readonly files: readonly FileSeen[];
  /** Half-made encrypted files. */
  readonly halves: readonly string[];
  readonly unreadable: Folders['unreadable'];
}> {
  const unreadable: { path: string; code: string }[] = [];
  const all = await entriesOf(join(folder, day), day, unreadable);
  const halves = all.flatMap(({ name }) => (isHalf(name) ? [`${day}/${name}`] : []));
  const entries = all.filter(({ name }) => !isHalf(name));
  const files: FileSeen[] = [];
  for (let from = 0; from < entries.length; from += together) {
    const seen = entries.slice(from, from + together).map(async ({ name }): Promise<FileSeen | null> => {
      const path = `${day}/${name}`;
      try {
        const stats = await lstat(join(folder, path));
        return { path, isPlain: stats.isFile(), bytes: stats.size };
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') unreadable.push({ path, code: codeOf(error) });
        return null; // gone meanwhile
      }
    });
    for (const file of await Promise.all(seen)) if (file !== null) files.push(file);
  }
  return { files, halves, unreadable };
}

function isHalf(name: string): boolean {
  return name.endsWith(`.wav${encryptingSuffix}`);
}

async function entriesOf(
  folder: string,
  path: string,
  unreadable: { path: string; code: string }[],
): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') unreadable.push({ path, code: codeOf(error) });
    return [];
  }
}

/** Takes a recording's file away, and the day's folder if it was the last. A file that is gone already is well. */
export async function removeFile(folder: string, path: string): Promise<void> {
  const file = join(folder, path);
  try {
    // A folder that is a link leads to somebody else's files.
    const [root, parent] = await Promise.all([realpath(folder), realpath(dirname(file))]);
    if (parent !== dirname(join(root, path))) throw Object.assign(new Error('a link leads out'), { code: 'ELOOP' });
    await unlink(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  await rmdir(dirname(file)).catch(() => {}); // not empty yet
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
