import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pieceOctets, Sealing, saltOctets } from './container.js';
import type { RecordingKey } from './key-file.js';
import type { KeySource } from './recording-keys.js';
import { digestOf, openSound } from './sound.js';

/** Of a file on its way; one that a kill left is made anew or taken away. */
export const sealingSuffix = '.sealing';
const zeros = Buffer.alloc(pieceOctets);

export interface FileSealed {
  readonly keyId: string;
  /** Of the sound, as it was in clear. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Another file than the ledger knows: sealed, it would pass for the true one. */
export class NotTheSame extends Error {}

/**
 * Puts a sealed file in the place of a closed recording's clear one: written beside it, read again and compared, given its
 * name in one step, and only then is the clear one overwritten. Whatever happens on the way, one whole file has the name.
 * Does nothing to one that is sealed already.
 * @param known SHA-256 of the sound; null: not known yet
 * @throws NotTheSame; the system's errors ('ENOSPC', 'ELOOP'); CallboxError key-missing, damaged
 */
export async function sealFile(
  path: string,
  key: RecordingKey,
  keys: KeySource,
  known: string | null,
): Promise<FileSealed> {
  const before = await openSound(path, keys);
  try {
    if (before.keyId !== null) return { keyId: before.keyId, ...same(await digestOf(before), known, path) };
  } finally {
    await before.close();
  }
  const clear = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const written = same(await writeSealed(clear, path, key), known, path);
    await readAgain(`${path}${sealingSuffix}`, path, key, written.sha256);
    await rename(`${path}${sealingSuffix}`, path);
    await syncFolder(dirname(path));
    await overwrite(clear, written.bytes);
    return { keyId: key.id, ...written };
  } catch (error) {
    await unlink(`${path}${sealingSuffix}`).catch(() => {});
    throw error;
  } finally {
    await clear.close();
  }
}

function same<Digest extends { readonly sha256: string }>(digest: Digest, known: string | null, path: string): Digest {
  if (known === null || digest.sha256 === known) return digest;
  throw new NotTheSame(`${path} is not the file that was closed`);
}

async function writeSealed(
  clear: FileHandle,
  path: string,
  key: RecordingKey,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const { size, mode, atime, mtime } = await clear.stat();
  const part = await open(`${path}${sealingSuffix}`, 'w', mode & 0o777);
  try {
    const sealing = new Sealing(key.key, key.id, randomBytes(saltOctets), idOf(path));
    const hash = createHash('sha256');
    await part.write(sealing.head(size));
    const sound = Buffer.alloc(pieceOctets);
    let bytes = 0;
    for (let at = 0; bytes < size; at++) {
      const { bytesRead } = await clear.read(sound, 0, Math.min(pieceOctets, size - bytes), bytes);
      if (bytesRead !== Math.min(pieceOctets, size - bytes)) throw new NotTheSame(`${path} became shorter`);
      const octets = sound.subarray(0, bytesRead);
      hash.update(octets);
      await part.write(sealing.seal(at, octets));
      bytes += bytesRead;
    }
    await part.utimes(atime, mtime); // what a browser has of it stays good
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
 * may; there the whole disk has to be enciphered. That it fails loses nothing.
 */
async function overwrite(clear: FileHandle, bytes: number): Promise<void> {
  try {
    for (let at = 0; at < bytes; at += zeros.length) {
      await clear.write(zeros, 0, Math.min(zeros.length, bytes - at), at);
    }
    await clear.datasync();
  } catch {
    // the sealed file stands; the clear one has no name any more
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
