import { describe, expect, it } from 'vitest';
import type { Colleague } from '../../../daemon/contract/pages.js';
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import { choicesFor, dialable, maxChoices, targetOf } from './targets.js';

const colleague = (id: string, name: string, state: AgentState): Colleague => ({
  id,
  name,
  state,
  since: 0,
  queues: ['service'],
  group: null,
  ringing: null,
});
const queue: LiveQueue = {
  id: 'service',
  name: { zh: '客户服务', en: 'Customer service' },
  waiting: 2,
  oldestSince: null,
  agentsReady: 1,
  agentsSignedIn: 3,
  answeredToday: 0,
  abandonedToday: 0,
};
const colleagues = [
  colleague('8002', '李强', 'talking'),
  colleague('8003', '王芳', 'not-ready'),
  colleague('8004', '王敏', 'ready'),
  colleague('8005', '吴芳', 'wrap-up'),
];
const all = { colleagues, queues: [queue], slots: false };
const ids = (typed: string, searched = all): readonly string[] => choicesFor(typed, searched).map(({ id }) => id);

describe('whom is meant', () => {
  it('offers everybody before anything is typed, idle first, queues last', () => {
    expect(ids('')).toEqual(['agent 8004', 'agent 8002', 'agent 8005', 'agent 8003', 'queue service']);
  });

  it.each([
    ['wf', ['agent 8005', 'agent 8003']],
    ['WM', ['agent 8004']],
    ['王', ['agent 8004', 'agent 8003']],
    ['芳', ['agent 8005', 'agent 8003']],
    ['客户', ['queue service']],
    ['khfw', ['queue service']],
    ['customer', ['queue service']],
  ])('%s finds by name, part of a name or initials', (typed, expected) => expect(ids(typed)).toEqual(expected));

  it('takes a whole number of a colleague for him and nobody else', () => {
    expect(ids('8003')).toEqual(['agent 8003']);
  });

  it('offers what can be dialled, behind whom it fits', () => {
    expect(ids('13800138000')).toEqual(['number']);
    expect(ids('138 0013-8000').at(-1)).toBe('number');
    expect(ids('800')).toEqual(['agent 8004', 'agent 8002', 'agent 8005', 'agent 8003', 'number']);
  });

  it('offers a parked call where one can be picked up', () => {
    expect(ids('701', { ...all, slots: true })).toEqual(['slot 701', 'number']);
    expect(ids('701')).toEqual(['number']);
  });

  it('finds nobody, and dials nothing, by nonsense or by what is far too long', () => {
    expect(ids('zzz')).toEqual([]);
    expect(ids('<script>')).toEqual([]);
    expect(dialable('12')).toBeNull();
    expect(dialable('1'.repeat(25))).toBeNull();
    expect(dialable('+8613800138000')).toBe('+8613800138000');
  });

  it('never lists more than can be read', () => {
    const many = Array.from({ length: 500 }, (_, n) => colleague(String(9000 + n), `Agent ${n}`, 'ready'));
    expect(ids('', { ...all, colleagues: many })).toHaveLength(maxChoices);
  });

  it('names the target of each choice', () => {
    expect(choicesFor('8002', all).map(targetOf)).toEqual([{ to: 'agent', agent: '8002' }]);
    expect(choicesFor('khfw', all).map(targetOf)).toEqual([{ to: 'queue', queue: 'service' }]);
    expect(choicesFor('95588', all).map(targetOf)).toEqual([{ to: 'number', number: '95588' }]);
    expect(choicesFor('701', { ...all, slots: true }).map(targetOf)[0]).toBeNull();
  });
});
