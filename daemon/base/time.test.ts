import { expect, test } from 'vitest';
import { ManualClock } from './clock.js';
import { SeededRandom } from './random.js';
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

test('thousands of timers, set and cancelled in any order, fire as a sorted list would', () => {
  const random = new SeededRandom(7);
  const time = new ManualTime(0);
  const fired: number[] = [];
  const model: { readonly id: number; readonly dueMs: number; readonly cancel: () => void }[] = [];
  const expected: number[] = [];
  for (let id = 0; id < 20_000; id++) {
    const delayMs = random.below(500);
    const cancel = time.after(delayMs, () => fired.push(id));
    model.push({ id, dueMs: time.nowMs() + delayMs, cancel });
    for (let tries = random.below(3); tries > 0 && model.length > 0; tries--) {
      model.splice(random.below(model.length), 1)[0]?.cancel();
    }
    if (random.below(4) > 0) continue;
    const untilMs = time.nowMs() + random.below(20);
    const due = model.filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs || a.id - b.id);
    expected.push(...due.map((timer) => timer.id));
    for (const timer of due) model.splice(model.indexOf(timer), 1);
    time.advance(untilMs - time.nowMs());
    expect(time.waiting).toBe(model.length);
  }
  expect(fired).toEqual(expected);
  const first = model.sort((a, b) => a.dueMs - b.dueMs || a.id - b.id)[0];
  expect(time.nextDueMs).toBe(first?.dueMs ?? null);
});
