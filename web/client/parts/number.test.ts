import { describe, expect, it } from 'vitest';
import { formatNumber, nationalDigits, numberKind } from './number.js';

describe('numbers for people', () => {
  it.each([
    ['13812345678', '138 1234 5678', 'mobile'],
    ['013812345678', '138 1234 5678', 'mobile'],
    ['+8613812345678', '138 1234 5678', 'mobile'],
    ['8613812345678', '138 1234 5678', 'mobile'],
    ['008613812345678', '138 1234 5678', 'mobile'],
    ['01088886666', '010-8888 6666', 'fixed'],
    ['+861088886666', '010-8888 6666', 'fixed'],
    ['02160000007', '021-6000 0007', 'fixed'],
    ['075588886666', '0755-8888 6666', 'fixed'],
    ['05711234567', '0571-123 4567', 'fixed'],
    ['88886666', '8888 6666', 'fixed'],
    ['8886666', '888 6666', 'fixed'],
    ['4008123456', '400 812 3456', 'service'],
    ['8008101234', '800 810 1234', 'service'],
    ['95588', '95588', 'service'],
    ['10086', '10086', 'service'],
    ['110', '110', 'service'],
    ['004915112345678', '+4915112345678', 'international'],
    ['+4915112345678', '+4915112345678', 'international'],
    ['', '', 'other'],
    ['8001', '8001', 'other'],
    ['0', '0', 'other'],
  ] as const)('%s is shown as %s (%s)', (raw, shown, kind) => {
    expect(formatNumber(raw)).toBe(shown);
    expect(numberKind(raw)).toBe(kind);
  });

  it('never invents or loses digits of what it does not know', () => {
    for (const odd of ['1', '12345678901234567890', '0000', '*21#', 'abc', '86', '860']) {
      expect(formatNumber(odd)).toBe(odd);
      expect(nationalDigits(odd)).toBe(odd);
    }
  });
});
