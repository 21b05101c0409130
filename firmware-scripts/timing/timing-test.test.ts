import { describe, expect, test } from 'vitest';
import type { Interrupt } from '../detect/interrupts.js';
import { interruptsOf } from '../detect/interrupts.js';
import { timingOf } from './timing-test.js';

/** A clock that takes so much of the time it should, and interrupts that come so often a second. */
function measured(pace: number, perSecond: number, names = ['wct4xxp']) {
  let nowMs = 0;
  let closed = false;
  const interrupts = async (): Promise<readonly Interrupt[]> => [
    { number: 18, count: Math.round((nowMs / 1_000) * perSecond), names },
  ];
  return timingOf(10, {
    open: async () => ({
      async read(octets) {
        if (closed) throw new Error('closed');
        nowMs += (octets / 8) * pace;
      },
      async close() {
        closed = true;
      },
    }),
    interrupts,
    monotonicMs: () => nowMs,
    drivers: ['wct4xxp'],
    tell: () => {},
  });
}

describe('the timing test', () => {
  test('a true clock passes', async () => {
    expect(await measured(1, 1_000)).toMatchObject({
      ...{ passed: true, meanPercent: 100, worstPercent: 100 },
      interrupts: [{ name: 'wct4xxp', perSecond: 1_000, sharedWith: '' }],
    });
  });
  test.each([
    [1.000_19, true],
    [1.000_3, false],
    [0.999_7, false],
    [2, false],
  ])('pace %d: %s', async (pace, passed) => {
    const test = await measured(pace, 1_000);
    expect(test.passed).toBe(passed);
    expect(test.words.zh).toContain('%');
  });
  test('no interrupts come', async () => {
    expect(await measured(1, 0)).toMatchObject({ passed: false, words: { zh: 'wct4xxp 没有中断' } });
  });
  test('a slow clock on a shared interrupt names who shares it', async () => {
    const { next } = await measured(1.01, 1_000, ['ehci_hcd:usb1', 'wct4xxp']);
    expect(next.en).toContain('ehci_hcd:usb1');
  });
});

test('interrupts of several kernels', () => {
  const text = [
    '           CPU0       CPU1',
    ' 18:       10          5   IO-APIC  18-fasteoi   uhci_hcd:usb3, wct4xxp',
    ' 47:  1        2   PCI-MSI 524288-edge      te435',
    ' 19: 7 0 IO-APIC-fasteoi   wctdm',
    ' 20: 99999999999999999999 0 IO-APIC 20-edge x',
    'NMI: 0 0 Non-maskable interrupts',
  ].join('\n');
  expect(interruptsOf(text)).toEqual([
    { number: 18, count: 15, names: ['uhci_hcd:usb3', 'wct4xxp'] },
    { number: 47, count: 3, names: ['te435'] },
    { number: 19, count: 7, names: ['wctdm'] },
  ]);
});
