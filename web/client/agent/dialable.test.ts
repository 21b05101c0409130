import { describe, expect, it } from 'vitest';
import { mayDial } from './dialable.js';

describe('a number on the page', () => {
  it.each(['13812345678', '+8613812345678', '701', '*72#', '02160001000'])('%s is dialled as it is', (number) =>
    expect(mayDial(number, undefined)).toBe(true),
  );

  it.each(['', '12', 'tel:1', '138 1234 5678', '1'.repeat(32), "1';--"])('%j is not', (number) =>
    expect(mayDial(number, { task: 'a' })).toBe(false),
  );

  it('that is masked is dialled only by whose it is', () => {
    expect(mayDial('138****5678', undefined)).toBe(false);
    expect(mayDial('138****5678', { task: 'a' })).toBe(true);
    expect(mayDial('****678', { call: 'c' })).toBe(true);
  });
});
