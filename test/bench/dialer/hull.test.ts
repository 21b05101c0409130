import { describe, expect, test } from 'vitest';
import { highestAt, lowestAt, upperEnvelope } from './hull.js';

const at = (x: number, y: number) => ({ x, y });

describe('the envelope of settings', () => {
  test('its corners are concave from the leftmost point to the highest', () => {
    const points = [at(4, 10), at(0, 0), at(2, 9), at(1, 3), at(3, 9.2), at(5, 9), at(2, 4)];
    expect(upperEnvelope(points)).toEqual([at(0, 0), at(2, 9), at(4, 10)]);
  });

  test('is read between its corners as time shared by two settings, and level beyond its ends', () => {
    const points = [at(1, 60), at(3, 80), at(9, 90)];
    expect(highestAt(points, 2)).toBe(70);
    expect(highestAt(points, 3)).toBe(80);
    expect(highestAt(points, 6)).toBe(85);
    expect(highestAt(points, 0)).toBe(60);
    expect(highestAt(points, 50)).toBe(90);
  });

  test('the lower one is the upper one turned round', () => {
    const points = [at(1, 60), at(3, 40), at(9, 30), at(5, 60)];
    expect(lowestAt(points, 2)).toBe(50);
    expect(lowestAt(points, 12)).toBe(30);
  });

  test('no setting lies above it, and a setting at the left counts with its best only', () => {
    const points = Array.from({ length: 200 }, (_, n) => at((n * 37) % 50, ((n * 61) % 97) + Math.sqrt((n * 37) % 50)));
    for (const { x, y } of points) expect(highestAt(points, x)).toBeGreaterThanOrEqual(y - 1e-9);
    expect(highestAt([at(1, 5), at(1, 8)], 1)).toBe(8);
  });

  test('needs a point', () => {
    expect(() => upperEnvelope([])).toThrow(RangeError);
  });
});
