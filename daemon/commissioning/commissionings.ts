import type { Clock } from '../base/clock.js';
import { CallboxError, notNow } from '../base/errors.js';
import type { Ids } from '../base/ids.js';
import type { Timers } from '../base/timers.js';
import type { Words } from '../terms/cause-words.js';
import {
  type CarrierOrder,
  type Commissioning,
  type CommissioningReport,
  type CommissioningRow,
  type CommissioningStep,
  commissioningSteps,
  type StepResult,
} from '../terms/commissioning.js';
import { spanNameOf, spanSetupOf } from '../terms/site-spans.js';
import { Case, emptyStep, nothing } from './case.js';
import { CaseWatch } from './case-watch.js';
import { failed, type Judged, well } from './judged.js';
import type { DriverPort, KeepPort, LinesPort, SitePort } from './ports.js';
import { proposalWords, type Taker } from './proposals.js';
import { beingChanged, obstructed } from './refusals.js';
import { reportText } from './report.js';
import type { SpanChanges } from './span-changes.js';
import type { Restarts } from './span-seen.js';
import type { SpanTrials } from './span-trials.js';
import { type CardsPort, checkOf, type TestCallsPort } from './step-checks.js';
import { judgeOrder, orderWords, unknownOrder } from './steps/order.js';

/** Shown; the database keeps more. */
export const maxShownCommissionings = 50;

export interface CommissioningParts {
  readonly lines: LinesPort;
  readonly site: SitePort;
  readonly keep: KeepPort;
  readonly changes: SpanChanges;
  readonly trials: SpanTrials;
  readonly taker: Taker;
  /** Null: a board without a driver of its own. */
  readonly driver: DriverPort | null;
  /** Null: a board made of software. */
  readonly cards: CardsPort | null;
  readonly testCalls: TestCallsPort | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  restarts(span: number): Restarts;
  channelsOf(span: number): readonly number[];
}

const checkInterrupted: Words = {
  zh: '检查被打断：系统重新启动',
  en: 'the check was interrupted: the daemon was started anew',
};
const takingInterrupted: Words = {
  zh: '采用建议时被打断：系统重新启动',
  en: 'the taking of a proposal was interrupted: the daemon was started anew',
};

type Proposed = NonNullable<StepResult['proposal']>;

interface Deed {
  readonly by: string;
  readonly id: string;
  readonly version: number;
}

/** Lines that are brought up: one at a time for each span, whoever works on it. */
export class Commissionings {
  private readonly cases = new Map<string, Case>();
  private readonly watches = new Map<string, CaseWatch>();
  /** A proposal that is being taken: nothing else happens to its commissioning meanwhile. */
  private readonly taking = new Set<string>();

  constructor(private readonly parts: CommissioningParts) {}

  /** As the database has them, newest first. Checks that ran when the daemon ended are to be made again. */
  async resume(kept: readonly CommissioningRow[]): Promise<void> {
    const { clock, keep } = this.parts;
    for (const row of [...kept].reverse()) {
      const found = this.add(row);
      if (!found.isOpen) continue;
      for (const { step, state, taking = false, proposal } of found.shown.steps) {
        if (state !== 'checking' && !taking) continue;
        found.fire(step, 'reopen', { ...emptyStep(step), fault: 'interrupted' });
        found.cameAbout(clock.nowMs(), step, taking ? takingInterrupted : checkInterrupted);
        // It may have been trying the line out: the driver is told the site's setup again, which it mostly has.
        const touched = taking ? 'setup' in (proposal ?? {}) : step === 'line' || step === 'signalling';
        if (touched) await this.restoreDriver(found.shown);
      }
    }
    await keep.settled();
  }

  private async restoreDriver({ span, by }: Commissioning): Promise<void> {
    const { driver, site, keep } = this.parts;
    const setup = spanSetupOf(site.current.site, span);
    if (driver === null || setup === null) return;
    const problem = await driver.apply(span, setup, by);
    if (problem !== '') keep.incident('span-not-restored', { span, problem });
  }

  /** Newest first. */
  list(): readonly Commissioning[] {
    return [...this.cases.values()].map(({ shown }) => shown).reverse();
  }

  get(id: string): Commissioning {
    return this.find(id).shown;
  }

  report(id: string): CommissioningReport {
    const { shown, deeds } = this.find(id);
    const spanName = spanNameOf(this.parts.site.current.site, shown.span);
    return { commissioning: shown, spanName, deeds, text: reportText(shown, spanName, deeds) };
  }

  async start(by: string, span: number): Promise<Commissioning> {
    const { site, ids, clock } = this.parts;
    const setup = spanSetupOf(site.current.site, span);
    if (setup === null) throw new CallboxError('not-found', `this box has no span ${span}`);
    const other = [...this.cases.values()].find((each) => each.isOpen && each.shown.span === span);
    if (other !== undefined) {
      const message = `${other.shown.by} is bringing up span ${span} (commissioning ${other.shown.id}): go on with it, or abandon it`;
      throw new CallboxError('conflict', message, {
        zh: `${other.shown.by} 正在开通这条中继：接着做那一次，或先放弃它。`,
      });
    }
    const nowMs = clock.nowMs();
    const commissioning: Commissioning = {
      id: ids.next(),
      span,
      by,
      startedAt: nowMs,
      endedAt: null,
      step: 'before',
      order: unknownOrder,
      setup,
      steps: commissioningSteps.map(emptyStep),
      version: 1,
    };
    const words = { zh: `开始开通 E1-${span}`, en: `began to bring up E1-${span}` };
    const begun = this.add({ commissioning, deeds: [{ at: nowMs, by, step: 'before', words }] });
    this.parts.keep.commissioning({ commissioning, deeds: begun.deeds });
    return this.kept(begun);
  }

  async order(deed: Deed, order: CarrierOrder): Promise<Commissioning> {
    const found = this.changeable(deed);
    const { by } = deed;
    const nowMs = this.parts.clock.nowMs();
    found.did(nowMs, by, 'before', orderWords(order), { order });
    found.fire('before', 'start', { startedAt: nowMs });
    found.ended('before', judgeOrder(order, found.shown.setup), nowMs);
    return this.kept(found);
  }

  async check(deed: Deed, step: CommissioningStep, number = ''): Promise<Commissioning> {
    const found = this.find(deed.id);
    // Twice the same press, or two technicians: it runs once.
    if (found.step(step).state === 'checking') {
      const en = `the check of '${step}' is running: its result comes by itself`;
      throw notNow({ zh: '这一步的检查正在进行，结果会自己出来。', en });
    }
    this.changeable(deed);
    this.assertMayCheck(found, step);
    const words = { zh: '开始检查', en: 'check begun' };
    found.did(this.parts.clock.nowMs(), deed.by, step, words, { step });
    this.begin(found, step, deed.by, number);
    return this.kept(found);
  }

  /** Answers when it has begun; what comes of it is seen at the step (`taking`, `notTaken`). */
  async take(deed: Deed, step: CommissioningStep): Promise<Commissioning> {
    const found = this.changeable(deed);
    const { proposal, state } = found.step(step);
    if (proposal === null || state !== 'bad') {
      throw notNow({
        zh: '这一步没有建议可采用，请先检查。',
        en: `the step '${step}' proposes nothing: check it first`,
      });
    }
    const { taker, changes } = this.parts;
    if ('setup' in proposal && changes.isOpen(found.shown.span)) throw beingChanged(found.shown.span);
    taker.assertMay(found.shown.span, proposal);
    this.taking.add(deed.id);
    found.taken(step, { taking: true, notTaken: nothing });
    void this.apply(found, step, proposal, deed.by);
    return this.kept(found);
  }

  /** Never rejects: nobody waits for it. */
  private async apply(found: Case, step: CommissioningStep, proposal: Proposed, by: string): Promise<void> {
    const { taker, clock, site } = this.parts;
    const { id, span } = found.shown;
    try {
      await taker.take(span, proposal, by);
      this.taking.delete(id);
      found.taken(step, { taking: false, notTaken: nothing });
      const setup = spanSetupOf(site.current.site, span) ?? found.shown.setup;
      found.did(clock.nowMs(), by, step, proposalWords(proposal), { setup });
      if ('setup' in proposal) this.madeAnew(found, step);
      // With a driver just configured the box starts anew: what is checked until then would be broken off.
      if ('driver' in proposal) found.fire(step, 'reopen', emptyStep(step));
      else this.again(found, step, by);
    } catch (fault) {
      this.taking.delete(id);
      const notTaken = this.faultTold(fault, span, step);
      found.taken(step, { taking: false, notTaken });
      const words = { zh: `建议没有采用：${notTaken.zh}`, en: `the proposal was not taken: ${notTaken.en}` };
      found.cameAbout(clock.nowMs(), step, words);
    }
  }

  /** In words; what no room has refused but went wrong is an incident. */
  private faultTold(fault: unknown, span: number, step: CommissioningStep): Words {
    const en = fault instanceof Error ? fault.message : 'unknown';
    if (fault instanceof CallboxError) return { zh: String(fault.detail.zh ?? en), en };
    this.parts.keep.incident('commissioning-check-failed', { span, step, reason: en.slice(0, 200) });
    return { zh: en, en };
  }

  async overrule(deed: Deed, step: CommissioningStep, reason: string): Promise<Commissioning> {
    const found = this.changeable(deed);
    if (found.step(step).state !== 'bad') {
      const en = `the step '${step}' has not failed: there is nothing to go on against`;
      throw notNow({ zh: '这一步没有失败，用不着“仍然继续”。', en });
    }
    found.fire(step, 'overrule', { overruledBy: deed.by, overruledFor: reason });
    const words = { zh: `检查未过，仍然继续：${reason}`, en: `went on though the check failed: ${reason}` };
    found.did(this.parts.clock.nowMs(), deed.by, step, words);
    found.moveOn(step);
    return this.kept(found);
  }

  async back(deed: Deed, step: CommissioningStep): Promise<Commissioning> {
    const found = this.changeable(deed);
    const obstacle = found.obstacle(step);
    if (obstacle !== null) throw obstructed(obstacle);
    found.did(this.parts.clock.nowMs(), deed.by, step, { zh: '回到这一步', en: 'came back to this step' }, { step });
    return this.kept(found);
  }

  async finish(deed: Deed): Promise<Commissioning> {
    const found = this.changeable(deed);
    const open = commissioningSteps.find(
      (step) => step !== 'report' && !['good', 'overruled'].includes(found.step(step).state),
    );
    if (open !== undefined) throw obstructed(open);
    const nowMs = this.parts.clock.nowMs();
    found.fire('report', 'start', { startedAt: nowMs });
    found.ended('report', well({ zh: '全部步骤完成', en: 'all steps are done' }), nowMs);
    return this.end(found, deed.by, { zh: '完成并签字', en: 'finished and signed' });
  }

  async abandon(deed: Deed): Promise<Commissioning> {
    const found = this.changeable(deed);
    for (const { step, state } of found.shown.steps)
      if (state === 'checking') found.fire(step, 'reopen', emptyStep(step));
    return this.end(found, deed.by, { zh: '放弃；已经采用的设置保留', en: 'abandoned; what was taken stays' });
  }

  close(): void {
    for (const watch of this.watches.values()) watch.stop();
  }

  // ---- checks

  private assertMayCheck(found: Case, step: CommissioningStep): void {
    if (step === 'before' || step === 'report') {
      throw new CallboxError('bad-request', `the step '${step}' has no check: it is what a person says`);
    }
    const obstacle = found.obstacle(step);
    if (obstacle !== null) throw obstructed(obstacle);
    if (this.parts.changes.isOpen(found.shown.span)) throw beingChanged(found.shown.span);
  }

  private begin(found: Case, step: CommissioningStep, by: string, number: string): void {
    const { clock } = this.parts;
    const watch = this.watchOf(found);
    const { order, span } = found.shown;
    const check = checkOf(
      step,
      {
        span,
        by,
        setup: () => found.shown.setup,
        orderCrc4: order.crc4,
        clockFromCarrier: order.clockFromCarrier,
        calledDigits: order.calledDigits,
        number,
        seen: () => watch.seen,
        forget: () => watch.forget(),
        calls: () => watch.seenCalls,
      },
      this.parts,
    );
    if (check === null) return;
    found.fire(step, 'start', { ...emptyStep(step), state: 'checking', startedAt: clock.nowMs() });
    watch.begin(step, check);
  }

  private judged(found: Case, step: CommissioningStep, judged: Judged): void {
    if (judged.state === 'checking') found.progress(step, judged);
    else found.ended(step, judged, this.parts.clock.nowMs());
  }

  /** The line speaks otherwise now: what was measured before says nothing any more. */
  private madeAnew(found: Case, step: CommissioningStep): void {
    const watch = this.watchOf(found);
    watch.forget();
    const affected: readonly CommissioningStep[] = step === 'clock' ? ['clock'] : ['line', 'signalling', 'clock'];
    for (const each of affected) {
      if (each === step || found.step(each).state === 'open') continue;
      if (commissioningSteps.indexOf(each) < commissioningSteps.indexOf(step)) continue;
      watch.end(each);
      found.fire(each, 'reopen', emptyStep(each));
    }
  }

  /** A proposal was taken: is it well now? */
  private again(found: Case, step: CommissioningStep, by: string): void {
    const nowMs = this.parts.clock.nowMs();
    if (step === 'before') {
      found.fire('before', 'start', { startedAt: nowMs });
      found.ended('before', judgeOrder(found.shown.order, found.shown.setup), nowMs);
    } else if (found.obstacle(step) === null) this.begin(found, step, by, '');
  }

  // ---- within

  private add(row: CommissioningRow): Case {
    const found = new Case(row, (changed) => this.parts.keep.commissioning(changed));
    this.cases.set(row.commissioning.id, found);
    for (const [id, { isOpen }] of this.cases) {
      if (this.cases.size <= maxShownCommissionings) break;
      if (!isOpen) this.cases.delete(id);
    }
    return found;
  }

  private watchOf(found: Case): CaseWatch {
    const { id, span } = found.shown;
    const there = this.watches.get(id);
    if (there !== undefined) return there;
    const watch = new CaseWatch(span, this.parts.channelsOf(span), {
      ...this.parts,
      restarts: (of) => this.parts.restarts(of),
      judged: (step, judged) => this.judged(found, step, judged),
      onFault: (step, fault) => {
        found.ended(step, failed('check-failed', this.faultTold(fault, span, step)), this.parts.clock.nowMs());
      },
    });
    this.watches.set(id, watch);
    return watch;
  }

  private async end(
    found: Case,
    by: string,
    words: { readonly zh: string; readonly en: string },
  ): Promise<Commissioning> {
    const nowMs = this.parts.clock.nowMs();
    this.watches.get(found.shown.id)?.stop();
    this.watches.delete(found.shown.id);
    found.did(nowMs, by, found.shown.step, words, { endedAt: nowMs });
    this.parts.keep.incident('commissioning-ended', { span: found.shown.span, by, commissioning: found.shown.id });
    return this.kept(found);
  }

  private async kept(found: Case): Promise<Commissioning> {
    await this.parts.keep.settled();
    return found.shown;
  }

  private find(id: string): Case {
    const found = this.cases.get(id);
    if (found !== undefined) return found;
    throw new CallboxError('not-found', `there is no commissioning ${id} among the last ${maxShownCommissionings}`);
  }

  private changeable({ id, version }: Deed): Case {
    const found = this.find(id);
    if (!found.isOpen)
      throw notNow({ zh: '这次开通已经结束，请另开一次。', en: 'this commissioning is over: start a new one' });
    if (this.taking.has(id))
      throw notNow({ zh: '正在采用一项建议，请稍等。', en: 'a proposal is being taken: wait a moment' });
    if (version !== found.shown.version) {
      const message = `somebody else has gone on (version ${version}, now ${found.shown.version}): load it again and repeat`;
      throw new CallboxError('conflict', message);
    }
    return found;
  }
}
