import { expect, test } from 'vitest';
import type { SpanMeters } from '../lines/lines.js';
import { spanFigures } from './meters.js';

const zeros = { lossOfSignal: 0, lossOfFrame: 0, slips: 0, crcErrors: 0, farEndErrors: 0, codeViolations: 0 };
const span: SpanMeters = { span: 1, ...zeros, framesIn: 5, framesOut: 6, framesBadFcs: 0 };

test('a span without a line says so, instead of counting errors that it cannot have', () => {
  expect(spanFigures({ ...span, hasLine: false, givesClock: true, multiframe: 'unknown' })).toEqual({
    ...span,
    hasLine: 0,
    givesClock: 1,
  });
  expect(spanFigures(span)).toEqual(span);
});
