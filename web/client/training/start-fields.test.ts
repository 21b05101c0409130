import { describe, expect, it } from 'vitest';
import { trainingLimits } from '../../../daemon/terms/training.js';
import { typed } from './start-fields.js';

const { callersPerHour, hours } = trainingLimits;

describe('what is typed before a training', () => {
  it('is a number within its limits', () => {
    expect(typed('30', callersPerHour, true)).toEqual({ value: 30 });
    expect(typed(' 0 ', callersPerHour, true)).toEqual({ value: 0 });
    expect(typed('0.25', hours, false)).toEqual({ value: 0.25 });
    expect(typed('1,5', hours, false)).toEqual({ value: 1.5 });
  });

  it('is refused beyond them, or where it is no number', () => {
    for (const text of ['', '-1', '241', '1e2', 'many', '99999999999', '3 0', '.5', '0x10'])
      expect(typed(text, callersPerHour, true), text).toEqual({ wrong: 'range' });
    expect(typed('12.5', callersPerHour, true)).toEqual({ wrong: 'whole' });
    expect(typed('0.1', hours, false)).toEqual({ wrong: 'range' });
    expect(typed('13', hours, false)).toEqual({ wrong: 'range' });
  });
});
