/** Hold, mute, supervision and associated data in one conversation. */
import { expect, test } from 'vitest';
import {
  asked,
  bossLine,
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
import { expectRest, Floor, salesNumber } from './floor.js';

const agentId = '8001';

test('hold: the caller hears music, the agent is held; retrieve: they talk again; twice is fine', async () => {
  const { floor, caller, callId } = talking();
  await asked(floor, { ask: 'hold', agentId });
  await asked(floor, { ask: 'hold', agentId });
  expect(played(floor, caller)).toBe(music);
  expect(hears(floor, caller, on(floor, 1))).toEqual([[], []]);
  expect(floor.agent(agentId).state).toBe('held');
  expect(partiesOf(floor, callId).map(({ state }) => state)).toEqual(['held', 'held']);
  expect(floor.runtime.snapshot().calls[0]).toMatchObject({ onHold: true, stage: 'talking' });
  floor.time.advance(30_000);
  await asked(floor, { ask: 'retrieve', agentId });
  await asked(floor, { ask: 'retrieve', agentId });
  expect(played(floor, caller)).toBeNull();
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(floor.agent(agentId).state).toBe('talking');
  expect(floor.auditor.eventsOf(callId)).toEqual(expect.arrayContaining(['hold', 'retrieve']));
  drain(floor);
  expectRest(floor);
});

test('the caller hangs up on hold: the call ends, the agent wraps up', async () => {
  const { floor, caller } = talking();
  await asked(floor, { ask: 'hold', agentId });
  floor.lines.hangUp(caller);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'caller' }]);
  expect(floor.agent(agentId).state).toBe('wrap-up');
  drain(floor);
  expectRest(floor);
});

test('hold, and the telephone laid down: the caller keeps his music; retrieve rings it', async () => {
  const { floor, caller, callId } = talking();
  await asked(floor, { ask: 'hold', agentId });
  floor.lines.lay(1);
  expect(floor.lines.isLive(caller)).toBe(true);
  expect(played(floor, caller)).toBe(music);
  expect(floor.agent(agentId)).toMatchObject({ state: 'held', callId });
  expect(await refusal(floor, { ask: 'consult', agentId, target: { to: 'agent', agent: '8002' } })).toMatchObject({
    code: 'not-now',
    message: expect.stringContaining('retrieve'),
  });
  floor.lines.lift(1); // he hears dial tone
  for (const key of '8002#') floor.lines.dial(1, key); // one call at a time
  expect(floor.cdrs).toHaveLength(1);
  expect(played(floor, on(floor, 1))).toBe('congestion');
  expect(await refusal(floor, { ask: 'retrieve', agentId })).toMatchObject({ code: 'not-now' });
  floor.lines.lay(1);
  await asked(floor, { ask: 'retrieve', agentId });
  await asked(floor, { ask: 'retrieve', agentId });
  expect(floor.lines.isRinging(1)).toBe(true);
  floor.lines.lift(1);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(floor.agent(agentId).state).toBe('talking');
  floor.lines.lay(1);
  expect(floor.cdrs).toMatchObject([{ endedBy: 'agent', ending: 'completed' }]);
  drain(floor);
  expectRest(floor);
});

test('laid down on hold and forgotten: the telephone rings, then the caller is his queue’s again', async () => {
  const { floor, caller } = talking(1);
  await asked(floor, { ask: 'hold', agentId });
  floor.lines.lay(1);
  floor.time.advance(120_000);
  expect(floor.lines.isRinging(1)).toBe(true);
  floor.time.advance(30_000);
  expect(floor.lines.isRinging(1)).toBe(false);
  expect(floor.agent(agentId).state).toBe('wrap-up');
  expect(floor.runtime.snapshot().calls[0]).toMatchObject({ stage: 'queued', queue: 'sales' });
  floor.time.advance(10_500); // wrap-up is over, and he is offered the caller again
  expect(floor.lines.isRinging(1)).toBe(true);
  floor.lines.lift(1);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  drain(floor);
  expect(floor.cdrs).toHaveLength(1);
  expectRest(floor);
});

test('the caller hangs up, or is transferred, while his agent is away', async () => {
  for (const how of ['caller', 'transfer', 'force-release', 'hang-up'] as const) {
    const { floor, caller } = talking();
    await asked(floor, { ask: 'hold', agentId });
    floor.lines.lay(1);
    if (how === 'caller') floor.lines.hangUp(caller);
    else if (how === 'transfer')
      await asked(floor, { ask: 'transfer', agentId, target: { to: 'agent', agent: '8002' } });
    else if (how === 'hang-up') await asked(floor, { ask: 'hang-up', agentId });
    else await asked(floor, { ask: 'force-release', ...supervise, reason: '' });
    expect(floor.agent(agentId).state).toBe('wrap-up');
    if (how === 'transfer') {
      floor.lines.lift(2);
      expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
    }
    drain(floor);
    expectRest(floor);
  }
});

test('mute: the caller hears nothing, the agent everything', async () => {
  const { floor, caller, callId } = talking();
  const agent = on(floor, 1);
  await asked(floor, { ask: 'mute', agentId, on: true });
  expect(hears(floor, caller, agent)).toEqual([[], [caller]]);
  expect(partiesOf(floor, callId)[1]).toMatchObject({ muted: true, state: 'talking' });
  await asked(floor, { ask: 'mute', agentId, on: false });
  expect(floor.lines.partnerOf(caller)).toBe(agent);
  drain(floor);
  expectRest(floor);
});

test.each(['hold', 'retrieve', 'toggle', 'complete', 'cancel', 'conference'] as const)(
  '%s without a call is refused with what to do',
  async (ask) => {
    const floor = new Floor();
    floor.ready(agentId);
    expect(await refusal(floor, { ask, agentId })).toMatchObject({
      code: 'not-now',
      message: expect.stringContaining('in no call'),
    });
  },
);

test.each(['toggle', 'complete', 'cancel', 'conference'] as const)(
  '%s without a consultation is refused',
  async (ask) => {
    const { floor } = talking();
    expect(await refusal(floor, { ask, agentId })).toMatchObject({
      code: 'not-now',
      message: expect.stringContaining('consult'),
    });
  },
);

test('who is not there cannot be dropped, nor oneself', async () => {
  const { floor } = talking();
  expect(await refusal(floor, { ask: 'drop', agentId, party: 9 })).toMatchObject({ code: 'not-found' });
  expect(await refusal(floor, { ask: 'drop', agentId, party: 2 })).toMatchObject({ code: 'bad-request' });
});

// ---- supervisors

const supervise = { by: 'boss', agentId } as const;

test('listen, whisper, barge: his telephone rings once, then what he hears changes', async () => {
  const { floor, caller, callId } = talking();
  const agent = on(floor, 1);
  await asked(floor, { ask: 'supervise', ...supervise, mode: 'listen' });
  expect(floor.lines.isRinging(bossLine)).toBe(true);
  expect(floor.lines.partnerOf(caller)).toBe(agent);
  floor.lines.lift(bossLine);
  const boss = on(floor, bossLine);
  expect(hears(floor, caller, agent, boss)).toEqual([[agent], [caller], [caller, agent].sort((a, b) => a - b)]);
  await asked(floor, { ask: 'supervise', ...supervise, mode: 'whisper' });
  expect(hears(floor, caller, agent)).toEqual([[agent], [caller, boss].sort((a, b) => a - b)]);
  await asked(floor, { ask: 'supervise', ...supervise, mode: 'barge' });
  expect(hears(floor, caller)).toEqual([[agent, boss].sort((a, b) => a - b)]);
  expect(floor.agent(agentId).state).toBe('conference');
  await asked(floor, { ask: 'supervise', ...supervise, mode: 'listen' });
  expect(hears(floor, caller)).toEqual([[agent]]);
  expect(floor.agent(agentId).state).toBe('talking');
  expect(partiesOf(floor, callId).at(-1)).toMatchObject({ role: 'supervisor', state: 'listening', purpose: 'listen' });
  expect(
    floor.lines.commands.filter((command) => command.do === 'ring' && command.channel === 30 + bossLine - 1),
  ).toHaveLength(1);
  await asked(floor, { ask: 'stop-supervising', by: 'boss' });
  await asked(floor, { ask: 'stop-supervising', by: 'boss' });
  expect(floor.lines.partnerOf(caller)).toBe(agent);
  expect(floor.lines.bridges.size).toBe(1);
  drain(floor);
  expectRest(floor);
});

test('the supervisor lays his telephone down, or the conversation ends: he is gone and nobody else', async () => {
  for (const leaves of ['supervisor', 'caller', 'agent'] as const) {
    const { floor, caller } = talking();
    await asked(floor, { ask: 'supervise', ...supervise, mode: 'barge' });
    floor.lines.lift(bossLine);
    if (leaves === 'supervisor') floor.lines.lay(bossLine);
    else if (leaves === 'caller') floor.lines.hangUp(caller);
    else floor.lines.lay(1);
    const stays = leaves === 'agent' ? on(floor, bossLine) : floor.lines.seizureOn(1);
    expect(floor.lines.isLive(caller)).toBe(leaves !== 'caller');
    expect(floor.lines.partnerOf(caller)).toBe(leaves === 'caller' ? null : stays);
    if (leaves === 'caller') expect(floor.cdrs).toMatchObject([{ endedBy: 'caller' }]);
    drain(floor);
    expectRest(floor);
  }
});

test('who barges goes with his agent into a consultation, and pages show the customer on hold', async () => {
  const { floor, caller, callId } = talking();
  await asked(floor, { ask: 'supervise', ...supervise, mode: 'barge' });
  floor.lines.lift(bossLine);
  await asked(floor, { ask: 'consult', agentId, target: { to: 'agent', agent: '8002' } });
  floor.time.advance(500);
  floor.lines.lift(2);
  const [agent, boss, second] = [on(floor, 1), on(floor, bossLine), on(floor, 2)];
  expect(hears(floor, caller, boss)).toEqual([[], [agent, second].sort((a, b) => a - b)]);
  const shown = partiesOf(floor, callId).map(({ role, state }) => [role, state]);
  expect(shown).toEqual([
    ['customer', 'held'],
    ['agent', 'consulting'],
    ['supervisor', 'consulting'],
    ['agent', 'consulting'],
  ]);
  drain(floor);
  expectRest(floor);
});

test('a supervisor who does not lift is left alone after a while', async () => {
  const { floor, caller } = talking();
  await asked(floor, { ask: 'supervise', ...supervise, mode: 'listen' });
  floor.time.advance(30_000);
  expect(floor.lines.isRinging(bossLine)).toBe(false);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  drain(floor);
  expectRest(floor);
});

test('take-over: he gets the caller, the agent is released and wraps up', async () => {
  for (const listening of [false, true]) {
    const { floor, caller, callId } = talking();
    if (listening) {
      await asked(floor, { ask: 'supervise', ...supervise, mode: 'listen' });
      floor.lines.lift(bossLine);
    }
    await asked(floor, { ask: 'take-over', ...supervise });
    await asked(floor, { ask: 'take-over', ...supervise });
    if (!listening) {
      expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
      floor.lines.lift(bossLine);
    }
    expect(floor.lines.partnerOf(caller)).toBe(on(floor, bossLine));
    expect(floor.agent(agentId).state).toBe('wrap-up');
    expect(await refusal(floor, { ask: 'stop-supervising', by: 'boss' })).toMatchObject({ code: 'not-now' });
    expect(floor.cdrs[0]).toMatchObject({ id: callId, endedAt: null });
    drain(floor);
    expect(floor.cdrs).toHaveLength(1);
    expectRest(floor);
  }
});

test('force-release ends the conversation; it is kept who did it and why', async () => {
  const { floor, caller, callId } = talking();
  await asked(floor, { ask: 'force-release', ...supervise, reason: 'abuse' });
  expect(floor.lines.isLive(caller)).toBe(false);
  expect(floor.cdrs).toMatchObject([{ endedBy: 'system', ending: 'completed', cause: 16 }]);
  const rows = floor.auditor.rows.filter((row) => row.row === 'supervision').map(({ supervision }) => supervision);
  expect(rows).toMatchObject([{ by: 'boss', what: 'force-release', agent: agentId, callId, reason: 'abuse' }]);
  drain(floor);
  expectRest(floor);
});

test('what a supervisor cannot do is refused with what to do', async () => {
  const { floor } = talking(2);
  const refused = async (person: Parameters<typeof refusal>[1], code: string) =>
    expect(await refusal(floor, person)).toMatchObject({ code });
  await refused({ ask: 'supervise', by: 'boss', agentId: '8002', mode: 'listen' }, 'not-now');
  await refused({ ask: 'supervise', by: 'nobody', agentId, mode: 'listen' }, 'forbidden');
  await refused({ ask: 'supervise', by: agentId, agentId, mode: 'listen' }, 'bad-request');
  await refused({ ask: 'force-release', by: 'boss', agentId: '8002', reason: '' }, 'not-now');
  await refused({ ask: 'take-over', by: 'boss', agentId: '8002' }, 'not-now');
  floor.lines.lift(bossLine);
  await refused({ ask: 'supervise', by: 'boss', agentId, mode: 'listen' }, 'not-now');
  floor.lines.lay(bossLine);
  await asked(floor, { ask: 'supervise', by: 'boss', agentId, mode: 'listen' });
  const other = floor.lines.callIn(salesNumber) as number;
  floor.lines.lift(2);
  await refused({ ask: 'supervise', by: 'boss', agentId: '8002', mode: 'listen' }, 'conflict');
  floor.lines.hangUp(other);
  drain(floor);
  expectRest(floor);
});

test('the customer hangs up while only a listener is left besides the agent: the call is over', async () => {
  const { floor, caller } = talking();
  await asked(floor, { ask: 'supervise', ...supervise, mode: 'whisper' });
  floor.lines.lift(bossLine);
  floor.lines.hangUp(caller);
  expect(floor.cdrs[0]?.endedAt).not.toBeNull();
  expect(floor.agent(agentId).state).toBe('wrap-up');
  drain(floor);
  expectRest(floor);
});

// ---- several telephones at once

test('several ring for one call: who lifts first has it, the others stop before anybody hears anything', () => {
  const site = conversationSite(3);
  const rings = { ...site, queues: site.queues.map((queue) => ({ ...queue, ringAtOnce: 3 })) };
  const floor = new Floor({ site: rings, latencyMs: () => 20 });
  floor.ready('8001', '8002', '8003');
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(1_000);
  expect([1, 2, 3].filter((line) => floor.lines.isRinging(line))).toEqual([1, 2, 3]);
  const before = floor.lines.commands.length;
  floor.lines.lift(2);
  floor.lines.lift(1); // in the same millisecond, heard after it
  const [first, second, third] = [1, 2, 3].map((line) => on(floor, line));
  floor.time.advance(1_000);
  const after = floor.commandsSince(before);
  const bridges = after.filter((command) => command.do === 'bridge' || command.do === 'mix');
  expect(bridges).toMatchObject([{ do: 'bridge' }]);
  expect(JSON.stringify(bridges)).not.toContain(`"b":${first}`);
  expect(floor.lines.partnerOf(caller)).toBe(second);
  const clears = after.filter((command) => command.do === 'clear');
  expect(clears.map((command) => command.do === 'clear' && command.seizure).sort()).toEqual([first, third].sort());
  expect(after.findIndex(({ do: what }) => what === 'bridge')).toBeGreaterThan(
    after.findLastIndex(({ do: what }) => what === 'clear'),
  );
  expect(floor.agent('8002').state).toBe('talking');
  drain(floor);
  expect(floor.cdrs).toMatchObject([{ agent: '8002', ending: 'completed' }]);
  expectRest(floor);
});

// ---- associated data

test('data of a call: set, changed, taken away, limited, and only by its agent', async () => {
  const { floor, callId } = talking(2);
  const set = (key: string, value: string | null, by = agentId) =>
    ({ ask: 'set-data', agentId: by, callId, section: 'Customer', key, value }) as const;
  await asked(floor, set('Name', '王伟'));
  await asked(floor, set('Name', '王伟'));
  await asked(floor, set('Class', 'A'));
  await asked(floor, set('Class', null));
  expect(floor.runtime.snapshot().calls[0]?.data).toEqual({ entries: 1, version: 3 });
  const rows = floor.auditor.rows
    .filter((row) => row.row === 'call-data')
    .map(({ data }) => [data.key, data.value, data.by]);
  expect(rows).toEqual([
    ['Name', '王伟', agentId],
    ['Class', 'A', agentId],
    ['Class', null, agentId],
  ]);
  expect(await refusal(floor, set('Name', 'x', '8002'))).toMatchObject({ code: 'forbidden' });
  expect(await refusal(floor, { ...set('Name', 'x'), callId: 'none' })).toMatchObject({ code: 'unknown-call' });
  expect(await refusal(floor, { ...set('', 'x') })).toMatchObject({ code: 'bad-request' });
  expect(await refusal(floor, { ...set('a\u0000b', 'x') })).toMatchObject({ code: 'bad-request' });
  await asked(floor, set('Big', 'x'.repeat(1_000_000)));
  expect(await refusal(floor, set('More', 'x'.repeat(100_000)))).toMatchObject({ code: 'limit' });
  expect(floor.incidentCodes).toContain('call-data-full');
  expect(floor.runtime.snapshot().calls[0]?.data?.entries).toBe(2);
  drain(floor);
  expectRest(floor);
});
