import { expect, test } from 'vitest';
import type { DayRows } from './day-rows.js';
import { percentText, serviceLevel } from './metrics.js';
import type { AgentStateRow, QueueVisitRow } from './rows.js';
import type { Agent, Queue } from './site.js';
import { asOf, summaryOf } from './summary.js';

const span = { from: 0, to: 64_800_000 };
const queues = [{ id: 'sales' }, { id: 'service' }] as unknown as readonly Queue[];
const agents = [
  { id: '8001', group: '一组', queues: ['sales'] },
  { id: '8002', group: '二组', queues: ['sales', 'service'] },
  { id: '8003', queues: [] },
] as unknown as readonly Agent[];
const empty: DayRows = { calls: [], visits: [], legs: [], ratings: [], supervisions: [], emergencies: [], states: [] };

/** The golden example of china.md 5: N_q 100, N_a 80, N_a(20) 64, N_ab 20, N_ab(20) 5. */
const golden: readonly QueueVisitRow[] = Array.from({ length: 100 }, (_, n) => {
  const waitMs = n < 64 ? 10_000 : n < 80 ? 30_000 : n < 85 ? 15_000 : 60_000;
  const how = n < 80 ? 'answered' : 'abandoned';
  const agent = how === 'answered' ? (n % 2 === 0 ? '8001' : '8002') : null;
  return { callId: `c${n}`, visit: 1, queue: 'sales', enteredAt: n * 1_000, leftAt: n * 1_000 + waitMs, how, agent };
});
const states: readonly AgentStateRow[] = [
  { agent: '8001', state: 'talking', reason: null, callId: 'c0', startedAt: 10_000, endedAt: 70_000 },
  { agent: '8001', state: 'wrap-up', reason: null, callId: 'c0', startedAt: 70_000, endedAt: 75_000 },
  { agent: '8001', state: 'not-ready', reason: 'meal', callId: null, startedAt: 75_000, endedAt: 675_000 },
  { agent: '8002', state: 'held', reason: null, callId: 'c1', startedAt: 11_000, endedAt: 12_000 },
];
const rating = { callId: 'c0', queue: 'sales', at: 80_000 };
const rows: DayRows = {
  ...empty,
  visits: golden,
  states,
  ratings: [
    { ...rating, agent: '8001', result: '2' },
    { ...rating, agent: '8001', result: '5' },
    { ...rating, agent: '8002', result: 'no-key' },
  ],
};
const attention = [{ call: { agent: null, queue: 'service' } }, { call: { agent: '8001', queue: 'sales' } }] as never;
const made = summaryOf({ rows, queues, agents, attention, span });

test('the golden example: F3 is 64.0 %, as on every other page', () => {
  const counts = { offered: 100, answered: 80, answeredInTime: 64, abandoned: 20, abandonedInTime: 5 };
  const shown = { ...counts, abandonedIn5s: 0, overflowed: 0 };
  expect(made.all).toMatchObject({ offered: 100, answered: 80, abandoned: 20 });
  expect(made.all.serviceLevel).toEqual(serviceLevel(shown, 'F3'));
  expect([made.formula, percentText(made.all.serviceLevel)]).toEqual(['F3', '64.0']);
});

test('each group has its people’s work and its queues’ numbers; who has no group is there too', () => {
  expect(made.groups.map(({ group }) => group)).toEqual(['', '一组', '二组']);
  const [none, first, second] = made.groups;
  expect(none).toMatchObject({ agents: 0, offered: 0, serviceLevel: { part: 0, whole: 0 }, attention: 0 });
  expect(first).toMatchObject({
    agents: 1,
    answeredByGroup: 40,
    talkMs: 60_000,
    wrapUpMs: 5_000,
    signedInMs: 665_000,
    notReady: { meal: 600_000 },
    ratings: { invited: 2, rated: 2, satisfied: 1 },
    attention: 1,
  });
  expect(second).toMatchObject({ talkMs: 1_000, ratings: { invited: 1, rated: 0, satisfied: 0 }, attention: 1 });
  expect(made.all).toMatchObject({ agents: 2, answeredByGroup: 80, talkMs: 61_000, attention: 2 });
});

test('made the day after it says what it would have said at the moment', () => {
  const at = 60_000;
  const then: DayRows = {
    ...empty,
    visits: golden
      .filter(({ enteredAt }) => enteredAt < at)
      .map((visit) => (Number(visit.leftAt) >= at ? { ...visit, leftAt: null, how: null, agent: null } : visit)),
    states: [
      { ...(states[0] as AgentStateRow), endedAt: null },
      { ...(states[3] as AgentStateRow), endedAt: 12_000 },
    ],
  };
  const early = { from: 0, to: at };
  const parts = { queues, agents, attention: [], span: early };
  expect(summaryOf({ ...parts, rows: asOf(rows, at) })).toEqual(summaryOf({ ...parts, rows: then }));
  expect(summaryOf({ ...parts, rows: then }).all.talkMs).toBe(51_000);
});
