import { expect, test } from 'vitest';
import { trunkSite } from '../../../test/simulation/trunk-site.js';
import type { Target } from '../../terms/targets.js';
import { type Asker, planOf } from './targets.js';

const site = trunkSite();
const agent: Asker = { agentId: '8001', international: false };
const manager: Asker = { agentId: '8001', international: true };
const nobody: Asker = { agentId: '', international: false };
const isSlot = (slot: number): boolean => slot >= 701 && slot <= 720;
const dialled = (number: string): Target => ({ to: 'number', number });

test.each<[Target, object]>([
  [
    { to: 'agent', agent: '8002' },
    { plan: 'agent', agentId: '8002' },
  ],
  [
    { to: 'queue', queue: 'sales' },
    { plan: 'queue', queueId: 'sales' },
  ],
  [
    { to: 'flow', flow: 'menu' },
    { plan: 'flow', flowId: 'menu' },
  ],
  [dialled('8002'), { plan: 'agent', agentId: '8002' }],
  [dialled('701'), { plan: 'slot', slot: 701 }],
  [dialled('*13'), { plan: 'code', code: { code: 'ready', argument: '' } }],
  [dialled('*20705'), { plan: 'code', code: { code: 'park', argument: '705' } }],
  [dialled('13912345678'), { plan: 'outside', routed: { number: '13912345678', trunks: ['a', 'b'] } }],
  [dialled('+86 139-1234-5678'), { plan: 'outside', routed: { number: '13912345678' } }],
  [dialled('110'), { plan: 'outside', routed: { kind: 'emergency' } }],
])('%j: %j', (target, plan) => {
  expect(planOf(site, target, agent, isSlot)).toMatchObject(plan);
});

test.each<[Target, Asker, string, string]>([
  [{ to: 'agent', agent: '8009' }, agent, 'unknown-target', 'unknown-target'],
  [{ to: 'agent', agent: '8001' }, agent, 'oneself', 'unknown-target'],
  [dialled('8001'), agent, 'oneself', 'unknown-target'],
  [{ to: 'queue', queue: 'none' }, agent, 'unknown-target', 'unknown-target'],
  [{ to: 'flow', flow: 'toString' }, agent, 'unknown-target', 'unknown-target'],
  [dialled(''), agent, 'no-number', 'unknown-target'],
  [dialled('1'.repeat(32)), agent, 'no-number', 'unknown-target'],
  [dialled('*99'), agent, 'unknown-target', 'unknown-target'],
  [dialled('8009'), agent, 'unknown-target', 'unknown-target'],
  [dialled('*14'), agent, 'unknown-target', 'unknown-target'],
  [dialled('12#34'), agent, 'unknown-target', 'unknown-target'],
  [dialled('0044207946000'), agent, 'international-closed', 'forbidden'],
  [dialled('13912345678'), nobody, 'not-signed-in', 'not-signed-in'],
])('%j is refused: %s', (target, asker, why, code) => {
  expect(planOf(site, target, asker, isSlot)).toMatchObject({ plan: 'refused', why, refusal: { code } });
});

test('a route of its own takes numbers that look like extensions: those of a tied exchange', () => {
  const tied = trunkSite({ routes: [{ prefixes: ['80'], trunks: ['b'] }] });
  expect(planOf(tied, dialled('8009'), agent, isSlot)).toMatchObject({ plan: 'outside', routed: { trunks: ['b'] } });
  expect(planOf(tied, dialled('8002'), agent, isSlot)).toMatchObject({ plan: 'agent' });
});

test('abroad for who may, and no route without routes', () => {
  expect(planOf(site, dialled('0044207946000'), manager, isSlot)).toMatchObject({ plan: 'outside' });
  const closed = trunkSite({ routes: [] });
  expect(planOf(closed, dialled('13912345678'), agent, isSlot)).toMatchObject({ why: 'no-route' });
  expect(planOf(closed, dialled('120'), nobody, isSlot)).toMatchObject({ plan: 'outside' });
});

test('an agent with the number of the police does not get their calls', () => {
  const [first, ...others] = site.agents;
  const agents = first === undefined ? others : [{ ...first, id: '110' }, ...others];
  expect(planOf({ ...site, agents }, dialled('110'), agent, isSlot)).toMatchObject({ plan: 'outside' });
});
