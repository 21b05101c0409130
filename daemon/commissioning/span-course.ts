import type { Clock } from '../base/clock.js';
import { CallboxError, notNow } from '../base/errors.js';
import { rowFor } from '../base/machine.js';
import type { Timers } from '../base/timers.js';
import type { AlarmName } from '../lines/lines.js';
import { sameSpanSetup, spanSetupOf, withSpanSetup } from '../terms/site-spans.js';
import { type SpanChange, spanBackWithinMs } from '../terms/span-setup.js';
import type { KeepPort, LinesPort, SitePort } from './ports.js';
import type { SpanApplier } from './span-applier.js';
import { type SpanChangeAction, type SpanChangeEvent, spanChangeTable } from './span-change-machine.js';

/** How often calls and D-channel are looked at. */
export const lookEveryMs = 200;
/** A D-channel that goes again at once was never back. */
export const steadyMs = 2_000;

export interface CourseParts {
  readonly lines: LinesPort;
  readonly site: SitePort;
  readonly keep: KeepPort;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly applier: SpanApplier;
  changed(change: SpanChange): void;
  /** Of two spans one after the other is told to the driver. */
  mayApply(): boolean;
}

const problems: Partial<Record<SpanChangeAction, string>> = {
  'problem-cancelled': 'cancelled',
  'problem-driver-refused': 'driver-refused',
  'problem-not-back': 'd-channel-not-back',
  'problem-not-stored': 'site-changed',
  'problem-restarted': 'daemon-restarted',
};

/** One change from the press of the key to its end. */
export class SpanCourse {
  private stopLooking: () => void = () => {};
  private storing = false;
  private upSince: number | null = null;
  private alarmsBefore: readonly AlarmName[] = [];
  private stopped = false;

  constructor(
    private change: SpanChange,
    private readonly name: string | null,
    private readonly parts: CourseParts,
  ) {}

  get isApplying(): boolean {
    return this.change.state === 'applying' || this.change.state === 'rolling-back';
  }

  /** No new calls from here on. */
  async begin(): Promise<void> {
    const { span, by } = this.change;
    this.alarmsBefore = this.parts.lines.span(span)?.alarms ?? [];
    try {
      await this.parts.lines.order({ ask: 'hold-span', span, by });
    } catch (error) {
      this.fire('apply-refused'); // nobody would end it later
      throw error;
    }
    this.look();
  }

  /** The daemon has ended in the middle; the lines were opened as the site says. */
  async restarted(): Promise<void> {
    const now = spanSetupOf(this.parts.site.current.site, this.change.span);
    const stored = this.change.state === 'watching' && now !== null && sameSpanSetup(now, this.change.after);
    this.fire(stored ? 'restarted-stored' : 'restarted');
    await this.parts.keep.settled();
  }

  clearCalls(by: string): void {
    const { state, span, id } = this.change;
    if (state !== 'draining') {
      if (state === 'applying') return; // its last call has just ended by itself
      throw notNow({ zh: '通话已经都结束了。', en: 'the calls have ended already' });
    }
    if (!this.parts.mayApply())
      throw notNow({
        zh: '另一条中继正在改动，请等几秒。',
        en: 'another span is just being changed: wait some seconds',
      });
    this.parts.keep.incident('span-calls-cleared', { span, by, change: id, calls: this.change.callsLeft });
    this.fire('clear-calls');
  }

  cancel(by: string): void {
    const { state } = this.change;
    if (state !== 'draining' && (state !== 'watching' || this.storing)) {
      throw notNow({ zh: '已经不能取消了，请等它结束。', en: `it is ${state} and cannot be cancelled any more` });
    }
    this.parts.keep.incident('span-change-cancelled', { span: this.change.span, by, change: this.change.id });
    this.fire('cancel');
  }

  stop(): void {
    this.stopped = true;
    this.stopLooking();
  }

  // ---- what happens

  private fire(event: SpanChangeEvent): void {
    if (this.stopped) return;
    const { span, by, state, id } = this.change;
    const row = rowFor(spanChangeTable, state, event);
    if (row === null) {
      this.parts.keep.incident('span-change-unexpected', { span, state, event, change: id });
      return;
    }
    const problem = row.actions.map((action) => problems[action]).find((each) => each !== undefined);
    const isOver = row.to === 'kept' || row.to === 'rolled-back' || row.to === 'refused';
    const nowMs = this.parts.clock.nowMs();
    this.tell({
      state: row.to,
      ...(problem === undefined ? {} : { problem }),
      backBy: row.to === 'watching' ? (this.change.backBy ?? nowMs + spanBackWithinMs) : null,
      endedAt: isOver ? nowMs : null,
    });
    if (isOver) {
      this.stopLooking();
      this.parts.keep.incident(`span-change-${row.to}`, { span, by, change: id, problem: this.change.problem });
    }
    for (const action of row.actions) this.act(action);
  }

  private act(action: SpanChangeAction): void {
    switch (action) {
      case 'apply':
      case 'apply-clearing':
        this.apply(action === 'apply-clearing');
        return;
      case 'watch':
        this.upSince = null;
        return;
      case 'store':
        this.store();
        return;
      case 'apply-before':
        this.applyBefore();
        return;
      case 'restore-driver':
        this.restoreDriver();
        return;
      case 'give-back':
        this.giveBack();
        return;
      case 'incident-stuck':
        this.parts.keep.incident('span-change-stuck', { span: this.change.span, change: this.change.id });
        return;
      default: // a problem, told with the state
    }
  }

  private apply(clear: boolean): void {
    const { span, before, after, by } = this.change;
    // That it was begun is on the disk first: a daemon that dies now knows at its next start what to take back.
    const applied = this.parts.keep.settled().then(() => this.parts.applier.apply(span, before, after, by, clear));
    this.answer(applied, 'applied', 'apply-refused');
  }

  private applyBefore(): void {
    const { span, before, after, by } = this.change;
    // Nobody can have a call on it: it was held all the time. One that came all the same doesn't keep the line dead.
    this.answer(this.parts.applier.apply(span, after, before, by, true), 'applied', 'apply-refused');
  }

  private restoreDriver(): void {
    const { span, before, by } = this.change;
    this.answer(this.parts.applier.restoreDriver(span, before, by), 'applied', 'apply-refused');
  }

  private answer(problem: Promise<string>, done: SpanChangeEvent, refused: SpanChangeEvent): void {
    problem.then(
      (code) => this.fire(code === '' ? done : refused),
      () => this.fire(refused),
    );
  }

  private store(): void {
    const { span, by, before, after } = this.change;
    const { version, site } = this.parts.site.current;
    const now = spanSetupOf(site, span);
    this.storing = true;
    // Another way than ours has changed this span meanwhile: whoever did it wins.
    const stored =
      now !== null && sameSpanSetup(now, before)
        ? this.parts.site.change(by, version, { change: 'spans', spans: withSpanSetup(site, span, after, this.name) })
        : Promise.reject(new CallboxError('conflict', 'the span was changed in the site meanwhile'));
    const done = (event: SpanChangeEvent): void => {
      this.storing = false;
      this.fire(event);
    };
    stored.then(
      () => done('stored'),
      () => done('store-refused'),
    );
  }

  private giveBack(): void {
    const { span, by } = this.change;
    this.parts.lines.order({ ask: 'give-span-back', span, by }).catch((error: Error) => {
      this.parts.keep.incident('span-not-given-back', { span, reason: error.message.slice(0, 200) });
    });
  }

  // ---- what is looked at

  private look(): void {
    if (this.stopped || this.change.endedAt !== null) return;
    this.stopLooking = this.parts.timers.after(lookEveryMs, () => this.look());
    if (this.change.state === 'draining') this.lookAtCalls();
    else if (this.change.state === 'watching' && !this.storing) this.lookAtLine();
  }

  private lookAtCalls(): void {
    const callsLeft = this.parts.lines.calls(this.change.span);
    if (callsLeft !== this.change.callsLeft) this.tell({ callsLeft });
    if (callsLeft === 0 && this.parts.mayApply()) this.fire('free');
  }

  private lookAtLine(): void {
    const nowMs = this.parts.clock.nowMs();
    const state = this.parts.lines.span(this.change.span);
    const isUp =
      state !== null && state.dChannel === 'up' && state.alarms.every((alarm) => this.alarmsBefore.includes(alarm));
    if (!isUp) this.upSince = null;
    else this.upSince ??= nowMs;
    if (this.upSince !== null && nowMs - this.upSince >= steadyMs) this.fire('line-up');
    else if (this.change.backBy !== null && nowMs >= this.change.backBy) this.fire('time-over');
  }

  private tell(more: Partial<SpanChange>): void {
    this.change = { ...this.change, ...more };
    this.parts.changed(this.change);
  }
}
