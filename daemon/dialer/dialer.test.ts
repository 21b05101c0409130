import { describe, expect, it } from 'vitest';
import { DialerFloor, hourMs, lead, mondayTen } from '../../test/simulation/dialer-floor.js';
import { answersAll, eight, people, run } from '../../test/simulation/dialer-people.js';

describe('a predictive campaign', () => {
  it('keeps its agents talking and stays within the cap', () => {
    const floor = new DialerFloor({ fate: people(0.3) });
    floor.many(900);
    floor.signIn(...eight);
    floor.start();
    run(floor, 20 * 60_000);
    const live = floor.dialer.live('c1');
    const { today } = live ?? { today: { launched: 0, live: 0, connected: 0, dropped: 0 } };
    expect(today.connected).toBeGreaterThan(50);
    // The first one can be no share of few.
    expect(today.dropped).toBeLessThanOrEqual(Math.max(1, today.live * 0.03));
    expect(live?.pacing?.answerPercent).toBeGreaterThan(20);
    expect(floor.logs).toEqual([]);
    const paced = floor.orders.map(({ attemptId }) => floor.attempts.get(attemptId)?.pacing ?? '');
    expect(JSON.parse(paced.findLast((text) => text !== '') ?? '')).toMatchObject({
      answerProbability: expect.any(Number),
    });
  }, 60_000);

  it('launches nothing while nobody is signed in', () => {
    const floor = new DialerFloor();
    floor.many(100);
    floor.start();
    floor.advance(600_000);
    expect(floor.orders).toEqual([]);
  });

  it('stops launching at once when its agents go, and lets nothing ring on that nobody could take', () => {
    const floor = new DialerFloor({ fate: () => ({}) });
    floor.many(500);
    floor.signIn(...eight);
    floor.start();
    floor.advance(20_000);
    const before = floor.orders.length;
    expect(before).toBeGreaterThan(8);
    floor.signOutAll();
    floor.advance(60_000);
    expect(floor.orders.length).toBe(before);
    expect(floor.liveCalls).toBe(0);
    // Nothing was hung up before it had rung for 15 s.
    for (const row of floor.attempts.values()) {
      if (row.result === 'cancelled') expect((row.endedAt ?? 0) - row.startedAt).toBeGreaterThanOrEqual(15_000);
    }
  });

  it('drops who waits 2 s in vain: message, called back first of all, by a reserved agent', () => {
    const floor = new DialerFloor({ fate: ({ lead: id }) => (id === 'lead00000' ? { answerMs: 1_000 } : {}) });
    floor.many(1);
    floor.signIn('8001');
    floor.start();
    floor.advance(400);
    expect(floor.orders).toHaveLength(1);
    floor.set('8001', { status: 'talk' });
    floor.advance(10_000);
    const drop = floor.notices.find(({ notice }) => notice === 'drop-attempt');
    expect(drop).toMatchObject({ prompts: ['zh/dropped'] });
    expect([...floor.attempts.values()]).toMatchObject([{ result: 'dropped', counted: false }]);
    expect(floor.leads.get('lead00000')).toMatchObject({ state: 'open', timed: true, tries: 0 });
    expect(floor.dialer.live('c1')).toMatchObject({ today: { live: 1, dropped: 1 }, overCap: true });
    floor.set('8001', { status: 'idle' });
    floor.advance(31 * 60_000);
    expect(floor.orders).toHaveLength(2);
    expect(floor.orders[1]).toMatchObject({ lead: 'lead00000' });
    expect(floor.notices.filter(({ notice }) => notice === 'attempt-to-queue').at(-1)).toMatchObject({
      agentId: '8001',
    });
  });

  it('takes the drop back when a fax tells of itself in the middle of the message', () => {
    const floor = new DialerFloor({ fate: () => ({ answerMs: 1_000 }) });
    floor.add(lead('lead00000'), lead('lead00001', { notBefore: floor.nowMs + hourMs }));
    floor.signIn('8001');
    floor.start();
    floor.advance(400);
    floor.set('8001', { status: 'talk' });
    while (floor.dialer.live('c1')?.today.dropped === 0) floor.advance(100);
    const { attemptId = '' } = floor.orders[0] ?? {};
    floor.tell({ notice: 'attempt-judged', attemptId, who: 'fax' });
    floor.advance(10_000);
    const [attempt] = floor.attempts.values();
    expect(attempt).toMatchObject({ result: 'wrong-number', who: 'fax', connectedAt: null });
    expect(floor.dialer.live('c1')?.today).toMatchObject({ live: 0, dropped: 0 });
    expect(floor.dialer.live('c1')?.overCap).toBeUndefined();
    expect(floor.leads.get('lead00000')).toMatchObject({ state: 'done', result: 'wrong-number' });
    expect(floor.logs).toEqual([]);
  });

  it('calls no more than it has reserved agents for while it is over the cap', () => {
    const floor = new DialerFloor({ fate: () => ({}) });
    floor.many(200);
    floor.signIn(...eight);
    floor.start({}, { today: { launched: 100, live: 20, connected: 18, dropped: 2 } });
    floor.advance(10_000);
    expect(floor.liveCalls).toBe(8);
    const reserved = floor.notices.flatMap((told) => (told.notice === 'lead-for-agent' ? [told.agentId] : []));
    expect(new Set(reserved).size).toBe(8);
  });

  it('counts on telephones that must be lifted only for reserved calls', () => {
    const floor = new DialerFloor({ fate: () => ({}) });
    floor.many(100);
    floor.signIn('8001', '8002');
    floor.set('8001', { headset: false });
    floor.set('8002', { headset: false });
    floor.start();
    floor.advance(5_000);
    expect(floor.orders.map(({ agentId }) => agentId).sort()).toEqual(['8001', '8002']);
  });

  it('backs off when its trunk fails with everything ringing, uses up no try, and stops when it stays so', () => {
    const floor = new DialerFloor({ fate: () => ({}) });
    floor.many(500);
    floor.signIn(...eight);
    floor.start();
    floor.advance(8_000);
    const ringing = [...floor.calls.keys()];
    expect(ringing.length).toBeGreaterThan(8);
    floor.fate = () => ({ ends: { atMs: 10, cause: 38, lineFailure: true } });
    for (const id of ringing) floor.end(id, { cause: 38, lineFailure: true });
    const failed = floor.orders.length;
    floor.advance(900);
    expect(floor.orders.length).toBe(failed);
    expect(floor.campaignRow?.state).toBe('running');
    floor.advance(120_000);
    expect(floor.campaignRow).toMatchObject({ state: 'paused', why: 'trunk', changedBy: 'system' });
    for (const row of floor.leads.values()) expect(row.tries).toBe(0);
    expect([...floor.attempts.values()].every(({ result, counted }) => result === 'line-failure' && !counted)).toBe(
      true,
    );
    const after = floor.orders.length;
    floor.advance(60_000);
    expect(floor.orders.length).toBe(after);
  });
});

describe('a progressive campaign', () => {
  it('reserves an agent before each call and drops nobody', () => {
    const floor = new DialerFloor({ fate: people(0.4) });
    floor.many(600);
    floor.signIn(...eight);
    floor.start({ mode: 'progressive' });
    let most = 0;
    for (let at = 0; at < 400; at++) {
      floor.advance(2_000);
      answersAll(floor);
      most = Math.max(most, floor.liveCalls);
    }
    expect(most).toBeLessThanOrEqual(8);
    expect(floor.dialer.live('c1')?.today).toMatchObject({ dropped: 0 });
    expect(floor.dialer.live('c1')?.today.connected).toBeGreaterThan(50);
    expect(floor.logs).toEqual([]);
  });

  it('rings the telephone of who must lift it before the customer', () => {
    const floor = new DialerFloor();
    floor.many(10);
    floor.signIn('8001');
    floor.set('8001', { headset: false });
    floor.start({ mode: 'progressive' });
    floor.advance(100);
    expect(floor.orders).toMatchObject([{ agentId: '8001' }]);
  });
});

describe('a preview campaign', () => {
  it('shows a lead, dials it by itself, his telephone first', () => {
    const floor = new DialerFloor();
    floor.many(10);
    floor.signIn('8001');
    floor.start({ mode: 'preview' });
    floor.advance(100);
    expect(floor.dialer.liveLead('8001')).toMatchObject({ lead: 'lead00000', dialAt: mondayTen + 20_000 + 20 });
    expect(floor.orders).toEqual([]);
    floor.advance(20_000);
    expect(floor.orders).toMatchObject([{ lead: 'lead00000', agentId: '8001' }]);
  });

  it('dials at once by key, skips with a reason, and puts away what is shown when it is paused', () => {
    const floor = new DialerFloor();
    floor.many(10);
    floor.signIn('8001');
    floor.start({ mode: 'preview' });
    floor.advance(100);
    expect(floor.ask({ agentId: '8001', ask: 'skip-lead', reason: '刚打过' })).toBeNull();
    expect(floor.rows.find(({ row }) => row === 'skip')).toMatchObject({
      skip: { lead: 'lead00000', reason: '刚打过' },
    });
    floor.advance(100);
    expect(floor.ask({ agentId: '8001', ask: 'dial-lead' })).toBeNull();
    expect(floor.orders).toMatchObject([{ lead: 'lead00001' }]);
    expect(floor.ask({ agentId: '8001', ask: 'dial-lead' })).toMatchObject({ code: 'not-now' });
    floor.advance(30_000);
    expect(floor.dialer.liveLead('8001')).toMatchObject({ lead: 'lead00002', attempt: '' });
    const row = floor.campaignRow;
    if (row !== null) floor.row({ ...row, state: 'paused' });
    expect(floor.dialer.liveLead('8001')).toBeNull();
    expect(floor.leads.get('lead00002')?.state).toBe('open');
  });

  it('gives the lead back when the queues cannot keep the agent', () => {
    const floor = new DialerFloor();
    floor.many(3);
    floor.signIn('8001');
    floor.start({ mode: 'preview' });
    floor.advance(100);
    floor.set('8001', { status: 'break', lead: '' });
    floor.tell({ notice: 'lead-refused', agentId: '8001', lead: 'lead00000', why: 'not-ready' });
    floor.advance(60_000);
    expect(floor.dialer.liveLead('8001')).toBeNull();
    expect(floor.orders).toEqual([]);
    expect(floor.leads.get('lead00000')?.state).toBe('open');
  });
});

describe('a manual campaign', () => {
  it('dials what the agent takes, and only that', () => {
    const floor = new DialerFloor();
    floor.many(10);
    floor.signIn('8001');
    floor.start({ mode: 'manual' });
    floor.advance(60_000);
    expect(floor.orders).toEqual([]);
    expect(floor.ask({ agentId: '8001', ask: 'take-lead', campaign: 'c1', lead: 'lead00007' })).toBeNull();
    floor.advance(100);
    expect(floor.dialer.liveLead('8001')).toMatchObject({ lead: 'lead00007', dialAt: null });
    expect(floor.ask({ agentId: '8001', ask: 'take-lead', campaign: 'c1', lead: 'lead00008' })).toMatchObject({
      code: 'not-now',
    });
    expect(floor.ask({ agentId: '8001', ask: 'dial-lead' })).toBeNull();
    expect(floor.orders).toMatchObject([{ lead: 'lead00007', agentId: '8001' }]);
  });

  it('is refused for a number the law protects, and says why', () => {
    const floor = new DialerFloor();
    floor.add(lead('a'), lead('b', { number: '13900000001' }));
    floor.signIn('8001');
    floor.start({ mode: 'manual' });
    floor.ask({ agentId: '8001', ask: 'take-lead', campaign: 'c1', lead: 'b' });
    floor.advance(100);
    floor.input((step) => floor.dialer.dnc(['13900000001'], [], step));
    expect(floor.ask({ agentId: '8001', ask: 'dial-lead' })).toMatchObject({ code: 'forbidden' });
    expect(floor.orders).toEqual([]);
    expect([...floor.attempts.values()]).toMatchObject([{ lead: 'b', result: 'blocked', why: 'dnc', callId: '' }]);
    expect(floor.dialer.liveLead('8001')).toBeNull();
  });

  it('is refused to who does not work in it', () => {
    const floor = new DialerFloor();
    floor.many(1);
    floor.start({ mode: 'manual' });
    const take = { agentId: '8009', ask: 'take-lead', campaign: 'c1', lead: 'lead00000' } as const;
    expect(floor.ask(take)).toMatchObject({ code: 'forbidden' });
    expect(floor.ask({ ...take, campaign: 'c2' })).toMatchObject({ code: 'not-now' });
    expect(floor.ask({ agentId: '8009', ask: 'skip-lead', reason: '' })).toMatchObject({ code: 'not-now' });
    expect(floor.ask({ agentId: '8009', ask: 'outbound-result', attempt: 'x', result: 'success' })).toMatchObject({
      code: 'unknown-call',
    });
  });
});

it('who refused one campaign is not in the hand of another one with the same list', () => {
  const floor = new DialerFloor({ fate: () => ({ answerMs: 3_000, talkMs: 10_000 }) });
  floor.many(1);
  floor.start({ id: 'by-hand', mode: 'manual' });
  floor.signIn('8001');
  floor.advance(5_000); // reads him ahead
  floor.start({ id: 'by-itself', mode: 'progressive' });
  run(floor, 60_000);
  expect(floor.leads.get('lead00000')).toMatchObject({ state: 'done', result: 'refused' });
  floor.advance(3_600_000);
  floor.ask({ agentId: '8001', ask: 'take-lead', campaign: 'by-hand', lead: 'lead00000' });
  floor.advance(5_000);
  expect(floor.dialer.liveLead('8001')).toBeNull();
});
