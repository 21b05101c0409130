import { describe, expect, it } from 'vitest';
import type { CallSummary } from '../../../daemon/contract/pages.js';
import { attentionOf } from './attention.js';

const minute = 60_000;
const call = (change: Partial<CallSummary>): CallSummary => ({
  id: 'a',
  direction: 'inbound',
  callingNumber: '139',
  calledNumber: '400',
  startedAt: 0,
  answeredAt: 0,
  endedAt: 3 * minute,
  cause: 16,
  disposition: null,
  agent: null,
  queue: null,
  recorded: false,
  ending: 'completed',
  talkStartedAt: minute,
  ...change,
});

describe('calls to look into', () => {
  it.each<[string, Partial<CallSummary>, readonly string[]]>([
    ['an ordinary one', {}, []],
    ['one that is going on', { endedAt: null, ending: null }, []],
    ['a call out', { direction: 'outbound', disposition: 'complaint' }, []],
    ['a break', { ending: 'interrupted' }, ['interrupted']],
    ['a complaint', { disposition: 'complaint' }, ['complaint']],
    ['a refusal', { ending: 'refused', talkStartedAt: null, endedAt: 10 }, ['refused']],
    ['who waited long in vain', { ending: 'abandoned', talkStartedAt: null }, ['lost-after-long-wait']],
    ['who gave up soon', { ending: 'abandoned', talkStartedAt: null, endedAt: minute }, []],
    ['who waited long', { talkStartedAt: 2 * minute }, ['answered-late']],
    ['a short talk', { endedAt: minute + 9_999 }, ['very-short']],
    ['a long talk', { endedAt: 21 * minute }, ['very-long']],
  ])('%s', (_what, change, rules) => {
    expect(attentionOf([call(change)]).flatMap((each) => each.rules)).toEqual(rules);
  });

  it('tell once of a number that calls again and again, never of withheld numbers', () => {
    const many = attentionOf(['3', '2', '1'].map((id) => call({ id })));
    expect(many.map((each) => [each.call.id, each.rules, each.times])).toEqual([['3', ['called-again'], 3]]);
    expect(attentionOf(['3', '2', '1'].map((id) => call({ id, callingNumber: '' })))).toEqual([]);
  });
});
