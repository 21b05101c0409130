import { expect, test } from 'vitest';
import type { SpanTimeline, TimelineEvent, TimelineSample } from '../../../../daemon/contract/pages-ladder.js';
import { alarmPeriods, buckets, totals } from './span-history.js';

const sample = (at: number, slips: number, crcErrors: number): TimelineSample => ({
  at,
  slips,
  crcErrors,
  farEndErrors: 0,
  codeViolations: 0,
  framesIn: 0,
  framesOut: 0,
  framesBadFcs: 0,
});
const event = (at: number, what: TimelineEvent['what'], alarm?: NonNullable<TimelineEvent['alarm']>): TimelineEvent =>
  alarm === undefined ? { at, what, more: 0 } : { at, what, alarm, more: 0 };
const timeline = (events: readonly TimelineEvent[], samples: readonly TimelineSample[] = []): SpanTimeline => ({
  span: 1,
  from: 1000,
  to: 2000,
  events,
  samples,
  cut: false,
  framesGone: false,
});

test('samples fall into the part of the time in which they were taken; the last moment belongs to the last part', () => {
  const day = timeline([], [sample(1000, 1, 0), sample(1099, 1, 2), sample(1100, 4, 0), sample(2000, 0, 7)]);
  const parts = buckets(day, 10);
  expect(parts).toHaveLength(10);
  expect(parts[0]).toEqual({ from: 1000, slips: 2, crcErrors: 2 });
  expect(parts[1]?.slips).toBe(4);
  expect(parts[9]?.crcErrors).toBe(7);
  expect(totals(day)).toEqual({ slips: 6, crc: 9, alarms: 0 });
});

test('alarms last from on to off; those without an end go on, those without a beginning were there before', () => {
  const periods = alarmPeriods(
    timeline([
      event(1100, 'alarm-on', 'LOS'),
      event(1100, 'd-channel-down'),
      event(1200, 'alarm-off', 'LOS'),
      event(1250, 'd-channel-up'),
      event(1300, 'alarm-off', 'RAI'),
      event(1900, 'alarm-on', 'AIS'),
    ]),
  );
  expect(periods).toEqual([
    { alarm: 'RAI', from: 1000, to: 1300 },
    { alarm: 'LOS', from: 1100, to: 1200 },
    { alarm: 'd-channel', from: 1100, to: 1250 },
    { alarm: 'AIS', from: 1900, to: 2000 },
  ]);
});

test('the first word of a D-channel that comes up is no end of anything', () => {
  expect(alarmPeriods(timeline([event(1100, 'd-channel-up')]))).toEqual([]);
});

test('what was missing when the lines were opened, and came at once, is no alarm of the day', () => {
  const healthy = timeline([
    event(1100, 'started'),
    event(1100, 'alarm-on', 'LOS'),
    event(1400, 'alarm-off', 'LOS'),
    event(1500, 'd-channel-up'),
  ]);
  expect(totals(healthy).alarms).toBe(0);
  expect(alarmPeriods(healthy)).toEqual([]);
});

test('what stays away after the start, or goes later, is one', () => {
  const late = timeline([event(0, 'started'), event(0, 'alarm-on', 'LOS'), event(5_000, 'alarm-off', 'LOS')]);
  expect(totals(late).alarms).toBe(1);
  const stays = timeline([event(0, 'started'), event(0, 'alarm-on', 'LOS')]);
  expect(totals(stays).alarms).toBe(1);
  const again = timeline([
    event(0, 'started'),
    event(0, 'alarm-on', 'LOS'),
    event(100, 'alarm-off', 'LOS'),
    event(6_000, 'alarm-on', 'LOS'),
    event(6_100, 'alarm-off', 'LOS'),
  ]);
  expect(totals(again).alarms).toBe(1);
});
