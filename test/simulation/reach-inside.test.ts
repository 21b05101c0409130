/** Extensions, a click that dials, and forwards: how agents reach each other and somebody outside. */
import { expect, test } from 'vitest';
import type { Forward } from '../../daemon/calls/reach/forwarding.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import type { Site } from '../../daemon/terms/site.js';
import type { Target } from '../../daemon/terms/targets.js';
import { asked, drain, music, on, played, refusal, talking } from './conversations.js';
import { expectRest, Floor, siteOf } from './floor.js';
import { trunkSite } from './trunk-site.js';

const mobile = '13912345678';
const number = (dialled: string): Target => ({ to: 'number', number: dialled });
const agent = (id: string): Target => ({ to: 'agent', agent: id });

function reachSite(change: Partial<Site> = {}): Site {
  return trunkSite({ agents: siteOf(4).agents, ...change });
}

function floorOf(change: Partial<Site> = {}, ...ready: readonly string[]): Floor {
  const floor = new Floor({ site: reachSite(change), spans: 2 });
  floor.ready(...(ready.length === 0 ? ['8001', '8002', '8003'] : ready));
  return floor;
}

function forwarding(forwards: Readonly<Record<string, readonly Forward[]>>): Partial<Site> {
  return {
    agents: siteOf(4).agents.map((each) => {
      const own = forwards[each.id];
      return own === undefined ? each : { ...each, forwards: own };
    }),
  };
}

function dial(floor: Floor, line: number, digits: string): void {
  floor.lines.lift(line);
  floor.lines.dial(line, digits);
  floor.time.advance(4_000);
}

const dialledOut = (floor: Floor) => [...floor.lines.dialled.values()].at(-1);

// ---- extensions

test('an extension: it rings there, both talk, nobody wraps up and nothing is recorded', () => {
  const floor = floorOf();
  dial(floor, 1, '8002');
  expect(floor.lines.isRinging(2)).toBe(true);
  expect(played(floor, on(floor, 1))).toBe('ringback');
  expect(floor.agent('8001')).toMatchObject({ state: 'dialling' });
  expect(floor.agent('8002')).toMatchObject({ state: 'ringing' });
  floor.lines.lift(2);
  expect(floor.lines.partnerOf(on(floor, 1))).toBe(on(floor, 2));
  expect(played(floor, on(floor, 1))).toBeNull();
  expect(floor.cdrs).toMatchObject([{ direction: 'internal', callingNumber: '8001', calledNumber: '8002' }]);
  expect(floor.agent('8001').state).toBe('talking');
  floor.time.advance(10_000);
  floor.lines.lay(1);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'agent', cause: 16 }]);
  floor.lines.lay(2);
  expect(floor.agent('8001').state).toBe('ready');
  expect(floor.agent('8002').state).toBe('ready');
  expect(floor.auditor.recordings.size).toBe(0);
  drain(floor);
  expectRest(floor);
});

test('with # at once', () => {
  const floor = floorOf();
  floor.lines.lift(1);
  floor.lines.dial(1, '8002#');
  expect(floor.lines.isRinging(2)).toBe(true);
});

test.each<[string, (floor: Floor) => void, string, number]>([
  ['nobody lifts', (floor) => floor.time.advance(20_000), 'busy', 19],
  ['not ready', () => {}, 'busy', 17],
])('the caller hears why: %s', (what, then, tone, cause) => {
  const floor = floorOf({}, '8001', '8002');
  if (what === 'not ready') floor.ask({ ask: 'not-ready', agentId: '8002', reason: 'meal' });
  dial(floor, 1, '8002');
  then(floor);
  expect(played(floor, on(floor, 1))).toBe(tone);
  expect(floor.cdrs).toMatchObject([{ direction: 'internal', ending: 'unanswered', cause, endedBy: 'system' }]);
  expect(floor.lines.isRinging(2)).toBe(false);
  drain(floor);
  expectRest(floor);
});

test('an extension that is talking is busy; one whose telephone is off the hook cannot be had', () => {
  const { floor } = talking();
  dial(floor, 2, '8001');
  expect(played(floor, on(floor, 2))).toBe('busy');
  floor.lines.lay(2);
  floor.lines.lift(3);
  floor.time.advance(30_000);
  dial(floor, 2, '8003');
  expect(floor.cdrs.at(-1)).toMatchObject({ direction: 'internal', cause: 27 });
  drain(floor);
  expectRest(floor);
});

test.each([
  ['8009', 'vacant'],
  ['8001', 'busy'],
  ['*99', 'vacant'],
  ['*1#', 'vacant'],
  ['9'.repeat(32), 'vacant'],
])('%s leads nowhere: a tone, no call, and the agent stays what he was', (digits, tone) => {
  const floor = floorOf({ routes: [] });
  dial(floor, 1, digits);
  if (digits.length > 20) expect(floor.cdrs).toMatchObject([{ ending: 'refused' }]);
  else expect(floor.cdrs).toEqual([]);
  expect(played(floor, on(floor, 1))).toBe(tone);
  expect(floor.agent('8001')).toMatchObject({ state: 'ready', callId: null });
  drain(floor);
  expectRest(floor);
});

test('the caller lays down while it rings: the other telephone stops', () => {
  const floor = floorOf();
  dial(floor, 1, '8002');
  floor.lines.lay(1);
  expect(floor.lines.isRinging(2)).toBe(false);
  expect(floor.agent('8002').state).toBe('ready');
  expect(floor.cdrs).toMatchObject([{ ending: 'unanswered', endedBy: 'agent' }]);
  drain(floor);
  expectRest(floor);
});

// ---- the click

test('AGT-06: his telephone rings first, lifted the customer is called; one CDR, recorded', async () => {
  const floor = floorOf();
  await asked(floor, { ask: 'dial', agentId: '8001', target: number(mobile) });
  floor.time.advance(200);
  expect(floor.lines.isRinging(1)).toBe(true);
  expect(dialledOut(floor)).toBeUndefined();
  expect(floor.cdrs).toEqual([]);
  floor.lines.lift(1);
  const out = dialledOut(floor);
  expect(out).toMatchObject({ calledNumber: mobile, callingNumber: '26001000' });
  expect(floor.agent('8001').state).toBe('dialling');
  const customer = out?.seizure as Seizure;
  floor.lines.take(customer);
  floor.lines.alertOut(customer);
  expect(played(floor, on(floor, 1))).toBe('ringback');
  floor.lines.answerOut(customer);
  expect(floor.lines.partnerOf(customer)).toBe(on(floor, 1));
  expect(floor.agent('8001').state).toBe('talking');
  floor.time.advance(30_000);
  floor.lines.hangUp(customer);
  expect(floor.agent('8001').state).toBe('wrap-up');
  expect(floor.cdrs).toMatchObject([{ direction: 'outbound', calledNumber: mobile, ending: 'completed' }]);
  expect(floor.auditor.recordings.size).toBe(1);
  drain(floor);
  expectRest(floor);
  expect(floor.incidentCodes).toEqual([]);
});

test.each<[string, (floor: Floor) => void | Promise<void>]>([
  ['nobody lifts', (floor) => floor.time.advance(21_000)],
  ['taken back on the page', (floor) => asked(floor, { ask: 'cancel', agentId: '8001' })],
])('a click that comes to nothing leaves no call: %s', async (_, then) => {
  const floor = floorOf();
  await asked(floor, { ask: 'dial', agentId: '8001', target: number(mobile) });
  floor.time.advance(200);
  await then(floor);
  expect(floor.lines.isRinging(1)).toBe(false);
  expect([floor.cdrs, floor.auditor.events, floor.incidentCodes]).toEqual([[], [], []]);
  expect(floor.runtime.snapshot().calls).toEqual([]);
  drain(floor);
  expectRest(floor);
});

test('who is not ready may dial, and is not ready afterwards', async () => {
  const floor = floorOf();
  floor.ask({ ask: 'not-ready', agentId: '8001', reason: 'break' });
  await asked(floor, { ask: 'dial', agentId: '8001', target: number(mobile) });
  floor.time.advance(200);
  floor.lines.lift(1);
  floor.lines.refuseOut(dialledOut(floor)?.seizure as Seizure, 17);
  expect(played(floor, on(floor, 1))).toBe('busy');
  expect(floor.agent('8001')).toMatchObject({ state: 'not-ready', reason: 'break' });
  drain(floor);
  expectRest(floor);
});

test('a click on a colleague is an inside call', async () => {
  const floor = floorOf();
  await asked(floor, { ask: 'dial', agentId: '8001', target: agent('8002') });
  floor.time.advance(200);
  floor.lines.lift(1);
  floor.time.advance(200);
  expect(floor.lines.isRinging(2)).toBe(true);
  floor.lines.lift(2);
  expect(floor.lines.partnerOf(on(floor, 1))).toBe(on(floor, 2));
  expect(floor.cdrs).toMatchObject([{ direction: 'internal', callingNumber: '8001', calledNumber: '8002' }]);
  drain(floor);
  expectRest(floor);
});

test.each<[Target, string]>([
  [agent('8001'), 'unknown-target'],
  [agent('nobody'), 'unknown-target'],
  [number('8001'), 'unknown-target'],
  [number('1'.repeat(32)), 'unknown-target'],
  [number('0044207946000'), 'forbidden'],
  [number('*13'), 'bad-request'],
  [{ to: 'queue', queue: 'sales' }, 'bad-request'],
  [{ to: 'queue', queue: 'none' }, 'unknown-target'],
])('a click on %j is refused: %s', async (target, code) => {
  const floor = floorOf();
  expect(await refusal(floor, { ask: 'dial', agentId: '8001', target })).toMatchObject({ code });
  expect(floor.agent('8001').state).toBe('ready');
});

test('no click from a call, nor from who is not signed in', async () => {
  const { floor } = talking();
  const click = { ask: 'dial', target: number(mobile) } as const;
  expect(await refusal(floor, { ...click, agentId: '8001' })).toMatchObject({ code: 'not-now' });
  floor.ask({ ask: 'sign-out', agentId: '8003' });
  expect(await refusal(floor, { ...click, agentId: '8003' })).toMatchObject({ code: 'not-signed-in' });
});

// ---- forwards

const always = (target: Target): readonly Forward[] => [{ when: 'always', target }];

test.each<[string, readonly Forward[]]>([
  ['always', always(agent('8003'))],
  ['busy', [{ when: 'busy', target: agent('8003') }]],
  ['no-answer', [{ when: 'no-answer', target: number('8003') }]],
])('AGT-12: forwarded %s to a colleague', (when, forwards) => {
  const floor = floorOf(forwarding({ '8002': forwards }));
  if (when === 'busy') floor.ask({ ask: 'not-ready', agentId: '8002', reason: 'meal' });
  dial(floor, 1, '8002');
  if (when === 'no-answer') {
    expect(floor.lines.isRinging(2)).toBe(true);
    floor.time.advance(20_200);
  }
  expect([floor.lines.isRinging(2), floor.lines.isRinging(3)]).toEqual([false, true]);
  floor.lines.lift(3);
  expect(floor.lines.partnerOf(on(floor, 1))).toBe(on(floor, 3));
  expect(floor.auditor.eventsOf(floor.cdrs[0]?.id ?? '')).toContain('forwarded');
  drain(floor);
  expectRest(floor);
});

test('forwarded outside: over a trunk, by the rights of who forwards', () => {
  const floor = floorOf(forwarding({ '8002': always(number(mobile)), '8003': always(number('0044207946000')) }));
  dial(floor, 1, '8002');
  const out = dialledOut(floor);
  expect(out).toMatchObject({ calledNumber: mobile });
  floor.lines.answerOut(out?.seizure as Seizure);
  expect(floor.lines.partnerOf(on(floor, 1))).toBe(out?.seizure);
  floor.lines.lay(1);
  floor.time.advance(100);
  expect(floor.lines.isLive(out?.seizure as Seizure)).toBe(false);
  floor.time.advance(60_000);
  dial(floor, 1, '8003');
  expect(floor.cdrs.at(-1)).toMatchObject({ direction: 'internal', ending: 'unanswered' });
  drain(floor);
  expectRest(floor);
});

test('a transfer goes on to the queue where its target forwards to', async () => {
  const site = trunkSite(forwarding({ '8002': always({ to: 'queue', queue: 'sales' }) }));
  const { floor, caller } = talking(3, { site, spans: 2 });
  await asked(floor, { ask: 'transfer', agentId: '8001', target: agent('8002') });
  floor.time.advance(3_000);
  expect(floor.runtime.snapshot().calls).toMatchObject([{ queue: 'sales' }]);
  expect(floor.lines.isLive(caller)).toBe(true);
  drain(floor);
  expectRest(floor);
});

test('a loop of two forwards: the transfer is refused, the call stays', async () => {
  const site = trunkSite(forwarding({ '8002': always(agent('8003')), '8003': always(agent('8002')) }));
  const { floor, caller } = talking(3, { site, spans: 2 });
  const transfer = { ask: 'transfer', agentId: '8001', target: agent('8002') } as const;
  expect(await refusal(floor, transfer)).toMatchObject({ code: 'loop' });
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(floor.incidentCodes).toContain('forward-loop');
  drain(floor);
  expectRest(floor);
});

test('a loop that appears only when nobody answers ends the call', () => {
  const floor = floorOf(
    forwarding({
      '8002': [{ when: 'no-answer', target: agent('8003') }],
      '8003': [{ when: 'no-answer', target: agent('8002') }],
    }),
  );
  dial(floor, 1, '8002');
  floor.time.advance(20_200);
  expect(floor.lines.isRinging(3)).toBe(true);
  floor.time.advance(20_200);
  expect([floor.lines.isRinging(2), floor.lines.isRinging(3)]).toEqual([false, false]);
  expect(floor.cdrs).toMatchObject([{ ending: 'unanswered', cause: 25 }]);
  drain(floor);
  expectRest(floor);
});

test('a queue’s calls are not forwarded', () => {
  const site = trunkSite(forwarding({ '8001': always(agent('8002')) }));
  const { floor, caller } = talking(2, { site, spans: 2 });
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(played(floor, caller)).not.toBe(music);
});
