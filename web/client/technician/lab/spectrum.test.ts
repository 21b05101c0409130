import { expect, test } from 'vitest';
import { knownTone, peaksOf, sampleRateHz, spectrumAt, windowSamples } from './spectrum.js';

/** Sines of these levels, dBm0: full scale is +3.14. */
function tones(...parts: readonly (readonly [hz: number, dbm0: number])[]): Float32Array {
  return Float32Array.from({ length: windowSamples * 2 }, (_, n) =>
    parts.reduce(
      (sum, [hz, dbm0]) => sum + 10 ** ((dbm0 - 3.14) / 20) * Math.sin((2 * Math.PI * hz * n) / sampleRateHz),
      0,
    ),
  );
}

test.each([
  [450, -10],
  [1004, -20],
  [2100, -12],
  [3400, -30],
])('a tone of %i Hz at %i dBm0 is read within 3 Hz and 0.5 dB', (hz, dbm0) => {
  const [peak] = peaksOf(spectrumAt(tones([hz, dbm0]), 100), 1);
  expect(Math.abs((peak?.hz ?? 0) - hz)).toBeLessThan(3);
  expect(Math.abs((peak?.dbm0 ?? 0) - dbm0)).toBeLessThan(0.5);
});

test.each([
  [697, 1209, '1'],
  [770, 1336, '5'],
  [941, 1477, '#'],
  [941, 1336, '0'],
  [852, 1633, 'C'],
])('%i and %i Hz are the key %s', (low, high, key) => {
  const peaks = peaksOf(spectrumAt(tones([low, -10], [high, -8]), 0), 4);
  expect(knownTone(peaks)).toEqual({ tone: 'dtmf', key });
});

test('tones of the network and of faxes are named, others are not', () => {
  const of = (hz: number) => knownTone(peaksOf(spectrumAt(tones([hz, -12]), 0), 4));
  expect(of(450)).toEqual({ tone: 'busy' });
  expect(of(2100)).toEqual({ tone: 'fax' });
  expect(of(1100)).toEqual({ tone: 'cng' });
  expect(of(1500)).toBeNull();
});

test('silence, and a window beyond the end, have no peaks', () => {
  expect(knownTone(peaksOf(spectrumAt(new Float32Array(100), 0), 4))).toEqual({ tone: 'silence' });
  expect(peaksOf(spectrumAt(tones([450, -10]), 10_000), 4)).toEqual([]);
});
