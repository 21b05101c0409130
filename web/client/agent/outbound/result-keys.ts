/** The keys of the eleven results, in their order: the row above the letters, or the number pad. */
import { type ResultCode, resultCodes } from '../../../../daemon/terms/outbound.js';

export const resultSigns = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-'] as const;

/** Of KeyboardEvent.code; null: no result's. */
export function resultOfKey(code: string): ResultCode | null {
  if (code === 'Minus' || code === 'NumpadSubtract') return resultCodes[10];
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  return digit === undefined ? null : (resultCodes[(Number(digit) + 9) % 10] ?? null);
}
