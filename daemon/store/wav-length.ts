import { open } from 'node:fs/promises';

const headBytes = 4096;

/**
 * Samples per side in a stereo A-law recording of 8,000 samples/s, by the file's size, because a
 * header written before a crash may tell less. Null: no such file, or no WAV header in its first 4 KiB.
 */
export async function samplesInRecording(path: string): Promise<number | null> {
  try {
    const file = await open(path, 'r');
    try {
      const head = Buffer.alloc(headBytes);
      const { bytesRead } = await file.read(head, 0, headBytes, 0);
      const { size } = await file.stat();
      return samplesInWav(head.subarray(0, bytesRead), size);
    } finally {
      await file.close();
    }
  } catch {
    return null; // a file that cannot be read has no length; the ledger row says 'interrupted' all the same
  }
}

/** Of a file of `size` octets that begins with `head` (at least its chunks before the samples). */
export function samplesInWav(head: Buffer, size: number): number | null {
  const dataAt = dataOffset(head);
  return dataAt === null ? null : Math.max(0, Math.floor((size - dataAt) / 2));
}

/** Where the samples begin: chunks of RIFF/WAVE, each padded to an even length. */
function dataOffset(head: Buffer): number | null {
  if (head.length < 12 || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') {
    return null;
  }
  for (let at = 12; at + 8 <= head.length; ) {
    if (head.toString('latin1', at, at + 4) === 'data') return at + 8;
    const bytes = head.readUInt32LE(at + 4);
    at += 8 + bytes + (bytes % 2);
  }
  return null;
}
