/**
 * When to play the next chunk of sound: a small jitter buffer in time. Chunks follow each other
 * without a seam; after a gap playing starts again `leadMs` ahead; sound that has piled up is left out.
 */
export class Playout {
  private nextAtS = 0;
  private playing = false;
  /** How often sound ran dry. */
  underruns = 0;
  /** Chunks left out because too much was waiting. */
  dropped = 0;

  constructor(
    private readonly leadMs = 60,
    private readonly mostMs = 240,
  ) {}

  /** Start time in seconds for a chunk of `chunkS` seconds at clock `nowS`; null: leave it out. */
  place(nowS: number, chunkS: number): number | null {
    if (!this.playing || this.nextAtS < nowS) {
      if (this.playing) this.underruns += 1;
      this.playing = true;
      this.nextAtS = nowS + this.leadMs / 1000;
    } else if (this.nextAtS - nowS > this.mostMs / 1000) {
      this.dropped += 1;
      return null;
    }
    const at = this.nextAtS;
    this.nextAtS += chunkS;
    return at;
  }

  /** The next chunk begins a new stream; its gap is not counted. */
  reset(): void {
    this.playing = false;
  }
}
