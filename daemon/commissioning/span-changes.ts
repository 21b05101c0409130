import type { Clock } from '../base/clock.js';
import { CallboxError, notNow } from '../base/errors.js';
import type { Ids } from '../base/ids.js';
import type { Timers } from '../base/timers.js';
import type { SiteChange } from '../terms/site-change.js';
import { sameSpanSetup, spanSetupOf, withSpanSetup } from '../terms/site-spans.js';
import type { SpanChange, SpanSetup } from '../terms/span-setup.js';
import type { DriverPort, KeepPort, LinesPort, SitePort } from './ports.js';
import { SpanApplier } from './span-applier.js';
import { SpanCourse } from './span-course.js';

/** Shown; the database keeps more. */
export const maxShownChanges = 100;

export interface SpanChangeParts {
  readonly lines: LinesPort;
  readonly site: SitePort;
  readonly keep: KeepPort;
  /** Null: a board without a driver of its own. */
  readonly driver: DriverPort | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** A check of a commissioning has set the span up otherwise for some seconds. */
  isTried(span: number): boolean;
}

export interface WantedChange {
  readonly by: string;
  readonly span: number;
  readonly setup: SpanSetup;
  readonly name?: string | undefined;
  /** Of the site on which it is based. */
  readonly version: number;
  readonly now?: boolean | undefined;
}

/** Changes of spans, one at a time for each. */
export class SpanChanges {
  private readonly applier: SpanApplier;
  private readonly courses = new Map<string, SpanCourse>();
  private shown: SpanChange[] = [];

  constructor(private readonly parts: SpanChangeParts) {
    this.applier = new SpanApplier(parts);
  }

  /** What was kept, newest first. A change in the middle of which the daemon ended is taken back. */
  async resume(kept: readonly SpanChange[]): Promise<void> {
    this.shown = kept.slice(0, maxShownChanges);
    for (const change of kept) {
      if (change.endedAt === null) await this.course(change, null).restarted();
    }
  }

  /** Newest first. */
  list(): readonly SpanChange[] {
    return this.shown;
  }

  /** The span is being changed: nobody else may. */
  isOpen(span: number): boolean {
    return this.openOf(span) !== null;
  }

  /** Rejects with 'not-found', 'conflict', 'not-now', 'bad-request'. */
  async start({ by, span, setup, name, version, now = false }: WantedChange): Promise<{ readonly id: string }> {
    const { site, keep, lines } = this.parts;
    const { current } = site;
    const before = spanSetupOf(current.site, span);
    if (before === null || lines.span(span) === null)
      throw new CallboxError('not-found', `this box has no span ${span}`);
    if (version !== current.version) {
      const message = `the site was changed since (version ${version}, now ${current.version}): load it again and repeat`;
      throw new CallboxError('conflict', message);
    }
    if (this.parts.isTried(span))
      throw notNow({
        zh: '这条中继正在被开通检查试用，请等几秒。',
        en: `span ${span} is being tried out by a check: wait some seconds`,
      });
    const open = this.openOf(span);
    if (open !== null) {
      throw notNow({
        zh: `${open.by} 正在改这条中继，请等它结束或先取消。`,
        en: `${open.by} is changing span ${span} (${open.state}): wait for its end, or cancel it`,
      });
    }
    const change = { change: 'spans', spans: withSpanSetup(current.site, span, setup, name ?? null) } as const;
    if (sameSpanSetup(before, setup)) return this.rename(by, span, setup, version, change);
    site.assertGood(current.site, change);
    const begun = this.begun(by, span, before, setup);
    const course = this.course(begun, name ?? null);
    this.take(begun);
    await keep.settled();
    await course.begin();
    if (now) course.clearCalls(by);
    return { id: begun.id };
  }

  /** Nothing that the lines would notice. */
  private async rename(
    by: string,
    span: number,
    setup: SpanSetup,
    version: number,
    change: Extract<SiteChange, { change: 'spans' }>,
  ): Promise<{ readonly id: string }> {
    const { site, clock } = this.parts;
    await site.change(by, version, change);
    const begun = this.begun(by, span, setup, setup);
    this.take({ ...begun, callsLeft: 0, state: 'kept', endedAt: clock.nowMs() });
    return { id: begun.id };
  }

  private begun(by: string, span: number, before: SpanSetup, setup: SpanSetup): SpanChange {
    const { ids, clock, lines } = this.parts;
    return {
      id: ids.next(),
      span,
      by,
      startedAt: clock.nowMs(),
      before,
      after: setup,
      state: 'draining',
      callsLeft: lines.calls(span),
      backBy: null,
      problem: '',
      endedAt: null,
    };
  }

  /** Rejects by throwing, as `cancel`: 'not-found', 'not-now'. */
  clearCalls(id: string, by: string): void {
    this.openById(id).clearCalls(by);
  }

  cancel(id: string, by: string): void {
    this.openById(id).cancel(by);
  }

  close(): void {
    for (const course of this.courses.values()) course.stop();
  }

  private course(change: SpanChange, name: string | null): SpanCourse {
    const course = new SpanCourse(change, name, {
      ...this.parts,
      applier: this.applier,
      changed: (now) => this.take(now),
      mayApply: () => ![...this.courses.values()].some(({ isApplying }) => isApplying),
    });
    this.courses.set(change.id, course);
    return course;
  }

  private take(change: SpanChange): void {
    const others = this.shown.filter(({ id }) => id !== change.id);
    this.shown = [change, ...others].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, maxShownChanges);
    this.parts.keep.spanChange(change);
    if (change.endedAt !== null) this.courses.delete(change.id);
  }

  private openOf(span: number): SpanChange | null {
    return this.shown.find((change) => change.span === span && change.endedAt === null) ?? null;
  }

  private openById(id: string): SpanCourse {
    const course = this.courses.get(id);
    if (course !== undefined) return course;
    if (this.shown.some((change) => change.id === id)) {
      throw notNow({
        zh: '这次改动已经结束，请刷新列表看结果。',
        en: 'this change is over: load the list again to see how it ended',
      });
    }
    throw new CallboxError('not-found', `there is no span change ${id}`);
  }
}
