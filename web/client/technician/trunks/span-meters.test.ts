import { expect, test } from 'vitest';
import { hasLine, isOnNow, isTold } from './span-meters.js';

test('a span wired by software tells of its D-channel alone', () => {
  const dynamic = { span: 1, hasLine: 0, crcErrors: 0, framesIn: 12 };
  expect(hasLine(dynamic)).toBe(false);
  expect([isTold('crcErrors', dynamic), isTold('slips', dynamic), isTold('framesIn', dynamic)]).toEqual([
    false,
    false,
    true,
  ]);
});

test('whoever says nothing of it has a line', () => {
  for (const span of [null, { span: 1 }, { span: 1, hasLine: 1 }]) expect(hasLine(span)).toBe(true);
  expect(isTold('slips', { span: 1 })).toBe(true);
});

test('a counter of alarms knows its own alarm', () => {
  expect(isOnNow('lossOfSignal', ['LOS'])).toBe(true);
  expect(isOnNow('lossOfFrame', ['LOS'])).toBe(false);
  expect(isOnNow('lossOfFrame', ['LOF', 'RAI'])).toBe(true);
  expect(isOnNow('lossOfSignal', [])).toBe(false);
  expect(isOnNow('slips', ['LOS', 'LOF', 'AIS', 'RAI'])).toBe(false);
});
