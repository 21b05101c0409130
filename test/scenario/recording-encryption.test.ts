/** Recordings encrypted at rest (REC-13): real files, the real database, and what hands, disks and kills do to them. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encryptedOctets, headOctets } from '../../daemon/encryption/container.js';
import { openSound } from '../../daemon/encryption/sound.js';
import { KeptRecordings, keyNo, sha256Of, someWav } from '../rig/kept-recordings.js';
import { SmallDisk } from '../rig/small-disk.js';

let kept: KeptRecordings;

beforeEach(async () => {
  kept = await KeptRecordings.open();
  kept.useKeys(keyNo(1));
});
afterEach(() => kept.end());

async function heard(file: string): Promise<Buffer> {
  const sound = await openSound(file, kept.keys);
  try {
    return await sound.read(0, sound.size);
  } finally {
    await sound.close();
  }
}

const isEncrypted = (file: string): boolean => readFileSync(file).toString('latin1', 0, 8) === 'CBXENCR1';

test('a closed recording is encrypted: same hash, same length in the ledger, no difference in any later check', async () => {
  const wav = someWav(100_000);
  const { id, file } = await kept.recorded(wav);
  const inClear = sha256Of(file);
  await kept.encrypted();
  expect(isEncrypted(file)).toBe(true);
  expect(readFileSync(file)).toHaveLength(encryptedOctets(wav.length));
  expect(readFileSync(file).includes(wav.subarray(1_000, 1_032))).toBe(false);
  expect(await kept.row(id)).toMatchObject({ encryptedWith: keyNo(1).id, sha256: inClear, bytes: wav.length });
  expect(await heard(file)).toEqual(wav);
  kept.time.advance(86_400_000);
  expect(await kept.check()).toEqual([]);
  expect(kept.troubles).toEqual([]);
  expect(readdirSync(dirname(file))).toHaveLength(1);
});

test('old recordings in clear stay playable and are encrypted when it is asked for', async () => {
  kept.encrypt = false;
  const all = [await kept.recorded(), await kept.recorded(), await kept.recorded()];
  await kept.encrypted();
  expect(all.map(({ file }) => isEncrypted(file))).toEqual([false, false, false]);
  const [first] = all;
  expect(await heard(first?.file ?? '')).toEqual(someWav(40_000));
  kept.encrypt = true;
  await kept.encrypted();
  expect(all.map(({ file }) => isEncrypted(file))).toEqual([true, true, true]);
  kept.encrypt = false; // what is encrypted stays so, and is heard
  expect(await heard(first?.file ?? '')).toEqual(someWav(40_000));
  expect(await kept.check()).toEqual([]);
});

test('a new key is for new files; the old ones open with the old one', async () => {
  const old = await kept.recorded();
  await kept.encrypted();
  kept.useKeys(keyNo(1), keyNo(2));
  const young = await kept.recorded();
  await kept.encrypted();
  expect(await kept.row(old.id)).toMatchObject({ encryptedWith: keyNo(1).id });
  expect(await kept.row(young.id)).toMatchObject({ encryptedWith: keyNo(2).id });
  expect([await heard(old.file), await heard(young.file)]).toEqual([someWav(40_000), someWav(40_000)]);
});

describe('without its key', () => {
  test('nothing is encrypted, everything is recorded and told once', async () => {
    rmSync(kept.keyFile);
    const { file } = await kept.recorded();
    await kept.encrypted();
    kept.time.advance(120_000);
    expect(isEncrypted(file)).toBe(false);
    expect(kept.troubles).toEqual([{ code: 'recording-key-missing', detail: { reason: 'none' } }]);
    kept.useKeys(keyNo(1));
    await kept.encrypted();
    expect(isEncrypted(file)).toBe(true);
  });

  test('a file that others may read is no key', async () => {
    chmodSync(kept.keyFile, 0o644);
    const { file } = await kept.recorded();
    await kept.encrypted();
    expect(isEncrypted(file)).toBe(false);
    expect(kept.troubles).toEqual([{ code: 'recording-key-missing', detail: { reason: 'open-to-others' } }]);
  });

  test('an encrypted recording says which key is missing; the check tells it and harms nothing', async () => {
    const { file, id } = await kept.recorded();
    await kept.encrypted();
    kept.useKeys(keyNo(2));
    await expect(heard(file)).rejects.toMatchObject({
      code: 'key-missing',
      message: expect.stringContaining(keyNo(1).id),
    });
    kept.time.advance(1_000);
    expect(await kept.check()).toMatchObject([{ what: 'unreadable', recordingId: id }]);
    kept.useKeys(keyNo(1));
    expect(await heard(file)).toEqual(someWav(40_000));
  });

  test('a key with the right name and other content is refused whole', async () => {
    writeFileSync(kept.keyFile, `${keyNo(1).id} ${'0'.repeat(64)} 2027-01-15T08:00:00.000Z\n`, { mode: 0o600 });
    expect(kept.keys.trouble).toMatchObject({ code: 'bad-file', message: expect.stringContaining('line 1') });
    expect(kept.keys.trouble?.message).not.toContain('0000');
  });
});

describe('a file that somebody touched', () => {
  test.each([
    [
      'a bit of its sound turned over',
      (octets: Buffer) => octets.writeUInt8(octets.readUInt8(headOctets + 900) ^ 1, headOctets + 900),
    ],
    ['a bit of its head turned over', (octets: Buffer) => octets.writeUInt8(octets.readUInt8(33) ^ 1, 33)],
    ['its salt changed', (octets: Buffer) => octets.fill(1, 16, 32)],
  ])('is told as changed: %s', async (_what, change) => {
    const { file, id } = await kept.recorded();
    await kept.encrypted();
    const octets = readFileSync(file);
    change(octets);
    writeFileSync(file, octets);
    await expect(heard(file)).rejects.toMatchObject({ code: 'damaged' });
    kept.time.advance(1_000);
    expect(await kept.check()).toMatchObject([{ what: 'hash-differs', recordingId: id }]);
    expect(kept.troubles).toContainEqual({ code: 'recording-changed', detail: { recording: id } });
  });

  test('cut, or another recording under its name, or its own old clear file changed', async () => {
    const [cut, other, clear] = [await kept.recorded(), await kept.recorded(), await kept.recorded()];
    await kept.encrypted();
    truncateSync(cut.file, 60_000);
    writeFileSync(other.file, readFileSync(clear.file));
    writeFileSync(clear.file, someWav(40_000).fill(1, 5_000, 5_010));
    await expect(heard(cut.file)).rejects.toMatchObject({ code: 'damaged' });
    await expect(heard(other.file)).rejects.toMatchObject({ code: 'damaged' });
    kept.time.advance(1_000);
    const found = (await kept.check()).map(({ what, recordingId }) => `${what} ${recordingId}`).sort();
    expect(found).toEqual(
      [
        `size-differs ${cut.id}`,
        `hash-differs ${cut.id}`,
        `hash-differs ${other.id}`,
        `hash-differs ${clear.id}`,
      ].sort(),
    );
  });

  test('before it was encrypted: it stays as it is, and is told', async () => {
    kept.encrypt = false;
    const { file, id } = await kept.recorded();
    await kept.encrypted();
    writeFileSync(file, someWav(40_000).fill(1, 5_000, 5_010));
    kept.encrypt = true;
    await kept.encrypted();
    expect(isEncrypted(file)).toBe(false);
    expect(kept.troubles).toContainEqual({ code: 'recording-changed', detail: { recording: id } });
    expect((await kept.row(id)).encryptedWith).toBeNull();
  });
});

describe('cut off', () => {
  test('between the file and its row: the row follows', async () => {
    const { file, id } = await kept.recorded();
    await kept.encrypted();
    kept.store.writer.apply([{ row: 'recording-change', id, change: { encryptedWith: null } }]);
    await kept.store.writer.flush();
    expect(await kept.check()).toEqual([]);
    await kept.encrypted();
    expect(await kept.row(id)).toMatchObject({ encryptedWith: keyNo(1).id });
    expect(await heard(file)).toEqual(someWav(40_000));
  });

  test('while the encrypted file was being written: it is made anew, and half a file is taken away', async () => {
    kept.encrypt = false;
    const { file } = await kept.recorded();
    const half = `${file}.encrypting`;
    writeFileSync(half, 'half of it');
    expect(await kept.check()).toEqual([]);
    expect(existsSync(half)).toBe(false);
    writeFileSync(half, 'half of it');
    kept.encrypt = true;
    await kept.encrypted();
    expect([isEncrypted(file), existsSync(half)]).toEqual([true, false]);
  });

  test('its row lost: the encrypted orphan is adopted with its length', async () => {
    const { file, id } = await kept.recorded();
    await kept.encrypted();
    const again = await KeptRecordings.open(kept.folder);
    again.useKeys(keyNo(1));
    again.time.advance(10_000);
    expect(await again.check()).toMatchObject([{ what: 'orphan-adopted', recordingId: id }]);
    expect(await again.row(id)).toMatchObject({ samples: 40_000, sha256: expect.any(String) });
    await again.encrypted();
    expect(await again.row(id)).toMatchObject({ encryptedWith: keyNo(1).id });
    expect(existsSync(file)).toBe(true);
    await again.end();
  });
});

test('who listens while it is encrypted hears all of it, and the clear file is overwritten', async () => {
  kept.encrypt = false;
  const { file } = await kept.recorded(someWav(200_000));
  await kept.encrypted();
  const listening = await openSound(file, kept.keys);
  const begun = await listening.read(0, 70_000);
  const disk = openSync(file, 'r'); // what lies where the clear sound was
  kept.encrypt = true;
  await kept.encrypted();
  const rest = await listening.read(70_000, listening.size);
  await listening.close();
  expect(Buffer.concat([begun, rest])).toEqual(someWav(200_000));
  const left = Buffer.alloc(400_000, 1);
  readSync(disk, left, 0, left.length, 0);
  expect(left.every((octet) => octet === 0)).toBe(true);
});

test.skipIf(process.getuid?.() !== 0)(
  'a disk that is full in the midst: the clear file stays whole; with room it is encrypted',
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'callbox-small-'));
    const disk = new SmallDisk(join(place, 'disk'), 2_048);
    const small = await KeptRecordings.open(join(disk.folder, 'recordings'));
    try {
      small.useKeys(keyNo(1));
      const { file, id } = await small.recorded(someWav(400_000));
      disk.fill();
      truncateSync(join(disk.folder, 'filler'), 900 * 1024); // half of what it needs
      await small.encrypted();
      expect(isEncrypted(file)).toBe(false);
      expect(readFileSync(file)).toEqual(someWav(400_000));
      expect(small.troubles).toEqual([{ code: 'recording-not-encrypted', detail: { reason: 'ENOSPC' } }]);
      expect(readdirSync(dirname(file))).toHaveLength(1);
      rmSync(join(disk.folder, 'filler'));
      await small.encrypted();
      expect(isEncrypted(file)).toBe(true);
      expect(await small.row(id)).toMatchObject({ encryptedWith: keyNo(1).id });
    } finally {
      await small.end();
      disk.remove();
      rmSync(place, { recursive: true });
    }
  },
);
