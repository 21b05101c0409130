import { expect, test } from 'vitest';
import { SeededRandom } from './random.js';

test('one seed, one sequence; another seed, another', () => {
  const draw = (seed: number) => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 20 }, () => random.below(1_000));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('numbers are whole, in range and about evenly spread, for small seeds too', () => {
  for (const seed of [0, 1, 2, 0xffff_ffff]) {
    const random = new SeededRandom(seed);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw++) {
      const value = random.below(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(counts).toHaveLength(10);
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  }
});

test('the whole range of 32 bits is reached', () => {
  const random = new SeededRandom(3);
  let top = 0;
  for (let draw = 0; draw < 1_000; draw++) top = Math.max(top, random.below(2 ** 32));
  expect(top).toBeGreaterThan(2 ** 31);
});
