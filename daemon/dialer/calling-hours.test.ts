import { describe, expect, it } from 'vitest';
import { mayCallAt, nextCallable, nextTryAt, partOfDay, zonesOfNumber } from './calling-hours.js';

const times = { hours: { from: '09:00', to: '20:00' }, days: [1, 2, 3, 4, 5] };
const china = zonesOfNumber('13800000000', 'cn');
/** Shanghai, UTC+8; 2027-03-01 is a Monday. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2027, 2, day, hour - 8, minute);

const moments: readonly [string, number, boolean][] = [
  ['the first second', at(1, 9), true],
  ['a second before', at(1, 9) - 1_000, false],
  ['the last second', at(1, 20) - 1_000, true],
  ['the end', at(1, 20), false],
  ['a Saturday', at(6, 12), false],
];

describe('calling hours', () => {
  it.each(moments)('%s', (_what, moment, may) => expect(mayCallAt(moment, times, china)).toBe(may));

  it('are those of all zones where a number may be, and of none abroad', () => {
    const america = zonesOfNumber('2125550100', 'us');
    // 14:00 in New York is 09:00 in Honolulu (UTC-10); 13:59 is too early there.
    expect(mayCallAt(Date.UTC(2027, 0, 4, 19, 0), times, america)).toBe(true);
    expect(mayCallAt(Date.UTC(2027, 0, 4, 18, 59), times, america)).toBe(false);
    expect(zonesOfNumber('0012125550100', 'cn')).toEqual([]);
    expect(mayCallAt(at(1, 12), times, [])).toBe(false);
  });

  it.each([
    ['now, if they are on', at(1, 12, 34) + 56_789, at(1, 12, 34) + 56_789],
    ['this morning', at(1, 3), at(1, 9)],
    ['tomorrow', at(1, 20), at(2, 9)],
    ['after the weekend', at(5, 20, 30), at(8, 9)],
  ])('come next %s', (_what, from, next) => expect(nextCallable(from, times, china)).toBe(next));

  it('never come without days', () => expect(nextCallable(at(1, 9), { ...times, days: [] }, china)).toBeNull());
});

describe('another part of the day', () => {
  it.each([
    ['morning', at(1, 9), 0],
    ['before noon', at(1, 12, 39), 0],
    ['afternoon', at(1, 12, 40), 1],
    ['evening', at(1, 16, 20), 2],
    ['night', at(1, 20), null],
  ])('%s', (_what, moment, part) => expect(partOfDay(moment, times, 'Asia/Shanghai')).toBe(part));

  it.each([
    ['morning, then afternoon', at(1, 10), at(1, 11), at(1, 12, 40)],
    ['late morning, then as soon as the wait is over', at(1, 12), at(1, 13), at(1, 13)],
    ['afternoon, then evening', at(1, 13), at(1, 14), at(1, 16, 20)],
    ['evening, then the next morning', at(1, 19, 30), at(1, 20, 30), at(2, 9)],
    ['Friday evening, then Monday morning', at(5, 17), at(5, 18), at(8, 9)],
    ['afternoon, and the wait ends in the next afternoon', at(1, 13), at(2, 13), at(2, 16, 20)],
    ['tried at night by mistake, then the first hour', at(1, 3), at(1, 4), at(1, 9)],
  ])('%s', (_what, last, earliest, next) => expect(nextTryAt(last, earliest, times, china)).toBe(next));

  it('is not asked of short hours', () => {
    const short = { ...times, hours: { from: '09:00', to: '11:00' } };
    expect(nextTryAt(at(1, 9), at(1, 10), short, china)).toBe(at(1, 10));
  });
});
