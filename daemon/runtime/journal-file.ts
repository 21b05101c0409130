import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { BoundedQueue } from '../base/bounded-queue.js';
import type { Journal, JournalEntry } from './ports.js';

export interface JournalFileOptions {
  /** A file is put aside when it is longer. */
  readonly maxFileBytes?: number;
  /** Files put aside that are kept: PATH.1 is the newest. */
  readonly keptFiles?: number;
  /** Entries that may wait for the disk; more are lost and counted. */
  readonly maxWaiting?: number;
}

/**
 * Inputs as JSON lines in a file that is put aside at each start and when it is full. Nobody waits
 * for it: entries are written behind, in batches.
 */
export class JournalFile implements Journal {
  private readonly waiting: BoundedQueue<string>;
  private readonly maxFileBytes: number;
  private readonly keptFiles: number;
  private file: FileHandle | null = null;
  private fileBytes = 0;
  private failed = 0;
  private writing: Promise<void> | null = null;
  private closed = false;

  constructor(
    private readonly path: string,
    options: JournalFileOptions = {},
  ) {
    this.maxFileBytes = options.maxFileBytes ?? 64 * 1024 * 1024;
    this.keptFiles = options.keptFiles ?? 4;
    this.waiting = new BoundedQueue(options.maxWaiting ?? 20_000);
  }

  get lost(): number {
    return this.failed + this.waiting.refusedCount;
  }

  append(entry: JournalEntry): void {
    if (this.closed) return;
    this.waiting.push(`${JSON.stringify(entry)}\n`);
    this.writing ??= this.writeBehind();
  }

  async flush(): Promise<void> {
    while (this.writing !== null) await this.writing;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.flush();
    await this.file?.close();
    this.file = null;
  }

  private async writeBehind(): Promise<void> {
    await Promise.resolve(); // lets the inputs of one turn become one batch
    while (this.waiting.length > 0) {
      const batch: string[] = [];
      let bytes = 0;
      while (bytes < maxBatchBytes) {
        const line = this.waiting.shift();
        if (line === undefined) break;
        batch.push(line);
        bytes += line.length;
      }
      await this.write(batch);
    }
    this.writing = null;
  }

  /** A journal that cannot be written loses entries, counted; calls go on. */
  private async write(batch: readonly string[]): Promise<void> {
    try {
      const file = await this.fileWithRoom();
      const data = Buffer.from(batch.join(''), 'utf8');
      await file.writeFile(data);
      this.fileBytes += data.length;
    } catch {
      this.failed += batch.length;
    }
  }

  private async fileWithRoom(): Promise<FileHandle> {
    if (this.file !== null && this.fileBytes < this.maxFileBytes) return this.file;
    await this.file?.close();
    this.file = null;
    await this.putAside();
    this.file = await open(this.path, 'a', 0o600);
    this.fileBytes = 0;
    return this.file;
  }

  private async putAside(): Promise<void> {
    await rm(`${this.path}.${this.keptFiles}`, { force: true });
    for (let number = this.keptFiles - 1; number >= 0; number--) {
      const from = number === 0 ? this.path : `${this.path}.${number}`;
      await rename(from, `${this.path}.${number + 1}`).catch(ignoreMissing);
    }
  }
}

/** One write of the journal. */
const maxBatchBytes = 256 * 1024;

function ignoreMissing(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
  throw error;
}
