import { expect, test } from 'vitest';
import { Quantiles } from './quantiles.js';

test('quantiles are true to their 2 % buckets, the maximum exactly', () => {
  const quantiles = new Quantiles();
  for (let at = 1; at <= 10_000; at++) quantiles.add(at / 1_000);
  expect(quantiles.at(0.5) / 5).toBeGreaterThanOrEqual(1);
  expect(quantiles.at(0.5) / 5).toBeLessThan(1.025);
  expect(quantiles.at(0.99) / 9.9).toBeLessThan(1.025);
  expect(quantiles.max).toBe(10);
  expect(quantiles.above(9)).toBeGreaterThan(0.07);
  expect(quantiles.above(9)).toBeLessThan(0.1);
  expect(new Quantiles().at(0.5)).toBe(0);
});
