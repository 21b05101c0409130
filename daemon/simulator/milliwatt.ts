/** The tone by which lines are measured: 1004 Hz at -10 dBm0, in A-law (ITU-T G.711). */

const rate = 8_000;
/** 251 periods in 2,000 samples: it repeats without a seam, and 1004 is no divisor of the rate (ITU-T O.22 §2). */
const frequencyHz = 1_004;
const periodSamples = 2_000;
/** A sine of full scale is +3.14 dBm0 (G.711 table 5), in 13-bit samples. */
const fullScale = 4_096;
const amplitude = fullScale * 10 ** ((-10 - 3.14) / 20);

const tone = Uint8Array.from({ length: periodSamples }, (_, at) =>
  aLawOf(Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * at) / rate))),
);

export class Milliwatt {
  private at = 0;

  /** The next octets of the tone. */
  next(octets: number): Uint8Array {
    const from = this.at;
    this.at = (from + octets) % periodSamples;
    return Uint8Array.from({ length: octets }, (_, n) => tone[(from + n) % periodSamples] ?? 0);
  }
}

/** A 13-bit sample, -4096 to 4095, as an A-law octet (G.711 table 1). */
function aLawOf(sample: number): number {
  const magnitude = Math.min(sample < 0 ? -sample - 1 : sample, fullScale - 1);
  const segment = Math.max(0, Math.floor(Math.log2(Math.max(1, magnitude))) - 4);
  const step = (magnitude >> Math.max(1, segment)) & 0x0f;
  return (((sample < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55) & 0xff;
}
