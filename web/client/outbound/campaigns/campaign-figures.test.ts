import { describe, expect, it } from 'vitest';
import type { LiveCampaign } from '../../../../daemon/terms/outbound.js';
import { campaign } from '../../../../test/rig/outbound-rows.js';
import { answerShare, dropLevel, dropShare, percentOf, whyNow } from './campaign-figures.js';

const monday = { atMs: 1_800_000_000_000, day: 1, time: '10:00' };
const counts = { launched: 100, live: 50, connected: 49, dropped: 1 };
const live: LiveCampaign = {
  id: 'c1',
  name: '回访',
  mode: 'predictive',
  state: 'running',
  why: '',
  queue: 'sales',
  agentsReady: 1,
  agentsTalking: 2,
  agentsWrapUp: 0,
  agentsSignedIn: 3,
  ringing: 4,
  judging: 0,
  waiting: 0,
  today: counts,
  thirtyDays: counts,
  results: {},
};

it('drops are counted against the people who answered', () => {
  expect(dropShare(counts)).toBe(0.02);
  expect(dropShare({ live: 0, dropped: 0 })).toBeNull();
  expect(answerShare(counts)).toBe(0.5);
  expect(answerShare({ ...counts, launched: 0 })).toBeNull();
  expect(percentOf(0.0184, 'en-GB')).toBe('1.8%');
});

it.each([
  [{ live: 0, dropped: 0 }, 0.03, 'none'],
  [{ live: 100, dropped: 0 }, 0, 'good'],
  [{ live: 100, dropped: 2 }, 0.03, 'good'],
  [{ live: 1000, dropped: 24 }, 0.03, 'near'],
  [{ live: 100, dropped: 3 }, 0.03, 'near'],
  [{ live: 100, dropped: 4 }, 0.03, 'over'],
] as const)('%j under a cap of %d is %s', (dropped, cap, level) => expect(dropLevel(dropped, cap)).toBe(level));

describe('a running campaign says why it calls nobody', () => {
  it.each([
    [{}, {}, monday, 'going'],
    [{}, {}, { ...monday, day: 6 }, 'day'],
    [{}, {}, { ...monday, time: '08:59' }, 'hours'],
    [{}, {}, { ...monday, time: '20:00' }, 'hours'],
    [{ startAt: monday.atMs + 1 }, {}, monday, 'notYet'],
    [{}, { agentsSignedIn: 0 }, monday, 'nobody'],
    [{}, { overCap: true }, monday, 'overCap'],
    [{}, { ringing: 0, leadsOpen: 0 }, monday, 'noLeads'],
    [{}, { ringing: 0, agentsReady: 0, agentsTalking: 0 }, monday, 'noneReady'],
    [{ mode: 'notice' }, { agentsSignedIn: 0, ringing: 0, leadsOpen: 0 }, monday, 'noLeads'],
    [{ mode: 'notice' }, { agentsSignedIn: 0 }, monday, 'going'],
  ] as const)('%j %j at %j: %s', (rules, state, now, why) =>
    expect(whyNow({ ...campaign, ...rules }, { ...live, ...(state as Partial<LiveCampaign>) }, now)).toBe(why),
  );
});
