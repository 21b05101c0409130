import { describe, expect, it } from 'vitest';
import { supervisor as en } from '../words/en/supervisor.js';
import { supervisor as zh } from '../words/zh/supervisor.js';
import { inOrderOfHelp, judgementText } from './why-words.js';

const stateText = (state: string, reason: string | null): string => (reason === null ? state : `${state}/${reason}`);

describe('why', () => {
  it.each([
    [{ agentId: 'a', why: 'wrap-up', endsInMs: 12_000 }, '话后处理 · 还有 0:12', 'is in wrap-up · 0:12 left'],
    [
      { agentId: 'a', why: 'behind', rank: 2, metric: 5 },
      '可以接，但排在别人后面 · 第 2 名',
      'could take it, but others come first · rank 2',
    ],
    [{ agentId: 'a', why: 'busy', state: 'held' }, '正忙 · held', 'is busy · held'],
    [{ agentId: 'a', why: 'not-ready', reason: 'meal' }, 'not-ready/meal', 'not-ready/meal'],
    [{ agentId: 'a', why: 'not-ready' }, '示忙', 'is not ready'],
  ] as const)('of %o is "%s"', (judged, chinese, english) => {
    expect(judgementText(zh, judged, stateText)).toBe(chinese);
    expect(judgementText(en, judged, stateText)).toBe(english);
  });

  it('puts first who could help soonest', () => {
    const sorted = inOrderOfHelp([
      { agentId: '1', why: 'signed-out' },
      { agentId: '2', why: 'wrap-up', endsInMs: 9_000 },
      { agentId: '3', why: 'wrap-up', endsInMs: 2_000 },
      { agentId: '4', why: 'would-be-chosen', rank: 1 },
    ]);
    expect(sorted.map(({ agentId }) => agentId)).toEqual(['4', '3', '2', '1']);
  });
});
