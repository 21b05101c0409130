import { expect, test } from 'vitest';
import { ManualClock } from './clock.js';
import { ManualTime } from './timers.js';

test('a manual clock moves when told to, and never back', () => {
  const clock = new ManualClock(1_000);
  clock.advance(5);
  expect(clock.nowMs()).toBe(1_005);
  expect(() => clock.advance(-1)).toThrow(RangeError);
});

test('timers fire in the order of time, then of setting, each seeing its own moment', () => {
  const time = new ManualTime(0);
  const fired: string[] = [];
  const at = (name: string) => () => fired.push(`${name} ${time.nowMs()}`);
  time.after(20, at('late'));
  time.after(10, at('first'));
  time.after(10, at('second'));
  time.advance(10);
  expect(fired).toEqual(['first 10', 'second 10']);
  time.advance(100);
  expect(fired).toEqual(['first 10', 'second 10', 'late 20']);
  expect(time.nowMs()).toBe(110);
  expect(time.waiting).toBe(0);
});

test('a timer set by a timer fires in the same advance if it falls due', () => {
  const time = new ManualTime(0);
  const fired: number[] = [];
  time.after(10, () => time.after(5, () => fired.push(time.nowMs())));
  time.advance(20);
  expect(fired).toEqual([15]);
});

test('a cancelled timer never fires, also when cancelled by another at the same moment, and twice does no harm', () => {
  const time = new ManualTime(0);
  const fired: string[] = [];
  let cancel = (): void => {};
  time.after(10, () => cancel());
  cancel = time.after(10, () => fired.push('cancelled'));
  time.advance(10);
  cancel();
  expect(fired).toEqual([]);
});

test('time that is no time is refused', () => {
  const time = new ManualTime(0);
  for (const ms of [-1, Number.NaN]) {
    expect(() => time.after(ms, () => {})).toThrow(RangeError);
    expect(() => time.advance(ms)).toThrow(RangeError);
  }
});
