import { describe, expect, it } from 'vitest';
import type { HealthFigure } from '../../../../daemon/terms/box-health.js';
import { box as en } from '../../words/en/box.js';
import { byLevel, curves, isJustPast, limitsText, valueText } from './box-figures.js';

const figure = (more: Partial<HealthFigure>): HealthFigure => ({
  id: 'diskPercent',
  name: { zh: '硬盘', en: 'Disk' },
  value: 40,
  unit: '%',
  level: 'good',
  warnAt: 80,
  criticalAt: 95,
  words: { zh: '', en: '' },
  next: { zh: '', en: '' },
  ...more,
});

describe('figures of the box', () => {
  it('past a limit for a moment are not called well', () => {
    expect(isJustPast(figure({ value: 80 }))).toBe(true);
    expect(isJustPast(figure({ value: 79 }))).toBe(false);
    expect(isJustPast(figure({ value: 81, level: 'warning' }))).toBe(false);
    expect(isJustPast(figure({ value: null }))).toBe(false);
    expect(isJustPast(figure({ value: 9, warnAt: 10, criticalAt: 3 }))).toBe(true); // less is worse
    expect(isJustPast(figure({ value: 11, warnAt: 10, criticalAt: 3 }))).toBe(false);
  });

  it('are told with their units', () => {
    expect(valueText(en, 40, '%')).toBe('40 %');
    expect(valueText(en, 12, 'days')).toBe('12 days');
    expect(valueText(en, 999, 'days')).toBe('never');
    expect([1_000, 60_000].map((ms) => valueText(en, ms, 'ms'))).toEqual(['1000 ms', '60 s']);
    expect(valueText(en, null, '°C')).toBe('—');
    expect(valueText(en, 3, '/min')).toBe('3/min');
  });

  it('tell where they become bad', () => {
    expect(limitsText(en, figure({}))).toBe('look ≥ 80 % · critical ≥ 95 %');
    expect(limitsText(en, figure({ warnAt: 30, criticalAt: 7, unit: 'days' }))).toBe(
      'look ≤ 30 days · critical ≤ 7 days',
    );
    expect(limitsText(en, figure({ warnAt: null, criticalAt: 1, unit: '' }))).toBe('critical ≥ 1');
  });

  it('stand with the worst first', () => {
    const levels = (['good', 'unknown', 'critical', 'warning'] as const).map((level) => figure({ level }));
    expect(byLevel(levels).map(({ level }) => level)).toEqual(['critical', 'warning', 'good', 'unknown']);
  });

  it('a curve stops where nothing was known', () => {
    const at = (minute: number, value: number | null) => ({ atMs: minute * 60_000, value });
    expect(curves([at(0, 0), at(1, 100), at(2, null), at(3, 50), at(4, 50)], 100)).toEqual([
      '0.0,39.0 60.0,1.0',
      '180.0,20.0 240.0,20.0',
    ]);
    expect(curves([], 100)).toEqual([]);
    expect(curves([at(0, 5)], 100)).toEqual([]);
  });
});
