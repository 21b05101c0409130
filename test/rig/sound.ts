/** Sound for tests: A-law WAV files out and in, tones measured, sequences compared octet by octet. */
import { readFileSync, writeFileSync } from 'node:fs';
import { SeededRandom } from '../../daemon/base/random.js';

export const sampleRateHz = 8000;
/** Peak of a sine of 0 dBm0 in 13-bit A-law is 2017 of 4096 (ITU-T G.711 table 5): 22,925 in 16 bits with +3.14 dBm0 full scale. */
const peakAt0dBm0 = 32_767 / 10 ** (3.14 / 20);

/** ITU-T G.711 A-law, even bits inverted. */
export function encodeAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  let magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_635) >> 4;
  let segment = 0;
  if (magnitude >= 32) {
    segment = Math.floor(Math.log2(magnitude)) - 3;
    magnitude >>= segment - 1;
    magnitude &= 0x0f;
  } else if (magnitude >= 16) {
    segment = 1;
    magnitude &= 0x0f;
  }
  return (sign | (segment << 4) | magnitude) ^ 0x55;
}

export function decodeAlaw(octet: number): number {
  const code = octet ^ 0x55;
  const segment = (code >> 4) & 7;
  const mantissa = code & 0x0f;
  const magnitude = segment === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (segment - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

/** A mono A-law WAV of a sine; `level` in dBm0. */
export function writeTone(path: string, hz: number, ms: number, level = -10): void {
  const samples = Math.round((ms * sampleRateHz) / 1000);
  const peak = peakAt0dBm0 * 10 ** (level / 20);
  const octets = new Uint8Array(samples);
  for (let n = 0; n < samples; n++)
    octets[n] = encodeAlaw(Math.round(peak * Math.sin((2 * Math.PI * hz * n) / sampleRateHz)));
  writeMono(path, octets);
}

/** Octets that never repeat: any lost, doubled or changed sample is seen. Quiet, so that no one hears DTMF in it. */
export function unrepeatable(seed: number, ms: number): Uint8Array {
  const random = new SeededRandom(seed);
  const octets = new Uint8Array(Math.round((ms * sampleRateHz) / 1000));
  for (let n = 0; n < octets.length; n++) octets[n] = (random.below(256) & 0xbf) ^ 0x15;
  return octets;
}

export function writeMono(path: string, alaw: Uint8Array): void {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + alaw.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(6, 20); // WAVE_FORMAT_ALAW
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(alaw.length, 40);
  writeFileSync(path, Buffer.concat([header, alaw]));
}

export interface Stereo {
  readonly left: Uint8Array;
  readonly right: Uint8Array;
}

/** Reads a stereo A-law WAV as its header says; throws if the header doesn't fit the file. */
export function readStereo(file: string | Buffer): Stereo {
  const wav = typeof file === 'string' ? readFileSync(file) : file;
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 12) !== 'WAVE') throw new Error('not a WAV');
  let format = 0;
  let channels = 0;
  for (let at = 12; at + 8 <= wav.length; ) {
    const chunk = wav.toString('latin1', at, at + 4);
    const size = wav.readUInt32LE(at + 4);
    if (chunk === 'fmt ') {
      format = wav.readUInt16LE(at + 8);
      channels = wav.readUInt16LE(at + 10);
    }
    if (chunk === 'data') {
      if (format !== 6 || channels !== 2) throw new Error(`WAV format ${format} with ${channels} channels`);
      if (at + 8 + size > wav.length) throw new Error('the header promises more data than the file has');
      return split(wav.subarray(at + 8, at + 8 + size));
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('a WAV without data');
}

function split(data: Uint8Array): Stereo {
  const samples = data.length >> 1;
  const left = new Uint8Array(samples);
  const right = new Uint8Array(samples);
  for (let n = 0; n < samples; n++) {
    left[n] = data[2 * n] as number;
    right[n] = data[2 * n + 1] as number;
  }
  return { left, right };
}

export interface ToneQuality {
  readonly levelDbm0: number;
  readonly snrDb: number;
}

/** Level of a sine of `hz` in A-law octets, and how far everything else lies below it. */
export function toneQuality(alaw: Uint8Array, hz: number): ToneQuality {
  let sumSin = 0;
  let sumCos = 0;
  let power = 0;
  for (let n = 0; n < alaw.length; n++) {
    const sample = decodeAlaw(alaw[n] as number);
    const angle = (2 * Math.PI * hz * n) / sampleRateHz;
    sumSin += sample * Math.sin(angle);
    sumCos += sample * Math.cos(angle);
    power += sample * sample;
  }
  const peak = (2 * Math.hypot(sumSin, sumCos)) / alaw.length;
  const tonePower = (peak * peak * alaw.length) / 2;
  const noisePower = Math.max(power - tonePower, 1e-9);
  return {
    levelDbm0: 20 * Math.log10(Math.max(peak, 1e-9) / peakAt0dBm0),
    snrDb: 10 * Math.log10(tonePower / noisePower),
  };
}

/** Index of the first sample louder than `threshold` (16-bit), or -1. */
export function firstLoud(alaw: Uint8Array, threshold = 1000): number {
  return alaw.findIndex((octet) => Math.abs(decodeAlaw(octet)) > threshold);
}

/** The longest stretch of a recording in which a tone is heard, in samples from `start`. */
export function loudStretch(alaw: Uint8Array, threshold = 1000): { start: number; samples: number } {
  const start = firstLoud(alaw, threshold);
  if (start < 0) return { start: 0, samples: 0 };
  let end = alaw.length - 1;
  while (end > start && Math.abs(decodeAlaw(alaw[end] as number)) <= threshold) end--;
  return { start, samples: end - start + 1 };
}

/**
 * How much of `sent` is in `heard`: 64 octets out of `heard` are looked up in `sent`, then all that the two share
 * at that offset is compared. `wrong` counts octets that differ: 0 means no sample was lost, repeated or changed.
 * `offset`: where in `heard` the first octet of `sent` is, or would be; in samples.
 */
export function compareSequence(
  sent: Uint8Array,
  heard: Uint8Array,
): { found: boolean; compared: number; wrong: number; offset: number } {
  const looks = 10;
  const key = 64;
  const haystack = Buffer.from(sent.buffer, sent.byteOffset, sent.length);
  for (let look = 1; look < looks; look++) {
    const at = Math.floor((heard.length * look) / looks);
    const where = haystack.indexOf(heard.subarray(at, at + key));
    if (where < 0) continue;
    const offset = at - where;
    const from = Math.max(0, offset);
    const to = Math.min(heard.length, offset + sent.length);
    let wrong = 0;
    for (let n = from; n < to; n++) if (heard[n] !== sent[n - offset]) wrong++;
    return { found: true, compared: to - from, wrong, offset };
  }
  return { found: false, compared: 0, wrong: 0, offset: 0 };
}
