import { expect, test } from 'vitest';
import { Milliwatt } from './milliwatt.js';

/** A-law to 13-bit samples (ITU-T G.711 table 1). */
function linear(octet: number): number {
  const bits = octet ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 0x0f) << 1) | 1;
  const magnitude = segment === 0 ? step : (step | 0x20) << (segment - 1);
  return (bits & 0x80) === 0 ? -magnitude : magnitude;
}

test('1004 Hz at -10 dBm0, without a seam between its pieces', () => {
  const tone = new Milliwatt();
  const samples = Array.from({ length: 50 }, () => [...tone.next(160)])
    .flat()
    .map(linear);
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  expect(3.14 + 20 * Math.log10((rms * Math.SQRT2) / 4_096)).toBeCloseTo(-10, 1);
  const [sine, cosine] = [Math.sin, Math.cos].map((wave) =>
    samples.reduce((sum, sample, at) => sum + sample * wave((2 * Math.PI * 1_004 * at) / 8_000), 0),
  );
  const inTone = (2 * ((sine ?? 0) ** 2 + (cosine ?? 0) ** 2)) / samples.length ** 2;
  expect(inTone / rms ** 2, 'all of it is the tone').toBeGreaterThan(0.99);
});

test('pieces of any size go on where the last one ended', () => {
  const [whole, parts] = [new Milliwatt(), new Milliwatt()];
  const pieces = [1, 159, 0, 240, 2_000, 3].flatMap((octets) => [...parts.next(octets)]);
  expect(pieces).toEqual([...whole.next(pieces.length)]);
});
