/** Who hears whom, by ear: each far end says a tone of its own, and what each one hears is measured. */
import { join } from 'node:path';
import type { FarLeg } from './exchange.js';
import { toneQuality, writeTone } from './sound.js';

/** Off the rows of DTMF (ITU-T Q.23), so that no two of them make a digit, and off 1100 and 2100 Hz of fax. */
const pitchesHz = [1040, 730, 810, 1270, 560, 1720, 1400, 1840, 1550] as const;
const spokenDbm0 = -16;
/** Quantizing noise and intermodulation of four tones in A-law lie below it. */
const audibleDbm0 = -35;
const toneMs = 4_000;
/** A voice of 10 ms in 20 ms is at -22; the sudden beginning of a tone of the box reaches -35 at other frequencies. */
const leakDbm0 = -28;

/** 20 ms each, as the tap gives them. */
const windowFrames = 5;
/** So many windows in a row must say the same. */
const steadyFrames = 8;
const patienceFrames = 250;

/** Sounds that nobody of them makes. */
export const boxSounds = { music: 620, tone: 450 } as const;
export type BoxSound = keyof typeof boxSounds;

export class Voices<Name extends string> {
  private readonly pitches: ReadonlyMap<Name | BoxSound, number>;

  constructor(
    private readonly folder: string,
    names: readonly Name[],
  ) {
    const own = names.map((name, at) => {
      const hz = pitchesHz[at];
      if (hz === undefined) throw new Error(`only ${pitchesHz.length} voices can be told apart`);
      writeTone(this.path(name), hz, toneMs, spokenDbm0);
      return [name, hz] as const;
    });
    this.pitches = new Map<Name | BoxSound, number>([...own, ['music', boxSounds.music], ['tone', boxSounds.tone]]);
  }

  /** This far end says its tone until it says something else or hangs up. */
  speak(name: Name, leg: FarLeg): void {
    leg.play(this.path(name), true);
  }

  /** Its keys can be told from its voice then. */
  hush(leg: FarLeg): void {
    leg.playAll([{ silenceMs: 20 }]);
  }

  pitch(name: Name | BoxSound): number {
    return this.pitches.get(name) ?? Number.NaN;
  }

  /**
   * Resolves once this far end has heard exactly these for 260 ms without a break; rejects with what it hears
   * instead if it has not after 5 s of sound.
   */
  hears(leg: FarLeg, ...names: readonly (Name | BoxSound)[]): Promise<void> {
    const expected = this.inOrder(new Set(names));
    return new Promise((resolve, reject) => {
      const frames: Uint8Array[] = [];
      let steady = 0;
      let heardFrames = 0;
      const end = () => {
        stop();
        leg.send({ do: 'untap', seizure: leg.seizure });
      };
      const stop = leg.each('audio', ({ audio }) => {
        frames.push(audio);
        if (frames.length > windowFrames) frames.shift();
        if (frames.length < windowFrames) return;
        const heard = this.inOrder(this.in(Buffer.concat(frames)));
        steady = heard === expected ? steady + 1 : 0;
        heardFrames += 1;
        if (steady >= steadyFrames) {
          end();
          resolve();
        } else if (heardFrames >= patienceFrames) {
          end();
          reject(new Error(`hears [${heard}], not [${expected}]`));
        }
      });
      leg.send({ do: 'tap', seizure: leg.seizure });
    });
  }

  /**
   * Whether this one says anything to this far end from now on, were it for 10 ms, until the function returned is
   * called. The voice must be 400 Hz away from what else is heard: 20 ms tell no less apart.
   */
  listenFor(name: Name, leg: FarLeg): () => boolean {
    let heard = false;
    const stop = leg.each('audio', ({ audio }) => {
      heard ||= toneQuality(audio, this.pitch(name)).levelDbm0 > leakDbm0;
    });
    leg.send({ do: 'tap', seizure: leg.seizure });
    return () => {
      stop();
      leg.send({ do: 'untap', seizure: leg.seizure });
      return heard;
    };
  }

  /** What can be heard in these A-law octets. */
  in(alaw: Uint8Array): ReadonlySet<Name | BoxSound> {
    const audible = [...this.pitches].filter(([, hz]) => toneQuality(alaw, hz).levelDbm0 > audibleDbm0);
    return new Set(audible.map(([name]) => name));
  }

  private inOrder(names: ReadonlySet<Name | BoxSound>): string {
    return [...this.pitches.keys()].filter((name) => names.has(name)).join(' ');
  }

  private path(name: Name): string {
    return join(this.folder, `says-${name}.wav`);
  }
}
