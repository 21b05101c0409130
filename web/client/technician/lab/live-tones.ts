/** What sounds on a channel just now, and in which rhythm: from frames of a tenth of a second. Pure. */
import {
  type ScopeFrameSent,
  type ScopeSideSent,
  scopeFloorDbm0,
  scopeFrameSamples,
} from '../../../../daemon/terms/line-lab.js';
import { type KnownTone, knownTone, type Peak, peaksOf } from './spectrum.js';

const stepMs = 20;
/** Ring-back has a period of five seconds: it must fit in whole. */
const keptSteps = 12_000 / stepMs;
/** A tone is on while it is louder than this, and not much fainter than at its loudest. */
const leastOnDbm0 = -45;
const belowLoudestDb = 15;
/** Two bursts of the same cadence differ by no more: a step at each end. */
const unevenMs = 2 * stepMs;
const steadyMs = 2_000;

export interface SideSeen {
  readonly spectrum: Float32Array;
  /** Of the newest 100 ms. */
  readonly levelDbm0: number;
  readonly peaks: readonly Peak[];
}

export function sideSeen({ spectrum, levelsDbm0 }: ScopeSideSent): SideSeen {
  const dbm0 = Float32Array.from(atob(spectrum), (each) => each.charCodeAt(0) / 2 + scopeFloorDbm0);
  return { spectrum: dbm0, levelDbm0: meanDbm0(levelsDbm0), peaks: peaksOf(dbm0, 3) };
}

/** Of powers, not of decibels. */
function meanDbm0(levels: readonly number[]): number {
  if (levels.length === 0) return scopeFloorDbm0;
  const power = levels.reduce((sum, level) => sum + 10 ** (level / 10), 0) / levels.length;
  return Math.max(scopeFloorDbm0, 10 * Math.log10(power));
}

/** Frames that follow each other without a gap; after a gap a cadence begins anew. */
export interface Rhythm {
  readonly endSample: number;
  readonly received: readonly number[];
  readonly sent: readonly number[];
}
export const noRhythm: Rhythm = { endSample: 0, received: [], sent: [] };

export function heardOn(before: Rhythm, { endSample, received, sent }: ScopeFrameSent): Rhythm {
  const follows = endSample === before.endSample + scopeFrameSamples;
  const join = (old: readonly number[], more: readonly number[]) =>
    [...(follows ? old : []), ...more].slice(-keptSteps);
  return {
    endSample,
    received: join(before.received, received.levelsDbm0),
    sent: join(before.sent, sent.levelsDbm0),
  };
}

export interface Cadence {
  readonly onMs: number;
  /** 0: it sounds without a pause. */
  readonly offMs: number;
}

/** The rhythm of the last seconds, by steps of 20 ms; null: none. */
export function cadenceOf(levels: readonly number[]): Cadence | null {
  const loudest = levels.reduce((most, level) => Math.max(most, level), scopeFloorDbm0);
  const onFrom = Math.max(leastOnDbm0, loudest - belowLoudestDb);
  const runs: { readonly on: boolean; ms: number }[] = [];
  for (const level of levels) {
    const on = level >= onFrom;
    const last = runs.at(-1);
    if (last?.on === on) last.ms += stepMs;
    else runs.push({ on, ms: stepMs });
  }
  const now = runs.at(-1);
  if (now?.on && now.ms >= steadyMs) return { onMs: now.ms, offMs: 0 };
  const whole = runs.slice(1, -1); // the first and the last began earlier or go on
  const of = (on: boolean) => whole.filter((run) => run.on === on).map(({ ms }) => ms);
  const [on, off] = [of(true).slice(-3), of(false).slice(-3)];
  const even = (times: readonly number[]) => Math.max(...times) - Math.min(...times) <= unevenMs;
  if (on.length === 0 || off.length === 0 || !even(on) || !even(off)) return null;
  const mean = (times: readonly number[]) =>
    Math.round(times.reduce((sum, ms) => sum + ms, 0) / times.length / stepMs) * stepMs;
  const [onMs, offMs] = [mean(on), mean(off)];
  // One burst alone is a rhythm only if it is as long as one of ring-back's.
  return on.length + off.length > 2 || onMs + offMs >= 3_000 ? { onMs, offMs } : null;
}

/** Tones of 450 Hz in China, by what they are on and off (GB/T 3380). */
const cadences = [
  { tone: 'busy', onMs: 350, offMs: 350 },
  { tone: 'congestion', onMs: 700, offMs: 700 },
  { tone: 'ringback', onMs: 1_000, offMs: 4_000 },
] as const;
/** What an exchange may deviate, and two steps of ours. */
const deviation = 0.1;

export type LiveTone = KnownTone | { readonly tone: 'dial' | 'congestion' | 'ringback' | 'engaged' };

/** What a technician would know by ear; null: speech, or something else. `engaged` is busy tone, told by its rhythm. */
export function liveTone(peaks: readonly Peak[], cadence: Cadence | null): LiveTone | null {
  const known = knownTone(peaks);
  if (cadence === null || (known !== null && known.tone !== 'busy' && known.tone !== 'silence')) return known;
  if (known?.tone === 'busy' && cadence.offMs === 0) return { tone: 'dial' };
  const near = (ms: number, of: number): boolean => Math.abs(ms - of) <= of * deviation + 2 * stepMs;
  const fits = cadences.find(({ onMs, offMs }) => near(cadence.onMs, onMs) && near(cadence.offMs, offMs));
  // In its pauses nothing sounds: what was 450 Hz before is told on.
  if (fits === undefined) return known;
  return { tone: fits.tone === 'busy' ? 'engaged' : fits.tone };
}
