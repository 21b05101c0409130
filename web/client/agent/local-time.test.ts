import { describe, expect, it } from 'vitest';
import { dayOf, localInput, momentOf, tomorrowAt } from './local-time.js';

const at = (text: string): number => Date.parse(text);

describe('times on the wall of the site', () => {
  it.each([
    ['2027-01-15T08:00:00Z', 'Asia/Shanghai', '2027-01-15T16:00'],
    ['2027-01-15T16:30:00Z', 'Asia/Shanghai', '2027-01-16T00:30'],
    ['2027-07-01T12:00:00Z', 'Europe/Berlin', '2027-07-01T14:00'],
    ['2027-01-01T03:59:00Z', 'America/New_York', '2026-12-31T22:59'],
  ])('%s in %s is %s, and back', (moment, zone, text) => {
    expect(localInput(at(moment), zone)).toBe(text);
    expect(momentOf(text, zone)).toBe(at(moment));
  });

  it('knows the nights when clocks are changed', () => {
    expect(momentOf('2027-03-28T02:30', 'Europe/Berlin')).toBe(at('2027-03-28T01:30:00Z')); // skipped: 03:30
    expect(momentOf('2027-10-31T02:30', 'Europe/Berlin')).toBe(at('2027-10-31T00:30:00Z')); // the first of two
    const day = dayOf('2027-03-28', 'Europe/Berlin');
    expect(day).toEqual({ from: at('2027-03-27T23:00:00Z'), to: at('2027-03-28T22:00:00Z') });
  });

  it.each(['', '2027', '2027-13-01T00:00', '2027-01-01', 'now', '2027-01-01T25:00'])('%s is no time', (text) =>
    expect(momentOf(text, 'Asia/Shanghai')).toBeNull(),
  );

  it('goes on with the browser’s own zone where it does not know the site’s', () => {
    const text = localInput(at('2027-01-15T08:00:00Z'), 'Mars/Olympus');
    expect(momentOf(text, 'Mars/Olympus')).toBe(at('2027-01-15T08:00:00Z'));
  });

  it('knows tomorrow at the end of a year', () => {
    expect(tomorrowAt(at('2026-12-31T10:00:00Z'), 'Asia/Shanghai', '09:00')).toBe('2027-01-01T09:00');
  });
});

it('a year that is being typed is a year long past, not an error', () => {
  for (const year of ['0002', '0020', '0202', '9999', '0000']) {
    expect(momentOf(`${year}-01-15T09:30`, 'Asia/Shanghai'), year).not.toBeNaN();
  }
  expect(localInput(momentOf('0202-01-15T09:30', 'Asia/Shanghai') ?? 0, 'Asia/Shanghai')).toBe('0202-01-15T09:30');
});
