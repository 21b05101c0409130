import { describe, expect, it } from 'vitest';
import { formatDuration } from './time.js';

describe('durations', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [7_000, '0:07'],
    [725_000, '12:05'],
    [3_729_000, '1:02:09'],
    [-400, '0:00'],
  ])('%i ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});
