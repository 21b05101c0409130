/** What is counted from the rows afterwards is what the daemon counted as it happened (china.md 5). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Counts } from '../../daemon/acd/counts.js';
import { agentsTimesOf, type DayRows, queueCountsOf, talkMsOf } from '../../daemon/terms/day-rows.js';
import type { AgentStateRow, QueueVisitRow } from '../../daemon/terms/rows.js';
import type { Queue } from '../../daemon/terms/site.js';

const span = { from: 1_000_000, to: 2_000_000 };
const empty: DayRows = { calls: [], visits: [], legs: [], ratings: [], supervisions: [], emergencies: [], states: [] };
const queue = { id: 'sales' } as Queue;
const usual = { withinMs: 20_000, percent: 80, formula: 'F3' } as const;

const visits = fc.array(
  fc
    .record({
      enteredAt: fc.integer({ min: span.from, max: span.to - 1 }),
      waitMs: fc.integer({ min: 0, max: 90_000 }),
      how: fc.constantFrom('answered', 'abandoned', 'overflowed', null),
      work: fc.array(
        fc.tuple(fc.constantFrom('talking', 'held', 'wrap-up', 'ready'), fc.integer({ min: 1, max: 9_000 })),
        {
          maxLength: 4,
        },
      ),
    })
    .filter(({ enteredAt, waitMs }) => enteredAt + waitMs < span.to),
  { maxLength: 40 },
);

test('any day: queues’ counts from the rows equal those of the daemon’s counters', () => {
  fc.assert(
    fc.property(visits, (drawn) => {
      const counts = new Counts();
      counts.newDay(span.from);
      const rows: QueueVisitRow[] = [];
      const states: AgentStateRow[] = [];
      for (const [n, { enteredAt, waitMs, how, work }] of drawn.entries()) {
        const callId = `c${n}`;
        const agent = how === 'answered' ? `a${n}` : null;
        const leftAt = how === null ? null : enteredAt + waitMs;
        const visit: QueueVisitRow = { callId, visit: 1, queue: 'sales', enteredAt, leftAt, how, agent };
        counts.visit({ ...visit, how: null, leftAt: null });
        if (how !== null) counts.visit(visit);
        rows.push(visit);
        if (agent === null || leftAt === null) continue;
        let at = leftAt;
        for (const [state, ms] of work) {
          const endedAt = Math.min(at + ms, span.to);
          states.push({ agent, state, reason: null, callId, startedAt: at, endedAt });
          counts.intervalEnded({ queueId: 'sales', queuedAt: enteredAt, state, ms: endedAt - at } as never);
          at = endedAt;
        }
      }
      const counted = queueCountsOf({ ...empty, visits: rows, states }, 'sales', usual.withinMs, span);
      expect(counted).toEqual(counts.today({ ...queue, serviceLevel: usual }).today);
    }),
  );
});

const visit: QueueVisitRow = {
  callId: 'c',
  visit: 1,
  queue: 'sales',
  enteredAt: span.to - 5_000,
  leftAt: span.to + 1_000,
  how: 'answered',
  agent: '8001',
};
const interval: AgentStateRow = {
  agent: '8001',
  state: 'talking',
  reason: null,
  callId: 'c',
  startedAt: span.to - 3_000,
  endedAt: span.to + 60_000,
};

test('made at the moment or the day after, it says the same: what came later is not in it', () => {
  const then = queueCountsOf(
    { ...empty, visits: [{ ...visit, leftAt: null, how: null, agent: null }] },
    'sales',
    1,
    span,
  );
  expect(then).toMatchObject({ offered: 1, answered: 0 });
  expect(queueCountsOf({ ...empty, visits: [visit] }, 'sales', 1, span)).toEqual(then);
  expect(queueCountsOf({ ...empty, visits: [visit] }, 'service', 1, span).offered).toBe(0);
});

test('agents’ times are cut at both ends of the span, and not-ready is told by its reason', () => {
  const states: AgentStateRow[] = [
    { ...interval, state: 'not-ready', reason: 'meal', startedAt: span.from - 9_000, endedAt: span.from + 2_000 },
    { ...interval, state: 'not-ready', reason: 'break', startedAt: span.from + 2_000, endedAt: span.from + 3_000 },
    { ...interval, state: 'held', startedAt: span.from + 3_000, endedAt: span.from + 4_000 },
    { ...interval, endedAt: null },
    { ...interval, agent: '8009' },
  ];
  const { times, notReady } = agentsTimesOf({ ...empty, states }, new Set(['8001']), span);
  expect(times).toEqual({ 'not-ready': 3_000, held: 1_000, talking: 3_000 });
  expect(notReady).toEqual({ meal: 2_000, break: 1_000 });
  expect(talkMsOf(times)).toBe(4_000);
});
