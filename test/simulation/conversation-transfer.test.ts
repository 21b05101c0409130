/** Transfer, consultation and conference: agents among each other, queues, and telephones outside. */
import { expect, test } from 'vitest';
import type { Seizure } from '../../daemon/lines/lines.js';
import {
  asked,
  conversationSite,
  drain,
  hears,
  music,
  on,
  partiesOf,
  played,
  refusal,
  talking,
} from './conversations.js';
import { expectRest, type Floor, sales, salesNumber } from './floor.js';
import { trunkSite } from './trunk-site.js';

const agentId = '8001';
const colleague = { to: 'agent', agent: '8002' } as const;
const mobile = '13912345678';
const outside = { to: 'number', number: mobile } as const;

/** The floor's box has a trunk, so that somebody outside can be called. */
function withTrunk() {
  const { trunks = [], routes = [], areaCode = '', board } = trunkSite();
  return { site: conversationSite(3, { trunks, routes, areaCode, board }), spans: 2 };
}

function dialledNow(floor: Floor): Seizure {
  const [first] = [...floor.lines.dialled.values()].filter(({ seizure }) => floor.lines.isLive(seizure)).slice(-1);
  if (first === undefined) throw new Error('nobody outside is being called');
  return first.seizure;
}

function rest(floor: Floor, cdrs = 1): void {
  drain(floor);
  expect(floor.cdrs).toHaveLength(cdrs);
  expect([...floor.lines.hearing.mixes.keys(), ...floor.lines.bridges.keys()]).toEqual([]);
  expectRest(floor);
}

// ---- blind transfer

test('blind transfer: the sender is free at once, the caller hears ring-back, then the colleague', async () => {
  const { floor, caller, callId } = talking();
  await asked(floor, { ask: 'transfer', agentId, target: colleague });
  expect(floor.agent(agentId).state).toBe('wrap-up');
  expect(floor.lines.isRinging(2)).toBe(true);
  expect(played(floor, caller)).toBe('ringback');
  expect(floor.runtime.snapshot().calls[0]).toMatchObject({ stage: 'ringing', agent: agentId });
  floor.lines.lift(2);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  expect(played(floor, caller)).toBeNull();
  expect(floor.agent('8002').state).toBe('talking');
  expect(floor.cdrs[0]).toMatchObject({ id: callId, agent: '8002', endedAt: null });
  floor.lines.hangUp(caller);
  expect(floor.agent('8002').state).toBe('wrap-up');
  rest(floor);
  const recordings = [...floor.auditor.recordings.values()];
  expect(recordings).toMatchObject([{ callId, state: 'complete' }]);
});

test('nobody answers: the call comes back to its sender, who wraps up', async () => {
  const { floor, caller, callId } = talking();
  await asked(floor, { ask: 'transfer', agentId, target: colleague });
  floor.lines.lay(1);
  floor.time.advance(20_000);
  expect(floor.lines.isRinging(2)).toBe(false);
  floor.time.advance(500);
  expect(floor.lines.isRinging(1)).toBe(true);
  expect(partiesOf(floor, callId).at(-1)).toMatchObject({ purpose: 'return', agent: agentId });
  floor.lines.lift(1);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(floor.agent(agentId).state).toBe('talking');
  rest(floor);
});

test('neither target nor sender take it: the caller waits in the queue it came from', async () => {
  const { floor, caller } = talking(2);
  await asked(floor, { ask: 'transfer', agentId, target: colleague });
  floor.lines.lay(1);
  floor.time.advance(41_000);
  expect(floor.lines.isLive(caller)).toBe(true);
  expect(['queued', 'ringing']).toContain(floor.runtime.snapshot().calls[0]?.stage);
  floor.lines.hangUp(caller);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'caller' }]);
  rest(floor);
});

test('to a queue: it waits there with its music and its next agent has it', async () => {
  const site = conversationSite(3);
  const second = { ...sales, id: 'service', name: { zh: '服务', en: 'Service' } };
  const agents = site.agents.map((agent) => (agent.id === '8003' ? { ...agent, queues: ['service'] } : agent));
  const { floor, caller } = talking(2, { site: { ...site, agents, queues: [sales, second] } });
  await asked(floor, { ask: 'transfer', agentId, target: { to: 'queue', queue: 'service' } });
  expect(floor.runtime.snapshot().calls[0]).toMatchObject({ stage: 'queued', queue: 'service' });
  floor.time.advance(5_000);
  expect(played(floor, caller)).toBe(music);
  floor.ready('8003');
  floor.time.advance(500);
  floor.lines.lift(3);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 3));
  rest(floor);
});

test('to a number outside: the caller hears music, ring-back, then the other; the call goes on without an agent', async () => {
  const { floor, caller } = talking(3, withTrunk());
  await asked(floor, { ask: 'transfer', agentId, target: outside });
  expect(floor.agent(agentId).state).toBe('wrap-up');
  const other = dialledNow(floor);
  expect(played(floor, caller)).toBe(music);
  floor.lines.take(other);
  floor.lines.alertOut(other);
  expect(played(floor, caller)).toBe('ringback');
  floor.lines.answerOut(other);
  expect(floor.lines.partnerOf(caller)).toBe(other);
  floor.time.advance(60_000);
  floor.lines.hangUp(other);
  expect(floor.lines.isLive(caller)).toBe(false);
  rest(floor);
});

test('a number outside is busy: the call comes back', async () => {
  const { floor } = talking(3, withTrunk());
  await asked(floor, { ask: 'transfer', agentId, target: outside });
  floor.lines.lay(1);
  const other = dialledNow(floor);
  floor.lines.take(other);
  floor.lines.refuseOut(other, 17);
  floor.time.advance(500);
  expect(floor.lines.isRinging(1)).toBe(true);
  rest(floor);
});

test('the caller gives up while the transfer rings: nothing rings any more', async () => {
  const { floor, caller } = talking();
  await asked(floor, { ask: 'transfer', agentId, target: colleague });
  floor.lines.hangUp(caller);
  expect(floor.lines.isRinging(2)).toBe(false);
  expect(floor.agent('8002').state).toBe('ready');
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'caller', agent: agentId }]);
  rest(floor);
});

test.each([
  ['to oneself', { to: 'agent', agent: agentId } as const],
  ['to oneself by number', { to: 'number', number: agentId } as const],
  ['to an agent who does not exist', { to: 'agent', agent: '9999' } as const],
  ['to a queue that does not exist', { to: 'queue', queue: 'none' } as const],
  ['to a flow that does not exist', { to: 'flow', flow: 'none' } as const],
])('a transfer %s is refused and the conversation goes on', async (_, target) => {
  const { floor, caller } = talking();
  const { code } = await refusal(floor, { ask: 'transfer', agentId, target });
  expect(['bad-request', 'unknown-target', 'unknown-agent', 'unknown-queue']).toContain(code);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(floor.agent(agentId).state).toBe('talking');
  rest(floor);
});

test('a transfer to who is busy, or has his telephone off its hook, stays with its sender', async () => {
  const { floor, caller } = talking();
  floor.lines.lift(2);
  await asked(floor, { ask: 'transfer', agentId, target: colleague });
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(floor.agent(agentId)).toMatchObject({ state: 'talking', target: { name: '8002' } });
  floor.ask({ ask: 'not-ready', agentId: '8003', reason: 'meal' });
  await asked(floor, { ask: 'transfer', agentId, target: { to: 'agent', agent: '8003' } });
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  rest(floor);
});

// ---- consultation

async function consulting(options = {}) {
  const all = talking(3, options);
  const { floor, caller } = all;
  await asked(floor, { ask: 'consult', agentId, target: colleague });
  expect(played(floor, caller)).toBe(music);
  expect(played(floor, on(floor, 1))).toBe('ringback');
  floor.lines.lift(2);
  const [agent, consulted] = [on(floor, 1), on(floor, 2)];
  expect(hears(floor, caller, agent, consulted)).toEqual([[], [consulted], [agent]]);
  expect(played(floor, caller)).toBe(music);
  expect(floor.agent(agentId).state).toBe('consulting');
  return { ...all, agent, consulted };
}

test('consult, toggle, complete: the caller and the consulted go on', async () => {
  const { floor, caller, agent, consulted, callId } = await consulting();
  await asked(floor, { ask: 'toggle', agentId });
  expect(hears(floor, caller, agent, consulted)).toEqual([[agent], [caller], []]);
  expect(played(floor, consulted)).toBe(music);
  expect(played(floor, caller)).toBeNull();
  await asked(floor, { ask: 'toggle', agentId });
  expect(hears(floor, caller, agent, consulted)).toEqual([[], [consulted], [agent]]);
  const before = floor.lines.commands.length;
  await asked(floor, { ask: 'complete', agentId });
  expect(floor.lines.partnerOf(caller)).toBe(consulted);
  expect(played(floor, caller)).toBeNull();
  expect(floor.agent(agentId).state).toBe('wrap-up');
  expect(floor.agent('8002').state).toBe('talking');
  expect(floor.commandsSince(before).map(({ do: what }) => what)).toEqual(['clear', 'stop-play', 'bridge']);
  expect(floor.cdrs[0]).toMatchObject({ agent: '8002', endedAt: null });
  expect(floor.auditor.eventsOf(callId)).toEqual(expect.arrayContaining(['consult', 'toggle', 'complete']));
  floor.lines.hangUp(caller);
  expect(floor.agent('8002').state).toBe('wrap-up');
  rest(floor);
  expect([...floor.auditor.recordings.values()]).toMatchObject([{ callId, state: 'complete' }]);
});

test('cancel: back to the caller; the consulted does not wrap up', async () => {
  const { floor, caller, agent, consulted } = await consulting();
  await asked(floor, { ask: 'cancel', agentId });
  expect(floor.lines.partnerOf(caller)).toBe(agent);
  expect(floor.lines.isLive(consulted)).toBe(false);
  expect(floor.agent('8002').state).not.toBe('wrap-up');
  expect(floor.agent(agentId).state).toBe('talking');
  rest(floor);
});

test('complete while it still rings: the caller hears ring-back, and comes back if nobody answers', async () => {
  for (const answered of [true, false]) {
    const { floor, caller } = talking();
    await asked(floor, { ask: 'consult', agentId, target: colleague });
    await asked(floor, { ask: 'complete', agentId });
    expect(floor.agent(agentId).state).toBe('wrap-up');
    expect(played(floor, caller)).toBe('ringback');
    floor.lines.lay(1);
    if (answered) {
      floor.lines.lift(2);
      expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
    } else {
      floor.time.advance(20_500);
      expect(floor.lines.isRinging(1)).toBe(true);
    }
    rest(floor);
  }
});

test('the consulted does not answer, or is busy: back to the caller', async () => {
  for (const busy of [true, false]) {
    const { floor, caller } = talking();
    if (busy) floor.lines.lift(2);
    await asked(floor, { ask: 'consult', agentId, target: colleague });
    floor.time.advance(20_500);
    expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
    expect(floor.agent(agentId).state).toBe('talking');
    rest(floor);
  }
});

test('any of the three leaves a consultation: the other two are together', async () => {
  for (const leaves of ['caller', 'agent', 'consulted'] as const) {
    const { floor, caller, agent, consulted } = await consulting();
    if (leaves === 'caller') floor.lines.hangUp(caller);
    else floor.lines.lay(leaves === 'agent' ? 1 : 2);
    const [a, b] = [caller, agent, consulted].filter((seizure) => floor.lines.isLive(seizure));
    expect(floor.lines.partnerOf(a as Seizure)).toBe(b);
    expect(played(floor, caller)).toBeNull();
    expect(floor.cdrs[0]?.endedAt).toBeNull();
    floor.lines.lay(1);
    floor.lines.lay(2);
    if (leaves === 'caller') expect(floor.cdrs[0]).toMatchObject({ endedBy: 'caller', ending: 'completed' });
    rest(floor);
  }
});

test('the caller hangs up while the consulted rings: the call is over and nothing rings', async () => {
  const { floor, caller } = talking();
  await asked(floor, { ask: 'consult', agentId, target: colleague });
  floor.lines.hangUp(caller);
  expect(floor.lines.isRinging(2)).toBe(false);
  expect(floor.agent('8002').state).toBe('ready');
  expect(floor.agent(agentId).state).toBe('wrap-up');
  rest(floor);
});

test('what makes no sense while consulting is refused with what to do', async () => {
  const { floor } = await consulting();
  const refused = async (person: Parameters<typeof refusal>[1], code: string) =>
    expect(await refusal(floor, person)).toMatchObject({ code });
  await refused({ ask: 'consult', agentId, target: { to: 'agent', agent: '8003' } }, 'conflict');
  await refused({ ask: 'transfer', agentId, target: { to: 'agent', agent: '8003' } }, 'conflict');
  await refused({ ask: 'hold', agentId }, 'conflict');
  await refused({ ask: 'retrieve', agentId }, 'conflict');
  await refused({ ask: 'consult', agentId: '8002', target: { to: 'agent', agent: '8003' } }, 'conflict');
  await refused({ ask: 'complete', agentId: '8002' }, 'forbidden');
  await refused({ ask: 'toggle', agentId: '8003' }, 'not-now');
  await asked(floor, { ask: 'cancel', agentId });
  await refused({ ask: 'cancel', agentId }, 'not-now');
  await refused({ ask: 'consult', agentId, target: { to: 'queue', queue: 'sales' } }, 'bad-request');
  rest(floor);
});

test('toggle and conference wait for the answer', async () => {
  const { floor } = talking();
  await asked(floor, { ask: 'consult', agentId, target: colleague });
  for (const ask of ['toggle', 'conference'] as const) {
    expect(await refusal(floor, { ask, agentId })).toMatchObject({ code: 'not-now' });
  }
  await asked(floor, { ask: 'cancel', agentId });
  expect(floor.lines.isRinging(2)).toBe(false);
  rest(floor);
});

test('the target hangs up in the same millisecond as the transfer is completed', async () => {
  for (const first of ['hang-up', 'complete'] as const) {
    const { floor, caller } = await consulting({ latencyMs: undefined });
    if (first === 'hang-up') {
      floor.lines.lay(2);
      expect(await refusal(floor, { ask: 'complete', agentId })).toMatchObject({ code: 'not-now' });
      expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
    } else {
      await asked(floor, { ask: 'complete', agentId });
      floor.lines.lay(2);
      expect(floor.lines.isLive(caller)).toBe(false);
    }
    rest(floor);
  }
});

// ---- conference

test('three and four together; any leg leaves and the others talk on', async () => {
  for (const leaves of ['caller', 'agent', 'consulted'] as const) {
    const { floor, caller, agent, consulted } = await consulting();
    await asked(floor, { ask: 'conference', agentId });
    const three = [caller, agent, consulted];
    for (const one of three)
      expect(hears(floor, one)[0]).toEqual(three.filter((other) => other !== one).sort((a, b) => a - b));
    expect(played(floor, caller)).toBeNull();
    for (const id of [agentId, '8002']) expect(floor.agent(id).state).toBe('conference');
    await asked(floor, { ask: 'consult', agentId, target: { to: 'agent', agent: '8003' } });
    expect(floor.lines.partnerOf(caller)).toBe(consulted); // they talk on meanwhile
    floor.lines.lift(3);
    await asked(floor, { ask: 'conference', agentId });
    const fourth = on(floor, 3);
    expect(hears(floor, fourth)[0]).toHaveLength(3);
    if (leaves === 'caller') floor.lines.hangUp(caller);
    else floor.lines.lay(leaves === 'agent' ? 1 : 2);
    const left = [...three, fourth].filter((seizure) => floor.lines.isLive(seizure));
    expect(left).toHaveLength(3);
    for (const one of left) expect(hears(floor, one)[0]).toHaveLength(2);
    rest(floor);
  }
});

test('a conference: hold leaves the others talking; one is dropped; the last two end it', async () => {
  const { floor, caller, agent, consulted, callId } = await consulting();
  await asked(floor, { ask: 'conference', agentId });
  await asked(floor, { ask: 'hold', agentId });
  expect(floor.lines.partnerOf(caller)).toBe(consulted);
  expect(floor.agent('8002').state).toBe('talking');
  await asked(floor, { ask: 'retrieve', agentId });
  const target = partiesOf(floor, callId).find((party) => party.agent === '8002')?.party ?? 0;
  await asked(floor, { ask: 'drop', agentId, party: target });
  expect(floor.lines.isLive(consulted)).toBe(false);
  expect(floor.lines.partnerOf(caller)).toBe(agent);
  expect(await refusal(floor, { ask: 'drop', agentId, party: target })).toMatchObject({ code: 'not-found' });
  rest(floor);
});

// Found by seed 3446.
test('a number outside rings for a conference, and who is left of the agents presses hold: the caller waits for it', async () => {
  const { floor, caller, callId } = await consulting(withTrunk());
  await asked(floor, { ask: 'conference', agentId });
  await asked(floor, { ask: 'consult', agentId, target: outside });
  const other = dialledNow(floor);
  floor.lines.take(other);
  floor.lines.alertOut(other);
  await asked(floor, { ask: 'complete', agentId });
  await asked(floor, { ask: 'hold', agentId: '8002' });
  expect(played(floor, caller)).toBe('ringback');
  const [customer] = partiesOf(floor, callId);
  expect(customer).toMatchObject({ role: 'customer', state: 'waiting' });
  floor.lines.answerOut(other);
  expect(floor.lines.partnerOf(caller)).toBe(other);
  expect(partiesOf(floor, callId)[0]).toMatchObject({ role: 'customer', state: 'talking' });
  rest(floor);
});

test('the key hang-up in a conference: only he leaves', async () => {
  const { floor, caller, consulted } = await consulting();
  await asked(floor, { ask: 'conference', agentId });
  await asked(floor, { ask: 'hang-up', agentId });
  expect(floor.lines.partnerOf(caller)).toBe(consulted);
  expect(floor.agent(agentId).state).toBe('wrap-up');
  rest(floor);
});

test('a supervisor follows his agent aside and leaves with him', async () => {
  const { floor, caller } = talking();
  await asked(floor, { ask: 'supervise', by: 'boss', agentId, mode: 'listen' });
  floor.lines.lift(12);
  await asked(floor, { ask: 'consult', agentId, target: colleague });
  floor.lines.lift(2);
  const boss = on(floor, 12);
  expect(hears(floor, boss)).toEqual([[on(floor, 1), on(floor, 2)].sort((a, b) => a - b)]);
  await asked(floor, { ask: 'complete', agentId });
  expect(floor.lines.isLive(boss)).toBe(false);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  rest(floor);
});

test('data and recording go with the call', async () => {
  const { floor, callId } = talking();
  const entry = { callId, section: 'Order', key: 'Number', value: 'A-17' };
  await asked(floor, { ask: 'set-data', agentId, ...entry });
  await asked(floor, { ask: 'transfer', agentId, target: colleague });
  await asked(floor, { ask: 'set-data', agentId, ...entry, value: 'A-18' }); // he still wraps it up
  floor.lines.lift(2);
  await asked(floor, { ask: 'set-data', agentId: '8002', ...entry, key: 'Done', value: 'yes' });
  expect(floor.runtime.snapshot().calls[0]?.data).toEqual({ entries: 2, version: 3 });
  expect(floor.runtime.snapshot().calls[0]?.recording).toBe(true);
  rest(floor);
});

test('legs are kept: who, why, from when to when', async () => {
  const { floor, caller, callId } = await consulting();
  await asked(floor, { ask: 'complete', agentId });
  floor.lines.hangUp(caller);
  const legs = new Map(
    floor.auditor.rows.flatMap((row) =>
      row.row === 'leg' && row.leg.callId === callId ? [[row.leg.leg, row.leg]] : [],
    ),
  );
  expect([...legs.values()]).toMatchObject([
    { leg: 1, role: 'customer', purpose: 'caller', channel: 'E1-1:1', cause: 16 },
    { leg: 2, role: 'agent', purpose: 'queue', agent: agentId, channel: 'L1', cause: 16 },
    { leg: 3, role: 'agent', purpose: 'consult', agent: '8002', channel: 'L2', cause: 16 },
  ]);
  for (const leg of legs.values()) expect(leg.endedAt).not.toBeNull();
  rest(floor);
});

test('a caller who is transferred has another call after it on the same channel', async () => {
  const { floor, caller } = await consulting();
  floor.lines.hangUp(caller); // agent and consulted talk on
  const next = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(1_000);
  floor.lines.lift(3);
  expect(floor.lines.partnerOf(next)).toBe(on(floor, 3));
  rest(floor, 2);
});

test('an agent whom everybody has left waits in a queue until somebody takes him, and no longer', () => {
  const { floor, caller } = talking(4);
  const queueOf = () => floor.runtime.snapshot().queues.find(({ id }) => id === 'sales');
  floor.ask({ ask: 'consult', agentId: '8001', target: { to: 'agent', agent: '8002' } });
  floor.time.advance(500);
  floor.lines.lift(2);
  floor.lines.hangUp(caller); // 8001 and 8002 go on
  floor.time.advance(1_000);
  floor.ask({ ask: 'transfer', agentId: '8002', target: { to: 'queue', queue: 'sales' } });
  floor.time.advance(500);
  expect(queueOf()?.waiting).toBe(1);
  const line = [3, 4].find((each) => floor.lines.isRinging(each)) ?? 0;
  floor.lines.lift(line);
  floor.time.advance(500);
  expect(floor.lines.partnerOf(on(floor, 1))).toBe(on(floor, line));
  expect(queueOf()).toMatchObject({ waiting: 0, today: { overflowed: 0 } });
  drain(floor);
  expectRest(floor);
});
