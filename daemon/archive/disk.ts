import { open, stat, statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reserveAfter, reserveBytes } from '../recording/reserve.js';
import type { StorageLook } from '../terms/recordings.js';
import { codeOf, probeName, reserveName } from './files.js';

const probeBytes = 4_096;
/** Of the reserve in one write; others' writes come in between. */
const chunkBytes = 1024 * 1024;

/** The disk that the recordings folder is on. */
export class RecordingDisk {
  private making = false;
  private closed = false;

  constructor(private readonly folder: string) {}

  /** Tries to write too: quotas, broken and read-only disks show no other way. Never rejects. */
  async look(bytesPerDay: number | null): Promise<StorageLook> {
    try {
      const { blocks, bsize, bfree, bavail } = await statfs(this.folder);
      // What only root may use is not room for recordings, as `df` counts too.
      const usable = blocks - bfree + bavail;
      const numbers = { totalBytes: usable * bsize, freeBytes: bavail * bsize, bytesPerDay };
      const unwritable = await this.probe();
      return unwritable === null ? numbers : { ...numbers, unwritable };
    } catch (error) {
      return { totalBytes: 0, freeBytes: 0, bytesPerDay, unwritable: codeOf(error) };
    }
  }

  /** Makes or releases the reserve as the look says. Never rejects. */
  async tend(look: StorageLook): Promise<'made' | 'released' | 'kept'> {
    if (this.making) return 'kept';
    const wanted = reserveBytes(look);
    const todo = reserveAfter(look, await this.hasReserve(wanted));
    if (todo === 'release') return (await this.release()) ? 'released' : 'kept';
    return todo === 'make' && wanted > 0 && (await this.make(wanted)) ? 'made' : 'kept';
  }

  close(): void {
    this.closed = true;
  }

  private async probe(): Promise<string | null> {
    const file = join(this.folder, probeName);
    try {
      await writeFile(file, Buffer.alloc(probeBytes));
      await unlink(file);
      return null;
    } catch (error) {
      await unlink(file).catch(() => {});
      return codeOf(error);
    }
  }

  private async hasReserve(wanted: number): Promise<boolean> {
    const size = await stat(join(this.folder, reserveName)).then(
      (stats) => stats.size,
      () => 0,
    );
    return size > 0 && size >= wanted;
  }

  private async release(): Promise<boolean> {
    return unlink(join(this.folder, reserveName)).then(
      () => true,
      () => false,
    );
  }

  /** Written, not only declared: only written blocks are ours. */
  private async make(bytes: number): Promise<boolean> {
    this.making = true;
    try {
      const handle = await open(join(this.folder, reserveName), 'w', 0o660);
      try {
        const chunk = Buffer.alloc(Math.min(chunkBytes, bytes));
        for (let written = 0; written < bytes && !this.closed; written += chunk.length) {
          await handle.write(chunk, 0, Math.min(chunk.length, bytes - written));
        }
      } finally {
        await handle.close();
      }
      return true;
    } catch {
      await this.release();
      return false;
    } finally {
      this.making = false;
    }
  }
}
