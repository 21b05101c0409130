import { realpath } from 'node:fs/promises';
import { isAbsolute, resolve, sep } from 'node:path';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Integrity } from '../../../daemon/contract/pages.js';
import type { KeySource } from '../../../daemon/encryption/recording-keys.js';
import { digestOf, openSound, type Sound, streamOf } from '../../../daemon/encryption/sound.js';
import type { RecordingRow } from '../../../daemon/terms/recordings.js';
import { type ByteRange, byteRange } from '../http/byte-range.js';
import type { ApiContext } from '../http/endpoints.js';

/** At once; a day's worth of pages that ask for it must not take the disk from the recorder. */
const maxChecks = 2;

/** Where recordings lie, and the keys that open those that are encrypted. */
export interface RecordingFiles {
  /** Absolute. */
  readonly folder: string;
  readonly keys: KeySource;
}

/**
 * Opens only a regular file whose real place is inside the folder, whatever the database says.
 * @throws CallboxError not-found; key-missing or damaged of an encrypted one
 */
export async function openInside({ folder, keys }: RecordingFiles, path: string): Promise<Sound> {
  if (path === '' || isAbsolute(path) || path.includes('\0')) throw noFile();
  try {
    const root = await realpath(folder);
    const real = await realpath(resolve(root, path));
    if (!real.startsWith(root + sep)) throw noFile();
    return await openSound(real, keys);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP' && code !== 'EINVAL') throw error;
  }
  throw noFile();
}

export interface Sending {
  readonly name: string;
  readonly disposition: 'inline' | 'attachment';
  /** Octets of the range that went out, when the stream is over or broken off. */
  sent(range: ByteRange): void;
}

/** Answers the request with the sound, whole or in a range, and closes it (RFC 9110 §14). */
export async function sendSound(context: ApiContext, sound: Sound, sending: Sending): Promise<void> {
  const { size, mtimeMs } = sound;
  const mtime = new Date(mtimeMs);
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
    await sound.close();
    context.status = 416;
    context.body = { error: { code: 'bad-request', message: `The recording has ${size} octets now.` } };
    return;
  }
  context.status = range ? 206 : 200;
  if (range) context.set('Content-Range', `bytes ${range.first}-${range.last}/${size}`);
  await sendOctets(context, sound, range ?? { first: 0, last: size - 1 }, sending);
}

async function sendOctets(
  context: ApiContext,
  sound: Sound,
  { first, last }: ByteRange,
  sending: Sending,
): Promise<void> {
  const type = 'audio/wav';
  if (context.method === 'HEAD' || last < first) {
    await sound.close();
    context.body = Buffer.alloc(0);
    context.type = type;
    context.length = last - first + 1;
    return;
  }
  // The recorder may append while this is read: `last` keeps to what was promised.
  let octets = 0;
  const stream = streamOf(sound, { first, last }, (read) => {
    octets += read;
  });
  // Koa destroys the stream, and with it the file, when the browser goes away.
  stream.once('close', () => {
    if (octets > 0) sending.sent({ first, last: first + octets - 1 });
  });
  context.body = stream;
  context.type = type;
  context.length = last - first + 1;
}

/** Reads files again and compares them with what was written down when they were closed (REC-13). */
export class Seals {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly files: RecordingFiles) {}

  async check({ path, sha256, bytes, deletedAt }: RecordingRow): Promise<Integrity> {
    if (deletedAt !== null) return 'removed';
    if (path === '') return 'missing';
    while (this.running >= maxChecks) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
    try {
      const sound = await openInside(this.files, path);
      try {
        if (sha256 === null) return 'unsealed';
        if (bytes !== null && sound.size !== bytes) return 'changed';
        return (await digestOf(sound)).sha256 === sha256 ? 'unchanged' : 'changed';
      } finally {
        await sound.close();
      }
    } catch (error) {
      if (error instanceof CallboxError) {
        if (error.code === 'not-found') return 'missing';
        if (error.code === 'damaged') return 'changed';
        if (error.code === 'key-missing') return 'key-missing';
      }
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
