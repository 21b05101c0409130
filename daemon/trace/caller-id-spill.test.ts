import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallerIdSpill } from '../terms/line-lab.js';
import { spillShown } from './caller-id-spill.js';

const usual: CallerIdSpill = {
  atMs: 1_000,
  way: 'fsk',
  octets: new Uint8Array(),
  cut: false,
  inverted: false,
  framingErrors: 0,
  levelDbm0: -13.5,
  markHz: 1_203,
  beforeRing: false,
  rangTwice: false,
  problem: '',
  presentation: 'allowed',
  number: '13800138000',
  name: '',
};

function sealed(type: number, ...body: readonly number[]): Uint8Array {
  const octets = [type, body.length, ...body];
  return Uint8Array.from([...octets, -octets.reduce((sum, octet) => sum + octet, 0) & 0xff]);
}
const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const parameter = (type: number, text: string): number[] => [type, text.length, ...ascii(text)];

test('a call set-up of several parameters is taken apart, by name', () => {
  const octets = sealed(
    0x80,
    ...parameter(0x01, '11231406'),
    ...parameter(0x02, '13800138000'),
    ...parameter(0x07, 'ZHANG MIN'),
    ...parameter(0x77, 'x'),
  );
  const shown = spillShown({ ...usual, octets });
  expect(shown).toMatchObject({ modem: 'bell202', format: 'mdmf', digits: '', number: '13800138000' });
  expect(shown.fields.map(({ name, text }) => [name, text])).toEqual([
    ['date-and-time', '11231406'],
    ['calling-number', '13800138000'],
    ['calling-name', 'ZHANG MIN'],
    ['other', 'x'],
  ]);
  expect(shown.hex).toMatch(/^80 25 01 08 31 31/);
  expect(shown.checksum?.sent).toBe(shown.checksum?.right);
});

test('a single-data message is time and number, or why there is none', () => {
  const number = spillShown({ ...usual, octets: sealed(0x04, ...ascii('1123140613800138000')) });
  expect(number).toMatchObject({ format: 'sdmf' });
  expect(number.fields.map(({ name, text }) => [name, text])).toEqual([
    ['date-and-time', '11231406'],
    ['calling-number', '13800138000'],
  ]);
  const absent = spillShown({ ...usual, octets: sealed(0x04, ...ascii('11231406P')) });
  expect(absent.fields[1]).toMatchObject({ name: 'number-absent', text: 'P' });
});

test('a wrong checksum is shown beside the right one, and the message all the same', () => {
  const octets = sealed(0x80, ...parameter(0x02, '10086'));
  const right = (octets.at(-1) ?? 0).toString(16).padStart(2, '0');
  octets[octets.length - 1] = 0x01;
  const shown = spillShown({ ...usual, octets, problem: 'bad-checksum' });
  expect(shown.checksum).toEqual({ sent: '01', right });
  expect(shown.fields[0]?.text).toBe('10086');
});

test('of a message that was cut off there is no checksum to compare', () => {
  const octets = sealed(0x80, ...parameter(0x02, '13800138000')).subarray(0, 9);
  const shown = spillShown({ ...usual, octets, cut: true, problem: 'cut' });
  expect(shown).toMatchObject({ checksum: null, fields: [{ name: 'calling-number', text: '13800' }] });
});

test.each([
  [1_200, 'bell202'],
  [2_196, 'bell202'],
  [1_306, 'v23'],
  [2_101, 'v23'],
] as const)('a mark of %i Hz is %s', (markHz, modem) => {
  expect(spillShown({ ...usual, octets: sealed(0x80), markHz }).modem).toBe(modem);
});

test('digits in DTMF are shown as they came; a ring without anything has neither', () => {
  expect(spillShown({ ...usual, way: 'dtmf', octets: Uint8Array.from(ascii('D13800138000C')) })).toMatchObject({
    digits: 'D13800138000C',
    hex: '',
    modem: null,
    checksum: null,
  });
  expect(spillShown({ ...usual, way: 'none', rangTwice: true })).toMatchObject({ hex: '', digits: '', fields: [] });
});

test('no row of octets is too odd to be shown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 258 }), (octets) => {
      const shown = spillShown({ ...usual, octets });
      expect(shown.fields.length).toBeLessThanOrEqual(130);
      for (const { text } of shown.fields) expect(text).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});
