/**
 * An encrypted recording on the disk: a head, then pieces of its sound, each encrypted and authenticated by itself, so that
 * any second of it can be heard without reading what is before.
 *
 *   octets  0-7   'CBXENCR1'
 *           8-15  id of the key (key-file.ts)
 *          16-31  salt: of this file alone, chance
 *          32-39  octets of the sound, little endian
 *          40-55  tag over the octets before it and the recording's id
 *          56-    pieces of 65,536 octets of the sound (the last may be shorter), each followed by its tag of 16
 *
 * AES-256-GCM (NIST SP 800-38D) with a key of the file's own, made from the box's key, the salt and the recording's id by
 * HKDF-SHA-256 (RFC 5869): a nonce is the piece's number and never comes twice under one key. What was cut, put in another
 * order or taken from another recording doesn't open: length and id are in the head's tag, the number in the nonce.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { CallboxError } from '../base/errors.js';

const magic = Buffer.from('CBXENCR1', 'latin1');
export const headOctets = 56;
export const saltOctets = 16;
const tagOctets = 16;
const taggedOctets = 40;
/** Of the sound in one piece: 4 s, and a tenth of a millisecond of the event loop. */
export const pieceOctets = 65_536;
const algorithm = 'aes-256-gcm';
const keyOctets = 32;
const nonceOctets = 12;
/** A recording ends at 4 GiB (RIFF). */
const maxSoundOctets = 2 ** 32;

/** What anybody may read of it without a key. */
export interface Head {
  /** 16 hex digits. */
  readonly keyId: string;
  readonly salt: Buffer;
  readonly soundOctets: number;
  readonly tag: Buffer;
}

/** How long the file is that holds so much sound. */
export function encryptedOctets(soundOctets: number): number {
  return headOctets + soundOctets + tagOctets * Math.ceil(soundOctets / pieceOctets);
}

/** Null: no encrypted recording begins so. */
export function readHead(octets: Buffer): Head | null {
  if (octets.length < headOctets || !octets.subarray(0, magic.length).equals(magic)) return null;
  const soundOctets = octets.readBigUInt64LE(32);
  if (soundOctets > maxSoundOctets) return null;
  return {
    keyId: octets.toString('hex', 8, 16),
    salt: Buffer.from(octets.subarray(16, 32)),
    soundOctets: Number(soundOctets),
    tag: Buffer.from(octets.subarray(taggedOctets, headOctets)),
  };
}

/** Encrypts and decrypts the pieces of one recording. */
export class SoundCipher {
  private readonly key: Buffer;
  private readonly headKey: Buffer;

  /** `boxKey`: 32 octets; `recordingId` as in its file's name. */
  constructor(
    boxKey: Buffer,
    private readonly keyId: string,
    private readonly salt: Buffer,
    private readonly recordingId: string,
  ) {
    const made = Buffer.from(
      hkdfSync('sha256', boxKey, salt, `callbox recording 1 ${recordingId}`, keyOctets + keyOctets),
    );
    this.key = made.subarray(0, keyOctets);
    this.headKey = made.subarray(keyOctets);
  }

  head(soundOctets: number): Buffer {
    const head = Buffer.alloc(headOctets);
    magic.copy(head);
    head.write(this.keyId, 8, 'hex');
    this.salt.copy(head, 16);
    head.writeBigUInt64LE(BigInt(soundOctets), 32);
    this.tagOf(head.subarray(0, taggedOctets)).copy(head, taggedOctets);
    return head;
  }

  /** False: another key made it, or somebody changed it, or it is another recording's. */
  owns(head: Head): boolean {
    return timingSafeEqual(this.head(head.soundOctets).subarray(taggedOctets), head.tag);
  }

  /** Piece `at` (from 0) with its tag. */
  encrypt(at: number, sound: Buffer): Buffer {
    const cipher = createCipheriv(algorithm, this.key, nonceOf(at));
    return Buffer.concat([cipher.update(sound), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws CallboxError 'damaged': not what was encrypted */
  decrypt(at: number, piece: Buffer): Buffer {
    const end = piece.length - tagOctets;
    if (end >= 0) {
      try {
        const opening = createDecipheriv(algorithm, this.key, nonceOf(at), { authTagLength: tagOctets });
        opening.setAuthTag(piece.subarray(end));
        return Buffer.concat([opening.update(piece.subarray(0, end)), opening.final()]);
      } catch {
        // told below: the reason of a failed tag is always the same
      }
    }
    throw damaged(this.recordingId);
  }

  private tagOf(octets: Buffer): Buffer {
    return createHmac('sha256', this.headKey).update(octets).digest().subarray(0, tagOctets);
  }
}

/** Where piece `at` lies in the file. */
export function pieceAt(at: number): number {
  return headOctets + at * (pieceOctets + tagOctets);
}

/** Octets of piece `at` in the file, its tag included. */
export function pieceLength(at: number, soundOctets: number): number {
  return Math.min(pieceOctets, soundOctets - at * pieceOctets) + tagOctets;
}

export function damaged(recordingId: string): CallboxError {
  return new CallboxError(
    'damaged',
    `Recording ${recordingId} is not what was encrypted: its file was changed or cut, or belongs to another recording. ` +
      'Take it from a backup.',
    { recording: recordingId },
  );
}

function nonceOf(at: number): Buffer {
  const nonce = Buffer.alloc(nonceOctets);
  nonce.writeUInt32BE(at, nonceOctets - 4);
  return nonce;
}
