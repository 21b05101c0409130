/** The auditor of drops blames nobody for what a kill dropped, and counts it all the same. */
import { expect, test } from 'vitest';
import { attempt } from '../../../rig/outbound-rows.js';
import { DropTallies } from './drops.js';

/** So many persons an agent talked with, then so many drops; numbered from `first` on. */
function rowsOf(connected: number, dropped: number, first = 1) {
  return Array.from({ length: connected + dropped }, (_, at) => {
    const talked = at < connected ? { connectedAt: 2, result: 'connected' as const } : { result: 'dropped' as const };
    return attempt(first + at, { campaign: 'c1', answeredAt: 1, classifiedAt: 1, endedAt: 3, ...talked });
  });
}

function talliesOf(onTheWay = 0) {
  return new DropTallies({ capOf: () => 0.01, onTheWay: () => onTheWay });
}

test.each([
  { connected: 199, dropped: 2, onTheWay: 0, isOver: false },
  { connected: 40, dropped: 1, onTheWay: 0, isOver: false },
  { connected: 40, dropped: 2, onTheWay: 0, isOver: true },
  { connected: 40, dropped: 3, onTheWay: 2, isOver: false },
])('$dropped drops after $connected talks, $onTheWay on their way: over the cap $isOver', (day) => {
  const tallies = talliesOf(day.onTheWay);
  for (const row of rowsOf(day.connected, day.dropped)) tallies.count(row, undefined);
  expect(tallies.overCap().length > 0).toBe(day.isOver);
});

test('three persons who waited when the daemon was killed: no fault, but one more drop is', () => {
  const tallies = talliesOf();
  const rows = rowsOf(40, 3);
  const waited = new Set(rows.slice(40).map(({ id }) => id));
  tallies.anew(
    rows.map((row) => ({ row, met: undefined })),
    waited,
  );
  expect(tallies.of('c1')).toMatchObject({ persons: 43, dropped: 3 });
  expect(tallies.overCap()).toEqual([]);
  for (const row of rowsOf(0, 1, 100)) tallies.count(row, undefined);
  expect(tallies.overCap()).toHaveLength(1);
});

test('a kill excuses no drops that were there before it', () => {
  const tallies = talliesOf();
  const rows = rowsOf(40, 3);
  tallies.anew(
    rows.map((row) => ({ row, met: undefined })),
    new Set(),
  );
  expect(tallies.overCap()).toHaveLength(1);
});

test('what the cap of the hour bore is no fault after it was lowered; one more drop is, and so is what it did not bear', () => {
  const caps = { now: 0.03 };
  const tallies = new DropTallies({ capOf: () => caps.now, onTheWay: () => 0 });
  for (const row of rowsOf(137, 4)) tallies.count(row, undefined);
  caps.now = 0.01;
  expect(tallies.overCap()).toHaveLength(1);
  tallies.lowered('c1', 0.03);
  expect(tallies.overCap()).toEqual([]);
  for (const row of rowsOf(0, 1, 300)) tallies.count(row, undefined);
  expect(tallies.overCap()).toHaveLength(1);

  const worse = new DropTallies({ capOf: () => 0.01, onTheWay: () => 0 });
  for (const row of rowsOf(40, 4)) worse.count(row, undefined);
  worse.lowered('c1', 0.03);
  expect(worse.overCap()).toHaveLength(1);
});
