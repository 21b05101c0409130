import { describe, expect, it } from 'vitest';
import { DialerFloor, lead, mondayTen } from '../../test/simulation/dialer-floor.js';
import { answersAll, eight } from '../../test/simulation/dialer-people.js';

/** The most calls that were up at once. */
function most(floor: DialerFloor, ms: number): number {
  let calls = 0;
  for (let passed = 0; passed < ms; passed += 250) {
    floor.advance(250);
    calls = Math.max(calls, floor.liveCalls);
    answersAll(floor);
  }
  return calls;
}

const talks = { answerMs: 2_000, talkMs: 20_000 } as const;

describe.each(['preview', 'progressive', 'predictive', 'notice'] as const)('calls at once of a %s campaign', (mode) => {
  it('are never more than it may have, and never fewer for long while somebody can be called', () => {
    const floor = new DialerFloor({ fate: () => talks });
    floor.many(60);
    floor.signIn(...eight);
    floor.start({
      mode,
      maxConcurrent: 3,
      previewMs: 5_000,
      ...(mode === 'notice' ? { queue: '', flow: 'main' } : {}),
    });
    expect(most(floor, 300_000)).toBe(3);
    expect(floor.orders.length).toBeGreaterThan(20);
  });

  it('are never more with appointments, which come before all others', () => {
    const floor = new DialerFloor({ fate: () => talks });
    floor.many(60);
    for (let at = 0; at < 6; at++) floor.add(lead(`9${at}`, { timed: true, notBefore: mondayTen + 60_000 }));
    floor.signIn(...eight);
    floor.start({
      mode,
      maxConcurrent: 2,
      previewMs: 5_000,
      ...(mode === 'notice' ? { queue: '', flow: 'main' } : {}),
    });
    expect(most(floor, 240_000)).toBe(2);
    const began = floor.orders.map(({ lead: id, attemptId }) => ({
      id,
      at: floor.attempts.get(attemptId)?.startedAt ?? 0,
    }));
    const due = began.filter(({ id }) => id.startsWith('9'));
    expect(due).toHaveLength(6);
    const last = Math.max(...due.map(({ at }) => at));
    const between = began.filter(({ id, at }) => !id.startsWith('9') && at >= mondayTen + 60_000 && at < last);
    // With a preview, whom an agent was shown before the hour is called before.
    if (mode !== 'preview') expect(between).toEqual([]);
  });
});

describe('a lead that is shown while the campaign is full', () => {
  function full(mode: 'preview' | 'manual'): DialerFloor {
    const floor = new DialerFloor({ fate: () => talks });
    floor.many(4);
    floor.signIn('8001', '8002');
    floor.start({ mode, maxConcurrent: 1, previewMs: 600_000 });
    floor.advance(1_000);
    for (const [at, agentId] of ['8001', '8002'].entries()) {
      if (mode === 'manual') floor.ask({ agentId, ask: 'take-lead', campaign: 'c1', lead: `lead0000${at}` });
    }
    floor.advance(1_000);
    expect(floor.ask({ agentId: '8001', ask: 'dial-lead' })).toBeNull();
    return floor;
  }

  it.each(['preview', 'manual'] as const)(
    'stays on the desk when %s dials it, and is dialled when a call has ended',
    (mode) => {
      const floor = full(mode);
      const shown = floor.dialer.liveLead('8002')?.lead;
      expect(floor.ask({ agentId: '8002', ask: 'dial-lead' })).toMatchObject({
        code: 'not-now',
        zh: expect.any(String),
      });
      expect(floor.dialer.liveLead('8002')).toMatchObject({ lead: shown, attempt: '' });
      floor.advance(60_000);
      answersAll(floor);
      expect(floor.ask({ agentId: '8002', ask: 'dial-lead' })).toBeNull();
      expect(floor.orders.map(({ lead: id }) => id)).toEqual(['lead00000', shown]);
    },
  );

  it('is not dialled by its preview’s end, but by the first free line', () => {
    const floor = new DialerFloor({ fate: () => talks, channels: 1 });
    floor.many(2);
    floor.signIn('8001', '8002');
    floor.start({ mode: 'preview', previewMs: 5_000 });
    expect(most(floor, 15_000)).toBe(1);
    expect(floor.orders).toHaveLength(1);
    expect(floor.dialer.liveLead('8002')).toMatchObject({ attempt: '' });
    expect(most(floor, 60_000)).toBe(1);
    expect(floor.orders).toHaveLength(2);
    expect(floor.logs).toEqual([]);
  });
});
