import { expect, test } from 'vitest';
import { autoDraftOf, autoRulesOf, ruleDraftOf, ruleOf } from './rule-draft.js';

test('a rule comes back as it was, empty fields are no condition', () => {
  const rule = {
    name: '每周',
    on: true,
    perAgentPerWeek: 2,
    ratedFrom: null,
    marked: true,
    queues: ['sales', 'service'],
    groups: ['一组'],
    campaigns: [],
    direction: 'outbound',
    minTalkMs: 15_500,
    people: ['judge'],
  } as const;
  expect(ruleOf(ruleDraftOf(rule))).toEqual(rule);
  const typed = ruleOf({ ...ruleDraftOf(null), queues: ' sales，service、sales,, ', direction: '' });
  expect([typed.queues, typed.direction, typed.groups]).toEqual([['sales', 'service'], null, []]);
});

test('automatic marks come back as they were', () => {
  const rules = { talkShorterMs: null, silenceLongerMs: 20_000, talkOverPercent: 15, noDisposition: false };
  expect(autoRulesOf(autoDraftOf(rules))).toEqual(rules);
});
