/** A disk of its own that can be filled: a tmpfs, which needs root (as the set-up's package installation does). */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export class SmallDisk {
  constructor(
    readonly folder: string,
    sizeKib = 1024,
  ) {
    mkdirSync(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKib}k`, 'callbox-test', folder]);
  }

  /** Writes until the disk says no. */
  fill(): void {
    const file = openSync(join(this.folder, 'filler'), 'a');
    const block = Buffer.alloc(4096, 1);
    try {
      for (;;) writeSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  remove(): void {
    execFileSync('umount', [this.folder]);
  }
}
