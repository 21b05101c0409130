// @ts-check
/** A-law WAV files, 8 kHz mono, and the level of speech in them. */

export const sampleRateHz = 8000;
/** Peak of a sine at +3.14 dBm0, the overload point of A-law (ITU-T G.711 Table 1a, note). */
const overloadDbm0 = 3.14;

/**
 * One 16-bit sample to its A-law octet, even bits inverted (ITU-T G.711 §3.1).
 * @param {number} sample -32768 .. 32767
 */
export function alawOctet(sample) {
  const sign = sample >= 0 ? 0x80 : 0;
  let magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32767) >> 4; // 11 bits: 0 .. 2047
  let segment = 0;
  for (; magnitude > 31; magnitude >>= 1) segment++;
  if (magnitude > 15) segment++;
  return (sign | (segment << 4) | (magnitude & 15)) ^ 0x55;
}

/**
 * Level of the parts that are not pauses, in dBm0 (after the idea of ITU-T P.56: 20 ms windows
 * within 16 dB of the loudest count as active).
 * @param {Int16Array} samples
 */
export function activeLevelDbm0(samples) {
  const window = sampleRateHz / 50;
  const powers = [];
  for (let at = 0; at + window <= samples.length; at += window) {
    let sum = 0;
    for (const sample of samples.subarray(at, at + window)) sum += sample * sample;
    powers.push(sum / window);
  }
  const floor = powers.reduce((most, power) => Math.max(most, power), 0) / 10 ** 1.6;
  const active = powers.filter((power) => power > 0 && power >= floor);
  if (active.length === 0) return Number.NEGATIVE_INFINITY;
  const mean = active.reduce((sum, power) => sum + power, 0) / active.length;
  return 10 * Math.log10(mean / (32767 ** 2 / 2)) + overloadDbm0;
}

/**
 * The samples at this active level; peaks that would overload are bent, not cut hard.
 * @param {Int16Array} samples @param {number} levelDbm0
 */
export function atLevel(samples, levelDbm0) {
  const now = activeLevelDbm0(samples);
  if (now === Number.NEGATIVE_INFINITY) return samples;
  const gain = 10 ** ((levelDbm0 - now) / 20);
  return samples.map((sample) => Math.round(softLimit((sample * gain) / 32767) * 32767));
}

/** Straight up to 0.7 of full scale, then ever flatter towards 1. @param {number} value */
function softLimit(value) {
  const size = Math.abs(value);
  if (size <= 0.7) return value;
  return Math.sign(value) * (0.7 + 0.3 * Math.tanh((size - 0.7) / 0.3));
}

/**
 * A whole WAV file: format 6 (A-law) needs the longer fmt chunk and a fact chunk (RFC 2361 §A).
 * @param {Int16Array} samples
 */
export function alawWav(samples) {
  const padding = samples.length % 2;
  const file = Buffer.alloc(58 + samples.length + padding);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(18, 16);
  file.writeUInt16LE(6, 20); // WAVE_FORMAT_ALAW
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.writeUInt16LE(0, 36);
  file.write('fact', 38, 'latin1');
  file.writeUInt32LE(4, 42);
  file.writeUInt32LE(samples.length, 46);
  file.write('data', 50, 'latin1');
  file.writeUInt32LE(samples.length, 54);
  for (let at = 0; at < samples.length; at++) file[58 + at] = alawOctet(/** @type {number} */ (samples[at]));
  return file;
}
