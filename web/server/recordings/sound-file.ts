import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, resolve, sep } from 'node:path';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Integrity } from '../../../daemon/contract/pages.js';
import type { RecordingRow } from '../../../daemon/terms/recordings.js';
import { type ByteRange, byteRange } from '../http/byte-range.js';
import type { ApiContext } from '../http/endpoints.js';

const readOctets = 65_536;
/** At once; a day's worth of pages that ask for it must not take the disk from the recorder. */
const maxChecks = 2;

/** Opens only a regular file whose real place is inside the folder, whatever the database says. */
export async function openInside(folder: string, path: string): Promise<FileHandle> {
  if (path === '' || isAbsolute(path) || path.includes('\0')) throw noFile();
  try {
    const root = await realpath(folder);
    const real = await realpath(resolve(root, path));
    if (!real.startsWith(root + sep)) throw noFile();
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
  }
  throw noFile();
}

export interface Sending {
  readonly name: string;
  readonly disposition: 'inline' | 'attachment';
  /** Octets of the range that went out, when the stream is over or broken off. */
  sent(range: ByteRange): void;
}

/** Answers the request with the file, whole or in a range, and closes it (RFC 9110 §14). */
export async function sendSound(context: ApiContext, file: FileHandle, sending: Sending): Promise<void> {
  const { size, mtimeMs, mtime } = await file.stat();
  const tag = `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`;
  context.type = 'audio/wav';
  context.set({
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    'Content-Disposition': `${sending.disposition}; filename="${sending.name}.wav"`,
    ETag: tag,
    'Last-Modified': mtime.toUTCString(),
  });
  const condition = context.get('If-Range');
  const sameFile = condition === '' || condition === tag || condition === mtime.toUTCString();
  const range = sameFile ? byteRange(context.get('Range') || undefined, size) : null;
  if (range === 'none') {
    context.set('Content-Range', `bytes */${size}`);
    await file.close();
    context.status = 416;
    context.body = { error: { code: 'bad-request', message: `The recording has ${size} octets now.` } };
    return;
  }
  context.status = range ? 206 : 200;
  if (range) context.set('Content-Range', `bytes ${range.first}-${range.last}/${size}`);
  await sendOctets(context, file, range ?? { first: 0, last: size - 1 }, sending);
}

async function sendOctets(
  context: ApiContext,
  file: FileHandle,
  { first, last }: ByteRange,
  sending: Sending,
): Promise<void> {
  const type = 'audio/wav';
  if (context.method === 'HEAD' || last < first) {
    await file.close();
    context.body = Buffer.alloc(0);
    context.type = type;
    context.length = last - first + 1;
    return;
  }
  // The recorder may append while this is read: `end` keeps to what was promised.
  const stream = file.createReadStream({ start: first, end: last, highWaterMark: readOctets });
  // Koa destroys the stream, and with it the file, when the browser goes away.
  stream.once('close', () => {
    if (stream.bytesRead > 0) sending.sent({ first, last: first + stream.bytesRead - 1 });
  });
  context.body = stream;
  context.type = type;
  context.length = last - first + 1;
}

/** Reads files again and compares them with what was written down when they were closed (REC-13). */
export class Seals {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly folder: string) {}

  async check({ path, sha256, bytes, deletedAt }: RecordingRow): Promise<Integrity> {
    if (deletedAt !== null) return 'removed';
    if (path === '') return 'missing';
    while (this.running >= maxChecks) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
    try {
      const file = await openInside(this.folder, path);
      try {
        if (sha256 === null) return 'unsealed';
        if (bytes !== null && (await file.stat()).size !== bytes) return 'changed';
        const hash = createHash('sha256');
        const stream = file.createReadStream({ highWaterMark: 4 * readOctets, autoClose: false });
        for await (const octets of stream) hash.update(octets as Buffer);
        return hash.digest('hex') === sha256 ? 'unchanged' : 'changed';
      } finally {
        await file.close();
      }
    } catch (error) {
      if (error instanceof CallboxError && error.code === 'not-found') return 'missing';
      throw error;
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }
}

function noFile(): CallboxError {
  return new CallboxError('not-found', 'The file of this recording is not there.');
}
