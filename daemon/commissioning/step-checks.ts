/** Checks that run: each looks now and then, and says how it stands. */
import type { Clock } from '../base/clock.js';
import type { CardScan, TimingTest } from '../terms/cards.js';
import type { CommissioningStep } from '../terms/commissioning.js';
import type { TestCall } from '../terms/diagnosis.js';
import { spanSetupsOf } from '../terms/site-spans.js';
import type { SpanSetup } from '../terms/span-setup.js';
import { failed, type Judged, waiting } from './judged.js';
import type { LinesPort, SitePort } from './ports.js';
import type { SpanSeen } from './span-seen.js';
import type { SpanTrials } from './span-trials.js';
import { judgeCard, judgeVirtualCard, type Unopened } from './steps/card.js';
import { judgeClock } from './steps/clock.js';
import { type FramingTrial, judgeLine, wantsFramingTrial } from './steps/line.js';
import { judgeNumbers, type SeenCall } from './steps/numbers.js';
import { judgeSignalling, type SideTrial, wantsSideTrial } from './steps/signalling.js';
import { judgeTestCalls, type TestCalls } from './steps/test-call.js';

/** Number 4's room, as far as a card is checked. */
export interface CardsPort {
  scan(): Promise<CardScan>;
  startTiming(by: string): Promise<string>;
  timing(id: string): Promise<TimingTest>;
  /** The driver's number of one of our spans; null: none is named. */
  driverSpan(span: number): number | null;
  /** Null: the lines are open. */
  unopened(): Promise<Unopened | null>;
  /** Writes what a plan says and gives it to the driver. Rejects with a CallboxError; then nothing has changed. */
  configure(by: string, plan: string): Promise<void>;
}

/** The room of test calls. */
export interface TestCallsPort {
  start(by: string, span: number, direction: 'in' | 'out', number: string): Promise<string>;
  get(id: string): Promise<TestCall>;
  end(by: string, id: string): Promise<void>;
}

export interface CheckParts {
  readonly lines: LinesPort;
  readonly site: SitePort;
  readonly trials: SpanTrials;
  /** Null: a board made of software. */
  readonly cards: CardsPort | null;
  readonly testCalls: TestCallsPort | null;
  readonly clock: Clock;
}

/** What a check is about. */
export interface CheckOf {
  readonly span: number;
  readonly by: string;
  setup(): SpanSetup;
  readonly orderCrc4: boolean | null;
  readonly clockFromCarrier: boolean | null;
  readonly calledDigits: number | null;
  /** '' none. */
  readonly number: string;
  seen(): SpanSeen;
  /** The span was set up for a moment: what was seen of it begins again. */
  forget(): void;
  calls(): readonly SeenCall[];
}

export interface StepCheck {
  /** Null: nothing new. */
  look(): Judged | null;
  stop(): void;
}

export function checkOf(step: CommissioningStep, of: CheckOf, parts: CheckParts): StepCheck | null {
  switch (step) {
    case 'card':
      return parts.cards === null ? virtualCard(of, parts) : new CardCheck(of, parts.cards);
    case 'line':
      return new LineCheck(of, parts);
    case 'signalling':
      return new SignallingCheck(of, parts);
    case 'clock':
      return { look: () => judgeClock(of.seen(), clocksOf(of, parts)), stop: () => {} };
    case 'numbers':
      return numbers(of, parts);
    case 'test-call':
      return new TestCallCheck(of, parts.testCalls);
    default: // what a person does
      return null;
  }
}

function virtualCard(of: CheckOf, { lines, clock }: CheckParts): StepCheck {
  const [from, late] = [clock.nowMs(), lines.lateBlocks()];
  return {
    look: () =>
      judgeVirtualCard({
        isThere: lines.span(of.span) !== null,
        forMs: clock.nowMs() - from,
        lateBlocks: lines.lateBlocks() - late,
      }),
    stop: () => {},
  };
}

function clocksOf({ span, clockFromCarrier }: CheckOf, { site }: CheckParts) {
  return { setups: spanSetupsOf(site.current.site), span, fromCarrier: clockFromCarrier };
}

function numbers(of: CheckOf, { site, clock }: CheckParts): StepCheck {
  const from = clock.nowMs();
  return {
    look: () =>
      judgeNumbers({
        calls: of.calls(),
        forMs: clock.nowMs() - from,
        span: of.span,
        site: site.current.site,
        calledDigits: of.calledDigits,
      }),
    stop: () => {},
  };
}

/** A scan, then the timing test; both are slow and answer later. */
class CardCheck implements StepCheck {
  private scan: CardScan | null = null;
  private timing: TimingTest | null = null;
  private unopened: Unopened | null = null;
  private asking = false;
  private broken = '';
  private timingId = '';

  constructor(
    private readonly of: CheckOf,
    private readonly cards: CardsPort,
  ) {
    this.ask(async () => {
      const scan = await cards.scan();
      this.unopened = await cards.unopened();
      // A driver that is not configured is configured first, and the box starts anew.
      if (this.unopened === null) this.timingId = await cards.startTiming(of.by);
      this.scan = scan;
    });
  }

  look(): Judged | null {
    if (this.broken !== '') return failed('cards-unreadable', { zh: this.broken, en: this.broken });
    if (this.scan === null) return waiting({ zh: '正在查找板卡', en: 'looking for cards' }, 0);
    if (this.timingId !== '' && (this.timing === null || this.timing.state === 'running')) {
      this.ask(async () => {
        this.timing = await this.cards.timing(this.timingId);
      });
    }
    return judgeCard(this.scan, this.cards.driverSpan(this.of.span), this.timing, this.unopened);
  }

  stop(): void {}

  private ask(what: () => Promise<void>): void {
    if (this.asking) return;
    this.asking = true;
    what()
      .catch((error: Error) => {
        this.broken = error.message;
      })
      .finally(() => {
        this.asking = false;
      });
  }
}

/** Looks at the line, and tries CRC4 the other way when that alone can tell. */
class LineCheck implements StepCheck {
  private trials: FramingTrial[] = [];
  private readonly trial = new OneTrial<FramingTrial>();

  constructor(
    private readonly of: CheckOf,
    private readonly parts: CheckParts,
  ) {}

  look(): Judged | null {
    const { of, parts } = this;
    if (this.trial.isRunning) return null;
    const seen = of.seen();
    const setup = of.setup();
    if (this.trial.mayBegin && wantsFramingTrial(seen, setup, of.orderCrc4)) {
      this.trial.begin(parts.trials.framing(of.span, setup, of.by), (found) => {
        if (found !== null) this.trials = [found];
        of.forget();
      });
      return waiting({ zh: '正在试另一种 CRC4', en: 'trying CRC4 the other way' }, 0.1);
    }
    return judgeLine(seen, setup, this.trials);
  }

  stop(): void {}
}

/** Looks at the D-channel, and tries the other side when both ends ask. */
class SignallingCheck implements StepCheck {
  private trials: SideTrial[] = [];
  private readonly trial = new OneTrial<SideTrial>();
  /** What led to the trial; the trial begins all counts anew. */
  private before: SpanSeen | null = null;
  private asked = false;

  constructor(
    private readonly of: CheckOf,
    private readonly parts: CheckParts,
  ) {}

  look(): Judged | null {
    const { of, parts } = this;
    if (this.trial.isRunning) return null;
    const seen = of.seen();
    const setup = of.setup();
    if (seen.dChannelUpForMs > 0 && seen.restarts.sent === 0) this.restartOne();
    if (this.trial.mayBegin && wantsSideTrial(seen)) {
      this.before = seen;
      this.trial.begin(parts.trials.side(of.span, setup, of.by), (found) => {
        if (found !== null) this.trials = [found];
        of.forget();
      });
      return waiting({ zh: '正在试另一侧', en: 'trying the other side' }, 0.1);
    }
    const isTold = this.before !== null && this.trials.some(({ upAfterMs }) => upAfterMs !== null);
    const told = isTold ? { ...seen, linkCounted: this.before?.linkCounted ?? seen.linkCounted } : seen;
    return judgeSignalling(told, setup, this.trials);
  }

  stop(): void {}

  /** A link that was up before: one idle timeslot shows whether RESTART is acknowledged. */
  private restartOne(): void {
    const { of, parts } = this;
    const channel = parts.lines.idleBearer(of.span);
    if (this.asked || channel === null) return;
    this.asked = true;
    parts.lines.order({ ask: 'restart', channel, by: of.by }).catch(() => {
      this.asked = false;
    });
  }
}

/** Of a check's life; what is asked for twice would only take longer. */
class OneTrial<T> {
  isRunning = false;
  private done = false;

  get mayBegin(): boolean {
    return !this.done;
  }

  begin(trial: Promise<T | null>, told: (found: T | null) => void): void {
    this.isRunning = true;
    this.done = true;
    const end = (found: T | null): void => {
      told(found);
      this.isRunning = false;
    };
    trial.then(end, () => end(null));
  }
}

/** The call out first, if a number was given, then a call in: a span has one test call at a time. */
class TestCallCheck implements StepCheck {
  private calls: { -readonly [Key in keyof TestCalls]: TestCalls[Key] };
  private running: { readonly id: string; readonly direction: 'in' | 'out' } | null = null;
  private asking = false;
  private stopped = false;

  constructor(
    private readonly of: CheckOf,
    private readonly port: TestCallsPort | null,
  ) {
    this.calls = { in: null, out: null, wantsOut: of.number !== '', refused: '' };
    if (port === null) this.calls.refused = 'no test calls here: ask the running daemon';
  }

  look(): Judged | null {
    const { port } = this;
    if (port !== null && !this.asking && this.calls.refused === '') this.step(port);
    return judgeTestCalls(this.calls);
  }

  stop(): void {
    this.stopped = true;
    const { running } = this;
    if (running !== null) this.port?.end(this.of.by, running.id).catch(() => {});
  }

  private step(port: TestCallsPort): void {
    const { running } = this;
    if (running !== null) {
      this.ask(async () => {
        const call = await port.get(running.id);
        this.calls[running.direction] = call;
        if (call.endedAt !== null) this.running = null;
      });
      return;
    }
    const next = this.calls.wantsOut && this.calls.out === null ? 'out' : this.calls.in === null ? 'in' : null;
    if (next === null) return;
    this.ask(async () => {
      const id = await port.start(this.of.by, this.of.span, next, next === 'out' ? this.of.number : '');
      if (this.stopped) await port.end(this.of.by, id);
      else this.running = { id, direction: next };
    });
  }

  private ask(what: () => Promise<void>): void {
    this.asking = true;
    what()
      .catch((error: Error) => {
        this.calls.refused = error.message;
      })
      .finally(() => {
        this.asking = false;
      });
  }
}
