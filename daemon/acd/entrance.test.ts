/** Who may come into a queue, and where those go who can't stay: ACD-13, 14, 16, 17, 20, 22, 23, 27 of features.md. */
import { expect, test } from 'vitest';
import { AcdFloor, agentOf, floorSite, queueOf, unknownCaller } from '../../test/simulation/acd-floor.js';
import type { Overflow, RouteRule, Schedule } from '../terms/site.js';
import { maxOpenCallBacks } from './call-backs.js';
import { maxRules } from './rules.js';

const [a, b] = ['8001', '8002'] as const;
const people = [agentOf(a, { queues: ['sales', 'help'] }), agentOf(b, { queues: ['sales', 'help'] })];

function rule(id: string, when: RouteRule['when'], then: RouteRule['then']): RouteRule {
  return { id, name: id, when, then };
}

function withRules(...rules: readonly RouteRule[]): AcdFloor {
  return new AcdFloor(floorSite(people, [queueOf('sales'), queueOf('help')], { rules }));
}

test('ACD-13: 010 and 0755 go to different groups', () => {
  const floor = withRules(
    rule('north', [{ attribute: 'area', operator: '=', value: '010' }], { queue: 'help' }),
    rule('south', [{ attribute: 'area', operator: 'in', value: '0755, 020' }], { queue: 'sales' }),
  );
  floor.call('sales', { number: '01088886666' });
  floor.call('help', { number: '075588886666' });
  floor.call('help', { number: '13901012345' });
  expect(floor.visits.map(({ queue }) => queue)).toEqual(['help', 'sales', 'help']);
});

test('ACD-14: the type of the open work order chooses the group, also if it becomes known while he waits', () => {
  const floor = withRules(
    rule('complaint', [{ attribute: 'businessType', operator: '=', value: 'complaint' }], { queue: 'help' }),
  );
  const early = floor.call('sales', { facts: { businessType: 'complaint' } });
  const late = floor.call('sales');
  floor.facts(late, { businessType: 'complaint' });
  expect(floor.visits.filter(({ how }) => how === null).map(({ callId, queue }) => [callId, queue])).toEqual([
    [early, 'help'],
    [late, 'sales'],
    [late, 'help'],
  ]);
  expect(floor.queue('help').waiting).toBe(2);
});

test('ACD-17: a rule made in the page holds for the next call; the old call stays', () => {
  const floor = withRules();
  floor.call('sales', { called: '4008001234' });
  const rules = [
    rule('big', [{ attribute: 'calledNumber', operator: 'starts-with', value: '4008' }], { queue: 'help' }),
  ];
  floor.load(floorSite(people, [queueOf('sales'), queueOf('help')], { rules }));
  floor.call('sales', { called: '4008001234' });
  expect(floor.visits.map(({ queue }) => queue)).toEqual(['sales', 'help']);
  expect(floor.notes.find(({ what }) => what === 'rules')?.detail).toEqual({ rules: 'big', queue: 'help' });
});

test('a rule that is taken away or changed counts for those who wait, in their queue', () => {
  const wine = (then: RouteRule['then']) => rule('wine', [{ attribute: 'queue', operator: '=', value: 'sales' }], then);
  const queues = [queueOf('sales'), queueOf('help')];
  const floor = withRules(wine({ skill: { name: 'wine', atLeast: 4 } }));
  floor.call('sales');
  floor.call('sales');
  floor.ready(a);
  expect(floor.offers).toEqual([]);
  floor.load(floorSite(people, queues, { rules: [wine({ points: 10, queue: 'help' })] }));
  expect(floor.offers).toMatchObject([{ callId: 'c1', agent: a, detail: { queue: 'sales' } }]);
  floor.load(floorSite(people, queues, { rules: [wine({ skill: { name: 'wine', atLeast: 4 } })] }));
  floor.ready(b);
  expect(floor.offers).toHaveLength(1);
  floor.load(floorSite(people, queues));
  expect(floor.offers).toMatchObject([{ callId: 'c1' }, { callId: 'c2', agent: b }]);
});

test('a site that changes asks no rule for another hour than that of his arrival', () => {
  const early = rule('early', [{ attribute: 'time', operator: '<', value: '16:01' }], { points: 50 });
  const floor = withRules(early);
  const first = floor.call('help');
  floor.time.advance(120_000);
  floor.call('sales');
  floor.load(floorSite(people, [queueOf('sales', { priority: 20 }), queueOf('help')], { rules: [early] }));
  floor.ready(a);
  expect(floor.offers).toMatchObject([{ callId: first }]);
});

test('all that fit add up: points of each, the last one’s queue, agent and skill', () => {
  const floor = withRules(
    rule('gold', [{ attribute: 'class', operator: '=', value: 'gold' }], { points: 30, agent: b }),
    rule('data', [{ attribute: 'data', key: 'order.total', operator: '>=', value: '1000' }], { points: 20 }),
    rule('not', [{ attribute: 'class', operator: '!=', value: 'gold' }], { points: 500 }),
    rule('wine', [{ attribute: 'queue', operator: '=', value: 'sales' }], { skill: { name: 'wine', atLeast: 4 } }),
  );
  floor.data.set('c1 order.total', '2500');
  floor.data.set('c2 order.total', '900');
  floor.call('sales', { facts: { customerClass: 'gold' } });
  floor.call('sales', { facts: { customerClass: 'gold' } });
  const points = floor.notes.filter(({ what }) => what === 'queued').map(({ detail }) => detail);
  expect(points).toMatchObject([{ points: 50 }, { points: 30 }]);
  floor.ready(a, b);
  expect(floor.offers).toMatchObject([{ callId: 'c1', agent: b, detail: { preferred: 'rule' } }]);
});

test('hours and days in a rule are those of the site’s wall clock', () => {
  // 2027-01-15, a Friday, 16:00 in Shanghai.
  const floor = withRules(
    rule('afternoon', [{ attribute: 'time', operator: '>=', value: '16:00' }], { points: 1 }),
    rule('morning', [{ attribute: 'time', operator: '<', value: '12:00' }], { points: 10 }),
    rule('friday', [{ attribute: 'weekday', operator: 'in', value: '5,6' }], { points: 100 }),
  );
  expect(new Date(floor.time.nowMs()).toISOString()).toBe('2027-01-15T08:00:00.000Z');
  floor.call();
  expect(floor.notes.at(-1)?.detail).toMatchObject({ points: 101 });
});

test('a rule that is wrong is left out with an incident, and the call keeps its queue', () => {
  const wrong: readonly RouteRule[] = [
    rule('queue', [], { queue: 'nowhere' }),
    rule('agent', [], { agent: '9999' }),
    rule('points', [], { points: Number.NaN }),
    rule('skill', [], { skill: { name: 'wine', atLeast: 77 } }),
    rule('time', [{ attribute: 'time', operator: '>=', value: 'noon' }], { queue: 'help' }),
    rule('day', [{ attribute: 'weekday', operator: '=', value: '8' }], { queue: 'help' }),
    rule('key', [{ attribute: 'data', operator: '=', value: 'x' }], { queue: 'help' }),
    rule('operator', [{ attribute: 'class', operator: '<', value: 'gold' }], { queue: 'help' }),
    rule('empty', [{ attribute: 'area', operator: 'in', value: ' , ' }], { queue: 'help' }),
    rule('long', new Array(21).fill({ attribute: 'queue', operator: '=', value: 'sales' }), { queue: 'help' }),
  ];
  const floor = withRules(...wrong);
  expect(floor.incidents).toEqual(new Array(wrong.length).fill('rule-wrong'));
  floor.call();
  expect(floor.queue('sales').waiting).toBe(1);
  const many = withRules(...Array.from({ length: maxRules + 1 }, (_, at) => rule(`r${at}`, [], { points: 1 })));
  expect(many.incidents).toEqual(['rules-too-many']);
  many.call();
  expect(many.notes.at(-1)?.detail).toMatchObject({ points: maxRules });
});

test('an agent who sends a caller to a queue means that queue', () => {
  const floor = withRules(rule('all', [], { queue: 'help' }));
  floor.callers.set('t1', { callingNumber: '', calledNumber: '' });
  floor.step((step) => floor.acd.enqueue('t1', 'sales', step, a));
  expect(floor.queue('sales').waiting).toBe(1);
});

// ---- out of a queue

function overflowing(more: Parameters<typeof queueOf>[1]): AcdFloor {
  return new AcdFloor(floorSite(people, [queueOf('sales', more), queueOf('help')]));
}

test.each<[string, Overflow, object]>([
  ['hang-up', { to: 'hang-up', prompts: ['zh/all-busy'] }, { notice: 'overflow', prompts: ['zh/all-busy'] }],
  ['flow', { to: 'flow', flow: 'night' }, { notice: 'to-flow', flowId: 'night' }],
])('ACD-20: who waited too long leaves by the rule: %s', (_name, whenWaitedTooLong, notice) => {
  const floor = overflowing({ maxWaitMs: 30_000, whenWaitedTooLong });
  const callId = floor.call();
  floor.time.advance(29_999);
  expect(floor.queue().waiting).toBe(1);
  floor.time.advance(1);
  expect(floor.queue().waiting).toBe(0);
  expect(floor.notices.at(-1)).toMatchObject({ callId, ...notice });
  expect(floor.visits.at(-1)).toMatchObject({ callId, visit: 1, how: 'overflowed', agent: null });
});

test('ACD-20: to another queue, with his ticket and the points he has waited for', () => {
  const floor = overflowing({ maxWaitMs: 30_000, whenWaitedTooLong: { to: 'queue', queue: 'help' } });
  floor.call('sales');
  floor.time.advance(20_000);
  floor.call('help');
  floor.time.advance(10_000);
  floor.ready(a);
  expect(floor.offers).toMatchObject([{ callId: 'c1', detail: { ticket: 1, queue: 'help' } }]);
  expect(floor.visits.map(({ callId, visit, queue, how }) => [callId, visit, queue, how])).toEqual([
    ['c1', 1, 'sales', null],
    ['c2', 1, 'help', null],
    ['c1', 1, 'sales', 'overflowed'],
    ['c1', 2, 'help', null],
  ]);
});

test('two queues that overflow into each other let go of him: no loop', () => {
  const loop = (id: string, queue: string) =>
    queueOf(id, { maxWaitMs: 10_000, whenWaitedTooLong: { to: 'queue', queue }, whenFull: { to: 'queue', queue } });
  const floor = new AcdFloor(floorSite(people, [loop('sales', 'help'), loop('help', 'sales')]));
  floor.call();
  floor.time.advance(20_000);
  expect(floor.incidents).toEqual(['overflow-loop']);
  expect(floor.told('overflow')).toMatchObject([{ prompts: ['zh/all-busy'] }]);
  expect(floor.queue('sales').waiting + floor.queue('help').waiting).toBe(0);
  // Both full at once, in one step.
  floor.load(
    floorSite(people, [
      { ...loop('sales', 'help'), maxWaiting: 1 },
      { ...loop('help', 'sales'), maxWaiting: 1 },
    ]),
  );
  for (let call = 0; call < 3; call++) floor.call();
  expect(floor.incidents.filter((code) => code === 'overflow-loop')).toHaveLength(2);
});

test('a flow that sends him back again and again is stopped after twenty stays', () => {
  const floor = overflowing({ maxWaitMs: 1_000, whenWaitedTooLong: { to: 'flow', flow: 'again' } });
  floor.call();
  for (let stay = 1; stay < 30; stay++) {
    floor.time.advance(1_000);
    if (floor.notices.at(-1)?.notice === 'overflow') break;
    floor.step((step) => floor.acd.enqueue('c1', 'sales', step));
  }
  expect(floor.incidents).toEqual(['queue-too-often']);
  expect(floor.visits.at(-1)).toMatchObject({ visit: 21, how: 'overflowed' });
});

test('full, nobody signed in, closed: each by its own rule, counted as asked for and overflowed', () => {
  const shut: Schedule = { id: 'shut', name: '', weekly: [] };
  const queues = [
    queueOf('full', { maxWaiting: 1, whenFull: { to: 'flow', flow: 'full' } }),
    queueOf('alone', { whenNobody: { to: 'flow', flow: 'alone' } }),
    queueOf('shut', { hours: 'shut', whenClosed: { to: 'flow', flow: 'night' } }),
    queueOf('plain', { hours: 'shut' }),
    queueOf('odd', { hours: 'none-such' }),
  ];
  const floor = new AcdFloor(floorSite([agentOf(a, { queues: ['full'] })], queues, { schedules: [shut] }));
  expect(floor.incidents).toEqual(['schedule-missing']);
  for (const queue of ['full', 'full', 'alone', 'shut', 'plain', 'odd']) floor.call(queue);
  expect(floor.told('to-flow').map(({ flowId }) => flowId)).toEqual(['full', 'alone', 'night']);
  expect(floor.told('overflow')).toMatchObject([{ callId: 'c5', prompts: ['zh/all-busy'] }]);
  expect(floor.incidents).toEqual(['schedule-missing', 'queue-full']);
  expect(floor.queue('odd').waiting).toBe(1); // a schedule that isn't there closes nothing
  expect(floor.queue('shut').closed).toBe(true);
  for (const id of ['full', 'alone', 'shut', 'plain', 'odd']) {
    const { today, waiting } = floor.queue(id);
    const { offered = 0, answered = 0, abandoned = 0, overflowed = 0 } = today ?? {};
    expect(offered).toBe(answered + abandoned + overflowed + waiting);
  }
});

test('ACD-16: the door closes at 18:00:00 without anybody calling; who waits then stays', () => {
  const office: Schedule = { id: 'office', name: '', weekly: [{ days: [5], from: '09:00', to: '18:00' }] };
  const queues = [queueOf('sales', { hours: 'office' })];
  const floor = new AcdFloor(floorSite([agentOf(a)], queues, { schedules: [office] }));
  floor.time.advance(2 * 3_600_000 - 1); // 17:59:59.999
  floor.call();
  expect(floor.queue()).toMatchObject({ waiting: 1 });
  expect(floor.queue().closed).toBeUndefined();
  floor.time.advance(1);
  expect(floor.queue()).toMatchObject({ waiting: 1, closed: true });
  floor.call();
  expect(floor.queue().waiting).toBe(1);
  floor.ready(a);
  expect(floor.offers).toMatchObject([{ callId: 'c1' }]);
});

test('ACD-27: the shift decides who is offered a call, and begins by itself', () => {
  const late: Schedule = { id: 'late', name: '', weekly: [{ days: [5], from: '17:00', to: '22:00' }] };
  const floor = new AcdFloor(floorSite([agentOf(a, { shift: 'late' })], [queueOf('sales')], { schedules: [late] }));
  floor.ready(a);
  floor.call();
  expect(floor.agent(a)).toMatchObject({ state: 'ready', offShift: true });
  expect(floor.acd.explain('c1', floor.time.nowMs())?.agents).toEqual([
    { agentId: a, why: 'off-shift', state: 'ready' },
  ]);
  floor.time.advance(3_600_000 - 1);
  expect(floor.offers).toEqual([]);
  floor.time.advance(1);
  expect(floor.chosen).toEqual([a]);
});

// ---- call-backs

const promised = ['zh/we-call-back'];

test('ACD-22: the number is stored once a queue, the caller hears that he will be called', () => {
  const floor = overflowing({ whenNobody: { to: 'call-back', prompts: promised } });
  floor.call('sales', { number: '13900001111' });
  floor.call('sales', { number: '013900001111' });
  floor.call('sales', { number: '13900002222' });
  floor.call('sales'); // withheld: he can't be called back, and is not told so
  expect(floor.told('overflow').map(({ prompts }) => prompts)).toEqual([promised, promised, promised, ['zh/all-busy']]);
  expect(floor.callBacks.map(({ number, state, tries }) => [number, state, tries])).toEqual([
    ['13900001111', 'open', 0],
    ['13900002222', 'open', 0],
  ]);
  expect(floor.queue().callBacksOpen).toBe(2);
});

test('ACD-23: the oldest of the highest points of his queues; three tries, then it is given up', () => {
  const site = floorSite(
    people,
    [queueOf('sales', { whenNobody: { to: 'call-back', prompts: promised } }), queueOf('help')],
    {
      classPriority: { vip: 50 },
    },
  );
  const floor = new AcdFloor(site);
  for (const [number, customerClass] of [
    ['1', ''],
    ['2', 'vip'],
    ['3', 'vip'],
  ] as const) {
    floor.call('sales', { number: `1390000000${number}`, facts: { customerClass } });
    floor.time.advance(1_000);
  }
  const take = (): string | undefined => {
    floor.ask({ ask: 'next-call-back', agentId: a });
    const told = floor.told('call-back').at(-1);
    if (told === undefined) return undefined;
    floor.step((step) => floor.acd.calledBack(told.callBackId, false, step));
    return told.number.at(-1);
  };
  floor.ready(a);
  expect(Array.from({ length: 9 }, take).join('')).toBe('222333111');
  expect(floor.callBacks.filter(({ state }) => state === 'given-up')).toHaveLength(3);
  expect(floor.ask({ ask: 'next-call-back', agentId: a })).toMatchObject({ code: 'not-now' });
  expect(floor.queue().callBacksOpen).toBeUndefined();
});

test('a call-back is one agent’s at a time, done when the customer was reached, and free again if nobody is heard of', () => {
  const floor = overflowing({ whenNobody: { to: 'call-back', prompts: promised } });
  floor.call('sales', { number: '13900001111' });
  floor.ready(a, b);
  expect(floor.ask({ ask: 'next-call-back', agentId: a })).toBeNull();
  expect(floor.ask({ ask: 'next-call-back', agentId: b })).toMatchObject({ code: 'not-now' });
  floor.time.advance(600_000);
  expect(floor.ask({ ask: 'next-call-back', agentId: b })).toBeNull();
  const { callBackId = '' } = floor.told('call-back').at(-1) ?? {};
  for (let twice = 0; twice < 2; twice++) floor.step((step) => floor.acd.calledBack(callBackId, true, step));
  floor.step((step) => floor.acd.calledBack('nonsense', true, step));
  expect(floor.callBacks.at(-1)).toMatchObject({ state: 'done', agent: b, tries: 2 });
  // It may be promised anew.
  floor.ask({ ask: 'sign-out', agentId: a });
  floor.ask({ ask: 'sign-out', agentId: b });
  floor.call('sales', { number: '13900001111' });
  expect(floor.callBacks.at(-1)).toMatchObject({ state: 'open', tries: 0 });
});

test('promises of the last run stand; those in progress are open again; too many are refused with the busy prompt', () => {
  const floor = overflowing({ whenNobody: { to: 'call-back', prompts: promised } });
  const rows = Array.from({ length: maxOpenCallBacks }, (_, at) => ({
    id: `b${at}`,
    number: `139${`${at}`.padStart(8, '0')}`,
    queue: 'sales',
    callId: 'c0',
    at,
    points: 0,
    state: at === 0 ? ('taken' as const) : ('open' as const),
    agent: at === 0 ? a : null,
    tries: at === 0 ? 1 : 0,
  }));
  floor.step((step) => floor.acd.restore({ agents: [], callBacks: rows }, step));
  expect(floor.queue().callBacksOpen).toBe(maxOpenCallBacks);
  floor.call('sales', { number: '13900000000' });
  expect(floor.callBacks).toEqual([]); // promised before
  floor.call('sales', { number: '15000000000' });
  expect(floor.incidents).toEqual(['call-backs-full']);
  expect(floor.told('overflow').at(-1)).toMatchObject({ prompts: ['zh/all-busy'] });
});

test('nothing is remembered of calls that are over, whatever came when', () => {
  const floor = overflowing({ maxWaitMs: 5_000 });
  floor.facts('never', { customerClass: 'vip' });
  for (let call = 0; call < 50; call++) {
    const callId = floor.call('sales', { facts: unknownCaller });
    if (call % 3 === 0) floor.time.advance(6_000);
    floor.end(callId, call % 2 === 0);
    floor.facts(callId, { customerClass: 'vip' });
  }
  expect(floor.acd.rememberedCalls).toBe(0);
});
