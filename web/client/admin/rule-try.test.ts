import { expect, test } from 'vitest';
import type { RouteRule } from '../../../daemon/terms/site.js';
import { testSite } from '../../../test/rig/site.js';
import { momentOf } from '../agent/local-time.js';
import { type TriedCaller, tryRules } from './rule-try.js';

const [service] = testSite().queues;
if (!service) throw new Error('the test site has a queue');
const site = testSite({
  more: {
    queues: [
      { ...service, priority: 5, owner: { holdMs: 10_000 } },
      { ...service, id: 'vip', hours: 'office', whenClosed: { to: 'queue', queue: 'service' } },
    ],
    classPriority: { A: 50 },
    schedules: [{ id: 'office', name: 'Office', weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }] }],
  },
});
const rules: readonly RouteRule[] = [
  // biome-ignore lint/suspicious/noThenProperty: the site file's word for what a rule does
  { id: 'beijing', name: 'B', when: [{ attribute: 'area', operator: '=', value: '010' }], then: { points: 30 } },
  {
    id: 'big',
    name: 'Big',
    when: [
      { attribute: 'class', operator: 'in', value: 'A, K' },
      { attribute: 'time', operator: '>=', value: '09:00' },
    ],
    // biome-ignore lint/suspicious/noThenProperty: as above
    then: { queue: 'vip', agent: '8002', skill: { name: 'english', atLeast: 4 } },
  },
  // biome-ignore lint/suspicious/noThenProperty: as above
  { id: 'broken', name: 'X', when: [], then: { queue: 'nowhere' } },
];
const caller: TriedCaller = {
  callingNumber: '01088886666',
  calledNumber: '02160001000',
  queue: 'service',
  customerClass: '',
  businessType: '',
  owner: '',
  dataKey: '',
  dataValue: '',
  atMs: momentOf('2026-12-04T10:30', 'Asia/Shanghai') ?? 0,
};

test('each rule tells whether it fits, and what does not hold', () => {
  const tried = tryRules(site, rules, caller);
  expect(tried).toMatchObject({ area: '010', time: '10:30', weekday: 5, queue: 'service', points: 35, agents: [] });
  expect(tried.rules).toEqual([
    { id: 'beijing', fits: true, fails: [], wrong: null },
    { id: 'big', fits: false, fails: [0], wrong: null },
    { id: 'broken', fits: false, fails: [], wrong: 'unknown-queue' },
  ]);
});

test('a big customer goes to the queue of his rule, which may be closed', () => {
  const big = { ...caller, customerClass: 'A', owner: '8003' };
  const day = tryRules(site, rules, big);
  expect(day).toMatchObject({ queue: 'vip', points: 80, skill: { name: 'english', atLeast: 4 } });
  expect(day.agents).toEqual([{ id: '8002', why: 'rule' }]);
  expect(day.way).toEqual([{ to: 'queue', queue: 'vip' }]);
  const saturday = tryRules(site, rules, { ...big, atMs: caller.atMs + 86_400_000 });
  expect(saturday.way.map(({ to }) => to)).toEqual(['overflow', 'queue']);
});

test('associated data is asked for by its key', () => {
  const byData: RouteRule = {
    id: 'order',
    name: 'O',
    when: [{ attribute: 'data', key: 'IVR.order', operator: 'starts-with', value: '9' }],
    // biome-ignore lint/suspicious/noThenProperty: as above
    then: { points: 10 },
  };
  expect(tryRules(site, [byData], { ...caller, dataKey: 'IVR.order', dataValue: '912' }).effects.points).toBe(10);
  expect(tryRules(site, [byData], { ...caller, dataKey: 'IVR.card', dataValue: '912' }).effects.points).toBe(0);
});
