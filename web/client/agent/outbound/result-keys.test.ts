import { expect, it } from 'vitest';
import { resultCodes } from '../../../../daemon/terms/outbound.js';
import { resultOfKey, resultSigns } from './result-keys.js';

it('each of the eleven results has one key in its order', () => {
  expect(resultSigns.length).toBe(resultCodes.length);
  const codes = resultSigns.map((sign) => (sign === '-' ? 'Minus' : `Digit${sign}`));
  expect(codes.map(resultOfKey)).toEqual(resultCodes);
  expect(resultOfKey('Numpad0')).toBe('appointment');
  expect(resultOfKey('NumpadSubtract')).toBe('duplicate');
});

it.each(['', 'KeyA', 'Equal', 'Digit', 'Digit10', 'F1'])('%s is no result’s', (code) =>
  expect(resultOfKey(code)).toBeNull(),
);
