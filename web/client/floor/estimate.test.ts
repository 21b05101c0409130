import { describe, expect, it } from 'vitest';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import { callsPerHour, estimateMove, serviceLevelWith } from './estimate.js';

const quarterMs = 15 * 60_000;
/** Ten minutes into a quarter-hour. */
const nowMs = 2_000_000 * quarterMs + 10 * 60_000;
const band = (quartersAgo: number, offered: number) => ({
  from: 2_000_000 * quarterMs - quartersAgo * quarterMs,
  offered,
  answered: offered,
  abandoned: 0,
});

const queue = (id: string, bands: LiveQueue['bands']): LiveQueue => ({
  id,
  name: { zh: id, en: id },
  waiting: 0,
  oldestSince: null,
  agentsReady: 0,
  agentsSignedIn: 0,
  answeredToday: 0,
  abandonedToday: 0,
  serviceLevel: { withinMs: 20_000, percent: 80, formula: 'F3' },
  today: {
    offered: 100,
    answered: 100,
    answeredInTime: 80,
    abandoned: 0,
    abandonedInTime: 0,
    abandonedIn5s: 0,
    overflowed: 0,
    waitAnsweredMs: 0,
    waitAbandonedMs: 0,
    longestWaitMs: 0,
    talkMs: 100 * 150_000,
    wrapUpMs: 100 * 30_000,
  },
  ...(bands === undefined ? {} : { bands }),
});

describe('calls an hour', () => {
  it('are those of the quarters that reach into the last half hour, over their time', () => {
    // The half hour begins 5 minutes into the quarter before last: 40 minutes are counted.
    expect(callsPerHour(queue('a', [band(5, 90), band(2, 20), band(1, 15), band(0, 5)]), nowMs)).toBeCloseTo(60, 6);
  });
  it('are unknown with too few of them', () => {
    expect(callsPerHour(queue('a', [band(0, 2)]), nowMs)).toBeNull();
    expect(callsPerHour(queue('a', undefined), nowMs)).toBeNull();
    expect(callsPerHour(queue('a', [band(9, 50)]), nowMs)).toBeNull();
  });
});

describe('a move', () => {
  const busy = queue('busy', [band(2, 50), band(1, 50), band(0, 34)]); // 201 calls/h of 180 s: 10.05 Erlang
  const calm = queue('calm', [band(2, 4), band(1, 4), band(0, 4)]);
  const agents = Array.from({ length: 16 }, (_, n) => ({
    id: `80${n}`,
    state: 'ready' as const,
    queues: [n < 12 ? 'busy' : 'calm'],
  }));

  it('says what it does to both queues', () => {
    const estimates = estimateMove('8012', ['busy'], [busy, calm], agents, nowMs);
    expect(estimates.map(({ queue: id }) => id)).toEqual(['busy', 'calm']);
    const [gains, loses] = estimates;
    expect(gains?.after).toBeGreaterThan((gains?.before ?? 100) + 5);
    expect(loses?.after).toBeLessThan(loses?.before ?? 0);
    expect(gains?.before).toBeCloseTo(serviceLevelWith(busy, 12, nowMs) ?? -1, 6);
  });

  it('counts who serves two queues as half in each, and who takes no calls not at all', () => {
    const shared = agents.map((agent) => (agent.id === '8012' ? { ...agent, queues: ['busy', 'calm'] } : agent));
    const [one] = estimateMove('8012', ['busy'], [busy], shared, nowMs);
    expect(one?.before).toBeCloseTo(serviceLevelWith(busy, 12.5, nowMs) ?? -1, 6);
    const away = agents.map((agent) => (agent.id === '8012' ? { ...agent, state: 'not-ready' as const } : agent));
    expect(estimateMove('8012', ['busy'], [busy, calm], away, nowMs)).toEqual([]);
  });

  it('is silent about queues nobody can estimate, and about queues that do not change', () => {
    expect(estimateMove('8012', ['calm'], [busy, calm], agents, nowMs)).toEqual([]);
    expect(estimateMove('8012', ['new'], [queue('new', [])], agents, nowMs)).toEqual([]);
  });
});
