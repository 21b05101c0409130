/** Hands frames of the D-channels to whoever looks at a span just now. */
import type { DChannelFrame } from '../terms/line-trace.js';

type Eye = (frame: DChannelFrame) => void;

export class FrameWatch {
  private readonly eyes = new Map<number, Set<Eye>>();

  take(frames: readonly DChannelFrame[]): void {
    if (this.eyes.size === 0) return;
    for (const frame of frames) for (const eye of this.eyes.get(frame.span) ?? []) eye(frame);
  }

  /** Each good frame of the span from now on, both ways; the result ends it. */
  watch(span: number, eye: Eye): () => void {
    const eyes = this.eyes.get(span) ?? new Set();
    this.eyes.set(span, eyes.add(eye));
    return () => {
      eyes.delete(eye);
      if (eyes.size === 0) this.eyes.delete(span);
    };
  }
}
