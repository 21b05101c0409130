import { describe, expect, it } from 'vitest';
import { DialerFloor, type Fate, hourMs, lead, mondayTen } from '../../test/simulation/dialer-floor.js';
import { SeededRandom } from '../base/random.js';

/** Share of persons, and what the others do. */
function people(share: number, seed = 7): () => Fate {
  const random = new SeededRandom(seed);
  const part = () => random.below(1_000_000) / 1_000_000;
  return () => {
    if (part() < share) return { answerMs: 3_000 + random.below(12_000), talkMs: 30_000 + random.below(90_000) };
    const other = part();
    if (other < 0.3) return { ends: { atMs: 3_000, cause: 17, tone: 'busy' } };
    if (other < 0.4) return { ends: { atMs: 4_000, cause: 1, tone: 'vacant' } };
    return {};
  };
}

function answersAll(floor: DialerFloor, result: 'success' | 'refused' = 'refused'): void {
  for (const [agentId, agent] of floor.agents) {
    const { attempt = '' } = floor.dialer.liveLead(agentId) ?? {};
    if (agent.resultWanted && agent.status === 'wrap') {
      expect(floor.ask({ agentId, ask: 'outbound-result', attempt, result })).toBeNull();
    }
  }
}

/** Agents give their results a little after the talk. */
function run(floor: DialerFloor, ms: number, stepMs = 2_000): void {
  for (let passed = 0; passed < ms; passed += stepMs) {
    floor.advance(stepMs);
    answersAll(floor);
  }
}

const eight = ['8001', '8002', '8003', '8004', '8005', '8006', '8007', '8008'];

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

  it('calls no more than it has reserved agents for while it is over the cap', () => {
    const floor = new DialerFloor({ fate: () => ({}) });
    floor.many(200);
    floor.signIn(...eight);
    floor.start({}, { today: { launched: 100, live: 20, connected: 18, dropped: 2 } });
    floor.advance(10_000);
    expect(floor.liveCalls).toBe(8);
    expect(floor.notices.filter(({ notice }) => notice === 'lead-for-agent')).toHaveLength(8);
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
    expect(floor.ask(take)).toMatchObject({ code: 'not-signed-in' });
    expect(floor.ask({ ...take, campaign: 'c2' })).toMatchObject({ code: 'not-now' });
    expect(floor.ask({ agentId: '8009', ask: 'skip-lead', reason: '' })).toMatchObject({ code: 'not-now' });
    expect(floor.ask({ agentId: '8009', ask: 'outbound-result', attempt: 'x', result: 'success' })).toMatchObject({
      code: 'unknown-call',
    });
  });
});

describe('an agent’s result', () => {
  function talked(
    change: Parameters<DialerFloor['start']>[0] = {},
    fate: Fate = { answerMs: 1_000, talkMs: 5_000 },
  ): DialerFloor {
    const floor = new DialerFloor({ fate: () => fate });
    floor.many(2);
    floor.signIn('8001');
    floor.start({ mode: 'progressive', ...change });
    floor.advance(8_000);
    return floor;
  }
  const attemptOf = (floor: DialerFloor) => floor.orders[0]?.attemptId ?? '';

  it('is wanted before his next call', () => {
    const floor = talked();
    expect(floor.dialer.liveLead('8001')).toMatchObject({ resultWanted: true, attempt: attemptOf(floor) });
    floor.advance(300_000);
    expect(floor.orders).toHaveLength(1);
    expect(
      floor.ask({ agentId: '8001', ask: 'outbound-result', attempt: attemptOf(floor), result: 'success' }),
    ).toBeNull();
    floor.advance(100);
    expect(floor.orders).toHaveLength(2);
    expect(floor.attempts.get(attemptOf(floor))).toMatchObject({
      result: 'success',
      resultBy: 'agent:8001',
      counted: true,
    });
    expect(floor.leads.get('lead00000')).toMatchObject({ state: 'done', result: 'success', tries: 1 });
    expect(floor.dialer.live('c1')?.results).toEqual({ success: 1 });
  });

  it('may be given during the call, and corrected until the next one', () => {
    const floor = talked({}, { answerMs: 1_000, talkMs: 60_000 });
    const attempt = attemptOf(floor);
    expect(floor.ask({ agentId: '8001', ask: 'outbound-result', attempt, result: 'success' })).toBeNull();
    floor.advance(60_000);
    expect(floor.leads.get('lead00000')).toMatchObject({ state: 'done', result: 'success' });
    floor.ask({ agentId: '8001', ask: 'outbound-result', attempt, result: 'refused', dnc: true });
    expect(floor.leads.get('lead00000')).toMatchObject({ state: 'done', result: 'refused', tries: 1 });
    expect(floor.dnc).toMatchObject([{ number: '13800000000', by: '8001', reason: 'refused' }]);
    expect(floor.dialer.live('c1')?.results).toEqual({ refused: 1 });
  });

  it('makes an appointment: for him or for anybody, at that second', () => {
    const floor = talked();
    const at = mondayTen + 2 * hourMs;
    const attempt = attemptOf(floor);
    floor.fate = () => ({ ends: { atMs: 5_000, cause: 17 } });
    expect(floor.ask({ agentId: '8001', ask: 'outbound-result', attempt, result: 'appointment' })).toMatchObject({
      code: 'bad-request',
    });
    const night = {
      agentId: '8001',
      ask: 'outbound-result',
      attempt,
      result: 'appointment',
      at: mondayTen + 12 * hourMs,
    } as const;
    expect(floor.ask(night)).toMatchObject({ code: 'bad-request' });
    expect(floor.ask({ ...night, at, own: true })).toBeNull();
    expect(floor.leads.get('lead00000')).toMatchObject({
      state: 'open',
      timed: true,
      notBefore: at,
      agent: '8001',
      result: 'appointment',
    });
    floor.leads.delete('lead00001');
    floor.signIn('8002');
    floor.advance(at - floor.nowMs + 3_000);
    const call = floor.orders.filter(({ lead: id }) => id === 'lead00000').at(-1);
    const row = floor.attempts.get(call?.attemptId ?? '');
    expect(Math.abs((row?.startedAt ?? 0) - at)).toBeLessThanOrEqual(2_000);
    expect(row?.agent).toBe('8001');
  });

  it('that it was a machine takes the call out of the law’s count', () => {
    const floor = talked();
    expect(floor.dialer.live('c1')?.today).toMatchObject({ live: 1, connected: 1 });
    const result = {
      agentId: '8001',
      ask: 'outbound-result',
      attempt: attemptOf(floor),
      result: 'diverted',
      machine: true,
    } as const;
    expect(floor.ask(result)).toBeNull();
    expect(floor.dialer.live('c1')?.today).toMatchObject({ live: 0, connected: 0 });
    floor.ask(result);
    expect(floor.dialer.live('c1')?.today).toMatchObject({ live: 0, connected: 0 });
  });
});

describe('the detector', () => {
  it('is off unless it is asked for', () => {
    const floor = new DialerFloor();
    floor.many(10);
    floor.signIn('8001');
    floor.start();
    floor.advance(1_000);
    expect(floor.orders.every(({ judge }) => !judge)).toBe(true);
  });

  it('clears machines, leaves doubt to an agent, and one in fifty to an agent whatever it says', () => {
    const random = new SeededRandom(3);
    const floor = new DialerFloor({
      fate: () => ({ answerMs: 2_000, who: random.below(2) === 0 ? 'machine' : 'unsure', talkMs: 3_000 }),
      channels: 200,
    });
    floor.many(1_500);
    floor.signIn(...eight);
    floor.start({ answeringMachines: true, mode: 'progressive' });
    run(floor, 40 * 60_000, 1_000);
    const rows = [...floor.attempts.values()].filter(({ who }) => who === 'machine');
    const sampled = rows.filter((row) => row.sampled);
    expect(rows.length).toBeGreaterThan(300);
    expect(sampled.length / rows.length).toBeGreaterThan(0.005);
    expect(sampled.length / rows.length).toBeLessThan(0.05);
    for (const row of rows) {
      expect(row.connectedAt === null).toBe(!row.sampled);
      if (!row.sampled) expect(row.result).toBe('diverted');
    }
    const doubt = [...floor.attempts.values()].filter(({ who, endedAt }) => who === 'unsure' && endedAt !== null);
    expect(doubt.every(({ connectedAt }) => connectedAt !== null)).toBe(true);
    expect(floor.dialer.live('c1')?.detector?.sampled).toBe(
      sampled.filter(({ result }) => result === 'refused').length,
    );
    // Who was cleared as a machine is counted as far as the sample says that the detector errs.
    expect(floor.dialer.live('c1')?.today.dropped).toBeGreaterThan(0);
  }, 60_000);
});

describe('campaigns without agents', () => {
  it('play to who answers, at most so many at once, and end when all have heard', () => {
    const floor = new DialerFloor({ fate: () => ({ answerMs: 1_000 }) });
    floor.many(40);
    floor.start({ mode: 'notice', queue: '', flow: 'main', maxConcurrent: 5 });
    let most = 0;
    for (let at = 0; at < 600; at++) {
      floor.advance(500);
      most = Math.max(most, floor.liveCalls);
    }
    expect(most).toBe(5);
    expect(floor.campaignRow).toMatchObject({ state: 'done', why: 'exhausted' });
    expect([...floor.leads.values()].every(({ state, result }) => state === 'done' && result === 'success')).toBe(true);
  });

  it('call set times within 2 s', () => {
    const floor = new DialerFloor({ fate: () => ({ answerMs: 1_000 }) });
    const times = [61_500, 95_250, 600_000, 601_000, 3_000_123].map((ms) => mondayTen + ms);
    for (const [which, at] of times.entries()) floor.add(lead(`t${which}`, { timed: true, notBefore: at }));
    floor.start({ mode: 'notice', queue: '', flow: 'main' });
    floor.advance(hourMs);
    const began = floor.orders.map(({ attemptId }) => floor.attempts.get(attemptId)?.startedAt ?? 0);
    expect(began).toHaveLength(times.length);
    for (const [which, at] of began.entries()) expect(Math.abs(at - (times[which] ?? 0))).toBeLessThanOrEqual(2_000);
  });

  it('never call again who opted out', () => {
    const floor = new DialerFloor({ fate: () => ({ answerMs: 1_000 }) });
    floor.many(1);
    floor.start({ mode: 'survey', queue: '', flow: 'main' });
    floor.advance(3_000);
    floor.tell({ notice: 'attempt-opted-out', attemptId: floor.orders[0]?.attemptId ?? '' });
    floor.advance(10_000);
    expect(floor.dnc).toMatchObject([{ by: 'system', reason: 'opt-out' }]);
    expect(floor.leads.get('lead00000')).toMatchObject({ state: 'done', result: 'refused' });
  });
});

describe('a campaign', () => {
  it('waits for its start, ends at its end, at its target', () => {
    const floor = new DialerFloor({ fate: () => ({ answerMs: 1_000 }) });
    floor.many(1_000);
    const flow = { mode: 'notice', queue: '', flow: 'main', maxConcurrent: 1 } as const;
    floor.start({ ...flow, startAt: mondayTen + 60_000, endAt: mondayTen + 90_000 });
    floor.advance(59_900);
    expect(floor.orders).toEqual([]);
    floor.advance(10_000);
    expect(floor.orders.length).toBeGreaterThan(0);
    floor.advance(60_000);
    expect(floor.campaignRow).toMatchObject({ state: 'done', why: 'end-time' });
    floor.start({ ...flow, id: 'c2', target: 3 });
    floor.advance(120_000);
    expect(floor.campaignRow).toMatchObject({ state: 'done', why: 'target' });
    expect([...floor.leads.values()].filter(({ result }) => result === 'success').length).toBeLessThan(15);
  });

  it('calls in its hours only and goes on the next day', () => {
    const floor = new DialerFloor({ fate: () => ({}), atMs: mondayTen + 9.5 * hourMs });
    floor.many(800);
    floor.start({ mode: 'notice', queue: '', flow: 'main', maxConcurrent: 2 });
    floor.advance(16 * hourMs);
    const hours = floor.orders.map(({ attemptId }) => {
      const at = floor.attempts.get(attemptId)?.startedAt ?? 0;
      return ((at / hourMs + 8) % 24) * 1;
    });
    expect(hours.length).toBeGreaterThan(100);
    expect(hours.every((hour) => hour >= 9 && hour < 20)).toBe(true);
    expect(hours.some((hour) => hour < 10.5)).toBe(true);
  });

  it('stops when there is no room for recordings, and goes on when there is', () => {
    const floor = new DialerFloor();
    floor.many(100);
    floor.signIn('8001');
    floor.input((step) => floor.dialer.storage('campaigns-stopped', step));
    floor.start();
    floor.advance(5_000);
    expect(floor.orders).toEqual([]);
    floor.input((step) => floor.dialer.storage('ok', step));
    floor.advance(2_000);
    expect(floor.orders.length).toBeGreaterThan(0);
  });

  it('loses nobody when its list is emptied and filled while it dials', () => {
    const floor = new DialerFloor({ fate: () => ({ ends: { atMs: 5_000, cause: 17 } }) });
    floor.many(200);
    floor.signIn('8001', '8002');
    floor.start({ mode: 'progressive' });
    floor.advance(20_000);
    const called = new Set(floor.orders.map(({ lead: id }) => id));
    const kept = new Map(floor.leads);
    for (const id of kept.keys()) if (!called.has(id)) floor.leads.delete(id);
    floor.input((step) => floor.dialer.leadsChanged(['l1'], step));
    floor.advance(20_000);
    expect(new Set(floor.orders.map(({ lead: id }) => id)).size).toBe(called.size);
    expect(floor.campaignRow?.state).toBe('running'); // tries are left for later
    for (const [id, row] of kept) if (!called.has(id)) floor.leads.set(id, row);
    floor.input((step) => floor.dialer.leadsChanged(['l1'], step));
    floor.advance(20 * 60_000);
    expect(new Set(floor.orders.map(({ lead: id }) => id)).size).toBe(200);
  });

  it('draws from its lists by weight', () => {
    const floor = new DialerFloor({ fate: () => ({ answerMs: 100 }) });
    for (let at = 0; at < 300; at++) {
      floor.add(lead(`a${at}`, { number: `1390000${String(at).padStart(4, '0')}` }));
      floor.add(lead(`b${at}`, { list: 'l2', number: `1370000${String(at).padStart(4, '0')}` }));
    }
    const lists = [
      { list: 'l1', weight: 30 },
      { list: 'l2', weight: 10 },
    ];
    floor.start({ mode: 'notice', queue: '', flow: 'main', maxConcurrent: 1, lists });
    floor.advance(600_000);
    const first = floor.orders.slice(0, 80).filter(({ lead: id }) => id.startsWith('a')).length;
    expect(first).toBe(60);
  });

  it('ends its calls and is forgotten when it is stopped in mid-call', () => {
    const floor = new DialerFloor({ fate: () => ({ answerMs: 1_000, talkMs: 30_000 }) });
    floor.many(10);
    floor.signIn('8001');
    floor.start({ mode: 'progressive' });
    floor.advance(5_000);
    const row = floor.campaignRow;
    if (row !== null) floor.row({ ...row, state: 'stopped' });
    expect(floor.dialer.live('c1')?.state).toBe('stopped');
    floor.advance(40_000);
    answersAll(floor);
    floor.advance(1_000);
    expect(floor.dialer.live('c1')).toBeNull();
    expect(floor.leads.get('lead00000')).toMatchObject({ state: 'done', result: 'refused' });
    expect(floor.orders).toHaveLength(1);
  });
});

describe('the same number in two lists', () => {
  it('is called once', () => {
    const floor = new DialerFloor({ fate: () => ({ ends: { atMs: 3_000, cause: 17 } }) });
    floor.add(lead('a', { number: '13900000000' }), lead('b', { list: 'l2', number: '13900000000' }));
    const lists = [
      { list: 'l1', weight: 1 },
      { list: 'l2', weight: 1 },
    ];
    floor.start({ mode: 'notice', queue: '', flow: 'main', lists, perNumberPerDay: 1 });
    floor.advance(5 * hourMs);
    expect(floor.orders).toHaveLength(1);
    expect([...floor.attempts.values()].filter(({ why }) => why === 'too-often')).toHaveLength(2);
  });
});
