/** Which frequencies sound in telephone speech of 8 kHz: a Fourier transform over short windows. Pure. */

export const sampleRateHz = 8_000;
export const windowSamples = 512; // 64 ms: bins of 15.6 Hz, narrow enough to tell DTMF rows (697/770 Hz) apart
export const bins = windowSamples / 2;
export const binHz = sampleRateHz / windowSamples;
/** A sine of full scale is +3.14 dBm0 in A-law (ITU-T G.711 §4). */
const fullScaleDbm0 = 3.14;
const floorDbm0 = -80;

/** Hann: side lobes fall fast, so that a tone does not hide its neighbour. */
const hann = Float64Array.from(
  { length: windowSamples },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / windowSamples),
);
const hannSum = windowSamples / 2;

/** dBm0 of each bin of the window that begins at `from`; beyond the end there is silence. */
export function spectrumAt(samples: Float32Array, from: number): Float32Array {
  const re = new Float64Array(windowSamples);
  const im = new Float64Array(windowSamples);
  for (let n = 0; n < windowSamples; n++) re[n] = (samples[from + n] ?? 0) * (hann[n] ?? 0);
  transform(re, im);
  return Float32Array.from({ length: bins }, (_, bin) => {
    const amplitude = (2 * Math.hypot(re[bin] ?? 0, im[bin] ?? 0)) / hannSum;
    return amplitude <= 0 ? floorDbm0 : Math.max(floorDbm0, 20 * Math.log10(amplitude) + fullScaleDbm0);
  });
}

/** Radix-2, decimation in time (Cooley and Tukey 1965), in place. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let at = 1, reversed = 0; at < size; at++) {
    let bit = size >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (at < reversed) {
      [re[at], re[reversed]] = [re[reversed] ?? 0, re[at] ?? 0];
      [im[at], im[reversed]] = [im[reversed] ?? 0, im[at] ?? 0];
    }
  }
  for (let width = 2; width <= size; width <<= 1) butterflies(re, im, width);
}

function butterflies(re: Float64Array, im: Float64Array, width: number): void {
  const half = width >> 1;
  for (let start = 0; start < re.length; start += width) {
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / width;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [a, b] = [start + k, start + k + half];
      const [bRe, bIm] = [re[b] ?? 0, im[b] ?? 0];
      const [tRe, tIm] = [bRe * cos - bIm * sin, bRe * sin + bIm * cos];
      const [aRe, aIm] = [re[a] ?? 0, im[a] ?? 0];
      re[a] = aRe + tRe;
      im[a] = aIm + tIm;
      re[b] = aRe - tRe;
      im[b] = aIm - tIm;
    }
  }
}

export interface Peak {
  readonly hz: number;
  readonly dbm0: number;
}

/** The strongest local maxima, loudest first; frequency read between bins by a parabola through three of them. */
export function peaksOf(spectrum: Float32Array, most: number, leastDbm0 = -45): readonly Peak[] {
  const found: Peak[] = [];
  for (let bin = 2; bin < spectrum.length - 1; bin++) {
    const [left, here, right] = [spectrum[bin - 1] ?? 0, spectrum[bin] ?? 0, spectrum[bin + 1] ?? 0];
    if (here < leastDbm0 || here <= left || here < right) continue;
    const shift = (left - right) / (2 * (left - 2 * here + right) || -1);
    found.push({ hz: (bin + shift) * binHz, dbm0: here - 0.25 * (left - right) * shift });
  }
  return found.sort((a, b) => b.dbm0 - a.dbm0).slice(0, most);
}

const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477, 1633];
const keys = ['123A', '456B', '789C', '*0#D'];
/** ITU-T Q.23 allows 1.8 %; the window tells a little less exactly. */
const tolerance = 0.02;

export type KnownTone =
  | { readonly tone: 'busy' | 'fax' | 'cng' | 'silence' }
  | { readonly tone: 'dtmf'; readonly key: string };

/** What the peaks are, if a technician would know it by ear; null: speech, or something else. */
export function knownTone(peaks: readonly Peak[]): KnownTone | null {
  const [first, second] = peaks;
  if (first === undefined) return { tone: 'silence' };
  const near = (hz: number, of: number): boolean => Math.abs(hz - of) <= of * tolerance;
  if (second !== undefined && first.dbm0 - second.dbm0 < 10) {
    const [low, high] = first.hz < second.hz ? [first.hz, second.hz] : [second.hz, first.hz];
    const row = rows.findIndex((hz) => near(low, hz));
    const column = columns.findIndex((hz) => near(high, hz));
    const key = keys[row]?.[column];
    if (key !== undefined) return { tone: 'dtmf', key };
  }
  if (near(first.hz, 450) || near(first.hz, 425)) return { tone: 'busy' };
  if (near(first.hz, 2100)) return { tone: 'fax' };
  return near(first.hz, 1100) ? { tone: 'cng' } : null;
}
