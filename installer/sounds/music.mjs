// @ts-check
/** Music on hold, written and played by this file: nobody's licence is needed, and it loops without a gap. */
import { sampleRateHz } from './wav.mjs';

const beatMs = 750; // 80 beats a minute
const beatsPerBar = 4;
/** Four-note chords as semitones from A4 (440 Hz): a calm round of eight bars, played twice. */
const bars = [
  [-21, -14, -9, -5], // C major 9, without its root doubled
  [-24, -12, -9, -5], // A minor 7
  [-16, -12, -9, -4], // F major 7
  [-14, -7, -2, 2], // G sus
  [-21, -14, -9, -2],
  [-17, -10, -5, -2], // E minor 7
  [-16, -9, -4, 0],
  [-14, -10, -7, -2], // G 7
];
/** Beat of the bar → index into the chord; two notes a beat. */
const pattern = [0, 2, 1, 3, 2, 3, 1, 2];
/** One slow tune note for each bar, and where in the bar it begins (beats). */
const tune = [
  { semitone: 7, beat: 0 },
  { semitone: 3, beat: 1 },
  { semitone: 8, beat: 0 },
  { semitone: 5, beat: 2 },
  { semitone: 10, beat: 0 },
  { semitone: 7, beat: 1 },
  { semitone: 3, beat: 0 },
  { semitone: 2, beat: 2 },
];

/**
 * The whole loop: 16 bars, 48 s. Notes that ring past the end ring on at the beginning, so the last
 * sample is followed by the first as by any other.
 * @returns {Int16Array}
 */
export function holdMusic() {
  const length = (bars.length * 2 * beatsPerBar * beatMs * sampleRateHz) / 1000;
  const mix = new Float64Array(length);
  for (let bar = 0; bar < bars.length * 2; bar++) {
    const chord = /** @type {number[]} */ (bars[bar % bars.length]);
    const startMs = bar * beatsPerBar * beatMs;
    pattern.forEach((index, step) => {
      addNote(mix, startMs + (step * beatMs) / 2, /** @type {number} */ (chord[index]), step === 0 ? 0.5 : 0.35, 1.1);
    });
    const note = tune[bar % tune.length];
    if (note && bar >= bars.length) addNote(mix, startMs + note.beat * beatMs, note.semitone, 0.45, 2);
  }
  const peak = mix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Int16Array.from(mix, (value) => Math.round((value / peak) * 16000));
}

/**
 * An electric-piano-like note: a sine, its third and fourth harmonic dying sooner, all below the
 * telephone's 3,400 Hz.
 * @param {Float64Array} mix @param {number} startMs @param {number} semitone @param {number} loudness
 * @param {number} decayS time to fall to 1/e
 */
function addNote(mix, startMs, semitone, loudness, decayS) {
  const frequencyHz = 440 * 2 ** (semitone / 12);
  const start = Math.round((startMs * sampleRateHz) / 1000);
  const lasts = Math.min(mix.length, Math.round(decayS * 5 * sampleRateHz));
  for (let at = 0; at < lasts; at++) {
    const seconds = at / sampleRateHz;
    const phase = 2 * Math.PI * frequencyHz * seconds;
    const attack = Math.min(1, seconds / 0.008); // 8 ms: no click
    const wave =
      Math.sin(phase) * Math.exp(-seconds / decayS) +
      0.25 * Math.sin(3 * phase) * Math.exp((-seconds / decayS) * 4) +
      0.1 * Math.sin(4 * phase) * Math.exp((-seconds / decayS) * 7);
    const place = (start + at) % mix.length;
    mix[place] = /** @type {number} */ (mix[place]) + attack * loudness * wave;
  }
}
