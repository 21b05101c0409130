import { expect, test } from 'vitest';
import { daysUntil, ownHalf, plainNames, sizeText } from './keeping-text.js';

test('sizes are told in the unit that fits', () => {
  expect([0, 512, 1024, 1_600_000, 25_000_000_000].map(sizeText)).toEqual(['0 B', '512 B', '1 KB', '1.5 MB', '23 GB']);
});

test('days until a certificate ends', () => {
  expect(daysUntil(86_400_000 * 3 + 5, 0)).toBe(3);
  expect(daysUntil(0, 5)).toBe(0);
});

test('of a line in both languages the reader sees his own', () => {
  expect(ownHalf('预演失败 / the rehearsal failed: x', 'zh')).toBe('预演失败');
  expect(ownHalf('预演失败 / the rehearsal failed: x', 'en')).toBe('the rehearsal failed: x');
  expect(ownHalf('dpkg: error / no room', 'zh')).toBe('dpkg: error / no room');
  expect(ownHalf('一 / 二 / 三', 'en')).toBe('一 / 二 / 三');
});

test('names of a certificate', () => {
  expect(plainNames(['DNS:box', 'IP Address:10.0.0.5', 'DNS:localhost', 'IP Address:0:0:0:0:0:0:0:1', ''])).toEqual([
    'box',
    '10.0.0.5',
  ]);
});
