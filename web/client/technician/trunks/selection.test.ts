import { expect, test } from 'vitest';
import { clicked, moved, noSelection, stillThere, toggled } from './selection.js';

const order = [1, 2, 3, 4, 5, 6, 7, 8];
const plain = { shift: false, ctrl: false };
const shift = { shift: true, ctrl: false };
const ctrl = { shift: false, ctrl: true };
const chosen = ({ chosen: set }: { chosen: ReadonlySet<number> }) => [...set].sort((a, b) => a - b);

test('a click chooses one, Shift the range from it in either direction, Ctrl one more or one less', () => {
  const three = clicked(noSelection, order, 3, plain);
  expect(chosen(three)).toEqual([3]);
  const range = clicked(three, order, 6, shift);
  expect(chosen(range)).toEqual([3, 4, 5, 6]);
  expect(chosen(clicked(range, order, 1, shift))).toEqual([1, 2, 3]);
  const more = clicked(range, order, 8, ctrl);
  expect(chosen(more)).toEqual([3, 4, 5, 6, 8]);
  expect(chosen(clicked(more, order, 4, ctrl))).toEqual([3, 5, 6, 8]);
  expect(chosen(clicked(more, order, 2, plain))).toEqual([2]);
});

test('keys move the cursor, stop at the ends, extend with Shift, and Space switches', () => {
  const first = moved(noSelection, order, 1, false);
  expect(first.cursor).toBe(1);
  expect(moved(first, order, -8, false).cursor).toBe(1);
  expect(chosen(moved(moved(first, order, 1, true), order, 1, true))).toEqual([1, 2, 3]);
  expect(moved(first, order, 80, false).cursor).toBe(8);
  expect(chosen(toggled(first))).toEqual([]);
  expect(toggled(noSelection)).toBe(noSelection);
  expect(moved(noSelection, [], 1, false)).toBe(noSelection);
});

test('a range whose beginning is in another list begins anew; channels that are gone are not chosen any more', () => {
  const elsewhere = clicked(noSelection, [20, 21], 20, plain);
  expect(chosen(clicked(elsewhere, order, 5, shift))).toEqual([5]);
  const some = clicked(clicked(noSelection, order, 2, plain), order, 4, shift);
  expect(stillThere(some, () => true)).toBe(some);
  const left = stillThere(some, (channel) => channel !== 2);
  expect(chosen(left)).toEqual([3, 4]);
  expect(left.anchor).toBeNull();
});
