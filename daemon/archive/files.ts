import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { lstat, open, readdir, realpath, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileSeen } from '../recording/reconcile.js';

/** Read at once: a quarter of a millisecond of the event loop for its hash. */
const chunkBytes = 65_536;
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
): Promise<{ readonly files: readonly FileSeen[]; readonly unreadable: Folders['unreadable'] }> {
  const unreadable: { path: string; code: string }[] = [];
  const entries = await entriesOf(join(folder, day), day, unreadable);
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
  return { files, unreadable };
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

export interface Sealed {
  readonly sha256: string;
  readonly bytes: number;
}

/** SHA-256 of a plain file, 64 KiB in one turn of the event loop. Rejects with the system's code: 'ELOOP' is a link. */
export async function sealOf(file: string): Promise<Sealed> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.alloc(chunkBytes);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes, bytes);
      if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes };
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
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
