/** One line that is brought up, as it stands in memory and in the database. */
import { rowFor } from '../base/machine.js';
import type { Words } from '../terms/cause-words.js';
import {
  type Commissioning,
  type CommissioningDeed,
  type CommissioningRow,
  type CommissioningStep,
  commissioningSteps,
  maxDeeds,
  maxDeedText,
  type StepResult,
} from '../terms/commissioning.js';
import { faultWords } from './faults.js';
import type { Judged } from './judged.js';
import { type StepEvent, stepTable } from './step-machine.js';

export const nothing: Words = { zh: '', en: '' };

export function emptyStep(step: CommissioningStep): StepResult {
  return {
    step,
    state: 'open',
    seen: nothing,
    fault: '',
    words: nothing,
    next: [],
    proposal: null,
    progress: 0,
    startedAt: null,
    endedAt: null,
    overruledBy: '',
    taking: false,
    notTaken: nothing,
  };
}

/** The steps that must be through before this one may begin. */
export function stepsBefore(step: CommissioningStep): readonly CommissioningStep[] {
  return commissioningSteps.slice(0, commissioningSteps.indexOf(step));
}

export class Case {
  constructor(
    private row: CommissioningRow,
    private readonly changed: (row: CommissioningRow) => void,
  ) {}

  get shown(): Commissioning {
    return this.row.commissioning;
  }

  get deeds(): readonly CommissioningDeed[] {
    return this.row.deeds;
  }

  get isOpen(): boolean {
    return this.shown.endedAt === null;
  }

  step(step: CommissioningStep): StepResult {
    return this.shown.steps.find((each) => each.step === step) ?? emptyStep(step);
  }

  /** Through, or so far well that what comes behind it may begin. */
  isPassed(step: CommissioningStep): boolean {
    const { state, mayGoOn = false } = this.step(step);
    return state === 'good' || state === 'overruled' || (state === 'checking' && mayGoOn);
  }

  /** The first step before this one that stands in its way; null: none. */
  obstacle(step: CommissioningStep): CommissioningStep | null {
    return stepsBefore(step).find((before) => !this.isPassed(before)) ?? null;
  }

  /** A person's deed: counts as a version, and is kept. */
  did(atMs: number, by: string, step: CommissioningStep, words: Words, more: Partial<Commissioning> = {}): void {
    const { shown } = this;
    this.put({ ...shown, ...more, version: shown.version + 1 }, [{ at: atMs, by, step, words }]);
  }

  /** What came about by itself. */
  cameAbout(atMs: number, step: CommissioningStep, words: Words): void {
    this.put(this.shown, [{ at: atMs, by: 'system', step, words }]);
  }

  /** False: the step does not expect this, and nothing has changed. `keep`: it is worth a row on the disk. */
  fire(step: CommissioningStep, event: StepEvent, more: Partial<StepResult>): boolean {
    const before = this.step(step);
    const row = rowFor(stepTable, before.state, event);
    if (row === null) return false;
    this.put(this.withStep({ ...before, ...more, state: row.to }), []);
    return true;
  }

  /** How the taking of its proposal stands, which is no judgement. */
  taken(step: CommissioningStep, how: Required<Pick<StepResult, 'taking' | 'notTaken'>>): void {
    this.put(this.withStep({ ...this.step(step), ...how }), []);
  }

  /** How a running check stands; told to pages, not worth a row. */
  progress(step: CommissioningStep, judged: Judged): void {
    const before = this.step(step);
    if (before.state !== 'checking') return;
    const { seen, progress, mayGoOn } = judged;
    this.row = { ...this.row, commissioning: this.withStep({ ...before, seen, progress, mayGoOn }) };
  }

  ended(step: CommissioningStep, judged: Judged, atMs: number): void {
    const { seen, fault, proposal } = judged;
    const { words, next } = judged.explained ?? faultWords(fault);
    const isGood = judged.state === 'good';
    this.fire(step, isGood ? 'passed' : 'failed', {
      seen,
      fault,
      words: isGood ? { zh: '正常。', en: 'Well.' } : words,
      next: isGood ? [] : next,
      proposal: proposal === null ? null : { ...proposal },
      progress: 1,
      mayGoOn: isGood,
      notTaken: nothing,
      endedAt: atMs,
    });
    const mark = isGood ? '✓' : '✗';
    const what = isGood ? seen : { zh: `${words.zh} ${seen.zh}`, en: `${words.en} ${seen.en}` };
    this.cameAbout(atMs, step, { zh: `${mark} ${what.zh}`, en: `${mark} ${what.en}` });
    if (isGood) this.moveOn(step);
  }

  /** He stands at the next one, if he stood at this one. */
  moveOn(step: CommissioningStep): void {
    const next = commissioningSteps[commissioningSteps.indexOf(step) + 1];
    if (this.shown.step === step && next !== undefined) this.put({ ...this.shown, step: next }, []);
  }

  private withStep(result: StepResult): Commissioning {
    const { shown } = this;
    return { ...shown, steps: shown.steps.map((each) => (each.step === result.step ? result : each)) };
  }

  private put(commissioning: Commissioning, deeds: readonly CommissioningDeed[]): void {
    this.row = { commissioning, deeds: withinLimit([...this.row.deeds, ...deeds]) };
    this.changed(this.row);
  }
}

/** Who began it and what was done last. */
function withinLimit(deeds: readonly CommissioningDeed[]): readonly CommissioningDeed[] {
  const kept = deeds.length <= maxDeeds ? deeds : [...deeds.slice(0, 1), ...deeds.slice(1 - maxDeeds)];
  return kept.map((deed) => ({ ...deed, words: { zh: cut(deed.words.zh), en: cut(deed.words.en) } }));
}

function cut(text: string): string {
  return text.length <= maxDeedText ? text : `${text.slice(0, maxDeedText - 1)}…`;
}
