/** China.md 5. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  answeredInTimeShare,
  answeredLateShare,
  answerRate,
  averageAbandonMs,
  averageHandlingMs,
  averageQueueMs,
  averageTalkMs,
  averageWaitMs,
  averageWrapUpMs,
  lossRate,
  notReadyShare,
  occupancy,
  percent,
  percentText,
  serviceLevel,
  shareOf,
  shortAbandonShare,
  signedInMs,
  stillWaiting,
  systemAnswerRate,
  trunkLossRate,
  utilisation,
} from './metrics.js';

const golden = {
  offered: 100,
  answered: 80,
  answeredInTime: 64,
  abandoned: 20,
  abandonedInTime: 5,
  abandonedIn5s: 2,
  overflowed: 0,
};

test.each([
  ['接通率', answerRate(golden), '80.0'],
  ['呼损率', lossRate(golden), '20.0'],
  ['F1', serviceLevel(golden, 'F1'), '69.0'],
  ['F2', serviceLevel(golden, 'F2'), '80.0'],
  ['F3', serviceLevel(golden, 'F3'), '64.0'],
  ['F4', serviceLevel(golden, 'F4'), '67.4'],
  ['逾限率', answeredLateShare(golden), '20.0'],
  ['20 秒内接通率', answeredInTimeShare(golden), '80.0'],
  ['5 秒内放弃占比', shortAbandonShare(golden), '10.0'],
  ['接通率, short abandons left out', answerRate(golden, true), '81.6'],
  ['呼损率, overflow lost', lossRate({ ...golden, offered: 110, overflowed: 10 }, true), '27.3'],
  ['系统接通率', systemAnswerRate({ inFlow: 50, answered: 80, seized: 160 }), '81.3'], // 81.25: half up
  ['呼损率（中继）', trunkLossRate(1, 2_000), '0.1'], // 0.05: half up
])('the golden example: %s', (_name, share, text) => {
  expect(percentText(share)).toBe(text);
});

test('of nothing there is no percentage and no average', () => {
  const nothing = { ...golden, offered: 0, answered: 0, answeredInTime: 0, abandoned: 0, abandonedInTime: 0 };
  for (const formula of ['F1', 'F2', 'F3', 'F4'] as const) {
    const share = serviceLevel(nothing, formula);
    expect([percentText(share), percent(share), shareOf(share)]).toEqual(['—', null, null]);
  }
  const sums = { waitAnsweredMs: 0, waitAbandonedMs: 0, talkMs: 0, wrapUpMs: 0, answered: 0, abandoned: 0 };
  const averages = [averageWaitMs, averageQueueMs, averageAbandonMs, averageTalkMs, averageWrapUpMs, averageHandlingMs];
  expect(averages.map((formula) => formula(sums))).toEqual([null, null, null, null, null, null]);
});

test('averages', () => {
  const sums = {
    waitAnsweredMs: 800_000,
    waitAbandonedMs: 300_000,
    talkMs: 9_600_000,
    wrapUpMs: 2_400_000,
    answered: 80,
    abandoned: 20,
  };
  expect(averageWaitMs(sums)).toBe(10_000);
  expect(averageQueueMs(sums)).toBe(11_000);
  expect(averageAbandonMs(sums)).toBe(15_000);
  expect(averageTalkMs(sums)).toBe(120_000);
  expect(averageWrapUpMs(sums)).toBe(30_000);
  expect(averageHandlingMs(sums)).toBe(150_000);
});

test('times of an agent', () => {
  const times = {
    'signed-out': 99_999,
    'not-ready': 30_000,
    ready: 20_000,
    reserved: 1_000,
    ringing: 4_000,
    talking: 25_000,
    held: 5_000,
    'wrap-up': 10_000,
    dialling: 5_000,
  };
  expect(signedInMs(times)).toBe(100_000);
  expect(percentText(utilisation(times))).toBe('45.0');
  expect(percentText(occupancy(times))).toBe('64.3'); // 45 / 70
  expect(percentText(notReadyShare(times))).toBe('30.0');
});

test('the identity says who still waits', () => {
  expect(stillWaiting({ ...golden, offered: 107, overflowed: 3 })).toBe(4);
});

test('a percentage is a half up of the exact quotient, within 0 and 100', () => {
  const counts = fc
    .integer({ min: 1, max: 1_000_000 })
    .chain((whole) => fc.record({ whole: fc.constant(BigInt(whole)), part: fc.bigInt(0n, BigInt(whole)) }));
  fc.assert(
    fc.property(counts, ({ part, whole }) => {
      const exact = (2_000n * part + whole) / (2n * whole);
      expect(percent({ part: Number(part), whole: Number(whole) })).toBe(Number(exact) / 10);
    }),
    { seed: 5 },
  );
});
