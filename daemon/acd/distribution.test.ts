/** Who gets which call: ACD-03 to ACD-18 of features.md, without lines. */
import { expect, test } from 'vitest';
import { AcdFloor, agentOf, floorSite, queueOf } from '../../test/simulation/acd-floor.js';
import { maxPlacesTold } from './telling.js';

const [a, b, c, d] = ['8001', '8002', '8003', '8004'] as const;

function floorOf(...parts: Parameters<typeof floorSite>): AcdFloor {
  return new AcdFloor(floorSite(...parts));
}

test('ACD-03: after 1,000 calls everybody has answered as many as everybody else, but two', () => {
  const ids = Array.from({ length: 8 }, (_, at) => `${8001 + at}`);
  const floor = floorOf(
    ids.map((id) => agentOf(id)),
    [queueOf('sales', { strategy: 'equal-count', wrapUpMs: 0 })],
  );
  floor.ready(...ids);
  for (let call = 0; call < 1_000; call++) {
    floor.call();
    const { agent } = floor.offers.at(-1) ?? { agent: '' };
    floor.answer(agent);
    // Some talk long, so that the same are not always free.
    const doneNow = ids.filter((id, at) => floor.agent(id).state === 'talking' && (call * 7 + at * 3) % 5 < 3);
    floor.time.advance(9_000);
    for (const id of doneNow) floor.hangUp(id);
    if (doneNow.length === 0) for (const id of ids) if (floor.agent(id).state === 'talking') floor.hangUp(id);
  }
  const counts = ids.map((id) => floor.agent(id).answeredToday);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_000);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
});

test('ACD-05: the order of the list, also after it was changed, without a restart', () => {
  const queues = [queueOf('sales', { strategy: 'sequential' })];
  const floor = floorOf([agentOf(b), agentOf(a), agentOf(c)], queues);
  floor.ready(a, b, c);
  floor.call();
  floor.load(floorSite([agentOf(c), agentOf(a), agentOf(b)], queues));
  floor.call();
  floor.call();
  expect(floor.chosen).toEqual([b, c, a]);
  expect(floor.offers[0]?.detail).toMatchObject({ strategy: 'sequential', metric: 1, rank: 1, of: 3, next: a });
});

test('ACD-06: who has less of the skill than is asked is not offered the call until it asks for less', () => {
  const skill = { name: 'wine', atLeast: 5, relaxBy: 2, everyMs: 10_000 };
  const floor = floorOf(
    [agentOf(a, { skills: { wine: 4 } }), agentOf(b, { skills: { beer: 9 } })],
    [queueOf('sales', { skill })],
  );
  floor.ready(a, b);
  floor.call();
  floor.time.advance(9_999);
  expect(floor.chosen).toEqual([]);
  floor.time.advance(1);
  expect(floor.chosen).toEqual([a]); // 3 is enough now
  floor.answer(a);
  floor.call();
  floor.time.advance(29_999);
  expect(floor.chosen).toEqual([a]);
  floor.time.advance(1);
  expect(floor.chosen.at(-1)).toBe(b); // nothing is asked any more
});

test('a skill of 0 is asked of nobody; without steps it never relaxes', () => {
  const floor = floorOf(
    [agentOf(a)],
    [
      queueOf('sales', { skill: { name: 'wine', atLeast: 0 } }),
      queueOf('strict', { skill: { name: 'wine', atLeast: 1 } }),
    ],
  );
  floor.ready(a);
  floor.call('sales');
  expect(floor.chosen).toEqual([a]);
  floor.end('c1');
  floor.call('strict');
  floor.time.advance(3_600_000);
  expect(floor.chosen).toEqual([a]);
});

test('levels order the agents of a queue; with a time between they join one after the other', () => {
  const people = [agentOf(a, { levels: { sales: 3 } }), agentOf(b, { levels: { sales: 2 } }), agentOf(c)];
  const ordered = floorOf(people, [queueOf('sales')]);
  ordered.ready(a, b, c);
  for (let call = 0; call < 3; call++) ordered.call();
  expect(ordered.chosen).toEqual([c, b, a]);
  const joining = floorOf(people, [queueOf('sales', { nextLevelAfterMs: 5_000 })]);
  joining.ready(a, b);
  joining.call();
  joining.time.advance(4_999);
  expect(joining.chosen).toEqual([]);
  joining.time.advance(1);
  expect(joining.chosen).toEqual([b]);
});

test('ACD-08: an agent in three groups has one call at a time, the more urgent group first', () => {
  const queues = ['normal', 'urgent', 'late'].map((id) =>
    queueOf(id, { priority: id === 'urgent' ? 100 : 0, wrapUpMs: 0 }),
  );
  const floor = floorOf([agentOf(a, { queues: ['normal', 'urgent', 'late'] })], queues);
  floor.call('normal');
  floor.call('late');
  floor.call('urgent');
  floor.ready(a);
  for (let call = 0; call < 3; call++) {
    expect(floor.offers).toHaveLength(call + 1);
    floor.answer(a);
    floor.time.advance(10_000);
    floor.hangUp(a);
  }
  expect(floor.offers.map(({ detail }) => detail.queue)).toEqual(['urgent', 'normal', 'late']);
});

test('ACD-09: the agent hired last comes first', () => {
  const people = [agentOf(a, { hiredOn: '2026-01-05' }), agentOf(b, { hiredOn: '2026-10-01' }), agentOf(c)];
  const floor = floorOf(people, [queueOf('sales', { strategy: 'newest' })]);
  floor.ready(a, b, c);
  for (let call = 0; call < 3; call++) floor.call();
  expect(floor.chosen).toEqual([b, a, c]);
});

test('ACD-10: who called lately is held for his last agent, then anybody takes him, and the log says why', () => {
  const queue = queueOf('sales', { lastAgent: { withinDays: 7, holdMs: 15_000 } });
  const floor = floorOf([agentOf(a), agentOf(b)], [queue]);
  floor.ready(a, b);
  floor.call(); // 8001 is busy now
  const lastAgent = { agentId: a, at: floor.time.nowMs() - 6 * 86_400_000 };
  floor.call('sales', { facts: { lastAgent } });
  floor.time.advance(14_999);
  expect(floor.chosen).toEqual([a]);
  expect(floor.acd.explain('c2', floor.time.nowMs())).toMatchObject({
    summary: 'held-for-agent',
    agents: [
      { agentId: a, why: 'busy', state: 'ringing' },
      { agentId: b, why: 'held-for-other', endsInMs: 1 },
    ],
  });
  floor.time.advance(1);
  expect(floor.chosen).toEqual([a, b]);
  expect(floor.notes.filter(({ what }) => what === 'hold-over')).toMatchObject([
    { callId: 'c2', agent: a, detail: { why: 'last-agent', waitedMs: 15_000 } },
  ]);
  // Too long ago: nobody is held up.
  floor.end('c1');
  floor.end('c2');
  floor.call('sales', { facts: { lastAgent: { agentId: c, at: lastAgent.at - 2 * 86_400_000 } } });
  expect(floor.offers).toHaveLength(3);
});

test('ACD-11: the owner of the account first, also if the queue is not his; absent, the group takes it, with the reason', () => {
  const queue = queueOf('sales', { owner: { holdMs: 20_000 } });
  const floor = floorOf([agentOf(a), agentOf(b), agentOf(c, { queues: [] })], [queue]);
  floor.ready(a, b, c);
  floor.call('sales', { facts: { owner: c } });
  expect(floor.offers).toMatchObject([{ agent: c, detail: { preferred: 'owner', of: 1 } }]);
  floor.answer(c);
  floor.hangUp(c);
  floor.ask({ ask: 'end-wrap-up', agentId: c });
  floor.ask({ ask: 'not-ready', agentId: c, reason: 'meal' });
  floor.call('sales', { facts: { owner: c } });
  expect(floor.chosen).toEqual([c, a]);
  expect(floor.notes.filter(({ what }) => what === 'preferred-absent')).toMatchObject([
    { callId: 'c2', agent: c, detail: { why: 'owner' } },
  ]);
});

test('an owner who goes on his break while a customer waits for him lets the customer go', () => {
  const floor = floorOf([agentOf(a), agentOf(b)], [queueOf('sales', { owner: { holdMs: 60_000 } })]);
  floor.ready(a, b);
  floor.call();
  floor.answer(a);
  floor.call('sales', { facts: { owner: a } });
  expect(floor.chosen).toEqual([a]);
  floor.hangUp(a);
  floor.ask({ ask: 'end-wrap-up', agentId: a });
  expect(floor.chosen).toEqual([a, a]); // he was free: his customer
  floor.end('c2', true);
  floor.ask({ ask: 'not-ready', agentId: a, reason: 'meal' });
  floor.call('sales', { facts: { owner: a } });
  expect(floor.chosen).toEqual([a, a, b]);
});

test('ACD-12: a VIP overtakes normal callers, never another VIP; each sees his place', () => {
  const floor = floorOf([agentOf(a)], [queueOf('sales')], { classPriority: { vip: 50 } });
  const normal = floor.call();
  const [first, second] = [1, 2].map(() => floor.call('sales', { facts: { customerClass: 'vip' } }));
  const places = [normal, first, second].map((id) => floor.acd.waitingPart(id ?? '')?.position);
  expect(places).toEqual([3, 1, 2]);
  expect(floor.acd.waitingPart(first ?? '')).toMatchObject({ customerClass: 'vip' });
  floor.ready(a);
  for (let call = 0; call < 3; call++) {
    floor.answer(a);
    floor.hangUp(a);
    floor.ask({ ask: 'end-wrap-up', agentId: a });
  }
  expect(floor.offers.map(({ callId }) => callId)).toEqual([first, second, normal]);
});

test('who is too far back is told no place, and who is overtaken so far has none any more', () => {
  const floor = floorOf([agentOf(a)], [queueOf('sales')], { classPriority: { vip: 50 } });
  const calls = Array.from({ length: maxPlacesTold + 1 }, () => floor.call());
  const placeOf = (at: number) => floor.acd.waitingPart(calls[at] ?? '')?.position;
  expect([0, maxPlacesTold - 1, maxPlacesTold].map(placeOf)).toEqual([1, maxPlacesTold, undefined]);
  floor.call('sales', { facts: { customerClass: 'vip' } });
  expect([0, maxPlacesTold - 2, maxPlacesTold - 1].map(placeOf)).toEqual([2, maxPlacesTold, undefined]);
  floor.end(calls[0] ?? '', true);
  expect(placeOf(maxPlacesTold - 1)).toBe(maxPlacesTold);
});

test('what is known of a caller may come late: he is put where he belongs', () => {
  const floor = floorOf([agentOf(a)], [queueOf('sales', { owner: { holdMs: 9_000 } })], { classPriority: { vip: 50 } });
  floor.call();
  const late = floor.call();
  floor.facts(late, { customerClass: 'vip' });
  expect(floor.acd.waitingPart(late)?.position).toBe(1);
  floor.facts('gone', { customerClass: 'vip' }); // a call that has ended
  floor.facts(late, { customerClass: 'constructor' });
  expect(floor.acd.waitingPart(late)?.position).toBe(2);
});

test('ACD-18: points rise while one waits; who reached the cap comes before everybody', () => {
  const queues = [
    queueOf('low', { pointsPerMinute: 10, firstAfterMs: 600_000 }),
    queueOf('high', { priority: 50, pointsPerMinute: 0 }),
  ];
  const run = (waitMs: number): string | undefined => {
    const floor = floorOf([agentOf(a, { queues: ['low', 'high'] })], queues);
    const low = floor.call('low');
    floor.time.advance(waitMs);
    floor.call('high');
    floor.ready(a);
    return floor.offers[0]?.callId === low ? 'low' : 'high';
  };
  expect(run(299_999)).toBe('high');
  expect(run(300_001)).toBe('low'); // 50 points by waiting
  const capped = [queueOf('low', { pointsPerMinute: 0, firstAfterMs: 60_000 }), queueOf('high', { priority: 1_000 })];
  const floor = floorOf([agentOf(a, { queues: ['low', 'high'] })], capped);
  const low = floor.call('low');
  for (let waited = 0; waited < 60; waited += 10) {
    floor.time.advance(10_000);
    floor.call('high');
  }
  floor.ready(a);
  expect(floor.offers[0]?.callId).toBe(low);
});

test('several ring at once: the first to answer has the call, the others are as idle as before', () => {
  const floor = floorOf([agentOf(a), agentOf(b), agentOf(c), agentOf(d)], [queueOf('sales', { ringAtOnce: 3 })]);
  floor.ready(a);
  floor.time.advance(10_000);
  floor.ready(b, c, d);
  const call = floor.call();
  expect(floor.chosen).toEqual([a, b, c]);
  expect(floor.offers.map(({ detail }) => detail.rank)).toEqual([1, 2, 3]);
  floor.answer(b);
  expect(floor.told('offer-over').map(({ agentId }) => agentId)).toEqual([a, c]);
  expect([a, b, c, d].map((id) => floor.agent(id).state)).toEqual(['ready', 'talking', 'ready', 'ready']);
  expect(() => floor.answer(a)).toThrow();
  floor.time.advance(5_000);
  floor.call();
  expect(floor.offers[3]?.detail).toMatchObject({ idleMs: 15_000 });
  expect(floor.visits.filter(({ how }) => how !== null)).toMatchObject([{ callId: call, how: 'answered', agent: b }]);
});

test('several ring at once and nobody answers: the caller keeps his place and is offered anew', () => {
  const floor = floorOf([agentOf(a), agentOf(b)], [queueOf('sales', { ringAtOnce: 2, missesUntilNotReady: 1 })]);
  floor.ready(a, b);
  const call = floor.call();
  floor.call();
  floor.time.advance(20_000);
  expect([a, b].map((id) => floor.agent(id).state)).toEqual(['not-ready', 'not-ready']);
  expect(floor.queue()).toMatchObject({ waiting: 2 });
  floor.ask({ ask: 'ready', agentId: b });
  expect(floor.offers.at(-1)).toMatchObject({ callId: call, agent: b });
});

test('who comes free while others ring joins them, if nobody waits for him', () => {
  const floor = floorOf([agentOf(a), agentOf(b), agentOf(c), agentOf(d)], [queueOf('sales', { ringAtOnce: 3 })]);
  floor.ready(a);
  floor.call();
  floor.ready(b);
  expect(floor.chosen).toEqual([a, b]);
  floor.call(); // nobody is free for him
  floor.ready(c);
  floor.ready(d);
  expect(floor.offers.map(({ callId, agent }) => [callId, agent])).toEqual([
    ['c1', a],
    ['c1', b],
    ['c2', c], // who waits comes before who rings already
    ['c1', d],
  ]);
  floor.answer(d);
  expect([a, b, c, d].map((id) => floor.agent(id).state)).toEqual(['ringing', 'ringing', 'ringing', 'talking']);
  expect(floor.offers.slice(4).map(({ callId, agent }) => [callId, agent])).toEqual([
    ['c2', a],
    ['c2', b],
  ]);
});

test('nobody is offered two calls, and a queue without agents offers none', () => {
  const floor = floorOf(
    [agentOf(a, { queues: ['sales', 'help'] })],
    [queueOf('sales'), queueOf('help'), queueOf('none')],
  );
  floor.ready(a);
  floor.call('none');
  floor.call('sales');
  floor.call('help');
  expect(floor.offers).toHaveLength(1);
  expect(floor.acd.explain('c1', floor.time.nowMs())).toMatchObject({ summary: 'nobody-signed-in' });
});

test('an agent in 20 queues serves them all', () => {
  const queues = Array.from({ length: 20 }, (_, at) => queueOf(`q${at}`, { wrapUpMs: 0 }));
  const floor = floorOf([agentOf(a, { queues: queues.map(({ id }) => id) })], queues);
  for (const { id } of queues) floor.call(id);
  floor.ready(a);
  for (let call = 0; call < 20; call++) {
    floor.answer(a);
    floor.hangUp(a);
  }
  expect(floor.offers.map(({ detail }) => detail.queue)).toEqual(queues.map(({ id }) => id));
});

test('a queue taken off the site with callers in it is emptied by those who were in it, then it is gone', () => {
  const queues = [queueOf('sales', { wrapUpMs: 0 }), queueOf('old', { wrapUpMs: 0 })];
  const floor = floorOf([agentOf(a, { queues: ['old'] })], queues);
  floor.call('old');
  floor.call('old');
  floor.load(floorSite([agentOf(a, { queues: [] })], [queueOf('sales')]));
  expect(floor.queue('old').waiting).toBe(2);
  floor.call('old'); // may still come: flows of running calls name it
  floor.ready(a);
  for (let call = 0; call < 3; call++) {
    floor.answer(a);
    floor.hangUp(a);
  }
  expect(floor.acd.liveQueue('old')).toBeNull();
  floor.call('old');
  expect(floor.incidents).toEqual(['queue-missing']);
  expect(floor.told('overflow')).toMatchObject([{ callId: 'c4', prompts: [] }]);
});

test('who joins a queue, or learns a skill, is offered what waits at the next decision; who leaves it, nothing more', () => {
  const queues = [queueOf('sales', { skill: { name: 'wine', atLeast: 3 } })];
  const floor = floorOf([agentOf(a, { queues: [] })], queues);
  floor.ready(a);
  floor.call();
  floor.load(floorSite([agentOf(a)], queues));
  expect(floor.chosen).toEqual([]);
  floor.load(floorSite([agentOf(a, { skills: { wine: 3 } })], queues));
  expect(floor.chosen).toEqual([a]);
  floor.end('c1');
  floor.load(floorSite([agentOf(a, { queues: [], skills: { wine: 3 } })], queues));
  floor.call();
  expect(floor.chosen).toEqual([a]);
});
