import type { Clock } from '../base/clock.js';
import type { Timers } from '../base/timers.js';
import type { LineEvent } from '../lines/lines.js';
import type { CommissioningStep } from '../terms/commissioning.js';
import type { Judged } from './judged.js';
import type { LinesPort } from './ports.js';
import { type Restarts, type SpanSeen, SpanWatch } from './span-seen.js';
import type { StepCheck } from './step-checks.js';
import type { SeenCall } from './steps/numbers.js';

/** How often checks look; pages ask as often. */
export const watchEveryMs = 250;
/** Looked at so long after the last check: the clock's two minutes may have begun before its step. */
const restsAfterMs = 900_000;
const keptCalls = 20;

export interface WatchParts {
  readonly lines: LinesPort;
  readonly clock: Clock;
  readonly timers: Timers;
  /** RESTART messages of this span's D-channel since the daemon was started. */
  restarts(span: number): Restarts;
  /** A check says how it stands. */
  judged(step: CommissioningStep, judged: Judged): void;
  onFault(step: CommissioningStep, fault: unknown): void;
}

/** Looks at one span while checks of it run, and lets them look. */
export class CaseWatch {
  private readonly checks = new Map<CommissioningStep, StepCheck>();
  private readonly stopListening: () => void;
  private readonly calls: SeenCall[] = [];
  private readonly channels = new Set<number>();
  private watch: SpanWatch | null = null;
  private stopLooking: () => void = () => {};
  private isLooking = false;
  private lastCheckAt = 0;

  constructor(
    private readonly span: number,
    channels: readonly number[],
    private readonly parts: WatchParts,
  ) {
    for (const channel of channels) this.channels.add(channel);
    this.stopListening = parts.lines.listen((event) => this.heard(event));
  }

  has(step: CommissioningStep): boolean {
    return this.checks.has(step);
  }

  get seen(): SpanSeen {
    return this.watching().seen;
  }

  /** Newest first. */
  get seenCalls(): readonly SeenCall[] {
    return this.calls;
  }

  /** The span was set up anew. */
  forget(): void {
    this.sample();
    this.watching().reset();
  }

  begin(step: CommissioningStep, check: StepCheck): void {
    this.checks.set(step, check);
    this.lastCheckAt = this.parts.clock.nowMs();
    if (!this.isLooking) this.look();
  }

  end(step: CommissioningStep): void {
    this.checks.get(step)?.stop();
    this.checks.delete(step);
  }

  stop(): void {
    for (const step of [...this.checks.keys()]) this.end(step);
    this.stopLooking();
    this.stopListening();
    this.isLooking = false;
  }

  private look(): void {
    const { clock, timers } = this.parts;
    if (this.checks.size === 0 && clock.nowMs() - this.lastCheckAt > restsAfterMs) {
      this.isLooking = false;
      this.watch = null;
      return;
    }
    this.isLooking = true;
    this.stopLooking = timers.after(watchEveryMs, () => this.look());
    this.sample();
    for (const [step, check] of [...this.checks]) this.lookAt(step, check);
  }

  private lookAt(step: CommissioningStep, check: StepCheck): void {
    try {
      const judged = check.look();
      if (judged === null) return;
      if (judged.state !== 'checking') this.end(step);
      this.parts.judged(step, judged);
    } catch (fault) {
      this.end(step);
      this.parts.onFault(step, fault);
    }
  }

  private sample(): void {
    const { lines, clock, restarts } = this.parts;
    const { span } = this;
    this.watching().sample(clock.nowMs(), lines.span(span), lines.meters(span), restarts(span));
  }

  private watching(): SpanWatch {
    const { lines, clock, restarts } = this.parts;
    const { span } = this;
    this.watch ??= new SpanWatch(clock.nowMs(), lines.span(span), lines.meters(span), restarts(span));
    return this.watch;
  }

  private heard(event: LineEvent): void {
    if (event.event !== 'incoming' || !this.channels.has(event.channel)) return;
    const type = event.details?.callingType ?? 'unknown';
    this.calls.unshift({
      atMs: this.parts.clock.nowMs(),
      callingNumber: event.callingNumber,
      callingType: type === 'abbreviated' ? 'unknown' : type,
      withheld: event.presentation === 'withheld',
      calledNumber: event.calledNumber,
    });
    this.calls.splice(keptCalls);
  }
}
