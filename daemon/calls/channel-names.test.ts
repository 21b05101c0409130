import { expect, test } from 'vitest';
import type { Channel } from '../lines/lines.js';
import { shortNames } from './channel-names.js';

const bearer = (span: number, timeslot: number): Channel => ({
  channel: (span - 1) * 31 + timeslot,
  kind: 'bearer',
  span,
  timeslot,
  line: 0,
  name: `E1-${span}:${timeslot}`,
});
const port = (line: number): Channel => ({
  channel: 400 + line,
  kind: 'fxo',
  span: 0,
  timeslot: 0,
  line,
  name: `L${line}`,
});
const timeslots = [...Array.from({ length: 15 }, (_, at) => at + 1), ...Array.from({ length: 15 }, (_, at) => at + 17)];

test.each<[readonly Channel[], string]>([
  [[bearer(1, 1)], 'E1-1:1'],
  [timeslots.map((slot) => bearer(1, slot)), 'E1-1:1-15,17-31'],
  [[port(17), bearer(2, 4), bearer(1, 3), bearer(1, 2), bearer(1, 2), bearer(1, 9)], 'E1-1:2-3,9 E1-2:4 L17'],
  [[{ ...bearer(1, 1), name: 'card A, port 2' }], 'card A, port 2 1'],
  [[], ''],
])('%# is %s', (channels, text) => {
  expect(shortNames(channels)).toBe(text);
});

test('as many as a box has stay within one line', () => {
  const all = Array.from({ length: 96 }, (_, at) => port(2 * at));
  expect(shortNames(all).length).toBe(200);
  expect(shortNames(all).endsWith('…')).toBe(true);
});
