/** A script as it is being written: plain fields, turned into steps when it is saved. */
import { maxAnswers, type ScriptStep } from '../../../daemon/terms/scripts.js';

export interface AnswerDraft {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** '' the script is over. */
  readonly next: string;
}
export interface StepDraft {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly ask: ScriptStep['ask'];
  readonly next: string;
  readonly answers: readonly AnswerDraft[];
}

export function draftsOf(steps: readonly ScriptStep[]): readonly StepDraft[] {
  return steps.map((step) => ({
    id: step.id,
    ...step.text,
    ask: step.ask,
    next: step.ask === 'one-of' ? '' : (step.next ?? ''),
    answers: step.ask === 'one-of' ? step.answers.map(({ id, text, next }) => ({ id, ...text, next: next ?? '' })) : [],
  }));
}

export function stepsOf(drafts: readonly StepDraft[]): readonly ScriptStep[] {
  return drafts.map(({ id, zh, en, ask, next, answers }) => {
    const text = { zh: zh.trim(), en: en.trim() };
    if (ask !== 'one-of') return { id: id.trim(), text, ask, next: next === '' ? null : next };
    return {
      id: id.trim(),
      text,
      ask,
      answers: answers.map((each) => ({
        id: each.id.trim(),
        text: { zh: each.zh.trim(), en: each.en.trim() },
        next: each.next === '' ? null : each.next,
      })),
    };
  });
}

/** A name nobody has yet: "s3". */
export function freshId(prefix: string, taken: readonly string[]): string {
  let n = taken.length + 1;
  while (taken.includes(`${prefix}${n}`)) n += 1;
  return `${prefix}${n}`;
}

/** A new step, to which those lead that led to the end before. */
export function withStep(drafts: readonly StepDraft[]): readonly StepDraft[] {
  const id = freshId(
    's',
    drafts.map((step) => step.id),
  );
  const led = drafts.map((step, at) => (at === drafts.length - 1 && step.next === '' ? { ...step, next: id } : step));
  return [...led, { id, zh: '', en: '', ask: 'nothing', next: '', answers: [] }];
}

export function withAnswer(step: StepDraft): StepDraft {
  if (step.answers.length >= maxAnswers) return step;
  const id = freshId(
    'a',
    step.answers.map((each) => each.id),
  );
  return { ...step, answers: [...step.answers, { id, zh: '', en: '', next: '' }] };
}

/** Ways to it lead to the end then. */
export function withoutStep(drafts: readonly StepDraft[], id: string): readonly StepDraft[] {
  const ended = (next: string): string => (next === id ? '' : next);
  return drafts
    .filter((step) => step.id !== id)
    .map((step) => ({
      ...step,
      next: ended(step.next),
      answers: step.answers.map((each) => ({ ...each, next: ended(each.next) })),
    }));
}

/** Ways to it follow its new name. */
export function renamed(drafts: readonly StepDraft[], at: number, id: string): readonly StepDraft[] {
  const was = drafts[at]?.id ?? '';
  const follow = (next: string): string => (next === was && was !== '' ? id : next);
  return drafts.map((step, place) => ({
    ...step,
    id: place === at ? id : step.id,
    next: follow(step.next),
    answers: step.answers.map((each) => ({ ...each, next: follow(each.next) })),
  }));
}
