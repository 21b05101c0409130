import { expect, test } from 'vitest';
import { intlDays } from '../../daemon/switch/days.js';
import { expectRest, Floor, salesNumber, siteOf } from './floor.js';

const agentId = '8001';

/** 8001 talks with a caller. */
function talking(floor = new Floor({ site: siteOf(2) })) {
  floor.ready(agentId);
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.lines.lift(1);
  const callId = floor.cdrs.at(-1)?.id ?? '';
  return { floor, caller, callId };
}

test('signing in binds to the line and is not-ready; twice is fine', async () => {
  const floor = new Floor();
  await floor.runtime.ask({ ask: 'sign-in', agentId });
  expect(floor.agent(agentId)).toMatchObject({ state: 'not-ready', reason: 'just-signed-in', station: 'L1' });
  floor.ask({ ask: 'ready', agentId });
  await floor.runtime.ask({ ask: 'sign-in', agentId });
  expect(floor.agent(agentId).state).toBe('ready');
});

test('a station is taken by one agent at a time', async () => {
  const site = siteOf(2);
  const shared = { ...site, agents: site.agents.map((agent) => ({ ...agent, line: 3 })) };
  const floor = new Floor({ site: shared });
  await floor.runtime.ask({ ask: 'sign-in', agentId: '8001' });
  await expect(floor.runtime.ask({ ask: 'sign-in', agentId: '8002' })).rejects.toMatchObject({
    code: 'station-taken',
    message: expect.stringContaining('8001'),
  });
  await floor.runtime.ask({ ask: 'sign-out', agentId: '8001' });
  await floor.runtime.ask({ ask: 'sign-in', agentId: '8002' });
});

test('what is not possible is refused with what to do', async () => {
  const site = siteOf(2);
  const floor = new Floor({ site: { ...site, agents: site.agents.map((agent) => ({ ...agent, line: 99 })) } });
  const refused = (person: Parameters<typeof floor.runtime.ask>[0], code: string) =>
    expect(floor.runtime.ask(person)).rejects.toMatchObject({ code });
  await refused({ ask: 'sign-in', agentId: '9999' }, 'unknown-agent');
  await refused({ ask: 'sign-in', agentId }, 'conflict');
  await refused({ ask: 'ready', agentId }, 'not-now');
  await refused({ ask: 'not-ready', agentId, reason: 'meal' }, 'not-now');
  await refused({ ask: 'end-wrap-up', agentId }, 'not-now');
  await refused({ ask: 'hang-up', agentId }, 'not-now');
  await refused({ ask: 'dispose', agentId, callId: 'x', disposition: 'other' }, 'unknown-call');
  await refused({ ask: 'presence', agentId, pages: -1 }, 'bad-request');
});

test('wrap-up begins at hang-up, has a fixed end and ends by itself', () => {
  const { floor, caller, callId } = talking();
  floor.lines.hangUp(caller);
  const until = floor.time.nowMs() + 10_000;
  expect(floor.agent(agentId)).toMatchObject({ state: 'wrap-up', callId, wrapUpUntil: until });
  floor.time.advance(3_000);
  floor.lines.lay(1); // changes nothing
  expect(floor.agent(agentId).wrapUpUntil).toBe(until);
  floor.time.advance(6_999);
  expect(floor.agent(agentId).state).toBe('wrap-up');
  expect(floor.runtime.snapshot().calls).toMatchObject([{ id: callId, stage: 'ended', endedBy: 'caller' }]);
  floor.time.advance(1);
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', wrapUpUntil: null, callId: null });
  expect(floor.runtime.snapshot().calls).toEqual([]);
});

test.each(['end-wrap-up', 'ready'] as const)('wrap-up ends earlier by the key %s', (key) => {
  const { floor, caller } = talking();
  floor.lines.hangUp(caller);
  floor.lines.lay(1);
  floor.ask({ ask: key, agentId });
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', wrapUpUntil: null });
  floor.time.advance(60_000);
  expectRest(floor);
});

test('a state asked for in a call is shown and taken after wrap-up', () => {
  const { floor, caller } = talking();
  floor.ask({ ask: 'not-ready', agentId, reason: 'meal' });
  expect(floor.agent(agentId)).toMatchObject({ state: 'talking', next: { state: 'not-ready', reason: 'meal' } });
  floor.lines.hangUp(caller);
  expect(floor.agent(agentId)).toMatchObject({ state: 'wrap-up', next: { state: 'not-ready', reason: 'meal' } });
  floor.lines.lay(1);
  floor.time.advance(10_000);
  expect(floor.agent(agentId)).toMatchObject({ state: 'not-ready', reason: 'meal', next: null });
});

test('the last wish counts: sign-out, then ready takes it back', () => {
  const { floor, caller } = talking();
  floor.ask({ ask: 'sign-out', agentId });
  expect(floor.agent(agentId).next).toEqual({ state: 'signed-out', reason: null });
  floor.ask({ ask: 'ready', agentId });
  expect(floor.agent(agentId).next).toBeNull();
  floor.ask({ ask: 'sign-out', agentId });
  floor.lines.hangUp(caller);
  floor.ask({ ask: 'end-wrap-up', agentId });
  expect(floor.agent(agentId)).toMatchObject({ state: 'signed-out', station: null });
});

test('not-ready while the telephone rings is taken when the offer is over', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.ready(agentId);
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.ask({ ask: 'not-ready', agentId, reason: 'out' });
  expect(floor.agent(agentId).state).toBe('ringing');
  floor.lines.hangUp(caller);
  expect(floor.agent(agentId)).toMatchObject({ state: 'not-ready', reason: 'out' });
  const written = floor.auditor.intervals.map((row) => row.state);
  expect(written).toEqual(['not-ready', 'ready', 'reserved', 'ringing', 'not-ready']);
});

test('a disposition is given by the agent of the call, in the call, in wrap-up or after', async () => {
  const { floor, caller, callId } = talking();
  floor.ask({ ask: 'sign-in', agentId: '8002' });
  const other = { ask: 'dispose', agentId: '8002', callId, disposition: 'complaint' } as const;
  await expect(floor.runtime.ask(other)).rejects.toMatchObject({ code: 'forbidden' });
  const own = { ask: 'dispose', agentId, callId, disposition: 'follow-up' } as const;
  await floor.runtime.ask(own);
  expect(floor.cdrs[0]?.disposition).toBe('follow-up');
  floor.lines.hangUp(caller);
  floor.lines.lay(1);
  floor.time.advance(60_000);
  await floor.runtime.ask({ ...own, disposition: 'resolved' });
  expect(floor.cdrs[0]?.disposition).toBe('resolved');
  expectRest(floor);
});

test('after a restart agents have what they had, and who was in a call decides himself', () => {
  const floor = new Floor({
    site: siteOf(6),
    lastRun: {
      agents: [
        { agentId: '8001', state: 'ready', reason: null },
        { agentId: '8002', state: 'not-ready', reason: 'meal' },
        { agentId: '8003', state: 'talking', reason: null },
        { agentId: '8004', state: 'signed-out', reason: null },
        { agentId: '8005', state: 'ringing', reason: null },
        { agentId: '7000', state: 'ready', reason: null },
      ],
      today: {
        agents: [{ agentId: '8001', answered: 7 }],
        queues: [{ queueId: 'sales', answered: 12, abandoned: 3 }],
      },
    },
  });
  const states = floor.runtime.snapshot().agents.map(({ id, state, reason }) => [id, state, reason]);
  expect(states).toEqual([
    ['8001', 'ready', null],
    ['8002', 'not-ready', 'meal'],
    ['8003', 'not-ready', 'system'],
    ['8004', 'signed-out', null],
    ['8005', 'ready', null],
    ['8006', 'signed-out', null],
  ]);
  expect(floor.agent('8001').answeredToday).toBe(7);
  expect(floor.queue).toMatchObject({ answeredToday: 12, abandonedToday: 3, agentsReady: 2, agentsSignedIn: 4 });
});

test('an agent taken off the site finishes his call, then is gone; a new one can sign in', () => {
  const { floor, caller } = talking();
  const site = siteOf(3);
  floor.runtime.loadSite({ ...site, agents: site.agents.filter((agent) => agent.id !== agentId) });
  expect(floor.agent(agentId)).toMatchObject({ state: 'talking', next: { state: 'signed-out' } });
  floor.lines.hangUp(caller);
  floor.lines.lay(1);
  floor.time.advance(10_000);
  expect(floor.runtime.snapshot().agents.map((agent) => agent.id)).toEqual(['8002', '8003']);
  floor.ready('8003');
  floor.lines.callIn(salesNumber);
  expect(floor.agent('8003').state).toBe('ringing');
});

test('an agent taken off the site is gone after his call, whatever he wishes for meanwhile', () => {
  const { floor, caller } = talking();
  const site = siteOf(3);
  floor.runtime.loadSite({ ...site, agents: site.agents.filter((agent) => agent.id !== agentId) });
  floor.ask({ ask: 'not-ready', agentId, reason: 'training' }); // in place of the sign-out
  floor.lines.hangUp(caller);
  floor.lines.lay(1);
  floor.time.advance(10_000);
  expect(floor.runtime.snapshot().agents.map((agent) => agent.id)).toEqual(['8002', '8003']);
});

test('a queue taken off the site keeps its callers until they are gone', () => {
  const floor = new Floor({ site: siteOf(1) });
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.runtime.loadSite({ ...siteOf(1), queues: [] });
  expect(floor.queue.waiting).toBe(1);
  floor.lines.callIn(salesNumber); // flows that still lead there find it as long as it is there
  floor.ready(agentId);
  expect(floor.agent(agentId).state).toBe('ringing');
  floor.lines.hangUp(caller);
  for (const seizure of floor.lines.live) floor.lines.hangUp(seizure);
  expect(floor.runtime.snapshot().queues).toEqual([]);
  floor.lines.callIn(salesNumber);
  expect(floor.incidentCodes).toContain('queue-missing');
  floor.time.advance(60_000);
  expect(floor.cdrs.at(-1)).toMatchObject({ ending: 'overflowed' });
});

test('the daemon ends: every call is closed as interrupted, its recording is whole, no new call is taken', () => {
  const { floor } = talking();
  floor.lines.callIn(salesNumber);
  floor.runtime.stop();
  expect(floor.cdrs.map((cdr) => [cdr.ending, cdr.endedBy])).toEqual([
    ['interrupted', 'system'],
    ['interrupted', 'system'],
  ]);
  expect([...floor.auditor.recordings.values()].map((recording) => recording.state)).toEqual(['complete']);
  expect(floor.time.waiting).toBe(0);
  floor.lines.callIn(salesNumber);
  expect(floor.lines.live.filter((seizure) => !floor.lines.isTelephone(seizure))).toEqual([]);
  expect(floor.cdrs).toHaveLength(2);
});

test('a supervisor forces a state: at once if idle, after the call if not; the agent sees who and why', async () => {
  const { floor, caller } = talking();
  floor.ask({ ask: 'sign-in', agentId: '8002' });
  const order = { ask: 'force-state', by: 'boss', reason: '坐席不足' } as const;
  await floor.runtime.ask({ ...order, agentId: '8002', state: 'ready' });
  expect(floor.agent('8002')).toMatchObject({ state: 'ready', forcedBy: { by: 'boss', reason: '坐席不足' } });
  await floor.runtime.ask({ ...order, agentId, state: 'signed-out' });
  expect(floor.agent(agentId)).toMatchObject({
    state: 'talking',
    next: { state: 'signed-out' },
    forcedBy: { by: 'boss' },
  });
  await expect(floor.runtime.ask({ ask: 'ready', agentId })).rejects.toMatchObject({ code: 'not-now' });
  floor.lines.hangUp(caller);
  expect(floor.agent(agentId).state).toBe('wrap-up');
  floor.time.advance(10_000);
  expect(floor.agent(agentId)).toMatchObject({ state: 'signed-out', forcedBy: { by: 'boss' } });
  await expect(floor.runtime.ask({ ...order, agentId: '9999', state: 'ready' })).rejects.toMatchObject({
    code: 'unknown-agent',
  });
  await expect(floor.runtime.ask({ ...order, by: agentId, agentId, state: 'ready' })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('alarms are rows and live rows, pages are told when they come and go', () => {
  const site = siteOf(1, { thresholds: { waiting: { on: 2, off: 0 }, longestWaitMs: { on: 30_000, off: 0 } } });
  const floor = new Floor({ site });
  const callers = [floor.lines.callIn(salesNumber), floor.lines.callIn(salesNumber)];
  const codes = () => floor.runtime.snapshot().alarms.map(({ code }) => code);
  expect(codes()).toEqual(['queue-waiting']);
  floor.time.advance(30_000);
  expect(codes()).toEqual(['queue-waiting', 'queue-longest-wait']);
  floor.auditor.compare(floor.runtime.snapshot());
  for (const caller of callers) floor.lines.hangUp(caller as number);
  expect(codes()).toEqual([]);
  const rows = floor.auditor.rows.flatMap((row) => (row.row === 'alarm' ? [row.alarm] : []));
  expect(rows.map(({ code, offAt }) => [code, offAt === null])).toEqual([
    ['queue-waiting', true],
    ['queue-longest-wait', true],
    ['queue-waiting', false],
    ['queue-longest-wait', false],
  ]);
  floor.time.advance(60_000);
  expectRest(floor);
});

test('the day ends at local midnight: who calls before it is of yesterday, who calls at it of today', () => {
  const floor = new Floor({ site: siteOf(1) });
  const midnight = intlDays.nextMidnight(floor.time.nowMs(), 'Asia/Shanghai');
  floor.time.advance(midnight - floor.time.nowMs() - 1);
  const yesterday = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(1);
  const today = floor.lines.callIn(salesNumber) as number;
  for (const caller of [yesterday, today]) floor.lines.hangUp(caller);
  expect(floor.queue.today).toMatchObject({ offered: 1, abandoned: 1 });
  expect(floor.queue.bands).toEqual([{ from: midnight, offered: 1, answered: 0, abandoned: 1 }]);
});
