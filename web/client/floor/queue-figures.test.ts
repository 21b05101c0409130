import { describe, expect, it } from 'vitest';
import type { LiveQueue, QueueCounts } from '../../../daemon/terms/live.js';
import { supervisor as en } from '../words/en/supervisor.js';
import { abandonedLines, answeredLines, overflowedLines, serviceLevelLines } from './queue-figures.js';

/** The golden example of china.md 5. */
const counts: QueueCounts = {
  offered: 100,
  answered: 80,
  answeredInTime: 64,
  abandoned: 20,
  abandonedInTime: 5,
  abandonedIn5s: 2,
  overflowed: 0,
  waitAnsweredMs: 80 * 9_000,
  waitAbandonedMs: 0,
  longestWaitMs: 0,
  talkMs: 0,
  wrapUpMs: 0,
};
const queue = (formula: 'F1' | 'F2' | 'F3' | 'F4', today?: QueueCounts): LiveQueue => ({
  id: 'q',
  name: { zh: '', en: '' },
  waiting: 0,
  oldestSince: null,
  agentsReady: 0,
  agentsSignedIn: 0,
  answeredToday: 0,
  abandonedToday: 0,
  serviceLevel: { withinMs: 20_000, percent: 80, formula },
  ...(today === undefined ? {} : { today }),
});

describe('figures explain themselves', () => {
  it.each([
    ['F1', '69 ÷ 100 = 69.0 %'],
    ['F2', '64 ÷ 80 = 80.0 %'],
    ['F3', '64 ÷ 100 = 64.0 %'],
    ['F4', '64 ÷ 95 = 67.4 %'],
  ] as const)('the same calls by %s: %s', (formula, counted) => {
    const lines = serviceLevelLines(en, queue(formula, counts));
    expect(lines[0]).toContain(`${formula} = `);
    expect(lines[1]).toContain(counted);
    expect(lines[2]).toContain('80 %');
  });

  it('say that there is nothing to divide by', () => {
    const nothing = { ...counts, answered: 0, answeredInTime: 0, abandoned: 0, offered: 0, waitAnsweredMs: 0 };
    expect(serviceLevelLines(en, queue('F3', nothing))[1]).toContain('0/0');
    expect(serviceLevelLines(en, queue('F3'))[1]).toContain('0/0');
    expect(answeredLines(en, nothing).join()).toContain('—');
  });

  it('show the identity with the numbers in it', () => {
    expect(overflowedLines(en, counts, 0).at(-1)).toBe('100 = 80 + 20 + 0 + 0');
    expect(answeredLines(en, counts).join()).toContain('0:09');
    expect(abandonedLines(en, counts)[1]).toContain('20 ÷ 100 = 20.0 %');
  });
});
