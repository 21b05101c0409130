import { describe, expect, it } from 'vitest';
import { firstInput, quickInput, timeProblem } from './appointment-time.js';

const zone = 'Asia/Shanghai';
/** Thursday, 14:00 in Shanghai. */
const now = Date.parse('2027-05-13T06:00:00Z');
const times = { hours: { from: '09:00', to: '20:00' }, days: [1, 2, 3, 4, 5] };

describe('a time that is promised', () => {
  it.each([
    ['2027-05-13T15:00', null],
    ['2027-05-13T19:59', null],
    ['2027-05-14T09:00', null],
    ['2027-05-13T20:00', 'hours'],
    ['2027-05-14T08:59', 'hours'],
    ['2027-05-15T10:00', 'day'],
    ['2027-05-16T10:00', 'day'],
    ['2027-05-13T14:00', 'past'],
    ['2020-01-01T10:00', 'past'],
    ['2029-05-14T10:00', 'far'],
    ['', 'none'],
    ['tomorrow', 'none'],
  ])('%s: %s', (input, problem) => expect(timeProblem(input, now, zone, times)).toBe(problem));

  it('is left to the server where the hours are not known', () =>
    expect(timeProblem('2027-05-15T23:00', now, zone, null)).toBeNull());

  it('is quickly said', () => {
    expect(quickInput('hour', now, zone)).toBe('2027-05-13T15:00');
    expect(quickInput('three-hours', now, zone)).toBe('2027-05-13T17:00');
    expect(quickInput('morning', now, zone)).toBe('2027-05-14T10:00');
    expect(quickInput('afternoon', now, zone)).toBe('2027-05-14T15:00');
  });

  it('is first proposed where it can be kept', () => {
    expect(firstInput(now, zone, times)).toBe('2027-05-13T15:00');
    expect(firstInput(Date.parse('2027-05-13T11:30:00Z'), zone, times)).toBe('2027-05-14T10:00');
    expect(firstInput(Date.parse('2027-05-14T11:30:00Z'), zone, times)).toBe('2027-05-17T10:00');
  });
});
