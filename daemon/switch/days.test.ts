import { expect, test } from 'vitest';
import { intlDays } from './days.js';

const next = (at: string, zone: string) => new Date(intlDays.nextMidnight(Date.parse(at), zone)).toISOString();

test.each([
  ['2026-11-22T22:46:00Z', 'Asia/Shanghai', '2026-11-23T16:00:00.000Z'],
  ['2026-11-22T15:59:59.999Z', 'Asia/Shanghai', '2026-11-22T16:00:00.000Z'],
  ['2026-11-22T16:00:00Z', 'Asia/Shanghai', '2026-11-23T16:00:00.000Z'], // midnight itself: the next one
  ['2026-12-31T23:00:00Z', 'UTC', '2027-01-01T00:00:00.000Z'],
  ['2028-02-28T12:00:00Z', 'UTC', '2028-02-29T00:00:00.000Z'],
  ['2026-06-01T12:00:00Z', 'Asia/Kathmandu', '2026-06-01T18:15:00.000Z'], // +5:45
  ['2026-03-28T12:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-29T00:30:00Z', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'], // a day of 23 h
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'], // a day of 25 h
])('after %s in %s the day ends at %s', (at, zone, midnight) => {
  expect(next(at, zone)).toBe(midnight);
});

test('always in the future, at most 26 h away, around a year', () => {
  for (const zone of ['Asia/Shanghai', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe']) {
    for (let hour = 0; hour < 8_784; hour += 37) {
      const at = Date.UTC(2026, 0, 1, hour, 13, 7, 501);
      const wait = intlDays.nextMidnight(at, zone) - at;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(26 * 3_600_000);
    }
  }
});

test('an unknown zone is an error, not a guess', () => {
  expect(() => intlDays.nextMidnight(0, 'Mars/Olympus')).toThrow(RangeError);
});
