import { describe, expect, it } from 'vitest';
import type { CallSummary } from '../../../daemon/contract/pages.js';
import { maxShown, mergeCalls } from './merge-calls.js';

function call(id: string, change: Partial<CallSummary> = {}): CallSummary {
  return {
    id,
    direction: 'inbound',
    callingNumber: '',
    calledNumber: '',
    startedAt: 0,
    answeredAt: null,
    endedAt: null,
    cause: null,
    disposition: null,
    agent: null,
    queue: null,
    recorded: false,
    ending: null,
    talkStartedAt: null,
    ...change,
  };
}

describe('past calls', () => {
  it('show what was read last, newest first', () => {
    const merged = mergeCalls([call('c'), call('b', { disposition: 'resolved' })], [call('b'), call('a')]);
    expect(merged.map(({ id, disposition }) => [id, disposition])).toEqual([
      ['c', null],
      ['b', 'resolved'],
      ['a', null],
    ]);
  });

  it('put an earlier page behind', () => {
    expect(mergeCalls([call('a')], [call('c'), call('b')]).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('are limited', () => {
    const many = Array.from({ length: maxShown + 50 }, (_, i) => call(String(i).padStart(5, '0')));
    const merged = mergeCalls(many, []);
    expect(merged).toHaveLength(maxShown);
    expect(merged[0]?.id).toBe('00349');
  });
});
