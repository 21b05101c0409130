import { expect, test } from 'vitest';
import type { Target } from '../../terms/targets.js';
import { agentOf, type Forward, forwardOf, maxForwards } from './forwarding.js';

const agent = (id: string): Target => ({ to: 'agent', agent: id });
const number = (digits: string): Target => ({ to: 'number', number: digits });
const always = (target: Target): Forward => ({ when: 'always', target });
const busy = (target: Target): Forward => ({ when: 'busy', target });

const floor = (forwards: Readonly<Record<string, readonly Forward[]>>) =>
  ['8001', '8002', '8003', '8004'].map((id) => ({ id, forwards: forwards[id] ?? [] }));

test.each<
  [
    string,
    Readonly<Record<string, readonly Forward[]>>,
    readonly string[],
    Forward['when'],
    ReturnType<typeof forwardOf>,
  ]
>([
  ['none', {}, ['8001'], 'always', { to: 'himself' }],
  ['another condition', { '8001': [busy(agent('8002'))] }, ['8001'], 'always', { to: 'himself' }],
  [
    'the first that fits',
    { '8001': [busy(agent('8002')), busy(agent('8003'))] },
    ['8001'],
    'busy',
    { to: 'target', target: agent('8002'), when: 'busy' },
  ],
  [
    'back to who forwarded',
    { '8002': [always(agent('8001'))] },
    ['8001', '8002'],
    'always',
    { to: 'loop', way: ['8001', '8002', '8001'] },
  ],
  [
    'back by number',
    { '8002': [always(number('8001'))] },
    ['8001', '8002'],
    'always',
    { to: 'loop', way: ['8001', '8002', '8001'] },
  ],
  ['somebody unknown', {}, ['9999'], 'always', { to: 'himself' }],
])('at the call: %s', (_, forwards, way, when, expected) => {
  expect(forwardOf(floor(forwards), way, when)).toEqual(expected);
});

test('a chain of many agents ends', () => {
  const agents = Array.from({ length: 30 }, (_, at) => ({ id: `${at}`, forwards: [always(agent(`${at + 1}`))] }));
  const way: string[] = ['0'];
  for (;;) {
    const next = forwardOf(agents, way, 'always');
    if (next.to !== 'target') break;
    way.push(agentOf(agents, next.target) ?? '');
  }
  expect(way).toHaveLength(maxForwards + 1);
});
