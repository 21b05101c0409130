/** Voices that are tones: who is heard can be told from 60 ms of sound. */
import { toneQuality } from '../sound.js';

/** Off DTMF's pairs, off the box's own sounds (450, 620 Hz), and of people off fax (1100, 2100, 2225 Hz). */
export const peoplesHz = [560, 730, 810, 1040, 1270, 1400, 1560, 1720, 1840] as const;
export const agentsHz = [500, 700, 800, 900, 1000, 1150, 1250, 1350, 1450, 1550, 1650, 1750, 1850, 1950] as const;

const audibleDbm0 = -45;
const clearDb = 6;
const windowFrames = 3;
/** Frames of 20 ms that must say the same. */
const steadyFrames = 2;

/** Fed with frames of 20 ms; answers once: which of these pitches is heard, and for how long it has been. */
export class PitchEar {
  private readonly frames: Uint8Array[] = [];
  private steady = 0;
  private last = 0;

  constructor(private readonly among: readonly number[]) {}

  /** 0: none of them, or not for long enough. */
  hear(frame: Uint8Array): number {
    this.frames.push(frame);
    if (this.frames.length > windowFrames) this.frames.shift();
    if (this.frames.length < windowFrames) return 0;
    const hz = pitchIn(Buffer.concat(this.frames), this.among);
    this.steady = hz !== 0 && hz === this.last ? this.steady + 1 : 1;
    this.last = hz;
    return hz !== 0 && this.steady >= steadyFrames ? hz : 0;
  }

  /** Between its first sound and the answer of `hear`, ms. */
  static readonly delayMs = (windowFrames + steadyFrames - 1) * 20;
}

/** The pitch that stands out of A-law octets; 0: none. */
export function pitchIn(alaw: Uint8Array, among: readonly number[]): number {
  for (const hz of among) {
    const { levelDbm0, snrDb } = toneQuality(alaw, hz);
    if (levelDbm0 > audibleDbm0 && snrDb > clearDb) return hz;
  }
  return 0;
}
