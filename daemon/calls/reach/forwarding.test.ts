import { expect, test } from 'vitest';
import type { Target } from '../../terms/targets.js';
import { agentOf, type Forward, forwardLoop, forwardOf, maxForwards } from './forwarding.js';

const agent = (id: string): Target => ({ to: 'agent', agent: id });
const number = (digits: string): Target => ({ to: 'number', number: digits });
const always = (target: Target): Forward => ({ when: 'always', target });
const busy = (target: Target): Forward => ({ when: 'busy', target });
const noAnswer = (target: Target): Forward => ({ when: 'no-answer', target });

const floor = (forwards: Readonly<Record<string, readonly Forward[]>>) =>
  ['8001', '8002', '8003', '8004'].map((id) => ({ id, forwards: forwards[id] ?? [] }));

test.each<[string, Readonly<Record<string, readonly Forward[]>>, readonly Forward[], readonly string[] | null]>([
  ['nobody else forwards', {}, [always(agent('8002'))], null],
  ['to oneself', {}, [always(agent('8001'))], ['8001', '8001']],
  ['to one’s own number', {}, [busy(number('8001'))], ['8001', '8001']],
  ['two', { '8002': [always(agent('8001'))] }, [always(agent('8002'))], ['8001', '8002', '8001']],
  [
    'two by different conditions',
    { '8002': [noAnswer(agent('8001'))] },
    [busy(agent('8002'))],
    ['8001', '8002', '8001'],
  ],
  ['two by number', { '8002': [always(number('8001'))] }, [always(number('8002'))], ['8001', '8002', '8001']],
  [
    'three',
    { '8002': [busy(agent('8003'))], '8003': [always(agent('8001'))] },
    [always(agent('8002'))],
    ['8001', '8002', '8003', '8001'],
  ],
  [
    'a loop of others that he only leads into',
    { '8002': [always(agent('8003'))], '8003': [always(agent('8002'))] },
    [always(agent('8002'))],
    null,
  ],
  ['outside', {}, [always(number('13800138000'))], null],
  ['a queue', {}, [busy({ to: 'queue', queue: 'sales' })], null],
  [
    'a second forward',
    { '8003': [busy(agent('8001'))] },
    [always(agent('8002')), busy(agent('8003'))],
    ['8001', '8003', '8001'],
  ],
  ['nothing set', { '8002': [always(agent('8001'))] }, [], null],
])('loop when set: %s', (_, others, forwards, way) => {
  expect(forwardLoop(floor(others), '8001', forwards)).toEqual(way);
});

test('an agent who is being added is looked at too', () => {
  expect(forwardLoop(floor({ '8001': [always(agent('9000'))] }), '9000', [always(agent('8001'))])).toEqual([
    '9000',
    '8001',
    '9000',
  ]);
});

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
