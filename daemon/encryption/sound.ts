import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import {
  damaged,
  encryptedOctets,
  headOctets,
  pieceAt,
  pieceLength,
  pieceOctets,
  readHead,
  SoundCipher,
} from './container.js';
import type { KeySource } from './recording-keys.js';

const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A recording's sound, whether its file is encrypted or not. Close it. */
export interface Sound {
  /** Octets of the WAV file that the recorder wrote; one that is being written may have grown since. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Of its key; null: the file is in clear. */
  readonly keyId: string | null;
  /**
   * Octets from `from`, at most `length` of them and fewer only at the end.
   * @throws CallboxError damaged
   */
  read(from: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens a recording's file.
 * @throws CallboxError key-missing, damaged; the system's errors as they are ('ELOOP': a link, 'EINVAL': no plain file)
 */
export async function openSound(path: string, keys: KeySource, recordingId = basename(path, '.wav')): Promise<Sound> {
  const file = await open(path, flags);
  try {
    return await soundOf(file, path, keys, recordingId);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function soundOf(file: FileHandle, path: string, keys: KeySource, recordingId: string): Promise<Sound> {
  const stats = await file.stat();
  if (!stats.isFile()) throw Object.assign(new Error(`${path} is no plain file`), { code: 'EINVAL' });
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headOctets), 0, headOctets, 0);
  const head = readHead(buffer.subarray(0, bytesRead));
  if (head === null) return new ClearSound(file, path, keys, stats.size, stats.mtimeMs);
  const cipher = new SoundCipher(keys.key(head.keyId), head.keyId, head.salt, recordingId);
  if (!cipher.owns(head) || stats.size !== encryptedOctets(head.soundOctets)) throw damaged(recordingId);
  return new EncryptedSound(file, cipher, recordingId, head.keyId, head.soundOctets, stats.mtimeMs);
}

class EncryptedSound implements Sound {
  /** The last piece that was opened: whoever reads in small bites reads it several times. */
  private last: { readonly at: number; readonly sound: Buffer } | null = null;

  constructor(
    private readonly file: FileHandle,
    private readonly cipher: SoundCipher,
    private readonly recordingId: string,
    readonly keyId: string,
    readonly size: number,
    readonly mtimeMs: number,
  ) {}

  async read(from: number, length: number): Promise<Buffer> {
    const end = Math.min(this.size, from + length);
    const parts: Buffer[] = [];
    for (let at = from; at < end; ) {
      const number = Math.floor(at / pieceOctets);
      const begin = at - number * pieceOctets;
      const part = (await this.piece(number)).subarray(begin, begin + end - at);
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async piece(at: number): Promise<Buffer> {
    if (this.last?.at === at) return this.last.sound;
    const length = pieceLength(at, this.size);
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(length), 0, length, pieceAt(at));
    if (bytesRead !== length) throw damaged(this.recordingId);
    const sound = this.cipher.decrypt(at, buffer);
    this.last = { at, sound };
    return sound;
  }
}

class ClearSound implements Sound {
  readonly keyId = null;
  private encrypted: Promise<Sound> | null = null;

  constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly keys: KeySource,
    readonly size: number,
    readonly mtimeMs: number,
  ) {}

  async read(from: number, length: number): Promise<Buffer> {
    if (this.encrypted === null) {
      const { buffer, bytesRead } = await this.file.read(Buffer.alloc(length), 0, length, from);
      // Whoever encrypts it overwrites this file once another has its name: while it has a name, what was read is sound.
      if ((await this.file.stat()).nlink > 0) return buffer.subarray(0, bytesRead);
      this.encrypted ??= openSound(this.path, this.keys);
      // Deleted by its policy: nobody overwrites that.
      if ((await this.encrypted.catch(goneIsNull)) === null) {
        this.encrypted = null;
        return buffer.subarray(0, bytesRead);
      }
    }
    return (await this.encrypted).read(from, length);
  }

  async close(): Promise<void> {
    await this.file.close();
    if (this.encrypted !== null) await this.encrypted.then((sound) => sound.close()).catch(() => {});
  }
}

function goneIsNull(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

/** Octets `first` to `last` (inclusive); closes the sound when it is over or broken off. `onRead`: so many more were read. */
export function streamOf(
  sound: Sound,
  { first, last }: { readonly first: number; readonly last: number },
  onRead: (octets: number) => void = () => {},
): Readable {
  let at = first;
  return new Readable({
    highWaterMark: pieceOctets,
    read() {
      // To the next border of a piece, so that each is opened once.
      const wanted = Math.min(last + 1 - at, pieceOctets - (at % pieceOctets));
      if (wanted <= 0) {
        this.push(null);
        return;
      }
      sound.read(at, wanted).then(
        (octets) => {
          at += octets.length;
          onRead(octets.length);
          if (octets.length < wanted) this.destroy(new Error(`the recording is shorter than it was: ${at} octets`));
          else this.push(octets);
        },
        (error: Error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      sound.close().then(
        () => done(error),
        () => done(error),
      );
    },
  });
}

/** SHA-256 of the sound, 64 hex digits, and its octets; 64 KiB in one turn of the event loop. */
export async function digestOf(sound: Sound): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  for (let bytes = 0; ; ) {
    const octets = await sound.read(bytes, pieceOctets);
    if (octets.length === 0) return { sha256: hash.digest('hex'), bytes };
    hash.update(octets);
    bytes += octets.length;
  }
}
