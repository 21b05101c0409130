import { expect, test } from 'vitest';
import type { Schedule } from '../../../daemon/terms/site.js';
import { testSite } from '../../../test/rig/site.js';
import { momentOf } from '../agent/local-time.js';
import { monthBeside, monthOf, wayOf } from './calendar.js';

const office: Schedule = {
  id: 'office',
  name: 'Office',
  weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
  special: [
    { date: '2026-12-05', hours: [{ from: '10:00', to: '16:00' }], name: 'make-up Saturday' },
    { date: '2026-12-25', hours: [] },
  ],
};

test('a month is shown in weeks from Monday, special dates before the week', () => {
  const weeks = monthOf('2026-12', office);
  expect(weeks).toHaveLength(5);
  expect(weeks[0]?.map((day) => day?.day ?? null)).toEqual([null, 1, 2, 3, 4, 5, 6]);
  const days = weeks.flat().flatMap((day) => day ?? []);
  expect(days).toHaveLength(31);
  expect(days[4]).toMatchObject({ special: true, name: 'make-up Saturday', hours: [{ from: '10:00', to: '16:00' }] });
  expect(days[5]).toMatchObject({ weekday: 7, hours: [] });
  expect(days[24]).toMatchObject({ special: true, hours: [] });
  expect(monthOf('2028-02', office).flat().filter(Boolean)).toHaveLength(29);
  expect(monthOf('no month', office)).toEqual([]);
  expect([monthBeside('2026-12', 1), monthBeside('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
});

const [service] = testSite().queues;
if (!service) throw new Error('the test site has a queue');
const site = testSite({
  more: {
    schedules: [office, { id: 'never', name: 'Never', weekly: [] }],
    queues: [
      { ...service, id: 'day', hours: 'office', whenClosed: { to: 'queue', queue: 'night' } },
      { ...service, id: 'night', hours: 'never', whenClosed: { to: 'call-back', prompts: [] } },
      { ...service, id: 'circle', hours: 'never', whenClosed: { to: 'queue', queue: 'circle' } },
    ],
  },
});
const at = (local: string): number => momentOf(local, 'Asia/Shanghai') ?? Number.NaN;

test.each([
  ['2026-12-04T17:59', ['queue']],
  ['2026-12-04T18:00', ['overflow', 'overflow']],
  ['2026-12-05T12:00', ['queue']],
  ['2026-12-05T18:00', ['overflow', 'overflow']],
  ['2026-12-25T12:00', ['overflow', 'overflow']],
])('a call at %s goes %j', (local, expected) => {
  expect(wayOf(site, 'day', at(local)).map(({ to }) => to)).toEqual(expected);
});

test('a way names each queue once, and its end', () => {
  expect(wayOf(site, 'day', at('2026-12-05T18:00'))).toEqual([
    { to: 'overflow', queue: 'day', overflow: { to: 'queue', queue: 'night' } },
    { to: 'overflow', queue: 'night', overflow: { to: 'call-back', prompts: [] } },
  ]);
  expect(wayOf(site, 'circle', 0).at(-1)).toEqual({ to: 'nowhere', queue: 'circle' });
  expect(wayOf(site, 'gone', 0)).toEqual([{ to: 'nowhere', queue: 'gone' }]);
});
