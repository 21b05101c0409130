/**
 * Files replaced so that at any moment, power cut included, the old ones can be had back: a dated copy of each, a note
 * of what is being replaced, the new ones, and the note's removal once the driver has taken them.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

const noteName = 'callbox-apply.json';
/** Of each file; older ones are removed. */
const copiesKept = 20;

const note = z.strictObject({
  version: z.literal(1),
  files: z.array(z.strictObject({ file: z.string().max(200), copy: z.string().max(200) })).max(10),
});

export interface Replacement {
  /** Absolute, below the root. */
  readonly file: string;
  readonly text: string;
}

export class SafeFiles {
  private readonly notePlace: string;

  /** Writes only `places`, below `root`. The note lies in `noteFolder`. */
  constructor(
    private readonly root: string,
    private readonly places: readonly string[],
    noteFolder: string,
  ) {
    this.notePlace = join(root, noteFolder, noteName);
  }

  /** Answers the copies made. Until `keep` or `takeBack`, `recover` would take everything back. */
  async replace(replacements: readonly Replacement[], stamp: string): Promise<readonly string[]> {
    const copies: string[] = [];
    const files: { file: string; copy: string }[] = [];
    for (const { file } of replacements) {
      this.assertOurs(file);
      const before = await readFile(this.at(file)).catch(asAbsent);
      const copy = before === null ? '' : `${file}.callbox-${stamp}`;
      if (before !== null) {
        await written(this.at(copy), before);
        copies.push(copy);
      }
      files.push({ file, copy });
    }
    await written(this.notePlace, JSON.stringify({ version: 1, files }));
    for (const { file, text } of replacements) await written(this.at(file), text);
    return copies;
  }

  /** What was replaced stays so. */
  async keep(): Promise<void> {
    await rm(this.notePlace, { force: true });
    await synced(dirname(this.notePlace));
    for (const place of this.places) await this.prune(place);
  }

  /** The files before are back; answers which. Empty: nothing was under way. */
  async takeBack(): Promise<readonly string[]> {
    const text = await readFile(this.notePlace, 'utf8').catch(asAbsent);
    if (text === null) return [];
    const back: string[] = [];
    for (const { file, copy } of readNote(text)) {
      if (!this.places.includes(file) || (copy !== '' && !copy.startsWith(`${file}.callbox-`))) continue;
      if (copy === '') await rm(this.at(file), { force: true });
      else await written(this.at(file), await readFile(this.at(copy)));
      back.push(file);
    }
    await rm(this.notePlace, { force: true });
    await synced(dirname(this.notePlace));
    return back;
  }

  private at(file: string): string {
    return join(this.root, file);
  }

  private assertOurs(file: string): void {
    if (!this.places.includes(file)) throw new Error(`${file} is none of the files that may be written`);
  }

  private async prune(file: string): Promise<void> {
    const folder = dirname(this.at(file));
    const copies = (await readdir(folder).catch(() => []))
      .filter((name) => name.startsWith(`${basename(file)}.callbox-`))
      .sort();
    for (const name of copies.slice(0, -copiesKept)) await rm(join(folder, name), { force: true });
  }
}

/** A note that a power cut left half written was never followed by a new file. */
function readNote(text: string): readonly { readonly file: string; readonly copy: string }[] {
  try {
    const parsed = note.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.files : [];
  } catch {
    return [];
  }
}

/** On the disk, whole or not at all, when this resolves. */
async function written(place: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  const part = `${place}.part`;
  await rm(part, { force: true }); // left by a power cut, or put there by somebody: never followed
  const file = await open(part, 'wx', 0o644);
  await through(file, content);
  await rename(part, place);
  await synced(dirname(place));
}

async function through(file: FileHandle, content: string | Buffer): Promise<void> {
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(asAbsent);
  if (handle === null) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function asAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
