/** Which files a folder of traces has: one a day, YYYY-MM-DD.pcap, the day in the site's zone. */
import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const names = /^(\d{4}-\d{2}-\d{2})\.pcap$/;

export interface TraceFile {
  /** "YYYY-MM-DD" */
  readonly day: string;
  readonly path: string;
  readonly octets: number;
}

export function traceFileOf(folder: string, day: string): string {
  return join(folder, `${day}.pcap`);
}

/** Oldest first. A folder that is not there has none; only plain files with such a name count. */
export async function traceFiles(folder: string): Promise<TraceFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files: TraceFile[] = [];
  for (const entry of entries) {
    const day = names.exec(entry.name)?.[1];
    if (day === undefined || !entry.isFile()) continue;
    const path = join(folder, entry.name);
    const size = await stat(path).then(
      (stats) => stats.size,
      () => null, // it has just been deleted
    );
    if (size !== null) files.push({ day, path, octets: size });
  }
  return files.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/**
 * Deletes the oldest until at most `keepDays` files of at most `maxOctets` together are left; never that of `today`.
 * Days are counted, not told by a clock, so a clock that leaps deletes nothing.
 */
export async function sweepTraces(
  folder: string,
  today: string,
  limits: { readonly keepDays: number; readonly maxOctets: number },
): Promise<number> {
  const files = await traceFiles(folder);
  let octets = files.reduce((sum, file) => sum + file.octets, 0);
  let left = files.length;
  let deleted = 0;
  for (const file of files) {
    if (left <= limits.keepDays && octets <= limits.maxOctets) break;
    if (file.day === today) continue;
    await unlink(file.path);
    octets -= file.octets;
    left -= 1;
    deleted += 1;
  }
  return deleted;
}
