/** Two things at once, in both orders. */
import { expect, test } from 'vitest';
import { expectRest, Floor, salesNumber, siteOf } from './floor.js';

const agentId = '8001';

/** One ready agent with a page, one call offered. */
function offered(options: { readonly latencyMs?: () => number } = {}) {
  const floor = new Floor({ site: siteOf(1), ...options });
  floor.ready(agentId);
  floor.ask({ ask: 'presence', agentId, pages: 1 });
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(options.latencyMs?.() ?? 0);
  const callId = floor.cdrs[0]?.id ?? '';
  return { floor, caller, callId };
}

const ringingDetail = (floor: Floor) =>
  floor.auditor.events.filter((event) => event.what === 'ringing').map((event) => JSON.parse(event.detail));

test('the telephone rings when the page shows the customer', () => {
  const { floor, callId } = offered();
  floor.time.advance(60);
  expect(floor.agent(agentId).state).toBe('reserved');
  floor.ask({ ask: 'pop-shown', agentId, callId });
  expect(ringingDetail(floor)).toEqual([{ why: 'pop-shown', afterMs: 60 }]);
  expect(floor.lines.isRinging(1)).toBe(true);
});

test('it rings after 150 ms at the latest, and a later pop is still recorded', () => {
  const { floor, callId } = offered();
  floor.time.advance(149);
  expect(floor.lines.isRinging(1)).toBe(false);
  floor.time.advance(1);
  expect(ringingDetail(floor)).toEqual([{ why: 'timeout', afterMs: 150 }]);
  floor.time.advance(100);
  floor.ask({ ask: 'pop-shown', agentId, callId });
  floor.ask({ ask: 'pop-shown', agentId, callId });
  const shown = floor.auditor.events.filter((event) => event.what === 'pop-shown');
  expect(shown.map((event) => event.detail)).toEqual(['{"afterMs":250}']);
  expect(floor.lines.commands.filter((command) => command.do === 'ring')).toHaveLength(1);
});

test('it rings at once when no page is open, or when the last one closes', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.ready(agentId);
  floor.lines.callIn(salesNumber);
  expect(ringingDetail(floor)).toEqual([{ why: 'no-page', afterMs: 0 }]);
  const other = offered();
  other.floor.time.advance(30);
  other.floor.ask({ ask: 'presence', agentId, pages: 0 });
  expect(ringingDetail(other.floor)).toEqual([{ why: 'no-page', afterMs: 30 }]);
});

test('a pop of a call that is not his is refused', async () => {
  const { floor } = offered();
  floor.ask({ ask: 'pop-shown', agentId, callId: 'another' });
  await Promise.resolve();
  expect(floor.refusals).toEqual(['unknown-call']);
  expect(floor.agent(agentId).state).toBe('reserved');
});

test('the caller gives up while the agent is reserved', () => {
  const { floor, caller, callId } = offered();
  floor.lines.hangUp(caller);
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', callId: null });
  floor.time.advance(1_000);
  expect(floor.lines.commands.some((command) => command.do === 'ring')).toBe(false);
  expect(floor.cdrs).toMatchObject([{ id: callId, ending: 'abandoned', endedBy: 'caller', talkStartedAt: null }]);
  expect(floor.queue.abandonedToday).toBe(1);
  expectRest(floor);
});

test('the caller gives up while the telephone rings: it stops', () => {
  const { floor, caller } = offered();
  floor.time.advance(1_000);
  expect(floor.lines.isRinging(1)).toBe(true);
  floor.lines.hangUp(caller);
  expect(floor.lines.isRinging(1)).toBe(false);
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', missedInRow: 0 });
  floor.time.advance(60_000);
  expectRest(floor);
});

test('the caller gives up and the agent lifts, the events crossing: abandoned, and the telephone is free when laid', () => {
  const { floor, caller } = offered({ latencyMs: () => 20 });
  floor.time.advance(1_000);
  floor.lines.hangUp(caller);
  floor.time.advance(5);
  floor.lines.lift(1); // its answer is on the way while our clear goes out
  floor.time.advance(100);
  expect(floor.cdrs).toMatchObject([{ ending: 'abandoned', talkStartedAt: null }]);
  expect(floor.lines.bridges.size).toBe(0);
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', offHook: true });
  floor.lines.lay(1);
  floor.time.advance(60_000);
  expect(floor.agent(agentId).state).toBe('ready');
  expectRest(floor);
});

test('the caller hangs up just after the agent has lifted: a conversation, however short', () => {
  const { floor, caller } = offered({ latencyMs: () => 20 });
  floor.time.advance(1_000);
  floor.lines.lift(1);
  floor.time.advance(5);
  floor.lines.hangUp(caller);
  floor.time.advance(100);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'caller', agent: agentId }]);
  expect(floor.agent(agentId).state).toBe('wrap-up');
  floor.lines.lay(1);
  floor.time.advance(60_000);
  expectRest(floor);
});

test('the agent lifts as the ring time runs out: one of the two, never both', () => {
  for (const lateMs of [-1, 0, 1]) {
    const { floor, caller } = offered({ latencyMs: () => 10 });
    floor.time.advance(150 + 20_000 + lateMs - 10);
    floor.lines.lift(1);
    floor.time.advance(200);
    const talks = floor.lines.partnerOf(caller) !== null;
    expect(floor.agent(agentId).state).toBe(talks ? 'talking' : 'ready');
    expect(floor.agent(agentId).missedInRow).toBe(talks ? 0 : 1);
    floor.lines.lay(1);
    floor.lines.hangUp(caller);
    floor.time.advance(60_000);
    expectRest(floor);
  }
});

test('two agents lift, one after the other was timed out: only the second has the caller', () => {
  const floor = new Floor({ site: siteOf(2), latencyMs: () => 10 });
  floor.ready('8001', '8002');
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(10 + 20_000 - 5);
  floor.lines.lift(1); // heard 5 ms after the time ran out
  floor.time.advance(15);
  expect(floor.lines.isRinging(2)).toBe(true);
  floor.lines.lift(2);
  floor.time.advance(100);
  expect(floor.agent('8002').state).toBe('talking');
  expect(floor.agent('8001').callId).toBeNull();
  expect(floor.lines.bridges.size).toBe(1);
  floor.lines.hangUp(caller);
  floor.lines.lay(1);
  floor.lines.lay(2);
  floor.time.advance(60_000);
  expectRest(floor);
});

test('he lifts before it rings: the caller goes to the next agent and keeps his place', () => {
  const floor = new Floor({ site: siteOf(2) });
  floor.ready('8001', '8002');
  floor.ask({ ask: 'presence', agentId: '8001', pages: 1 });
  floor.lines.callIn(salesNumber);
  floor.lines.lift(1);
  expect(floor.agent('8001')).toMatchObject({ state: 'ready', offHook: true });
  expect(floor.agent('8002').state).toBe('ringing');
  expect(floor.auditor.eventsOf(floor.cdrs[0]?.id ?? '')).toContain('offer-withdrawn');
  expect(floor.auditor.faults).toEqual([]);
});

test('he lifts as we ring, before the lines have it: the ring fails, he is left alone, the caller is served', () => {
  const floor = new Floor({ site: siteOf(2), latencyMs: () => 20 });
  floor.ready('8001', '8002');
  floor.lines.lift(1); // heard 20 ms later
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(200);
  expect(floor.lines.isRinging(2)).toBe(true);
  floor.lines.lift(2);
  floor.lines.lay(1);
  floor.time.advance(30_000);
  expect(floor.agent('8001').state).toBe('ready');
  floor.lines.hangUp(caller);
  floor.lines.lay(2);
  floor.time.advance(60_000);
  expectRest(floor);
});

test('both hang up at once: one CDR, ended by who was heard first', () => {
  for (const first of ['caller', 'agent'] as const) {
    const { floor, caller } = offered({ latencyMs: () => 10 });
    floor.time.advance(1_000);
    floor.lines.lift(1);
    floor.time.advance(5_000);
    if (first === 'agent') floor.lines.lay(1);
    floor.lines.hangUp(caller);
    floor.lines.lay(1);
    floor.time.advance(60_000);
    expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: first }]);
    expectRest(floor);
  }
});

test('the agent lays first: the caller is cleared with cause 16', () => {
  const { floor, caller } = offered();
  floor.time.advance(1_000);
  floor.lines.lift(1);
  floor.time.advance(5_000);
  floor.lines.lay(1);
  expect(floor.lines.isLive(caller)).toBe(false);
  expect(floor.lines.commands.at(-1)).toEqual({ do: 'clear', seizure: caller, cause: 16 });
  expect(floor.cdrs).toMatchObject([{ endedBy: 'agent', cause: 16, ending: 'completed' }]);
});

test('the agent hangs up by key: both are cleared, he wraps up with the telephone still in his hand', () => {
  const { floor, caller } = offered();
  floor.time.advance(1_000);
  floor.lines.lift(1);
  floor.ask({ ask: 'hang-up', agentId });
  expect(floor.lines.isLive(caller)).toBe(false);
  expect(floor.agent(agentId)).toMatchObject({ state: 'wrap-up', offHook: true });
  floor.time.advance(10_000);
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', offHook: true });
  floor.lines.callIn(salesNumber);
  floor.time.advance(5_000);
  expect(floor.agent(agentId).state).toBe('unreachable');
  floor.lines.lay(1);
  expect(floor.agent(agentId).state).toBe('reserved');
});
