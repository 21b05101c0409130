import type { Clock } from '../base/clock.js';
import type { Timers } from '../base/timers.js';
import type { AlarmName } from '../lines/lines.js';
import type { SpanSetup } from '../terms/span-setup.js';
import type { LinesPort } from './ports.js';
import type { SpanApplier } from './span-applier.js';
import type { FramingTrial } from './steps/line.js';
import type { SideTrial } from './steps/signalling.js';

const lookEveryMs = 100;
/** A frame and its multiframe are found well within this (ITU-T G.706 §4: 400 ms). */
const framesWithinMs = 4_000;
/** Seen so long: an end that is set up anew shows the old state for a moment. */
const steadyMs = 600;
const linkWithinMs = 8_000;

export interface TrialParts {
  readonly lines: LinesPort;
  readonly applier: SpanApplier;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Sets a span up otherwise for some seconds, sees whether that fits, and sets it back. Never with a call on it. */
export class SpanTrials {
  private readonly tried = new Set<number>();

  constructor(private readonly parts: TrialParts) {}

  isTried(span: number): boolean {
    return this.tried.has(span);
  }

  /** Null: it could not be tried. */
  framing(span: number, setup: SpanSetup, by: string): Promise<FramingTrial | null> {
    const crc4 = !setup.crc4;
    const fits = (): boolean => {
      const state = this.parts.lines.span(span);
      const broken: readonly AlarmName[] = ['LOS', 'LOF', 'AIS'];
      const multiframe = this.parts.lines.meters(span)?.multiframe ?? 'unknown';
      const framed = state !== null && !state.alarms.some((alarm) => broken.includes(alarm));
      return framed && (!crc4 || multiframe === 'found' || multiframe === 'unknown');
    };
    return this.tryOut(span, setup, { ...setup, crc4 }, by, framesWithinMs, fits, (afterMs) => ({
      crc4,
      framedAfterMs: afterMs,
      multiframe: this.parts.lines.meters(span)?.multiframe ?? 'unknown',
    }));
  }

  /** Null: it could not be tried. */
  side(span: number, setup: SpanSetup, by: string): Promise<SideTrial | null> {
    const side = setup.side === 'user' ? 'network' : 'user';
    const fits = (): boolean => this.parts.lines.span(span)?.dChannel === 'up';
    return this.tryOut(span, setup, { ...setup, side }, by, linkWithinMs, fits, (upAfterMs) => ({ side, upAfterMs }));
  }

  private async tryOut<T>(
    span: number,
    setup: SpanSetup,
    other: SpanSetup,
    by: string,
    withinMs: number,
    fits: () => boolean,
    told: (afterMs: number | null) => T,
  ): Promise<T | null> {
    const { lines, applier } = this.parts;
    if (this.tried.has(span) || lines.calls(span) > 0) return null;
    this.tried.add(span);
    try {
      await lines.order({ ask: 'hold-span', span, by });
      if ((await applier.apply(span, setup, other, by, false)) !== '') return null;
      const found = told(await this.steadyAfter(withinMs, fits));
      await applier.apply(span, other, setup, by, true);
      return found;
    } catch {
      return null;
    } finally {
      await lines.order({ ask: 'give-span-back', span, by }).catch(() => {});
      this.tried.delete(span);
    }
  }

  /** Since when it fits, counted from now; null: it doesn't within that time. */
  private async steadyAfter(withinMs: number, fits: () => boolean): Promise<number | null> {
    const { clock, timers } = this.parts;
    const from = clock.nowMs();
    let since: number | null = null;
    while (clock.nowMs() - from < withinMs) {
      await new Promise<void>((resolve) => timers.after(lookEveryMs, resolve));
      const nowMs = clock.nowMs();
      since = fits() ? (since ?? nowMs) : null;
      if (since !== null && nowMs - since >= steadyMs) return since - from;
    }
    return null;
  }
}
