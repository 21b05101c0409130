import { describe, expect, it } from 'vitest';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { fits, inOrder } from './agent-list.js';

const agent = (id: string, change: Partial<LiveAgent> = {}): LiveAgent => ({
  id,
  name: '王芳',
  station: null,
  state: 'ready',
  reason: null,
  since: 0,
  callId: null,
  offHook: false,
  wrapUpUntil: null,
  next: null,
  answeredToday: 0,
  missedInRow: 0,
  ...change,
});
const wordsOf = ({ state }: LiveAgent) => (state === 'ready' ? '示闲 销售' : '通话 服务');

describe('finding agents', () => {
  it.each([
    ['', true],
    ['8001', true],
    ['王', true],
    ['wf', true],
    ['示闲', true],
    [' 销售  80 ', true],
    ['服务', false],
    ['李', false],
  ])('"%s" fits: %s', (filter, fit) => {
    expect(fits(agent('8001'), filter, wordsOf)).toBe(fit);
  });
});

describe('order', () => {
  const all = [
    agent('10', { state: 'signed-out' }),
    agent('9', { state: 'talking', since: 7 }),
    agent('8', { state: 'ringing', since: 9 }),
  ];
  it('is by number, by state, by time, and total', () => {
    expect(inOrder(all, 'id').map(({ id }) => id)).toEqual(['8', '9', '10']);
    expect(inOrder(all, 'state').map(({ id }) => id)).toEqual(['8', '9', '10']);
    expect(inOrder(all, 'since').map(({ id }) => id)).toEqual(['10', '9', '8']);
  });
});
