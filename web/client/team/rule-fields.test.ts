import { expect, test } from 'vitest';
import { type AttentionRules, usualAttentionRules } from '../../../daemon/terms/attention.js';
import { fieldsOf, rulesOf } from './rule-fields.js';

const off: AttentionRules = {
  abandonedAfterMs: null,
  talkLongerMs: null,
  ratedFrom: null,
  transfers: null,
  vip: null,
  emergencyDialled: false,
  supervised: false,
};

test.each([usualAttentionRules, off, { ...off, abandonedAfterMs: 1_500 }])('rules go into fields and back', (rules) => {
  expect(rulesOf(fieldsOf(rules))).toEqual(rules);
});

test('Chinese commas separate classes; half a VIP rule is none', () => {
  const fields = fieldsOf(usualAttentionRules);
  expect(rulesOf({ ...fields, vipClasses: 'A，K、vip ' }).vip?.classes).toEqual(['A', 'K', 'vip']);
  expect(rulesOf({ ...fields, vipWaitedMs: '' }).vip).toBeNull();
});
