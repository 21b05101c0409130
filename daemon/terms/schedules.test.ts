/** Hours and shifts: ACD-16, ACD-27, china.md 6. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOpen, localTime, nextChange } from './schedules.js';
import type { Schedule } from './site.js';

const shanghai = 'Asia/Shanghai';
const at = (text: string): number => Date.parse(text);

const office: Schedule = {
  id: 'office',
  name: 'Office',
  weekly: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' },
    { days: [1, 2, 3, 4, 5], from: '13:30', to: '18:00' },
  ],
  special: [
    { date: '2026-10-01', hours: [], name: '国庆节' },
    { date: '2026-10-10', hours: [{ from: '09:00', to: '18:00' }], name: '调休上班' }, // a Saturday
    { date: '2026-12-31', hours: [{ from: '10:00', to: '24:00' }] },
  ],
};

test.each([
  ['2026-09-30T08:59:59+08:00', false],
  ['2026-09-30T09:00:00+08:00', true],
  ['2026-09-30T11:59:59.999+08:00', true],
  ['2026-09-30T12:00:00+08:00', false],
  ['2026-09-30T17:59:59+08:00', true],
  ['2026-09-30T18:00:00+08:00', false],
  ['2026-10-01T10:00:00+08:00', false], // a holiday on a Thursday
  ['2026-10-10T12:30:00+08:00', true], // a Saturday one works
  ['2026-10-11T10:00:00+08:00', false],
  ['2026-12-31T23:59:59+08:00', true],
  ['2027-01-01T00:00:00+08:00', false],
])('%s: open %s', (moment, open) => {
  expect(isOpen(office, at(moment), shanghai)).toBe(open);
});

test.each([
  ['2026-09-30T10:00:00+08:00', '2026-09-30T12:00:00+08:00'],
  ['2026-09-30T12:00:00+08:00', '2026-09-30T13:30:00+08:00'],
  ['2026-09-30T18:00:00+08:00', '2026-10-02T09:00:00+08:00'], // over the holiday
  ['2026-10-09T18:00:00+08:00', '2026-10-10T09:00:00+08:00'],
  ['2026-12-31T11:00:00+08:00', '2027-01-01T00:00:00+08:00'], // a Friday, but midnight is the end
])('after %s the next change is %s', (moment, change) => {
  expect(nextChange(office, at(moment), shanghai)).toBe(at(change));
});

test('never open, always open, and times that are none change nothing and never end in a search without an end', () => {
  const never: Schedule = { id: 'never', name: '', weekly: [] };
  const always: Schedule = {
    id: 'always',
    name: '',
    weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  };
  const wrong: Schedule = { id: 'wrong', name: '', weekly: [{ days: [1, 9, -1], from: '9 o’clock', to: '25:00' }] };
  const backwards: Schedule = { id: 'back', name: '', weekly: [{ days: [1], from: '18:00', to: '09:00' }] };
  const now = at('2026-11-23T12:00:00+08:00');
  for (const schedule of [never, wrong, backwards]) {
    expect(isOpen(schedule, now, shanghai)).toBe(false);
    expect(nextChange(schedule, now, shanghai)).toBeNull();
  }
  expect(isOpen(always, now, shanghai)).toBe(true);
  expect(nextChange(always, now, shanghai)).toBeNull();
});

test('a door follows the clock on the wall when that is changed', () => {
  const night: Schedule = { id: 'night', name: '', weekly: [{ days: [7], from: '01:30', to: '02:30' }] };
  // 2026-03-29 Berlin: 02:00 is 03:00, so the hour ends there.
  expect(nextChange(night, at('2026-03-29T00:45:00Z'), 'Europe/Berlin')).toBe(at('2026-03-29T01:00:00Z'));
  // 2026-10-25 Berlin: 02:00 to 03:00 comes twice, and so does what is open then.
  const changes: string[] = [];
  let now = at('2026-10-24T22:00:00Z');
  for (let count = 0; count < 4; count++) {
    now = nextChange(night, now, 'Europe/Berlin') ?? 0;
    changes.push(new Date(now).toISOString().slice(11, 16));
  }
  expect(changes).toEqual(['23:30', '00:30', '01:00', '01:30']);
  expect(() => localTime(0, 'Mars/Olympus')).toThrow(RangeError);
});

test('between now and the next change nothing changes', () => {
  const zones = [shanghai, 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
    const two = (number: number): string => `${number}`.padStart(2, '0');
    return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
  });
  const hours = fc.record({ from: time, to: time });
  const weekly = fc.array(fc.record({ days: fc.subarray([1, 2, 3, 4, 5, 6, 7]), from: time, to: time }), {
    maxLength: 3,
  });
  const special = fc.array(
    fc.record({
      date: fc.integer({ min: 1, max: 28 }).map((day) => `2026-${day < 15 ? '03' : '10'}-${`${day}`.padStart(2, '0')}`),
      hours: fc.array(hours, { maxLength: 2 }),
    }),
    { maxLength: 2 },
  );
  const from = at('2026-01-01T00:00:00Z');
  fc.assert(
    fc.property(
      weekly,
      special,
      fc.integer({ min: 0, max: 364 * 86_400 }),
      fc.constantFrom(...zones),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
      (weekly, special, second, zone, shares) => {
        const schedule: Schedule = { id: 'any', name: '', weekly, special };
        const now = from + second * 1_000;
        const open = isOpen(schedule, now, zone);
        const change = nextChange(schedule, now, zone);
        const until = change ?? now + 30 * 86_400_000;
        for (const share of shares) {
          expect(isOpen(schedule, Math.floor(now + share * (until - 1 - now)), zone)).toBe(open);
        }
        if (change !== null) expect(isOpen(schedule, change, zone)).toBe(!open);
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});
