import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pieceOctets, SoundCipher, saltOctets } from './container.js';
import type { RecordingKey } from './key-file.js';
import type { KeySource } from './recording-keys.js';
import { digestOf, openSound } from './sound.js';

/** Of a file on its way; one that a kill left is made anew or taken away. */
export const encryptingSuffix = '.encrypting';
const zeros = Buffer.alloc(pieceOctets);

export interface FileEncrypted {
  readonly keyId: string;
  /** Of the sound, as it was in clear. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Another file than the ledger knows: encrypted, it would pass for the true one. */
export class NotTheSame extends Error {}

/**
 * Puts an encrypted file in the place of a closed recording's clear one: written beside it, read again and compared, given its
 * name in one step, and only then is the clear one overwritten. Whatever happens on the way, one whole file has the name.
 * Does nothing to one that is encrypted already.
 * @param known SHA-256 of the sound; null: not known yet
 * @throws NotTheSame; the system's errors ('ENOSPC', 'ELOOP'); CallboxError key-missing, damaged
 */
export async function encryptFile(
  path: string,
  key: RecordingKey,
  keys: KeySource,
  known: string | null,
): Promise<FileEncrypted> {
  const before = await openSound(path, keys);
  try {
    if (before.keyId !== null) return { keyId: before.keyId, ...same(await digestOf(before), known, path) };
  } finally {
    await before.close();
  }
  const clear = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const written = same(await writeEncrypted(clear, path, key), known, path);
    await readAgain(`${path}${encryptingSuffix}`, path, key, written.sha256);
    await rename(`${path}${encryptingSuffix}`, path);
    await syncFolder(dirname(path));
    await overwrite(clear, written.bytes);
    return { keyId: key.id, ...written };
  } catch (error) {
    await unlink(`${path}${encryptingSuffix}`).catch(() => {});
    throw error;
  } finally {
    await clear.close();
  }
}

function same<Digest extends { readonly sha256: string }>(digest: Digest, known: string | null, path: string): Digest {
  if (known === null || digest.sha256 === known) return digest;
  throw new NotTheSame(`${path} is not the file that was closed`);
}

async function writeEncrypted(
  clear: FileHandle,
  path: string,
  key: RecordingKey,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const { size, mode, atime, mtimeMs } = await clear.stat();
  const part = await open(`${path}${encryptingSuffix}`, 'w', mode & 0o777);
  try {
    const cipher = new SoundCipher(key.key, key.id, randomBytes(saltOctets), idOf(path));
    const hash = createHash('sha256');
    await part.write(cipher.head(size));
    const sound = Buffer.alloc(pieceOctets);
    let bytes = 0;
    for (let at = 0; bytes < size; at++) {
      const { bytesRead } = await clear.read(sound, 0, Math.min(pieceOctets, size - bytes), bytes);
      if (bytesRead !== Math.min(pieceOctets, size - bytes)) throw new NotTheSame(`${path} became shorter`);
      const octets = sound.subarray(0, bytesRead);
      hash.update(octets);
      await part.write(cipher.encrypt(at, octets));
      bytes += bytesRead;
    }
    // What a browser has of it stays good: the same millisecond, whatever is lost of a fraction on the way.
    await part.utimes(atime, (Math.floor(mtimeMs) + 0.5) / 1_000);
    await part.sync();
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    await part.close();
  }
}

/** The clear one is given up for this file: it must open to the same sound. */
async function readAgain(part: string, path: string, key: RecordingKey, sha256: string): Promise<void> {
  const sound = await openSound(part, { key: () => key.key }, idOf(path));
  try {
    if ((await digestOf(sound)).sha256 !== sha256) throw new NotTheSame(`${path} was written wrongly by the disk`);
  } finally {
    await sound.close();
  }
}

/**
 * With nulls, where the clear sound lay: a disk that writes in place keeps nothing of it. Flash and file systems that copy
 * may; there the whole disk has to be encrypted. That it fails loses nothing.
 */
async function overwrite(clear: FileHandle, bytes: number): Promise<void> {
  try {
    for (let at = 0; at < bytes; at += zeros.length) {
      await clear.write(zeros, 0, Math.min(zeros.length, bytes - at), at);
    }
    await clear.datasync();
  } catch {
    // the encrypted file stands; the clear one has no name any more
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function idOf(path: string): string {
  return basename(path, '.wav');
}
