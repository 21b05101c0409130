/** Any bytes in any pieces give the lines they would give in one piece, or are refused; never more is held. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineReader } from './line-reader.js';

const maxBytes = 20;

/** What the reader should say of all bytes at once. */
function linesOf(bytes: Buffer): { lines: string[]; whole: boolean } {
  const parts = bytes.toString('latin1').split('\n');
  const tooLong = parts.findIndex((part) => part.length > maxBytes);
  const taken = parts.slice(0, tooLong < 0 ? parts.length - 1 : tooLong);
  return { lines: taken.map((part) => Buffer.from(part, 'latin1').toString('utf8')), whole: tooLong < 0 };
}

const bytes = fc.oneof({ weight: 4, arbitrary: fc.nat(255) }, { weight: 1, arbitrary: fc.constant(0x0a) });
const pieces = fc.array(fc.array(bytes, { maxLength: 40 }), { maxLength: 12 });

test('however the bytes are cut', () => {
  fc.assert(
    fc.property(pieces, (cut) => {
      const reader = new LineReader(maxBytes);
      const lines: string[] = [];
      const whole = cut.every((piece) => reader.read(Buffer.from(piece), (line) => lines.push(line) > 0));
      expect({ lines, whole }).toEqual(linesOf(Buffer.from(cut.flat())));
    }),
    { numRuns: 500 },
  );
});

test('whoever takes the lines may stop at any of them', () => {
  fc.assert(
    fc.property(pieces, fc.nat(5), (cut, most) => {
      const reader = new LineReader(maxBytes);
      let taken = 0;
      for (const piece of cut) if (!reader.read(Buffer.from(piece), () => ++taken <= most)) break;
      expect(taken).toBeLessThanOrEqual(most + 1);
    }),
  );
});
