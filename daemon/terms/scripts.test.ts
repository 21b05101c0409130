import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readVersion, type ScriptStep, scriptProblems, versionText, walk } from './scripts.js';

const text = { zh: '您好', en: 'Hello' };
const hello: ScriptStep = { id: 'hello', text, ask: 'nothing', next: 'want' };
const want: ScriptStep = {
  id: 'want',
  text,
  ask: 'one-of',
  answers: [
    { id: 'invoice', text, next: 'title' },
    { id: 'again', text, next: 'hello' },
    { id: 'nothing', text, next: null },
  ],
};
const title: ScriptStep = { id: 'title', text, ask: 'text', next: null };
const steps = [hello, want, title];

const at = (answers: Record<string, string>) => {
  const { done, now } = walk(steps, new Map(Object.entries(answers)));
  return [done.map(({ step }) => step.id).join(), now?.id ?? null];
};

test.each<[Record<string, string>, string, string | null]>([
  [{}, '', 'hello'],
  [{ hello: 'ok' }, 'hello', 'want'],
  [{ hello: 'ok', want: 'invoice' }, 'hello,want', 'title'],
  [{ hello: 'ok', want: 'invoice', title: '深圳' }, 'hello,want,title', null],
  [{ hello: 'ok', want: 'nothing', title: 'from before' }, 'hello,want', null],
  [{ want: 'invoice' }, '', 'hello'],
  [{ hello: 'ok', want: 'gone since' }, 'hello', 'want'],
  [{ hello: 'ok', want: 'again' }, 'hello,want', null],
])('%j', (answers, done, now) => {
  expect(at(answers)).toEqual([done, now]);
});

test('an empty script is over at once', () => {
  expect(walk([], new Map())).toEqual({ done: [], now: null });
});

test.each<[string, readonly ScriptStep[], string[]]>([
  ['a good one', steps, []],
  ['a step twice', [...steps, title], ['title twice title']],
  [
    'a way to nowhere',
    [hello, { ...want, answers: [] }, { ...title, next: 'end' }],
    ['title no-such-step end', 'title never-reached title'],
  ],
  ['a step nobody gets to', [...steps, { ...title, id: 'lost' }], ['lost never-reached lost']],
  [
    'an answer twice',
    [
      {
        ...want,
        answers: [
          { id: 'a', text, next: null },
          { id: 'a', text, next: null },
        ],
      },
    ],
    ['want answer-twice a'],
  ],
])('%s', (_what, script, problems) => {
  expect(scriptProblems(script).map(({ step, problem, name }) => `${step} ${problem} ${name}`)).toEqual(problems);
});

test.each([
  ['service@3', { queue: 'service', version: 3 }],
  ['a@b@12', { queue: 'a@b', version: 12 }],
  ['service@0', null],
  ['service', null],
  ['@1', null],
  [`${'q'.repeat(33)}@1`, null],
])('%s', (said, version) => {
  expect(readVersion(said)).toEqual(version);
  if (version !== null) expect(versionText(version)).toBe(said);
});

test('any way through any script ends', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd');
  const next = fc.option(id);
  const step = fc.oneof(
    fc.record({ id, text: fc.constant(text), ask: fc.constantFrom('nothing' as const, 'text' as const), next }),
    fc.record({
      id,
      text: fc.constant(text),
      ask: fc.constant('one-of' as const),
      answers: fc.array(fc.record({ id, text: fc.constant(text), next }), { maxLength: 4 }),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.dictionary(id, id), (script, answers) => {
      const { done, now } = walk(script, new Map(Object.entries(answers)));
      expect(done.length).toBeLessThanOrEqual(4);
      if (now !== null) expect(script).toContain(now);
    }),
  );
});
