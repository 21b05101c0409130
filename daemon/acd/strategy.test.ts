/** ACD-03, 04, 05, 09 of features.md. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { strategies } from '../terms/site.js';
import {
  type Candidate,
  type Claim,
  compareAgentIds,
  compareClaims,
  drawOf,
  metrics,
  shownMetric,
} from './strategy.js';

const at = 1_800_000_000_000;
const contact = { ticket: 7, salt: 1 };

const one: Candidate = {
  agentId: '8001',
  idleSince: at - 312_000,
  answeredToday: 12,
  talkTodayMs: 3_600_000,
  order: 3,
  hiredDay: 19_783,
  skill: 6,
  draw: drawOf('8001'),
};

test.each([
  ['longest-idle', -312_000, 312_000],
  ['equal-count', 12, 12],
  ['least-talk', 3_600_000, 3_600_000],
  ['sequential', 3, 4],
  ['skill', -6, 6],
  ['newest', -19_783, 19_783],
] as const)('%s: one number of one agent, and what people read of it', (strategy, metric, shown) => {
  expect(metrics[strategy](one, contact, at)).toBe(metric);
  expect(shownMetric(strategy, metric)).toBe(shown);
});

test('zero is shown as zero, not as minus zero', () => {
  for (const strategy of strategies)
    if (strategy !== 'sequential') expect(Object.is(shownMetric(strategy, 0), 0)).toBe(true);
});

/** Who of them is taken by this strategy, one after the other. */
function ranking(strategy: (typeof strategies)[number], candidates: readonly Candidate[], ticket = 7): string[] {
  return candidates
    .map((agent): Claim => {
      const metric = metrics[strategy](agent, { ticket, salt: 1 }, at);
      return { agentId: agent.agentId, preference: 0, level: 1, metric };
    })
    .sort(compareClaims)
    .map(({ agentId }) => agentId);
}

const a: Candidate = { ...one, agentId: '8001', idleSince: at - 10, answeredToday: 3, talkTodayMs: 50, order: 2 };
const b: Candidate = { ...one, agentId: '8002', idleSince: at - 30, answeredToday: 1, talkTodayMs: 90, order: 0 };
const c: Candidate = { ...one, agentId: '8003', idleSince: at - 20, answeredToday: 2, talkTodayMs: 10, order: 1 };

test.each([
  ['longest-idle', [a, b, c], ['8002', '8003', '8001']],
  ['equal-count', [a, b, c], ['8002', '8003', '8001']],
  ['least-talk', [a, b, c], ['8003', '8001', '8002']],
  ['sequential', [a, b, c], ['8002', '8003', '8001']],
  [
    'skill',
    [
      { ...a, skill: 2 },
      { ...b, skill: 9 },
      { ...c, skill: 5 },
    ],
    ['8002', '8003', '8001'],
  ],
  [
    'newest',
    [
      { ...a, hiredDay: 3 },
      { ...b, hiredDay: 0 },
      { ...c, hiredDay: 9 },
    ],
    ['8003', '8001', '8002'],
  ],
  // Ties go to the lower number, by value.
  ['longest-idle', ['10000', '999', '8001'].map((agentId) => ({ ...one, agentId })), ['999', '8001', '10000']],
  ['newest', ['wang', 'li'].map((agentId) => ({ ...one, agentId })), ['li', 'wang']],
] as const)('%s', (strategy, candidates, expected) => {
  expect(ranking(strategy, candidates)).toEqual(expected);
  expect(ranking(strategy, [...candidates].reverse())).toEqual(expected);
});

test('random: the same question has the same answer; over many tickets everybody comes first equally often', () => {
  const candidates = Array.from({ length: 10 }, (_, at) => {
    const agentId = `${8001 + at}`;
    return { ...one, agentId, draw: drawOf(agentId) };
  });
  const first = new Map<string, number>();
  for (let ticket = 1; ticket <= 10_000; ticket++) {
    const [winner = ''] = ranking('random', candidates, ticket);
    expect(ranking('random', [...candidates].reverse(), ticket)[0]).toBe(winner);
    first.set(winner, (first.get(winner) ?? 0) + 1);
  }
  expect(first.size).toBe(10);
  for (const count of first.values()) {
    expect(count).toBeGreaterThan(880); // 1,000 ± 4 standard deviations
    expect(count).toBeLessThan(1_120);
  }
});

test('preference comes before level, level before metric, metric before number', () => {
  const claim = (agentId: string, preference: number, level: number, metric: number): Claim => ({
    agentId,
    preference,
    level,
    metric,
  });
  const claims = [
    claim('8004', 1, 1, -9),
    claim('8003', 1, 1, -9),
    claim('8005', 1, 1, -8),
    claim('8001', 1, 2, -99),
    claim('8009', 0, 9, 99),
  ];
  expect(claims.sort(compareClaims).map(({ agentId }) => agentId)).toEqual(['8009', '8003', '8004', '8005', '8001']);
});

test('agents are put in one order, whatever their ids: it is total', () => {
  const id = fc.oneof(fc.stringMatching(/^0?[0-9]{1,5}$/), fc.stringMatching(/^[a-z0-9_-]{1,6}$/));
  fc.assert(
    fc.property(id, id, id, (x, y, z) => {
      expect(Math.sign(compareAgentIds(x, y))).toBe(-Math.sign(compareAgentIds(y, x)) + 0);
      expect(compareAgentIds(x, y) === 0).toBe(x === y);
      if (compareAgentIds(x, y) < 0 && compareAgentIds(y, z) < 0) {
        expect(compareAgentIds(x, z)).toBeLessThan(0);
      }
    }),
    { seed: 1 },
  );
});
