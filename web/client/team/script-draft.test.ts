import { expect, test } from 'vitest';
import { type ScriptStep, scriptProblems } from '../../../daemon/terms/scripts.js';
import { draftsOf, renamed, stepsOf, withAnswer, withoutStep, withStep } from './script-draft.js';

const text = { zh: '您好', en: 'Hello' };
const steps: readonly ScriptStep[] = [
  { id: 'hello', text, ask: 'nothing', next: 'want' },
  { id: 'want', text, ask: 'one-of', answers: [{ id: 'yes', text, next: 'title' }] },
  { id: 'title', text, ask: 'text', next: null },
];

test('steps go into fields and back', () => {
  expect(stepsOf(draftsOf(steps))).toEqual(steps);
});

test('a step that is renamed or removed takes its ways along', () => {
  const renamedSteps = stepsOf(renamed(draftsOf(steps), 2, 'company'));
  expect(scriptProblems(renamedSteps)).toEqual([]);
  expect(renamedSteps[1]).toMatchObject({ answers: [{ next: 'company' }] });
  const removed = stepsOf(withoutStep(draftsOf(steps), 'title'));
  expect(scriptProblems(removed)).toEqual([]);
});

test('new steps and answers have names of their own, and somebody gets to them', () => {
  const written = withStep(withStep([]));
  expect(stepsOf(written)).toMatchObject([
    { id: 's1', next: 's2' },
    { id: 's2', next: null },
  ]);
  const [first] = written;
  if (first === undefined) throw new Error('no step');
  let step = { ...first, ask: 'one-of' as const };
  for (let n = 0; n < 12; n++) step = { ...withAnswer(step), ask: 'one-of' as const };
  expect(step.answers.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9']);
});
