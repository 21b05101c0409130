/** Prompt lists whose length is kept. */
export const maxLengths = 1_000;

/**
 * How much of what a flow said was heard. The lines don't tell how long a prompt is, so its length is learnt when it
 * is first heard to its end; one that was cut off before counts as not heard at all, which costs a call more and never
 * one too few.
 */
export class FlowHeard {
  private playing: { readonly prompts: string; readonly sinceMs: number } | null = null;
  private heardMs = 0;
  private saidMs = 0;
  private started = false;

  /** `lengths`: by prompt list, ms, of all calls. */
  constructor(private readonly lengths: Map<string, number>) {}

  begins(prompts: readonly string[], atMs: number): void {
    this.cut(atMs);
    this.started = true;
    this.playing = { prompts: prompts.join(' '), sinceMs: atMs };
  }

  /** To its end. */
  ends(atMs: number): void {
    const { playing } = this;
    if (playing === null) return;
    this.playing = null;
    const ms = atMs - playing.sinceMs;
    if (this.lengths.size < maxLengths || this.lengths.has(playing.prompts)) this.lengths.set(playing.prompts, ms);
    this.heardMs += ms;
    this.saidMs += ms;
  }

  /** By a key: who answers the question has heard it. */
  answered(atMs: number): void {
    const { playing } = this;
    this.playing = null;
    if (playing === null) return;
    const ms = atMs - playing.sinceMs;
    this.heardMs += ms;
    this.saidMs += ms;
  }

  /** Percent, rounded down; null: the flow has said nothing. */
  percent(atMs: number): number | null {
    this.cut(atMs);
    if (!this.started) return null;
    if (this.saidMs === 0) return 0;
    return Math.floor((100 * this.heardMs) / this.saidMs);
  }

  private cut(atMs: number): void {
    const { playing } = this;
    this.playing = null;
    if (playing === null) return;
    const ms = atMs - playing.sinceMs;
    const length = this.lengths.get(playing.prompts);
    if (length === undefined) this.saidMs = Number.POSITIVE_INFINITY;
    else {
      this.saidMs += Math.max(ms, length);
      this.heardMs += ms;
    }
  }
}
