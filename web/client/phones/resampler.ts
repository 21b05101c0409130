/** Changes the sample rate by linear interpolation; the input must already be free of what the new rate cannot carry. */
export class Resampler {
  private readonly step: number;
  /** Place of the next output sample, counted from the last sample of the block before (place 0). */
  private at = 1;
  private last = 0;

  constructor(fromHz: number, toHz: number) {
    this.step = fromHz / toHz;
  }

  /** Blocks of any length; the stream goes on seamlessly from block to block. */
  take(block: Float32Array): number[] {
    const out: number[] = [];
    const sampleAt = (place: number): number => (place === 0 ? this.last : (block[place - 1] as number));
    while (this.at <= block.length) {
      const before = Math.floor(this.at);
      const share = this.at - before;
      const left = sampleAt(before);
      const right = share === 0 ? left : before < block.length ? sampleAt(before + 1) : null;
      if (right === null) break; // needs the first sample of the next block
      out.push(left + (right - left) * share);
      this.at += this.step;
    }
    this.last = block.at(-1) ?? this.last;
    this.at -= block.length;
    return out;
  }
}
