import { describe, expect, it } from 'vitest';
import { Resampler } from './resampler.js';

function through(fromHz: number, seconds: number, block: number, hz: number): number[] {
  const resampler = new Resampler(fromHz, 8000);
  const samples = Float32Array.from({ length: fromHz * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / fromHz));
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += block) out.push(...resampler.take(samples.subarray(at, at + block)));
  return out;
}

describe('resampling to the line', () => {
  it.each([48_000, 44_100, 16_000, 8000])('makes 8,000 samples a second of %i', (fromHz) => {
    expect(Math.abs(through(fromHz, 2, 128, 440).length - 16_000)).toBeLessThanOrEqual(1);
  });

  it('gives the same whatever the blocks are', () => {
    const whole = through(44_100, 1, 44_100, 700);
    const pieces = through(44_100, 1, 128, 700);
    expect(pieces).toHaveLength(whole.length);
    for (const [i, sample] of pieces.entries()) expect(sample).toBeCloseTo(whole[i] as number, 6);
  });

  it('keeps a tone: error below -35 dB', () => {
    const out = through(48_000, 1, 128, 1000);
    const noise = out.reduce((sum, sample, i) => sum + (sample - Math.sin((2 * Math.PI * 1000 * i) / 8000)) ** 2, 0);
    const power = out.reduce((sum, sample) => sum + sample ** 2, 0);
    expect(10 * Math.log10(noise / power)).toBeLessThan(-35);
  });
});
