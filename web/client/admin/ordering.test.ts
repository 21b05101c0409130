import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moved, reordered } from './ordering.js';

test('an entry moves up and down, and not beyond the ends', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 3)).toEqual(['a', 'b', 'c']);
});

test("a queue's agents take each other's places, others keep theirs", () => {
  expect(reordered(['1', '2', '3', '4', '5'], ['5', '1', '3'])).toEqual(['5', '2', '1', '4', '3']);
  expect(reordered(['1', '2'], ['9', '2', '1'])).toEqual(['2', '1']);
});

test('nobody is lost or doubled, and the wished order holds', () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(ids, fc.infiniteStream(fc.nat()), (all, random) => {
      const order = all.filter(() => (random.next().value ?? 0) % 2 === 0).reverse();
      const result = reordered(all, order);
      expect([...result].sort()).toEqual([...all].sort());
      expect(result.filter((id) => order.includes(id))).toEqual(order);
    }),
  );
});
