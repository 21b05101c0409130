import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CallboxError } from '../../../daemon/base/errors.js';
import { maxImportFileBytes, type RowRefused } from '../../../daemon/contract/pages-imports.js';
import type { ReadRefused } from './thread-messages.js';

/** A sender that says nothing for so long has gone. */
const silenceMs = 30_000;
/** Wrong rows that are kept; all are counted. */
const maxKept = 100_000;

/** The files of one import, beside the database: what was sent, and its wrong rows. */
export class ImportFolder {
  constructor(private readonly folder: string) {}

  /** What an earlier process was at is of no use. */
  async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o770 });
    for (const name of await readdir(this.folder)) {
      if (name.endsWith('.upload')) await rm(join(this.folder, name), { force: true });
    }
  }

  upload(id: string): string {
    return join(this.folder, `${id}.upload`);
  }

  refused(id: string): RefusedRows {
    return new RefusedRows(join(this.folder, `${id}.refused`));
  }

  async removeUpload(id: string): Promise<void> {
    await rm(this.upload(id), { force: true });
  }

  async remove(id: string): Promise<void> {
    await this.removeUpload(id);
    await rm(join(this.folder, `${id}.refused`), { force: true });
  }

  /**
   * Takes the body of a request. Whatever goes wrong, nothing stays.
   * @returns its octets
   * @throws CallboxError too-large, bad-request
   */
  async receive(id: string, request: IncomingMessage): Promise<number> {
    if (Number(request.headers['content-length'] ?? 0) > maxImportFileBytes) throw tooLarge();
    const file = createWriteStream(this.upload(id), { flags: 'wx', mode: 0o660 });
    try {
      return await written(request, file);
    } catch (error) {
      // Its name may only now be made.
      if (!file.closed) await new Promise<void>((resolve) => file.once('close', () => resolve()).destroy());
      await this.removeUpload(id);
      throw error;
    }
  }
}

function written(request: IncomingMessage, file: WriteStream): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let failed = false;
    const fail = (error: unknown): void => {
      failed = true;
      reject(error);
      request.resume(); // the rest is thrown away: the sender must see the answer
    };
    request.setTimeout(silenceMs, () =>
      fail(new CallboxError('bad-request', 'The file stopped coming; send it again.')),
    );
    request.on('data', (chunk: Buffer) => {
      if (failed) return;
      bytes += chunk.length;
      if (bytes > maxImportFileBytes) return fail(tooLarge());
      if (!file.write(chunk)) request.pause();
    });
    file.on('drain', () => request.resume());
    request.on('end', () => {
      if (!failed) file.end(() => resolve(bytes));
    });
    request.on('close', () => {
      if (!request.complete && !failed) fail(cutOff());
    });
    request.on('error', fail);
    // Gone while its session was looked up: nothing will be told any more.
    if (request.destroyed && !request.complete) fail(cutOff());
    file.on('error', fail);
  });
}

/** Wrong rows of one import, one JSON a line. */
export class RefusedRows {
  private stream: WriteStream | null = null;
  private kept = 0;

  constructor(private readonly path: string) {}

  add(rows: readonly ReadRefused[]): void {
    this.stream ??= createWriteStream(this.path, { flags: 'w', mode: 0o660 }).on('error', () => {});
    const some = rows.slice(0, Math.max(0, maxKept - this.kept));
    this.kept += some.length;
    if (some.length > 0) this.stream.write(some.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }

  async close(): Promise<void> {
    const { stream } = this;
    this.stream = null;
    if (stream) await new Promise<void>((resolve) => stream.end(resolve));
  }

  async *read(): AsyncGenerator<{ readonly refused: RowRefused; readonly cells: readonly string[] }> {
    const file = createReadStream(this.path);
    file.on('error', () => {}); // no wrong row, no file: readline ends
    try {
      for await (const line of createInterface({ input: file, crlfDelay: Number.POSITIVE_INFINITY })) {
        yield JSON.parse(line) as ReadRefused;
      }
    } finally {
      file.destroy(); // who reads only the first rows
    }
  }
}

function cutOff(): CallboxError {
  return new CallboxError('bad-request', 'The file was cut off; send it again.');
}

function tooLarge(): CallboxError {
  const megabytes = maxImportFileBytes / 1_048_576;
  return new CallboxError('too-large', `A file may have ${megabytes} MB; split it, or save it as CSV.`);
}
