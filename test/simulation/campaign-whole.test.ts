/** From the lead to the agent and back: the real dialer, call control and queues on simulated lines. */
import { expect, test } from 'vitest';
import type { Flow } from '../../daemon/terms/site.js';
import { CampaignDay, type Fate } from './campaign-day.js';
import { campaignSite } from './campaign-floor.js';
import { expectRest, siteOf } from './floor.js';

const agents = ['8001', '8002', '8003'];
/** What a list holds: a third answers and talks for a minute. */
const mixed: readonly Fate[] = Array.from({ length: 36 }, (_, at): Fate => {
  const person: Fate = { answerMs: 4_000 + 300 * at, hangUpMs: 60_000 };
  const fates: readonly Fate[] = [person, { refuse: 17 }, {}, person, { tone: 'vacant' }, { refuse: 1 }];
  return fates[at % fates.length] ?? {};
});
const persons = mixed.filter(({ answerMs }) => answerMs !== undefined).length;

function dayOf(fates: readonly Fate[], flows: readonly Flow[] = []): CampaignDay {
  const site = campaignSite(agents.length, { flows: [...siteOf(1).flows, ...flows] });
  const day = new CampaignDay({ site, spans: 2 });
  day.people(fates);
  return day;
}

function expectDone(day: CampaignDay): void {
  for (const line of [1, 2, 3]) day.lines.lay(line);
  day.time.advance(60_000);
  expectRest(day);
  const ended = [...day.attempts.values()].filter(({ endedAt }) => endedAt === null);
  expect(ended).toEqual([]);
}

test('progressive: every person has an agent at once, every code is right', () => {
  const day = dayOf(mixed);
  day.headsets(...agents);
  day.start({ mode: 'progressive' });
  day.work(1_500_000);
  expect(day.count('success')).toBe(persons);
  expect(day.count('busy')).toBe(6);
  expect(day.count('no-answer')).toBe(6);
  expect(day.count('wrong-number')).toBe(12);
  expect(day.count('dropped')).toBe(0);
  for (const row of day.attempts.values()) {
    if (row.result !== 'success') continue;
    expect((row.connectedAt ?? 0) - (row.answeredAt ?? 0)).toBeLessThan(10);
    expect(row.agent).not.toBeNull();
  }
  expect([...day.auditor.recordings.values()]).toHaveLength(persons);
  expectDone(day);
});

test.each(['not-ready', 'sign-out'] as const)('%s while his lead is being called: he has the person first', (ask) => {
  const day = dayOf([{ answerMs: 9_000, hangUpMs: 10_000 }]);
  day.headsets('8001');
  day.start({ mode: 'progressive' });
  day.time.advance(4_000);
  expect(day.agent('8001').state).toBe('reserved');
  day.ask(ask === 'not-ready' ? { ask, agentId: '8001', reason: 'meal' } : { ask, agentId: '8001' });
  day.work(8_000);
  expect(day.agent('8001').state).toBe('talking');
  day.work(60_000);
  expect(day.agent('8001').state).toBe(ask === 'not-ready' ? 'not-ready' : 'signed-out');
  expect(day.count('dropped')).toBe(0);
  expectDone(day);
});

test('predictive: paced, the persons are connected or dropped with a message, none is lost', () => {
  const day = dayOf(mixed);
  day.headsets(...agents);
  day.start();
  day.work(1_500_000);
  const dropped = day.count('dropped');
  expect(day.count('success')).toBeGreaterThanOrEqual(persons - dropped);
  expect(day.count('busy')).toBe(6);
  const cdrs = day.cdrs.filter(({ ending }) => ending === 'dropped');
  expect(cdrs).toHaveLength(dropped);
  expectDone(day);
});

test('answering machines: cleared at once, faxes too, doubt has an agent', () => {
  const machines: readonly Fate[] = [
    { answerMs: 3_000, who: 'machine' },
    { answerMs: 3_000, who: 'person', hangUpMs: 30_000 },
    { answerMs: 3_000, who: 'fax' },
    { answerMs: 3_000, who: 'unsure', hangUpMs: 30_000 },
  ];
  const day = dayOf(machines);
  day.headsets(...agents);
  day.start({ answeringMachines: true });
  day.work(300_000);
  const who = [...day.attempts.values()].map((row) => `${row.lead} ${row.who} ${row.connectedAt !== null}`).sort();
  expect(who.slice(0, 4)).toEqual([
    'lead-1 machine false',
    'lead-2 human true',
    'lead-3 fax false',
    'lead-4 unsure true',
  ]);
  expectDone(day);
});

test('a voice notice: heard to its end is a success', () => {
  const flow: Flow = { id: 'notice', start: 'say', nodes: { say: { block: 'hang-up', prompts: ['zh/notice'] } } };
  const day = dayOf([{ answerMs: 2_000 }, { answerMs: 2_000 }, { refuse: 17 }], [flow]);
  day.start({ mode: 'notice', queue: '', flow: 'notice' });
  day.work(120_000);
  expect([day.count('success'), day.count('busy')]).toEqual([2, 1]);
  expectDone(day);
});

test('nobody signed in: nobody is called; all leave with calls ringing: who answers hears the message', () => {
  const day = dayOf(Array.from({ length: 20 }, (): Fate => ({ answerMs: 9_000 })));
  day.start();
  day.work(60_000);
  expect(day.lines.dialled.size).toBe(0);
  day.headsets(...agents);
  day.time.advance(4_000);
  const ringing = day.lines.dialled.size;
  expect(ringing).toBeGreaterThan(0);
  for (const agentId of agents) day.ask({ ask: 'sign-out', agentId });
  day.work(60_000);
  expect(day.attempts.size).toBe(ringing);
  expect(day.count('dropped')).toBe(ringing);
  expectDone(day);
});

test('who owes a result and picks up a colleague’s customer owes both, one after the other, before he has the next call', () => {
  const talks = (hangUpMs: number): Fate => ({ answerMs: 4_000, hangUpMs });
  const day = dayOf([talks(5_000), talks(40_000), talks(60_000)]);
  day.headsets('8001', '8002');
  day.start({ mode: 'progressive' });
  day.time.advance(12_000);
  const own = day.agent('8001').lead?.attempt ?? '';
  const colleagues = day.agent('8002').lead?.attempt ?? '';
  expect(day.agent('8001')).toMatchObject({ state: 'wrap-up', lead: { resultWanted: true } });

  day.ask({ ask: 'park', agentId: '8002' });
  day.ask({ ask: 'pick-up', agentId: '8001', slot: 701 });
  day.time.advance(1_000);
  expect(day.agent('8001')).toMatchObject({ state: 'talking', lead: { attempt: colleagues } });
  expect(day.agent('8002').lead?.attempt).not.toBe(colleagues);
  day.time.advance(90_000);
  for (const owed of [colleagues, own]) {
    expect(day.agent('8001')).toMatchObject({
      state: 'wrap-up',
      lead: { attempt: owed, callId: day.attempts.get(owed)?.callId, resultWanted: true },
    });
    day.ask({ ask: 'outbound-result', agentId: '8001', attempt: owed, result: 'success' });
    day.time.advance(200);
  }
  expect(day.agent('8001').lead).toBeUndefined();
  expect(day.agent('8001').state).toBe('ready');
  day.work(120_000);
  expect(day.count('success')).toBe(3);
  expect([own, colleagues].map((id) => day.attempts.get(id)?.resultBy)).toEqual(['agent:8001', 'agent:8001']);
  expectDone(day);
});

test('who parks his customer and takes another owes both results, in whatever order they end', () => {
  const talks = (hangUpMs: number): Fate => ({ answerMs: 4_000, hangUpMs });
  const day = dayOf([talks(30_000), talks(50_000)]);
  day.headsets('8001', '8002');
  day.start({ mode: 'progressive' });
  day.time.advance(9_000);
  expect(['8001', '8002'].map((id) => day.agent(id).state)).toEqual(['talking', 'talking']);
  const [own, colleagues] = ['8001', '8002'].map((id) => day.agent(id).lead?.attempt ?? '');
  day.ask({ ask: 'park', agentId: '8001', slot: 702 });
  day.ask({ ask: 'park', agentId: '8002', slot: 703 });
  day.lines.lay(1); // it still tells him the slot
  day.ask({ ask: 'pick-up', agentId: '8001', slot: 703 });
  day.time.advance(200);
  day.lines.lift(1);
  expect(day.agent('8001')).toMatchObject({ state: 'talking', lead: { attempt: colleagues } });
  day.time.advance(90_000);
  for (const owed of [colleagues, own]) {
    expect(day.agent('8001')).toMatchObject({
      state: 'wrap-up',
      lead: { attempt: owed, callId: day.attempts.get(owed ?? '')?.callId, resultWanted: true },
    });
    day.ask({ ask: 'outbound-result', agentId: '8001', attempt: owed ?? '', result: 'success' });
    day.time.advance(200);
  }
  expect(day.agent('8001').state).toBe('ready');
  expectDone(day);
});

/** An agent has chosen a lead and lifted: it is dialled now, and rings there after 800 ms. */
function dialledByHand() {
  const day = dayOf([{}]);
  day.ready('8001');
  day.start({ mode: 'manual' });
  day.time.advance(1_000);
  day.ask({ ask: 'take-lead', agentId: '8001', campaign: 'c1', lead: 'lead-1' });
  day.time.advance(100);
  day.ask({ ask: 'dial-lead', agentId: '8001' });
  day.time.advance(1_000);
  day.lines.lift(1);
  return day;
}

test.each([
  { after: 500, result: 'not-rung', tries: 0, lastTriedAt: null },
  { after: 5_000, result: 'no-answer', tries: 1, lastTriedAt: expect.any(Number) },
])('by hand, laid down after $after ms: $result, and $tries tries used up', ({ after, result, tries, lastTriedAt }) => {
  const day = dialledByHand();
  day.time.advance(after);
  day.lines.lay(1);
  day.time.advance(1_000);
  const [attempt] = [...day.attempts.values()];
  expect(attempt).toMatchObject({ result, counted: tries === 1, answeredAt: null });
  expect(day.leads.rows.get('lead-1')).toMatchObject({ state: 'open', tries, lastTriedAt });
  expect(day.agent('8001')).toMatchObject({ state: 'ready' });
  expectDone(day);
});

test('by hand, and a leader takes the agent out before it rings there: not-rung, and no try is used up (seed 4216)', () => {
  const day = dialledByHand();
  day.time.advance(120);
  day.ask({ ask: 'force-release', agentId: '8001', reason: 'needed elsewhere', by: '7001' });
  day.time.advance(200);
  day.lines.lay(1);
  day.time.advance(1_000);
  const [attempt] = [...day.attempts.values()];
  expect(attempt).toMatchObject({ result: 'not-rung', counted: false, answeredAt: null });
  expect(day.leads.rows.get('lead-1')).toMatchObject({ state: 'open', tries: 0, lastTriedAt: null });
  expectDone(day);
});
