import { describe, expect, test } from 'vitest';
import { keyFileText, keyFromPrint, parseKeyFile, printedKey, recordingKey } from './key-file.js';

const key = recordingKey(Buffer.from([...Array(32).keys()]), '2027-01-15T08:00:00.000Z');

test('the file says what was put into it, in its order', () => {
  const other = recordingKey(Buffer.alloc(32, 9), '2028-01-15T08:00:00.000Z');
  expect(parseKeyFile(keyFileText([other, key]))).toEqual([other, key]);
  expect(parseKeyFile('')).toEqual([]);
});

test.each([
  ['cut', keyFileText([key]).slice(0, -30)],
  ['with a letter changed', keyFileText([key]).replace('0102', '0103')],
  ['of something else', 'root:x:0:0\n'],
  ['too long', keyFileText(Array.from({ length: 1_001 }, () => key))],
])('a file %s is refused, and its content is not told', (_what, text) => {
  expect(() => parseKeyFile(text)).toThrow(/recording key/);
  try {
    parseKeyFile(text);
  } catch (error) {
    expect(String(error)).not.toContain('0102');
  }
});

describe('on paper', () => {
  test('14 groups of four, read back as people type', () => {
    const printed = printedKey(key);
    expect(printed).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(keyFromPrint(printed)).toEqual(key.key);
    const typed = printed.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ');
    expect(keyFromPrint(`  ${typed}\n`)).toEqual(key.key);
  });

  test('every letter typed wrongly is found', () => {
    const printed = printedKey(key);
    for (let at = 0; at < printed.length; at++) {
      if (printed[at] === '-') continue;
      const wrong = printed.slice(0, at) + (printed[at] === '7' ? '8' : '7') + printed.slice(at + 1);
      expect(() => keyFromPrint(wrong)).toThrow(/recovery key/);
    }
    for (const wrong of ['', 'x', printed.slice(0, -1), `${printed}0`, printed.replace(/^./, '!')]) {
      expect(() => keyFromPrint(wrong)).toThrow(/recovery key/);
    }
  });
});
