import { describe, expect, it } from 'vitest';
import { type AttemptResult, resultCodes } from '../terms/outbound.js';
import { type AttemptFacts, attemptResult, leadAfter, unansweredResult, usesUpTry, validity } from './results.js';

const unanswered: AttemptFacts = {
  cause: 19,
  tone: '',
  lineFailure: false,
  givenUp: false,
  notRung: false,
  answered: false,
  who: null,
  connected: false,
  heard: null,
  heardPercent: 80,
  optedOut: false,
};
const hour = 3_600_000;
const answered: AttemptFacts = { ...unanswered, cause: 16, answered: true };

/** screens.md 3.4; a tone is more exact than the cause beside it. */
const byNetwork: readonly [number, string, AttemptResult][] = [
  [1, '', 'wrong-number'],
  [2, '', 'unreachable'],
  [3, '', 'unreachable'],
  [16, '', 'no-answer'],
  [17, '', 'busy'],
  [18, '', 'no-answer'],
  [19, '', 'no-answer'],
  [20, '', 'unreachable'],
  [20, 'switched-off', 'switched-off'],
  [21, '', 'unreachable'],
  [22, '', 'wrong-number'],
  [27, '', 'unreachable'],
  [28, '', 'wrong-number'],
  [29, '', 'unreachable'],
  [31, '', 'unreachable'],
  [31, 'vacant', 'wrong-number'],
  [16, 'suspended', 'suspended'],
  [16, 'busy', 'busy'],
  [31, 'diverted', 'diverted'],
  [31, 'sit', 'unreachable'],
  [1, 'sit', 'wrong-number'],
  [22, 'sit', 'wrong-number'],
  [34, 'sit', 'line-failure'],
  [16, 'congestion', 'line-failure'],
  [31, 'something new', 'unreachable'],
  [50, '', 'unreachable'],
  [69, '', 'unreachable'],
  [88, '', 'unreachable'],
  [111, '', 'unreachable'],
  [127, '', 'unreachable'],
  ...[34, 38, 41, 42, 44, 47, 57, 58, 63, 65, 79, 81, 82, 96, 100, 101, 102].map(
    (cause): [number, string, AttemptResult] => [cause, '', 'line-failure'],
  ),
];

describe('the result of a call nobody answered', () => {
  it.each(byNetwork)('cause %i with "%s" is %s', (cause, tone, result) => {
    expect(unansweredResult(cause, tone)).toBe(result);
    expect(attemptResult({ ...unanswered, cause, tone })).toBe(result);
  });

  it('is our own whenever the line failed', () => {
    expect(attemptResult({ ...unanswered, cause: 17, lineFailure: true })).toBe('line-failure');
  });

  it('tells that pacing hung up', () => {
    expect(attemptResult({ ...unanswered, cause: 16, givenUp: true })).toBe('cancelled');
  });
});

describe('a call that its agent gave up', () => {
  const notRung = attemptResult({ ...unanswered, cause: 16, notRung: true });

  it('before it rang there says nothing of the person, and uses up no try', () => {
    expect([notRung, usesUpTry(notRung), validity(notRung)]).toEqual(['not-rung', false, null]);
    const lead = { tries: 1, agent: '8001', timed: true, notBefore: 5 };
    const outcome = { result: notRung, atMs: 1_000, endedMs: 2_000, appointment: null };
    const after = leadAfter(lead, outcome, { retry: { tries: 3, waitMs: hour }, retryByResult: {} });
    expect(after).toMatchObject({ state: 'open', result: null, tries: 1, timed: true, agent: '8001' });
    expect(after.notBefore).toBe(122_000);
  });

  it('while it rang was a call like any other', () => {
    expect(attemptResult({ ...unanswered, cause: 16 })).toBe('no-answer');
  });

  it('on a line that failed is the line’s failure', () => {
    expect(attemptResult({ ...unanswered, cause: 16, notRung: true, lineFailure: true })).toBe('line-failure');
  });
});

const byEar: readonly [string, Partial<AttemptFacts>, AttemptResult][] = [
  ['an agent talked', { connected: true }, 'connected'],
  ['an agent talked to what sounded like a machine', { connected: true, who: 'machine' }, 'connected'],
  ['nobody came', { who: 'human' }, 'dropped'],
  ['nobody came and nobody listened', {}, 'dropped'],
  ['nobody came to a doubt', { who: 'unsure' }, 'dropped'],
  ['a machine was cleared', { who: 'machine' }, 'diverted'],
  ['a fax was cleared', { who: 'fax' }, 'wrong-number'],
  ['enough was heard', { heard: 80 }, 'success'],
  ['too little was heard', { heard: 79 }, 'unreachable'],
  ['he wants no more calls', { heard: 10, optedOut: true }, 'refused'],
];

describe('the result of an answered call', () => {
  it.each(byEar)('%s', (_what, change, result) => {
    expect(attemptResult({ ...answered, ...change })).toBe(result);
  });
});

const atMs = 1_000 * hour;
const rules = { retry: { tries: 3, waitMs: hour }, retryByResult: {} };
const lead = { tries: 0, agent: '8001', timed: false, notBefore: 0 };
const outcome = (result: AttemptResult) => ({ result, atMs, endedMs: atMs + 60_000, appointment: null });

/** china.md 7: tries until it is done, counted from a fresh lead; null: at once, whatever was tried. */
const triesOf: readonly [AttemptResult, number][] = [
  ['success', 1],
  ['refused', 1],
  ['wrong-number', 1],
  ['duplicate', 1],
  ['suspended', 1],
  ['no-answer', 3],
  ['busy', 3],
  ['switched-off', 3],
  ['unreachable', 3],
  ['diverted', 3],
];

describe('a lead', () => {
  it.each(triesOf)('after %s is done after %i tries', (result, tries) => {
    for (let before = 0; before < tries; before++) {
      const after = leadAfter({ ...lead, tries: before }, outcome(result), rules);
      expect(after.state).toBe(before + 1 < tries ? 'open' : 'done');
      expect(after).toMatchObject({ tries: before + 1, result });
      if (after.state === 'open') expect(after).toMatchObject({ notBefore: atMs + hour, otherPart: true });
    }
  });

  it.each([
    ['line-failure', atMs + 60_000 + 120_000, false],
    ['dropped', atMs + hour / 2, true],
  ] as const)('after %s has all its tries', (result, notBefore, timed) => {
    expect(leadAfter({ ...lead, tries: 2 }, outcome(result), rules)).toMatchObject({
      state: 'open',
      result: null,
      tries: 2,
      notBefore,
      timed,
      agent: '8001',
    });
    expect(usesUpTry(result)).toBe(false);
  });

  it('rung for the least by law and hung up by pacing is one that nobody answered', () => {
    for (let before = 0; before < 3; before++) {
      const ask = { ...lead, tries: before, timed: true };
      expect(leadAfter(ask, outcome('cancelled'), rules)).toEqual(leadAfter(ask, outcome('no-answer'), rules));
    }
    expect(leadAfter({ ...lead, tries: 2 }, outcome('cancelled'), rules)).toMatchObject({ state: 'done', tries: 3 });
    const own = { ...rules, retryByResult: { 'no-answer': { tries: 5, waitMs: 2 * hour } } };
    expect(leadAfter({ ...lead, tries: 3 }, outcome('cancelled'), own)).toMatchObject({
      state: 'open',
      result: 'no-answer',
      notBefore: atMs + 2 * hour,
    });
    expect(usesUpTry('cancelled')).toBe(true);
  });

  it('keeps its agreed hour when our line failed', () => {
    const after = leadAfter({ ...lead, timed: true, notBefore: atMs }, outcome('line-failure'), rules);
    expect(after).toMatchObject({ timed: true, notBefore: atMs + 180_000 });
  });

  it('with an appointment is called then, whatever was tried', () => {
    const appointment = { at: atMs + 48 * hour, agent: '8002' };
    expect(leadAfter({ ...lead, tries: 9 }, { ...outcome('appointment'), appointment }, rules)).toMatchObject({
      state: 'open',
      result: 'appointment',
      notBefore: appointment.at,
      timed: true,
      agent: '8002',
      otherPart: false,
    });
  });

  it('follows the rule of its result before the common one', () => {
    const own = { ...rules, retryByResult: { busy: { tries: 5, waitMs: 2 * hour } } };
    expect(leadAfter({ ...lead, tries: 3 }, outcome('busy'), own)).toMatchObject({
      state: 'open',
      notBefore: atMs + 2 * hour,
    });
    const never = { ...rules, retryByResult: { suspended: { tries: 9, waitMs: hour } } };
    expect(leadAfter(lead, outcome('suspended'), never).state).toBe('done');
  });
});

describe('validity', () => {
  it('is known of each of the eleven codes', () => {
    expect(resultCodes.map(validity)).toEqual([
      'connected',
      'connected',
      'not-connected',
      'not-connected',
      'wrong-number',
      'not-connected',
      'not-connected',
      'not-connected',
      'not-connected',
      'connected',
      null,
    ]);
    expect(validity('line-failure')).toBeNull();
  });
});
