/** Recordings as the recorder writes them, of voices that are tones of one octet: for tests that look at loudness. */

/** A-law octets: 12 dB below full scale, and digital silence. */
const loud = 0xb5;
const quiet = 0xd5;

/** A file: A-law, left and right. `claimed`: what its data chunk says it has. */
export function wav(pairs: Uint8Array, claimed = pairs.length): Uint8Array {
  const file = Buffer.alloc(58 + pairs.length);
  file.write('RIFF', 0);
  file.writeUInt32LE(50 + pairs.length, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(18, 16);
  file.writeUInt16LE(6, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(8_000, 24);
  file.writeUInt32LE(16_000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(8, 34);
  file.write('fact', 38);
  file.writeUInt32LE(4, 42);
  file.write('data', 50);
  file.writeUInt32LE(claimed, 54);
  file.set(pairs, 58);
  return file;
}

/** "c2 a3 b1 -4": customer 2 s, agent 3 s, both 1 s, nobody 4 s. */
export function talk(story: string): Uint8Array {
  const parts = story.split(' ').map((part) => {
    const pairs = Math.round(Number(part.slice(1)) * 8_000);
    const left = 'cb'.includes(part.charAt(0)) ? loud : quiet;
    const right = 'ab'.includes(part.charAt(0)) ? loud : quiet;
    return Buffer.alloc(pairs * 2, Buffer.from([left, right]));
  });
  return Buffer.concat(parts);
}
