import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SeededRandom } from '../base/random.js';
import { encryptedOctets, headOctets, pieceOctets, readHead } from './container.js';
import { encryptFile } from './encrypt-file.js';
import { recordingKey } from './key-file.js';
import { openSound, streamOf } from './sound.js';

const key = recordingKey(Buffer.alloc(32, 5), '2027-01-15T08:00:00.000Z');
const keys = { key: () => key.key };
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cipher-'));
  file = join(folder, 'one.wav');
});
afterEach(() => rmSync(folder, { recursive: true }));

function sound(octets: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: octets }, (_, at) => (at * 31 + (at >> 8)) & 255));
}

test.each([0, 1, pieceOctets - 1, pieceOctets, pieceOctets + 1, 3 * pieceOctets + 17])(
  '%i octets: any range of them is what it was, and the file is as long as is said',
  async (octets) => {
    const clear = sound(octets);
    writeFileSync(file, clear);
    expect(await encryptFile(file, key, keys, null)).toMatchObject({ keyId: key.id, bytes: octets });
    expect(statSync(file).size).toBe(encryptedOctets(octets));
    const opened = await openSound(file, keys);
    const random = new SeededRandom(octets);
    for (const [from, length] of [
      [0, octets],
      [0, octets + 100],
      [octets, 10],
      ...Array.from({ length: 20 }, () => [random.below(octets + 1), random.below(octets + 1)]),
    ] as [number, number][]) {
      expect(Buffer.compare(await opened.read(from, length), clear.subarray(from, from + length))).toBe(0);
    }
    const pieces: Buffer[] = [];
    for await (const piece of streamOf(opened, { first: 0, last: octets - 1 })) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces)).toEqual(clear);
    // Again: it is encrypted already, and stays what it is.
    const before = readFileSync(file);
    expect(await encryptFile(file, key, keys, null)).toMatchObject({ bytes: octets });
    expect(readFileSync(file)).toEqual(before);
  },
);

test('the same sound is never the same file: each has its own salt', async () => {
  const other = join(folder, 'two.wav');
  for (const path of [file, other]) {
    writeFileSync(path, sound(1_000));
    await encryptFile(path, key, keys, null);
  }
  expect(readFileSync(file).subarray(headOctets)).not.toEqual(readFileSync(other).subarray(headOctets));
});

describe('hostile files', () => {
  test('every octet of head and sound, turned over, is found; so is each length but the right one', async () => {
    writeFileSync(file, sound(300));
    await encryptFile(file, key, keys, null);
    const good = readFileSync(file);
    const read = async (octets: Buffer) => {
      writeFileSync(file, octets);
      const opened = await openSound(file, keys);
      try {
        return await opened.read(0, opened.size);
      } finally {
        await opened.close();
      }
    };
    for (let at = 8; at < good.length; at++) {
      const changed = Buffer.from(good);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x10, at);
      // A head that says another length than a recording has is no head: then it is a file in clear, with another hash.
      const found = await read(changed).catch((error: { code: string }) => error.code);
      if (found !== 'damaged') expect(found).toEqual(changed);
    }
    for (const length of [headOctets, headOctets + 10, good.length - 1]) {
      await expect(read(good.subarray(0, length))).rejects.toMatchObject({ code: 'damaged' });
    }
    await expect(read(Buffer.concat([good, Buffer.from('x')]))).rejects.toMatchObject({ code: 'damaged' });
    expect(await read(good)).toEqual(sound(300));
  });

  test('a length beyond what a recording may have is no head', () => {
    const head = Buffer.alloc(headOctets);
    head.write('CBXENCR1', 'latin1');
    head.writeBigUInt64LE(2n ** 60n, 32);
    expect(readHead(head)).toBeNull();
    expect(readHead(head.subarray(0, 20))).toBeNull();
  });

  test('a link and a folder are no recordings', async () => {
    writeFileSync(join(folder, 'secret'), 'x');
    symlinkSync(join(folder, 'secret'), file);
    await expect(openSound(file, keys)).rejects.toMatchObject({ code: 'ELOOP' });
    await expect(openSound(folder, keys)).rejects.toMatchObject({ code: 'EINVAL' });
    await expect(encryptFile(file, key, keys, null)).rejects.toMatchObject({ code: 'ELOOP' });
  });
});
