import { describe, expect, it } from 'vitest';
import { DialerFloor, type Fate, hourMs, lead, mondayTen } from '../../test/simulation/dialer-floor.js';
import { answersAll, eight, run } from '../../test/simulation/dialer-people.js';
import { SeededRandom } from '../base/random.js';

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
