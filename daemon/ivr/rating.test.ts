import { expect, test } from 'vitest';
import { siteOf } from '../../test/simulation/floor.js';
import { rowsOf, Steps, toldBy } from '../../test/simulation/step-of.js';
import { Ratings } from './rating.js';

const rating = {
  prompts: ['zh/rate-question'],
  thanksPrompts: ['zh/rate-thanks'],
  agentPrompts: ['zh/rate-agent'],
  timeoutMs: 8_000,
};

function asked(site: Partial<ReturnType<typeof siteOf>> = { rating }) {
  const ratings = new Ratings();
  ratings.load({ ...siteOf(1), ...site });
  const steps = new Steps();
  const say = (what: (step: ReturnType<Steps['step']>) => void) => {
    const step = steps.step();
    what(step);
    return step;
  };
  const begin = () => say((step) => ratings.begin('c', '8013', 'sales', step));
  return {
    ratings,
    begin,
    armed: () => steps.timers.names(),
    ended: () => say((step) => ratings.promptEnded('c', step)),
    key: (digit: string) => say((step) => ratings.digit('c', digit, step)),
    silence: () => say((step) => ratings.timeout('c', step)),
    hangUp: () => say((step) => ratings.callEnded('c', step)),
  };
}

const resultOf = (step: ReturnType<Steps['step']>): readonly string[] =>
  rowsOf(step).flatMap((row) => (row.row === 'rating' ? [row.rating.result] : []));

const question = 'flow-play c zh/rate-question';
const thanks = 'flow-hang-up c zh/rate-thanks 16';

test('the caller hears who served him, digit by digit, then the question', () => {
  const call = asked();
  expect(toldBy(call.begin())).toEqual([
    'flow-play c zh/rate-agent,zh/digit-8,zh/digit-0,zh/digit-yao,zh/digit-3,zh/rate-question',
  ]);
});

test.each(['1', '2', '3', '4', '5'])('%s is a mark, and cuts the question', (digit) => {
  const call = asked();
  call.begin();
  const step = call.key(digit);
  expect(toldBy(step)).toEqual(['flow-stop-play c', thanks]);
  expect(rowsOf(step)).toEqual([
    { row: 'rating', rating: { callId: 'c', agent: '8013', queue: 'sales', at: step.atMs, result: digit } },
  ]);
  expect(call.ratings.running).toBe(0);
  expect(resultOf(call.hangUp())).toEqual([]);
});

test('8 s without a key from the question’s end on: asked once more, then no key', () => {
  const call = asked();
  call.begin();
  expect(call.armed()).toEqual([]);
  expect(call.ended().effects).toEqual([{ effect: 'set-timer', name: 'ivr rating c', id: 1, delayMs: 8_000 }]);
  expect(toldBy(call.silence())).toEqual([question]);
  call.ended();
  const step = call.silence();
  expect([resultOf(step), toldBy(step)]).toEqual([['no-key'], [thanks]]);
});

test.each(['0', '6', '9', '*', '#', 'A'])('%s is no mark: asked once more, then invalid', (digit) => {
  const call = asked();
  call.begin();
  expect(toldBy(call.key(digit))).toEqual(['flow-stop-play c', question]);
  expect(resultOf(call.key(digit))).toEqual(['invalid-key']);
});

test('a wrong key, then silence: no key', () => {
  const call = asked();
  call.begin();
  call.key('9');
  call.ended();
  expect(resultOf(call.silence())).toEqual(['no-key']);
});

test('silence, then a mark', () => {
  const call = asked();
  call.begin();
  call.ended();
  call.silence();
  expect(resultOf(call.key('2'))).toEqual(['2']);
});

test('the caller hangs up instead; nothing is left', () => {
  const call = asked();
  call.begin();
  call.ended();
  expect(resultOf(call.hangUp())).toEqual(['hung-up']);
  expect([call.ratings.running, call.armed()]).toEqual([0, []]);
  expect(toldBy(call.key('1'))).toEqual([]);
});

test('a site without rating asks nobody', () => {
  const call = asked({});
  expect(toldBy(call.begin())).toEqual([]);
  expect(call.ratings.isAsked('c')).toBe(false);
});
