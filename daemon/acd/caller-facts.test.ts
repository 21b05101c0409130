/** Who calls decides who is offered the call: ACD-10, 11, 12, 17, also where a number leads straight to a queue. */
import { expect, test } from 'vitest';
import { AcdFloor, agentOf, floorSite, queueOf } from '../../test/simulation/acd-floor.js';
import type { Queue, RouteRule, Site } from '../terms/site.js';
import { factsWaitMs } from './entrance.js';

const [a, b] = ['8001', '8002'] as const;
type Asks = { readonly queue?: Partial<Queue>; readonly site?: Partial<Site> };

function floorOf({ queue = {}, site = {} }: Asks): AcdFloor {
  const people = [agentOf(a, { queues: ['sales', 'help'] }), agentOf(b, { queues: ['sales', 'help'] })];
  const floor = new AcdFloor(floorSite(people, [queueOf('sales', queue), queueOf('help')], site));
  floor.ready(a, b);
  return floor;
}

function ruleOf(attribute: RouteRule['when'][number]['attribute'], then: RouteRule['then'] = { points: 5 }): Asks {
  return { site: { rules: [{ id: 'r', name: 'r', when: [{ attribute, operator: '=', value: 'x' }], then }] } };
}

const ownersFirst: Asks = { queue: { owner: { holdMs: 9_000 } } };

test.each<[string, Asks]>([
  ['an owner', ownersFirst],
  ['who talked to him last', { queue: { lastAgent: { withinDays: 7, holdMs: 9_000 } } }],
  ['points of his class', { site: { classPriority: { K: 10 } } }],
  ['a rule on his class', ruleOf('class')],
  ['a rule on his business type', ruleOf('businessType')],
  ['a rule on his owner', ruleOf('owner')],
])('where %s counts, a caller is offered to nobody before his facts are there', (_, asks) => {
  const floor = floorOf(asks);
  const callId = floor.call('sales', { asked: true });
  expect(floor.offers).toEqual([]);
  expect(floor.acd.explain(callId, floor.time.nowMs())).toMatchObject({
    summary: 'caller-looked-up',
    agents: [{ why: 'caller-looked-up', endsInMs: factsWaitMs }, { why: 'caller-looked-up' }],
  });
  floor.time.advance(120);
  floor.facts(callId, {});
  expect(floor.offers).toMatchObject([{ callId, detail: { waitMs: 120 } }]);
});

test.each<[string, Asks]>([
  ['nothing', {}],
  ['a rule on his number', ruleOf('callingNumber')],
])('where %s counts, he is offered at once', (_, asks) => {
  const floor = floorOf(asks);
  floor.call('sales', { asked: true });
  expect(floor.offers).toMatchObject([{ detail: { waitMs: 0 } }]);
});

test('the owner of a caller who comes straight to the queue has the call', () => {
  const floor = floorOf(ownersFirst);
  const callId = floor.call('sales', { asked: true });
  floor.facts(callId, { owner: b });
  expect(floor.offers).toMatchObject([{ callId, agent: b, detail: { preferred: 'owner' } }]);
});

test('a rule on what the files know moves him before anybody’s telephone rings', () => {
  const floor = floorOf(ruleOf('class', { queue: 'help' }));
  const callId = floor.call('sales', { asked: true });
  floor.facts(callId, { customerClass: 'x' });
  expect(floor.offers).toMatchObject([{ callId, detail: { queue: 'help' } }]);
});

test('files that answer late or never keep him from nobody for more than half a second', () => {
  const floor = floorOf(ownersFirst);
  const callId = floor.call('sales', { asked: true });
  floor.time.advance(factsWaitMs - 1);
  expect(floor.offers).toEqual([]);
  floor.time.advance(1);
  expect(floor.offers).toMatchObject([{ callId, detail: { waitMs: factsWaitMs } }]);
  floor.facts(callId, { owner: b }); // it rings already
  expect(floor.offers).toHaveLength(1);
});

test('files that know nothing of him, or that answered while he heard the greeting, cost no time', () => {
  const floor = floorOf(ownersFirst);
  const unknown = floor.call('sales', { asked: true });
  floor.facts(unknown, null);
  floor.call('sales', { asked: true, facts: { owner: b } });
  expect(floor.chosen).toEqual([a, b]);
});

test('who is looked up keeps his place: the others are served meanwhile, he is next', () => {
  const floor = floorOf(ownersFirst);
  for (const agentId of [a, b]) floor.ask({ ask: 'not-ready', agentId, reason: 'break' });
  const first = floor.call('sales', { asked: true });
  const second = floor.call();
  floor.ready(a);
  expect(floor.offers).toMatchObject([{ callId: second, agent: a }]);
  floor.time.advance(factsWaitMs);
  floor.ready(b);
  expect(floor.offers[1]).toMatchObject({ callId: first, agent: b });
});

test('who hangs up while he is looked up leaves nothing behind', () => {
  const floor = floorOf(ownersFirst);
  const callId = floor.call('sales', { asked: true });
  floor.end(callId, true);
  floor.facts(callId, { owner: a });
  floor.time.advance(60_000);
  expect(floor.offers).toEqual([]);
  expect(floor.acd.rememberedCalls).toBe(0);
});
