import { expect, test } from 'vitest';
import { type SpanCounted, SpanSamples, SpanWatch } from './span-rows.js';

const eventsOf = (rows: ReturnType<SpanWatch['saw']>) =>
  rows.map((row) => (row.row === 'span-event' ? `${row.event.what} ${row.event.alarm ?? ''}`.trim() : row.row));
const counted = (change: Partial<SpanCounted> = {}): SpanCounted => ({
  ...{ span: 1, slips: 0, crcErrors: 0, farEndErrors: 0, codeViolations: 0, framesIn: 0, framesOut: 0 },
  framesBadFcs: 0,
  ...change,
});

test('what changes on a span is told once', () => {
  const watch = new SpanWatch();
  expect(eventsOf(watch.saw({ span: 1, alarms: ['LOS'], dChannel: 'down' }, 1))).toEqual(['started', 'alarm-on LOS']);
  expect(watch.saw({ span: 1, alarms: ['LOS'], dChannel: 'down' }, 2)).toEqual([]);
  expect(eventsOf(watch.saw({ span: 1, alarms: ['AIS'], dChannel: 'down' }, 3))).toEqual([
    'alarm-on AIS',
    'alarm-off LOS',
  ]);
  expect(eventsOf(watch.saw({ span: 1, alarms: [], dChannel: 'up' }, 4))).toEqual(['alarm-off AIS', 'd-channel-up']);
  expect(eventsOf(watch.saw({ span: 2, alarms: [], dChannel: 'up' }, 5))).toEqual(['started', 'd-channel-up']);
  expect(eventsOf(watch.saw({ span: 1, alarms: [], dChannel: 'down' }, 6))).toEqual(['d-channel-down']);
});

test('counters are told as what came since, also after they began anew', () => {
  const samples = new SpanSamples();
  expect(samples.take([counted({ slips: 7 })], 1)).toEqual([]);
  expect(samples.take([counted({ slips: 9, framesIn: 4 })], 2)).toMatchObject([{ meters: { slips: 2, framesIn: 4 } }]);
  expect(samples.take([counted({ slips: 1, framesIn: 5 })], 3)).toMatchObject([{ meters: { slips: 1, framesIn: 1 } }]);
  expect(samples.take([], 4)).toEqual([]);
});
