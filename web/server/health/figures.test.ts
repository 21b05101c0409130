import { describe, expect, it } from 'vitest';
import { figureOf, type Rule, rules, type Standing, standingAfter, unknownStanding, worst } from './figures.js';

const ruleOf = (id: Rule['id']): Rule => {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new RangeError(id);
  return rule;
};

function levels(rule: Rule, values: readonly (number | null)[]): readonly string[] {
  let standing: Standing = unknownStanding;
  return values.map((value) => {
    standing = standingAfter(standing, value, rule);
    return standing.level;
  });
}

describe('levels of a figure', () => {
  const disk = ruleOf('diskPercent'); // 80, 95, slack 2
  const memory = ruleOf('memoryPercent'); // six readings in a row
  const days = ruleOf('recordingDays'); // 30, 7, falling, slack 2

  it.each<[string, Rule, readonly (number | null)[], readonly string[]]>([
    [
      'goes on at its threshold, off only below the slack',
      disk,
      [79, 80, 79, 78.1, 77],
      ['good', 'warning', 'warning', 'warning', 'good'],
    ],
    ['goes straight to critical, back by steps', disk, [96, 94, 92, 77], ['critical', 'critical', 'warning', 'good']],
    [
      'a figure that falls is bad when it is small',
      days,
      [31, 30, 31, 32.5, 33],
      ['good', 'warning', 'warning', 'good', 'good'],
    ],
    ['what is not told is unknown, and begins anew', disk, [90, null, 79], ['warning', 'unknown', 'good']],
    ['nothing is never bad', ruleOf('portsDown'), [0, 1, 1, 0], ['good', 'good', 'warning', 'good']],
    [
      'one jump of the clock is told at once and over at once',
      ruleOf('clockJumpMs'),
      [0, 5_000, 0],
      ['good', 'warning', 'good'],
    ],
  ])('%s', (_, rule, values, expected) => {
    expect(levels(rule, values)).toEqual(expected);
  });

  it('a short peak is no illness', () => {
    expect(new Set(levels(memory, [90, 90, 90, 90, 90, 50, 90, 90]))).toEqual(new Set(['good']));
    expect(levels(memory, [90, 90, 90, 90, 90, 90]).at(-1)).toBe('warning');
  });

  it('never flutters between two readings around a threshold', () => {
    const all = levels(
      disk,
      Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? 80.5 : 79.5)),
    );
    expect(new Set(all)).toEqual(new Set(['warning']));
  });

  it.each(rules)('$id: words and what to do in both languages, thresholds in order', (rule) => {
    for (const words of [rule.name, rule.bad, rule.next]) {
      expect(words.zh).toMatch(/\p{Script=Han}/u);
      expect(words.en).toMatch(/[a-z]/);
    }
    const { warnAt, criticalAt, falling } = rule;
    expect(warnAt ?? criticalAt).not.toBeNull();
    if (warnAt !== null && criticalAt !== null) expect(falling ? criticalAt < warnAt : warnAt < criticalAt).toBe(true);
    const bad = figureOf(rule, (criticalAt ?? warnAt) as number, { level: 'critical', rising: 0 });
    expect(bad).toMatchObject({ words: rule.bad, next: rule.next });
    expect(figureOf(rule, null, unknownStanding)).toMatchObject({ value: null, level: 'unknown' });
  });

  it('the worst of all', () => {
    expect(worst(['good', 'unknown', 'warning'])).toBe('warning');
    expect(worst([])).toBe('unknown');
  });
});
