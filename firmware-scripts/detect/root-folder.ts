/**
 * A machine's files below one folder, "/" of this machine or a copy of another's. What is read is not ours: files are
 * cut off, folders counted, and nothing outside is followed to.
 */
import { open, readdir, readlink, realpath } from 'node:fs/promises';
import { basename, join, normalize } from 'node:path';

/** The largest file read for its text: /proc/interrupts of a machine with many processors. */
const maxTextBytes = 1_048_576;
/** Entries of one folder; a bus has 256 devices at most. */
export const maxEntries = 2_048;

export class RootFolder {
  private root: string | null = null;

  /** `folder` is absolute. */
  constructor(private readonly folder: string) {}

  /** The first octets of a file; null: it is not there, is no file, leads outside, or cannot be read. */
  async octets(path: string, maxBytes = maxTextBytes): Promise<Buffer | null> {
    const place = await this.inside(path);
    if (place === null) return null;
    try {
      const file = await open(place, 'r');
      try {
        if (!(await file.stat()).isFile()) return null;
        const buffer = Buffer.alloc(maxBytes);
        let length = 0;
        // Files of the kernel say 0 for their size and give a page at a time.
        for (;;) {
          const { bytesRead } = await file.read(buffer, length, maxBytes - length, null);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return buffer.subarray(0, length);
      } finally {
        await file.close();
      }
    } catch {
      return null;
    }
  }

  /** Text of a file without the white space at its ends; '' for what `octets` answers null. */
  async text(path: string, maxBytes = 4_096): Promise<string> {
    const octets = await this.octets(path, maxBytes);
    return octets === null ? '' : octets.toString('utf8').trim();
  }

  /** Names in a folder, sorted; empty for one that is not there. */
  async names(path: string): Promise<readonly string[]> {
    const place = await this.inside(path);
    if (place === null) return [];
    try {
      return (await readdir(place)).sort().slice(0, maxEntries);
    } catch {
      return [];
    }
  }

  async has(path: string): Promise<boolean> {
    return (await this.inside(path)) !== null;
  }

  /** Last part of where a link leads, '' if it is none. Only its text is read: it may lead anywhere. */
  async linkName(path: string): Promise<string> {
    const target = await this.linkText(path);
    return target === '' ? '' : basename(target);
  }

  async linkText(path: string): Promise<string> {
    try {
      const parent = await this.inside(normalize(join(path, '..')));
      return parent === null ? '' : await readlink(join(parent, basename(path)));
    } catch {
      return '';
    }
  }

  /** Where it really is; null: nowhere, or outside. */
  private async inside(path: string): Promise<string | null> {
    try {
      this.root ??= await realpath(this.folder);
      const place = await realpath(join(this.root, normalize(`/${path}`)));
      return place === this.root || place.startsWith(this.root === '/' ? '/' : `${this.root}/`) ? place : null;
    } catch {
      return null;
    }
  }
}
