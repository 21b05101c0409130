import { describe, expect, it } from 'vitest';
import { alawMagnitude, decodeAlaw, encodeAlaw, encodeAlawSample } from './alaw.js';

const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code);

describe('A-law', () => {
  it('decodes the values of G.711 table 1a', () => {
    // Decoder output y_n in units of 2^-12 of full scale, as in the table: 1, 3, 33, 66 ... 4032.
    const values = decodeAlaw(Uint8Array.of(0xd5, 0xd4, 0xc5, 0xf5, 0xaa, 0x55, 0x2a));
    expect([...values].map((value) => value * 4096)).toEqual([1, 3, 33, 66, 4032, -1, -4032]);
  });

  it('gives every code back that it decoded', () => {
    expect([...encodeAlaw(decodeAlaw(everyCode))]).toEqual([...everyCode]);
  });

  it('is never further from a sample than half a step of its segment', () => {
    for (let linear = -32_768; linear < 32_768; linear += 7) {
      const back = (decodeAlaw(Uint8Array.of(encodeAlawSample(linear / 32_768)))[0] as number) * 32_768;
      expect(Math.abs(back - linear)).toBeLessThanOrEqual(Math.max(16, Math.abs(linear) / 16));
    }
  });

  it('clips what is too loud', () => {
    expect(encodeAlawSample(3)).toBe(0xaa);
    expect(encodeAlawSample(-3)).toBe(0x2a);
  });

  it('draws positive and negative alike', () => {
    expect(alawMagnitude(0x2a)).toBe(alawMagnitude(0xaa));
  });
});
