import { expect, test } from 'vitest';
import { rowFor } from '../../base/machine.js';
import { problemOf, steadyLevel, type TestAction, type TestEvent, type TestState, testTable } from './test-call.js';

const events: readonly TestEvent[] = ['arrived', 'answered', 'cleared', 'time-up', 'end', 'command-failed'];

test.each<[TestState, TestEvent, TestState | null, readonly TestAction[]]>([
  ['waiting', 'arrived', 'talking', ['answer', 'listen']],
  ['waiting', 'time-up', 'ended', ['close']],
  ['waiting', 'end', 'ended', ['close']],
  ['waiting', 'cleared', null, []],
  ['calling', 'answered', 'talking', ['listen']],
  ['calling', 'cleared', 'ended', ['close']],
  ['calling', 'time-up', 'clearing', ['clear']],
  ['calling', 'command-failed', 'ended', ['clear', 'close']],
  ['talking', 'cleared', 'ended', ['close']],
  ['talking', 'end', 'clearing', ['clear']],
  ['talking', 'command-failed', 'talking', []],
  ['clearing', 'cleared', 'ended', ['close']],
  ['clearing', 'time-up', 'ended', ['close']],
  ['ended', 'cleared', 'ended', []],
  ['ended', 'time-up', 'ended', []],
])('%s, %s → %s %j', (state, event, to, actions) => {
  const row = rowFor(testTable, state, event);
  expect(row === null ? null : row.to).toBe(to);
  expect(row?.actions ?? []).toEqual(actions);
});

test('it is closed once, whatever comes: only rows into the end close', () => {
  for (const [state, rows] of Object.entries(testTable)) {
    for (const event of events) {
      const row = rows[event];
      if (row === undefined) continue;
      expect(row.actions.includes('close'), `${state} ${event}`).toBe(row.to === 'ended' && state !== 'ended');
    }
  }
});

const answered = { levelDbm0: -15, answeredAfterMs: 900, cause: 16, direction: 'out', endedBy: 'near-end' } as const;
test.each([
  [{}, ''],
  [{ levelDbm0: null }, 'silence'],
  [{ levelDbm0: -66 }, 'silence'],
  [{ levelDbm0: -40 }, 'too-quiet'],
  [{ levelDbm0: 0 }, 'too-loud'],
  [{ levelDbm0: -10 }, ''],
  [{ answeredAfterMs: null, endedBy: 'network', cause: 57 }, 'refused'],
  [{ answeredAfterMs: null, cause: 19 }, 'not-answered'],
  [{ answeredAfterMs: null, cause: null, direction: 'in', endedBy: null }, 'nobody-called'],
] as const)('%j: %s', (change, problem) => {
  expect(problemOf({ ...answered, ...change })).toBe(problem);
});

test('pauses between words do not make a voice quiet', () => {
  const heard = [-60, -14, -61, -15, -16, -62].map((levelDbm0) => ({ levelDbm0, noiseDbm0: levelDbm0 - 5 }));
  expect(steadyLevel(heard)).toEqual({ levelDbm0: -15, noiseDbm0: -67 });
  expect(steadyLevel([])).toBeNull();
});
