/** An agent's states beyond the queued call: what interrupts what, who may order it, and that nothing is lost. */
import { expect, test } from 'vitest';
import type { SupervisorAsk } from '../../daemon/terms/requests.js';
import type { SupervisionRow } from '../../daemon/terms/rows.js';
import type { LegPurpose } from '../../daemon/terms/targets.js';
import { AcdFloor, agentOf, floorSite, queueOf } from './acd-floor.js';

const id = '8001';

function floorOf(agents = [agentOf('8001'), agentOf('8002')], queue = {}): AcdFloor {
  const floor = new AcdFloor(floorSite(agents, [queueOf('sales', { wrapUpMs: 30_000, ...queue })]));
  floor.ready(...agents.map((agent) => agent.id));
  return floor;
}

/** 8001 has a caller of the queue. */
function talking(floor = floorOf([agentOf(id)])): { floor: AcdFloor; callId: string } {
  const callId = floor.call();
  floor.answer(id);
  return { floor, callId };
}

function left(floor: AcdFloor, callId: string, agentId = id, talked = true): void {
  floor.step((step) => floor.acd.agentLeft(callId, agentId, talked, step));
}

function want(floor: AcdFloor, callId: string, purpose: LegPurpose, agentId = id): void {
  floor.step((step) => floor.acd.wantAgent({ callId, agentId, purpose, ringTimeoutMs: 15_000 }, step));
}

function force(floor: AcdFloor, state: 'ready' | 'not-ready' | 'signed-out', more: object = {}): string | null {
  let code: string | null = null;
  const ask = { ask: 'force-state', by: 'boss', agentId: id, state, reason: 'queue is full', ...more } as const;
  floor.step((step) => {
    code = floor.acd.forceState(ask as Extract<SupervisorAsk, { ask: 'force-state' }>, step)?.code ?? null;
  });
  return code;
}

function supervisions(floor: AcdFloor): readonly SupervisionRow[] {
  return floor.rows.flatMap((row) => (row.row === 'supervision' ? [row.supervision] : []));
}

const refusals = (floor: AcdFloor) => floor.told('want-refused').map(({ agentId, why }) => [agentId, why]);

// ---- what the telephone does

test('hold, consultation and conference follow the telephone, and each is an interval', () => {
  const { floor, callId } = talking();
  for (const doing of ['held', 'talking', 'consulting', 'conference', 'conference', 'talking'] as const) {
    floor.time.advance(1_000);
    floor.step((step) => floor.acd.agentDoing(callId, id, doing, step));
    expect(floor.agent(id)).toMatchObject({ state: doing, callId });
  }
  floor.time.advance(1_000);
  left(floor, callId);
  // Dialling from within a call is the consultation; the second 'conference' changed nothing.
  expect(floor.agent(id)).toMatchObject({
    state: 'wrap-up',
    today: { talking: 3_000, held: 1_000, consulting: 1_000, conference: 2_000 },
  });
});

test('he calls somebody from within a call: that is the consultation', () => {
  const { floor, callId } = talking();
  floor.step((step) => floor.acd.agentDoing(callId, id, 'dialling', step));
  expect(floor.agent(id).state).toBe('consulting');
});

test('who is found in a call without an offer had called: china.md 4 knows no way from ready to talking', () => {
  const floor = floorOf([agentOf(id)]);
  floor.step((step) => floor.acd.agentDoing('c9', id, 'talking', step));
  const states = floor.rows.flatMap((row) => (row.row === 'agent-state' ? [row.state.state] : []));
  expect(states.slice(-3)).toEqual(['ready', 'dialling', 'talking']);
  left(floor, 'c9');
  expect(floor.agent(id)).toMatchObject({ state: 'wrap-up', callId: 'c9' });
});

test('a part in a call without a customer leaves nothing to wrap up', () => {
  const floor = floorOf([agentOf(id)]);
  want(floor, 'c9', 'consult');
  floor.step((step) => floor.acd.agentDoing('c9', id, 'consulting', step));
  left(floor, 'c9', id, false);
  expect(floor.agent(id)).toMatchObject({ state: 'ready', callId: null });
});

test('two agents of one call wrap it up each on his own; pages are told of each', () => {
  const floor = floorOf();
  const callId = floor.call();
  floor.answer('8001');
  want(floor, callId, 'transfer', '8002');
  floor.step((step) => floor.acd.agentDoing(callId, '8002', 'talking', step));
  left(floor, callId, '8001');
  floor.time.advance(10_000);
  floor.end(callId);
  expect([floor.agent('8001').state, floor.agent('8002').state]).toEqual(['wrap-up', 'wrap-up']);
  floor.time.advance(20_000);
  expect([floor.agent('8001').state, floor.agent('8002').state]).toEqual(['ready', 'wrap-up']);
  expect(floor.told('wrap-up-over')).toMatchObject([{ callId, agentId: '8001' }]);
  floor.time.advance(10_000);
  expect(floor.told('wrap-up-over')).toMatchObject([{ agentId: '8001' }, { callId, agentId: '8002' }]);
});

// ---- wrap-up

test('a call of his own in wrap-up gives the rest of it back', () => {
  const { floor, callId } = talking();
  left(floor, callId);
  const until = floor.agent(id).wrapUpUntil;
  floor.time.advance(10_000);
  floor.step((step) => floor.acd.dialling(1, step));
  expect(floor.agent(id)).toMatchObject({ state: 'dialling', wrapUpUntil: null });
  floor.time.advance(5_000);
  floor.step((step) => floor.acd.diallingOver(1, step));
  expect(floor.agent(id)).toMatchObject({ state: 'wrap-up', callId, wrapUpUntil: until });
  floor.time.advance(14_999);
  expect(floor.agent(id).state).toBe('wrap-up');
  floor.time.advance(1);
  expect(floor.agent(id)).toMatchObject({ state: 'ready', callId: null });
});

test('a wrap-up that ran out meanwhile is over', () => {
  const { floor, callId } = talking();
  left(floor, callId);
  floor.step((step) => floor.acd.dialling(1, step));
  floor.time.advance(31_000);
  expect(floor.told('wrap-up-over')).toMatchObject([{ callId }]);
  floor.step((step) => floor.acd.diallingOver(1, step));
  expect(floor.agent(id)).toMatchObject({ state: 'ready', callId: null });
});

test('the transfer that nobody takes returns to who wraps up; missed, he wraps up on', () => {
  const { floor, callId } = talking();
  left(floor, callId);
  const until = floor.agent(id).wrapUpUntil;
  want(floor, callId, 'return');
  expect(floor.agent(id).state).toBe('ringing');
  floor.time.advance(15_000);
  expect(refusals(floor)).toEqual([[id, 'no-answer']]);
  expect(floor.agent(id)).toMatchObject({ state: 'wrap-up', wrapUpUntil: until, callId });
  want(floor, callId, 'return');
  floor.step((step) => floor.acd.agentDoing(callId, id, 'talking', step));
  floor.time.advance(60_000); // the first wrap-up's time is over
  left(floor, callId);
  expect(floor.agent(id)).toMatchObject({ state: 'wrap-up', wrapUpUntil: floor.time.nowMs() + 30_000 });
});

test('wrap-up is extended once, with a reason, by as long again', () => {
  const { floor, callId } = talking();
  const extend = () => floor.ask({ ask: 'extend-wrap-up', agentId: id, reason: 'order form' });
  expect(extend()?.code).toBe('not-now');
  left(floor, callId);
  floor.time.advance(20_000);
  expect(extend()).toBeNull();
  expect(floor.agent(id)).toMatchObject({ wrapUpUntil: floor.time.nowMs() + 40_000, wrapUpExtended: true });
  expect(extend()).toMatchObject({ code: 'limit' });
  expect(floor.notes.filter(({ what }) => what === 'wrap-up-extended')).toMatchObject([
    { agent: id, callId, detail: { reason: 'order form' } },
  ]);
  floor.time.advance(39_999);
  expect(floor.agent(id).state).toBe('wrap-up');
  floor.time.advance(1);
  expect(floor.agent(id)).toMatchObject({ state: 'ready' });
  expect(floor.agent(id).wrapUpExtended).toBeUndefined();
  expect(extend()?.code).toBe('not-now');
});

// ---- supervisors

test('an order is obeyed at once by who is idle, shown with who and why, and kept in a row', () => {
  const floor = floorOf([agentOf(id)]);
  expect(force(floor, 'not-ready', { reason: 'training' })).toBeNull();
  const forcedBy = { by: 'boss', reason: 'training' };
  expect(floor.agent(id)).toMatchObject({ state: 'not-ready', reason: 'training', forcedBy });
  expect(force(floor, 'ready')).toBeNull();
  expect(floor.agent(id)).toMatchObject({ state: 'ready', forcedBy: { by: 'boss', reason: 'queue is full' } });
  floor.ask({ ask: 'not-ready', agentId: id, reason: 'break' });
  expect(floor.agent(id).forcedBy).toBeUndefined();
  expect(force(floor, 'not-ready')).toBeNull();
  expect(floor.agent(id)).toMatchObject({ reason: 'system' });
  expect(force(floor, 'signed-out')).toBeNull();
  expect(floor.agent(id)).toMatchObject({ state: 'signed-out', forcedBy: { by: 'boss' } });
  expect(supervisions(floor).map(({ by, what, agent }) => [by, what, agent])).toEqual([
    ['boss', 'force-not-ready', id],
    ['boss', 'force-ready', id],
    ['boss', 'force-not-ready', id],
    ['boss', 'force-sign-out', id],
  ]);
});

test('an order in a call waits for its end and its wrap-up; the agent cannot take it back', () => {
  const { floor, callId } = talking();
  expect(force(floor, 'not-ready')).toBeNull();
  const forcedBy = { by: 'boss', reason: 'queue is full' };
  expect(floor.agent(id)).toMatchObject({ state: 'talking', next: { state: 'not-ready', reason: 'system' }, forcedBy });
  expect(floor.ask({ ask: 'ready', agentId: id })).toMatchObject({
    code: 'not-now',
    message: expect.stringContaining('boss'),
  });
  expect(floor.ask({ ask: 'sign-out', agentId: id })?.code).toBe('not-now');
  expect(floor.ask({ ask: 'sign-in', agentId: id })).toBeNull(); // a page that is opened again
  left(floor, callId);
  expect(force(floor, 'ready')).toBeNull(); // the supervisor changes his mind; the wrap-up is not cut short
  expect(floor.agent(id)).toMatchObject({ state: 'wrap-up', next: { state: 'ready' } });
  expect(floor.ask({ ask: 'end-wrap-up', agentId: id })).toBeNull();
  expect(floor.agent(id)).toMatchObject({ state: 'ready', forcedBy });
});

test('orders that are wrong are refused with what to do', () => {
  const floor = floorOf([agentOf(id)]);
  expect(force(floor, 'ready', { agentId: '9999' })).toBe('unknown-agent');
  expect(force(floor, 'ready', { by: id })).toBe('forbidden');
  expect(force(floor, 'not-ready', { reason: 'x'.repeat(10_000) })).toBeNull();
  expect(supervisions(floor).at(-1)?.reason).toHaveLength(200);
  floor.ask({ ask: 'sign-out', agentId: id });
  expect(force(floor, 'ready')).toBe('not-now');
});

// ---- wanted by colleagues

test('a ready agent is wanted: pop, ring, and taken', () => {
  const floor = floorOf([agentOf(id)]);
  floor.ask({ ask: 'presence', agentId: id, pages: 1 });
  want(floor, 'c9', 'transfer');
  expect(floor.agent(id)).toMatchObject({ state: 'reserved', callId: 'c9' });
  expect(floor.told('offer')).toMatchObject([{ callId: 'c9', agentId: id }]);
  floor.ask({ ask: 'pop-shown', agentId: id, callId: 'c9' });
  expect(floor.told('ring')).toEqual([{ notice: 'ring', callId: 'c9', agentId: id, line: 1, purpose: 'transfer' }]);
  floor.step((step) => floor.acd.agentDoing('c9', id, 'talking', step));
  floor.time.advance(20_000);
  expect(floor.agent(id).state).toBe('talking');
  expect(refusals(floor)).toEqual([]);
});

test('who has the call before his telephone was told to ring, has it', () => {
  const floor = floorOf([agentOf(id)]);
  floor.ask({ ask: 'presence', agentId: id, pages: 1 });
  want(floor, 'c9', 'transfer');
  floor.step((step) => floor.acd.agentDoing('c9', id, 'talking', step));
  floor.time.advance(60_000);
  expect(floor.agent(id)).toMatchObject({ state: 'talking', callId: 'c9' });
  expect(floor.told('ring')).toEqual([]);
});

test('while he is wanted no queue gives him a call, and while he rings nobody wants him', () => {
  const floor = floorOf([agentOf(id)]);
  want(floor, 'c9', 'consult');
  const callId = floor.call();
  expect(floor.agent(id).callId).toBe('c9');
  want(floor, 'c10', 'transfer');
  expect(refusals(floor)).toEqual([[id, 'busy']]);
  floor.step((step) => floor.acd.wantOver('c9', id, step));
  expect(floor.told('offer-over')).toMatchObject([{ callId: 'c9', agentId: id }]);
  expect(floor.agent(id)).toMatchObject({ state: 'ringing', callId }); // the queue's caller had waited
  want(floor, 'c11', 'transfer');
  expect(refusals(floor)).toEqual([
    [id, 'busy'],
    [id, 'busy'],
  ]);
  floor.step((step) => floor.acd.wantOver('c11', id, step)); // was never given to him
  expect(floor.agent(id)).toMatchObject({ state: 'ringing', callId });
  expect(floor.incidents).toEqual([]);
});

test.each<[string, LegPurpose, (floor: AcdFloor) => void, string | null]>([
  ['nobody of that number', 'transfer', () => {}, 'unknown'],
  ['signed out', 'transfer', (floor) => floor.ask({ ask: 'sign-out', agentId: id }), 'signed-out'],
  ['at lunch', 'consult', (floor) => floor.ask({ ask: 'not-ready', agentId: id, reason: 'meal' }), 'not-ready'],
  ['at lunch', 'direct', (floor) => floor.ask({ ask: 'not-ready', agentId: id, reason: 'meal' }), 'not-ready'],
  ['at lunch, his own', 'return', (floor) => floor.ask({ ask: 'not-ready', agentId: id, reason: 'meal' }), null],
  ['at lunch, he dials', 'dial', (floor) => floor.ask({ ask: 'not-ready', agentId: id, reason: 'meal' }), null],
  ['off the hook', 'transfer', (floor) => station(floor, { offHook: true }), 'unreachable'],
  ['unplugged', 'transfer', (floor) => station(floor, { free: false }), 'unreachable'],
  ['with a headset', 'transfer', (floor) => station(floor, { offHook: true, free: false, standing: true }), null],
])('who is wanted and %s (%s)', (name, purpose, before, why) => {
  const floor = floorOf([agentOf(id)]);
  before(floor);
  want(floor, 'c9', purpose, name.startsWith('nobody') ? '9999' : id);
  expect(floor.told('want-refused').map((refused) => refused.why)).toEqual(why === null ? [] : [why]);
  expect(floor.told('ring')).toHaveLength(why === null ? 1 : 0);
});

function station(floor: AcdFloor, more: object): void {
  floor.step((step) => floor.acd.station(1, { name: 'L1', offHook: false, free: true, ...more }, step));
}

test('who was not-ready before a call of his own is not-ready after it, and it is counted once', () => {
  const floor = floorOf([agentOf(id)]);
  floor.ask({ ask: 'not-ready', agentId: id, reason: 'meal' });
  want(floor, 'c9', 'return');
  floor.step((step) => floor.acd.agentDoing('c9', id, 'talking', step));
  expect(floor.agent(id)).toMatchObject({ next: { state: 'not-ready', reason: 'meal' } });
  left(floor, 'c9');
  floor.ask({ ask: 'end-wrap-up', agentId: id });
  expect(floor.agent(id)).toMatchObject({ state: 'not-ready', reason: 'meal', notReadyToday: 1 });
});

test('a headset that is open gets its call with a beep, a remote agent by his number', () => {
  const remote = agentOf('8002', { remoteNumber: '13900001111', line: 1 });
  const floor = new AcdFloor(floorSite([agentOf(id, { headset: true }), remote], [queueOf('sales')]));
  station(floor, { offHook: true, free: false, standing: true });
  floor.ready(id, '8002'); // the remote agent needs no telephone of the box: its line is no hindrance
  expect([floor.agent(id).state, floor.agent('8002').state]).toEqual(['ready', 'ready']);
  floor.time.advance(60_000);
  expect(floor.agent(id).state).toBe('ready'); // off the hook on purpose
  floor.call();
  floor.call();
  expect(floor.told('ring')).toEqual([
    expect.objectContaining({ agentId: id, line: 1, headset: true }),
    expect.objectContaining({ agentId: '8002', line: 0, remoteNumber: '13900001111' }),
  ]);
  expect(floor.agent('8002')).toMatchObject({ station: null, remoteNumber: '13900001111' });
});

// ---- misses

test('misses count by cause, each against its own limit, and an answer forgets them', () => {
  const queue = { missesUntilNotReady: 3, missesByCause: { rejected: 2 }, ringTimeoutMs: 10_000 };
  const floor = floorOf([agentOf(id)], queue);
  const callId = floor.call();
  const reject = () => floor.step((step) => floor.acd.ringFailed(callId, id, step, 'rejected'));
  floor.time.advance(10_000);
  reject();
  expect(floor.agent(id)).toMatchObject({ state: 'ringing', missedInRow: 2 });
  floor.time.advance(10_000);
  expect(floor.agent(id)).toMatchObject({ state: 'ringing', missedInRow: 3 }); // two of one cause, one of the other
  reject();
  expect(floor.agent(id)).toMatchObject({ state: 'not-ready', reason: 'no-answer', missedInRow: 4 });
  floor.ask({ ask: 'ready', agentId: id });
  expect(floor.agent(id)).toMatchObject({ state: 'ringing', missedInRow: 0 });
  reject();
  floor.answer(id);
  expect(floor.agent(id).missedInRow).toBe(0);
});

test('a telephone that cannot be rung is shown as that; the limit is taken when it is back', () => {
  const floor = floorOf([agentOf(id)], { missesByCause: { unreachable: 1 } });
  const callId = floor.call();
  floor.step((step) => floor.acd.ringFailed(callId, id, step));
  expect(floor.agent(id)).toMatchObject({ state: 'unreachable', next: { state: 'not-ready', reason: 'system' } });
  floor.time.advance(5_000);
  expect(floor.agent(id)).toMatchObject({ state: 'not-ready', reason: 'system', next: null });
});

// ---- key codes

type Code = Parameters<AcdFloor['acd']['feature']>[0]['code'];

function dial(floor: AcdFloor, line: number, code: Code, argument = ''): boolean {
  floor.step((step) => floor.acd.feature({ line, seizure: 7, code, argument }, step));
  const done = floor.told('feature-done').at(-1);
  expect(done?.prompts).toHaveLength(1);
  return done?.ok ?? false;
}

test('a wrap-up is not cut by a telephone that could not be rung for his own call', () => {
  const { floor, callId } = talking();
  floor.ask({ ask: 'not-ready', agentId: id, reason: 'meal' });
  left(floor, callId);
  floor.time.advance(1_000);
  want(floor, 'c9', 'dial');
  expect(floor.agent(id).state).toBe('ringing');
  floor.step((step) => floor.acd.ringFailed('c9', id, step));
  expect(floor.agent(id).state).not.toBe('not-ready');
  floor.time.advance(28_000);
  expect(floor.agent(id).state).not.toBe('not-ready');
  floor.time.advance(1_000);
  expect(floor.agent(id)).toMatchObject({ state: 'not-ready', reason: 'meal' });
});

test('a wrap-up that ends while his telephone cannot be rung makes him what he asked for, with an interval of its own', () => {
  const { floor, callId } = talking();
  floor.ask({ ask: 'not-ready', agentId: id, reason: 'meal' });
  left(floor, callId);
  floor.time.advance(28_000);
  want(floor, 'c9', 'dial');
  floor.step((step) => floor.acd.ringFailed('c9', id, step));
  expect(floor.agent(id)).toMatchObject({ state: 'unreachable', next: { state: 'not-ready', reason: 'meal' } });
  floor.time.advance(2_000);
  const since = floor.time.nowMs();
  expect(floor.agent(id)).toMatchObject({ state: 'not-ready', reason: 'meal', since, today: { unreachable: 2_000 } });
  const row = floor.rows.flatMap((change) => (change.row === 'agent-state' ? [change.state] : [])).at(-1);
  expect(row).toMatchObject({ agent: id, state: 'not-ready', reason: 'meal', startedAt: since });
  floor.time.advance(60_000); // his telephone is back meanwhile
  expect(floor.agent(id)).toMatchObject({ state: 'not-ready', since });
});

test('a desk without a screen: signed in, ready, not ready with a reason, out', () => {
  const floor = new AcdFloor(floorSite([agentOf(id), agentOf('8002')], [queueOf('sales')]));
  expect(dial(floor, 1, 'ready')).toBe(false); // nobody is signed in
  expect(floor.told('feature-done').at(-1)?.prompts).toEqual(['zh/not-possible']);
  expect(dial(floor, 1, 'sign-in')).toBe(true);
  expect(floor.agent(id)).toMatchObject({ state: 'not-ready', reason: 'just-signed-in', station: 'L1' });
  expect(dial(floor, 1, 'sign-in')).toBe(true); // again is fine
  expect(dial(floor, 1, 'ready')).toBe(true);
  expect(floor.agent(id).state).toBe('ready');
  expect(dial(floor, 1, 'not-ready', '2')).toBe(true);
  expect(floor.agent(id).reason).toBe('meal');
  expect(dial(floor, 1, 'not-ready', '9')).toBe(false);
  expect(dial(floor, 1, 'end-wrap-up')).toBe(false);
  expect(dial(floor, 1, 'next-call-back')).toBe(false); // there is none
  expect(dial(floor, 1, 'sign-out')).toBe(true);
  expect(floor.agent(id).state).toBe('signed-out');
});

test('he signs in at another telephone, moves if he is idle, and is back at his own next time', () => {
  const floor = new AcdFloor(floorSite([agentOf(id), agentOf('8002'), agentOf('8003')], [queueOf('sales')]));
  expect(dial(floor, 3, 'sign-in', id)).toBe(true);
  expect(floor.agent(id).station).toBe('L3');
  expect(dial(floor, 3, 'sign-in', '8003')).toBe(false); // two agents at one line
  expect(floor.ask({ ask: 'sign-in', agentId: '8003' })).toMatchObject({ code: 'station-taken' });
  expect(dial(floor, 2, 'sign-in', id)).toBe(true);
  expect(floor.agent(id)).toMatchObject({ station: 'L2', state: 'not-ready' });
  expect(dial(floor, 2, 'ready')).toBe(true);
  floor.call();
  floor.answer(id);
  expect(dial(floor, 3, 'sign-in', id)).toBe(false); // he talks
  expect(floor.agent(id)).toMatchObject({ station: 'L2', state: 'talking', next: null });
  expect(dial(floor, 3, 'sign-in', '9999')).toBe(false);
  floor.hangUp(id);
  floor.ask({ ask: 'end-wrap-up', agentId: id });
  floor.ask({ ask: 'sign-out', agentId: id });
  expect(floor.ask({ ask: 'sign-in', agentId: id })).toBeNull();
  expect(floor.agent(id).station).toBe('L1');
});

test('a telephone of several agents wants a number', () => {
  const shared = [agentOf(id, { line: 5 }), agentOf('8002', { line: 5 })];
  const floor = new AcdFloor(floorSite(shared, [queueOf('sales')]));
  expect(dial(floor, 5, 'sign-in')).toBe(false);
  expect(dial(floor, 5, 'sign-in', '8002')).toBe(true);
  expect(dial(floor, 5, 'ready')).toBe(true);
  expect(floor.agent('8002').state).toBe('ready');
});

// ---- the next call-back, and what became of a target

test('the next call-back is for who is between calls with a telephone that can ring', () => {
  const { floor, callId } = talking();
  const next = () => floor.ask({ ask: 'next-call-back', agentId: id })?.code;
  expect(next()).toBe('not-now');
  left(floor, callId);
  station(floor, { offHook: true });
  expect(floor.ask({ ask: 'next-call-back', agentId: id })?.message).toContain('lay the handset down');
});

test('what became of his transfer stands until his next call', () => {
  const { floor, callId } = talking();
  const tell = (state: string | null) => floor.step((step) => floor.acd.agentTarget(id, '8002', state, step));
  tell('ringing');
  expect(floor.agent(id).target).toEqual({ name: '8002', state: 'ringing' });
  left(floor, callId);
  tell('no-answer');
  expect(floor.agent(id)).toMatchObject({ state: 'wrap-up', target: { state: 'no-answer' } });
  floor.ask({ ask: 'end-wrap-up', agentId: id });
  floor.call();
  expect(floor.agent(id).target).toBeUndefined();
});
