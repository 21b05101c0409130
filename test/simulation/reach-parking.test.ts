/** Calls that wait in slots, calls picked up, callers who rate, and promises kept. */
import { expect, test } from 'vitest';
import type { Seizure } from '../../daemon/lines/lines.js';
import type { Overflow, Site } from '../../daemon/terms/site.js';
import { asked, drain, music, on, partiesOf, played, refusal, talking } from './conversations.js';
import { expectRest, Floor, menuNumber, salesNumber, siteOf } from './floor.js';
import { trunkSite } from './trunk-site.js';

const agentId = '8001';

/** The call on pages. */
const shown = (floor: Floor, callId: string) => floor.runtime.snapshot().calls.find(({ id }) => id === callId);
/** Names of the files played to this seizure last. */
function said(floor: Floor, seizure: Seizure): readonly string[] {
  const last = floor.lines.commands.filter((command) => command.do === 'play' && command.seizure === seizure).at(-1);
  const sources = last?.do === 'play' ? last.sources : [];
  return sources.flatMap((source) => ('file' in source ? [source.file.replace(/^.*sounds\/|\.wav$/g, '')] : []));
}

test('parked: the caller hears music, the agent’s telephone says where, he wraps up; another one dials the slot', async () => {
  const { floor, caller, callId } = talking();
  const telephone = on(floor, 1);
  await asked(floor, { ask: 'park', agentId });
  expect(shown(floor, callId)).toMatchObject({ stage: 'parked', parkedIn: 701 });
  expect(played(floor, caller)).toBe(music);
  expect(said(floor, telephone)).toEqual(['zh/parked-in', 'zh/digit-7', 'zh/digit-0', 'zh/digit-yao']);
  expect(floor.lines.hears(telephone)).toEqual([]);
  expect(floor.agent(agentId).state).toBe('wrap-up');
  floor.lines.lay(1);
  floor.lines.lift(2);
  floor.lines.dial(2, '701#');
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  expect(played(floor, caller)).toBeNull();
  expect(floor.agent('8002').state).toBe('talking');
  expect(shown(floor, callId)).toMatchObject({ stage: 'talking', agent: '8002' });
  expect(shown(floor, callId)).not.toHaveProperty('parkedIn');
  floor.time.advance(200_000); // nobody brings it back any more
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  drain(floor);
  expect(floor.auditor.recordings.size).toBe(1);
  expectRest(floor);
});

test('a page picks up: his telephone rings, lifted he has the call; a certain slot', async () => {
  const { floor, caller, callId } = talking();
  await asked(floor, { ask: 'park', agentId, slot: 710 });
  expect(shown(floor, callId)).toMatchObject({ parkedIn: 710 });
  await asked(floor, { ask: 'pick-up', agentId: '8002', slot: 710 });
  floor.time.advance(200);
  expect(floor.lines.isRinging(2)).toBe(true);
  floor.lines.lift(2);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  expect(partiesOf(floor, callId).map(({ purpose }) => purpose)).toEqual(['caller', 'pick-up']);
  drain(floor);
  expectRest(floor);
});

test('after 120 s it comes back to who parked it', async () => {
  const { floor, caller, callId } = talking(2);
  await asked(floor, { ask: 'park', agentId });
  floor.lines.lay(1);
  floor.time.advance(120_200);
  expect(floor.lines.isRinging(1)).toBe(true);
  floor.lines.lift(1);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(floor.auditor.eventsOf(callId)).toEqual(expect.arrayContaining(['parked', 'park-return']));
  drain(floor);
  expectRest(floor);
});

test('who parked it has gone: asked again and again, then the queue it came from', async () => {
  const { floor, caller, callId } = talking(2);
  await asked(floor, { ask: 'park', agentId });
  floor.lines.lay(1);
  floor.ask({ ask: 'sign-out', agentId });
  floor.ask({ ask: 'sign-out', agentId: '8002' });
  floor.time.advance(120_000 + 5 * 50_000 - 1);
  expect(shown(floor, callId)).toMatchObject({ stage: 'parked' });
  floor.time.advance(1);
  expect(shown(floor, callId)).toMatchObject({ stage: 'queued', queue: 'sales' });
  expect(floor.lines.isLive(caller)).toBe(true);
  drain(floor);
  expectRest(floor);
});

test('the caller hangs up in his slot: completed, the slot is free', async () => {
  const { floor, caller } = talking();
  await asked(floor, { ask: 'park', agentId });
  floor.lines.hangUp(caller);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'caller' }]);
  expect(await refusal(floor, { ask: 'pick-up', agentId: '8002', slot: 701 })).toMatchObject({ code: 'not-found' });
  floor.time.advance(300_000);
  drain(floor);
  expectRest(floor);
});

test('a taken slot, one there is not, an empty one, no slot left, and nothing to park', async () => {
  const parking = { firstSlot: 1, slots: 1, returnAfterMs: 60_000 };
  const { floor } = talking(3, { site: trunkSite({ ...siteOf(3), parking }), spans: 2 });
  expect(await refusal(floor, { ask: 'park', agentId, slot: 2 })).toMatchObject({ code: 'not-found' });
  expect(await refusal(floor, { ask: 'pick-up', agentId: '8002', slot: 1 })).toMatchObject({ code: 'not-found' });
  await asked(floor, { ask: 'park', agentId, slot: 1 });
  expect(await refusal(floor, { ask: 'park', agentId })).toMatchObject({ code: 'not-now' });
  floor.lines.callIn(salesNumber);
  floor.time.advance(500);
  floor.lines.lift(2);
  expect(await refusal(floor, { ask: 'park', agentId: '8002', slot: 1 })).toMatchObject({ code: 'conflict' });
  expect(await refusal(floor, { ask: 'park', agentId: '8002' })).toMatchObject({ code: 'limit' });
  expect(floor.agent('8002').state).toBe('talking');
  drain(floor);
  expectRest(floor);
});

test('a conference cannot be parked, a consultation neither', async () => {
  const { floor } = talking();
  await asked(floor, { ask: 'consult', agentId, target: { to: 'agent', agent: '8002' } });
  expect(await refusal(floor, { ask: 'park', agentId })).toMatchObject({ code: 'conflict' });
  floor.time.advance(200);
  floor.lines.lift(2);
  await asked(floor, { ask: 'conference', agentId });
  expect(await refusal(floor, { ask: 'park', agentId })).toMatchObject({ code: 'conflict' });
  expect(await refusal(floor, { ask: 'rate', agentId })).toMatchObject({ code: expect.any(String) });
  drain(floor);
  expectRest(floor);
});

// ---- a telephone that rings elsewhere

test.each(['*22', 'page'])('a colleague’s ringing call is picked up: %s', async (how) => {
  const floor = new Floor({ site: siteOf(2) });
  floor.ready('8001', '8002');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(500);
  expect(floor.lines.isRinging(1)).toBe(true);
  const callId = floor.cdrs[0]?.id ?? '';
  if (how === 'page') {
    await asked(floor, { ask: 'pick-up-call', agentId: '8002', callId });
    floor.time.advance(200);
    floor.lines.lift(2);
  } else {
    floor.lines.lift(2);
    floor.lines.dial(2, how);
  }
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  expect(floor.lines.isRinging(1)).toBe(false);
  expect(floor.agent('8001')).toMatchObject({ state: 'ready', callId: null });
  expect(floor.agent('8002').state).toBe('talking');
  expect(floor.cdrs).toMatchObject([{ agent: '8002' }]);
  drain(floor);
  expectRest(floor);
});

test.each<Overflow>([
  { to: 'flow', flow: 'menu' },
  { to: 'hang-up', prompts: ['zh/all-busy'] },
])('a queue lets the caller go while a colleague picks him up: his telephone rings no more, to: $to', async (out) => {
  const floor = new Floor({ site: siteOf(2, { maxWaitMs: 10_000, whenWaitedTooLong: out, missesUntilNotReady: 5 }) });
  floor.ready('8001', '8002');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(18_000);
  const callId = floor.cdrs[0]?.id ?? '';
  await asked(floor, { ask: 'pick-up-call', agentId: '8002', callId });
  floor.time.advance(200);
  expect([1, 2].map((line) => floor.lines.isRinging(line))).toEqual([true, true]);
  for (let wait = 0; wait < 40 && floor.lines.isRinging(1); wait++) floor.time.advance(100);
  floor.time.advance(100);
  expect([1, 2].map((line) => floor.lines.isRinging(line))).toEqual([false, false]);
  expect(said(floor, caller)).toEqual([out.to === 'flow' ? 'zh/welcome' : 'zh/all-busy']);
  expect(floor.agent('8002')).toMatchObject({ state: 'ready', callId: null });
  floor.lines.lift(2); // too late: a dial tone
  expect(partiesOf(floor, callId).map(({ purpose }) => purpose)).toEqual(['caller']);
  expect(floor.lines.hears(caller)).toEqual([]);
  expect(floor.log.warnings).toEqual([]);
  floor.lines.lay(2);
  drain(floor);
  expect(floor.cdrs[0]).toMatchObject({ talkStartedAt: null });
  expectRest(floor);
});

test('nothing rings, or in a queue that is none of his', async () => {
  const {
    queues: [sales],
    agents: [one, two],
    ...site
  } = siteOf(2);
  if (sales === undefined || one === undefined || two === undefined) throw new Error('no site');
  const agents = [one, { ...two, queues: ['other'] }];
  const floor = new Floor({ site: { ...site, queues: [sales, { ...sales, id: 'other' }], agents } });
  floor.ready('8001', '8002');
  floor.lines.callIn(salesNumber);
  floor.time.advance(500);
  const callId = floor.cdrs[0]?.id ?? '';
  const pickUp = { ask: 'pick-up-call', agentId: '8002', callId } as const;
  expect(await refusal(floor, pickUp)).toMatchObject({ code: 'not-now' });
  expect(await refusal(floor, { ...pickUp, callId: 'none' })).toMatchObject({ code: 'not-now' });
  floor.lines.lift(2);
  floor.lines.dial(2, '*22');
  expect(played(floor, on(floor, 2))).toBe('congestion');
  expect(floor.lines.isRinging(1)).toBe(true);
  drain(floor);
  expectRest(floor);
});

// ---- rating

const rating: Site['rating'] = {
  prompts: ['zh/rate-question'],
  thanksPrompts: ['zh/rate-thanks'],
  agentPrompts: ['zh/rate-agent'],
  timeoutMs: 8_000,
};
const ratings = (floor: Floor) =>
  floor.auditor.rows.flatMap((row) => (row.row === 'rating' ? [`${row.rating.agent} ${row.rating.result}`] : []));

test('AGT-13: the agent leaves, the caller hears who served him and rates; the call ends as completed', async () => {
  const { floor, caller, callId } = talking(2, { site: { ...siteOf(2), rating } });
  await asked(floor, { ask: 'rate', agentId });
  expect(shown(floor, callId)).toMatchObject({ stage: 'rating' });
  expect(floor.agent(agentId).state).toBe('wrap-up');
  expect(said(floor, caller)).toEqual([
    'zh/rate-agent',
    ...['8', '0', '0', 'yao'].map((digit) => `zh/digit-${digit}`),
    'zh/rate-question',
  ]);
  floor.time.advance(12_000);
  floor.lines.press(caller, '9');
  floor.time.advance(3_000);
  floor.lines.press(caller, '2');
  expect(said(floor, caller)).toEqual(['zh/rate-thanks']);
  floor.time.advance(2_000);
  expect(floor.lines.isLive(caller)).toBe(false);
  expect(ratings(floor)).toEqual(['8001 2']);
  expect(floor.cdrs).toMatchObject([{ ending: 'completed', endedBy: 'system', agent: '8001', cause: 16 }]);
  drain(floor);
  expectRest(floor);
});

test.each<[string, (floor: Floor, caller: Seizure) => void, string]>([
  ['hangs up', (floor, caller) => floor.lines.hangUp(caller), 'hung-up'],
  ['is silent', (floor) => floor.time.advance(60_000), 'no-key'],
])('a caller who %s', async (_, then, result) => {
  const { floor, caller } = talking(2, { site: { ...siteOf(2), rating } });
  await asked(floor, { ask: 'rate', agentId });
  then(floor, caller);
  expect(ratings(floor)).toEqual([`8001 ${result}`]);
  expect(floor.lines.isLive(caller)).toBe(false);
  drain(floor);
  expectRest(floor);
});

test('no rating without prompts, nor without a conversation', async () => {
  const { floor } = talking();
  expect(await refusal(floor, { ask: 'rate', agentId })).toMatchObject({ code: 'not-now' });
  expect(await refusal(floor, { ask: 'rate', agentId: '8002' })).toMatchObject({ code: 'not-now' });
});

// ---- service numbers

test('ACC-09: a call to the landing number is one to the 400 number, for pages and events', () => {
  const serviceNumbers = [{ landing: salesNumber, service: '4008001000' }];
  const floor = new Floor({ site: { ...siteOf(1), serviceNumbers } });
  floor.lines.callIn(salesNumber);
  const [cdr] = floor.cdrs;
  expect(shown(floor, cdr?.id ?? '')).toMatchObject({ serviceNumber: '4008001000', calledNumber: salesNumber });
  const event = floor.auditor.events.find(({ what }) => what === 'service-number');
  expect(JSON.parse(event?.detail ?? '{}')).toEqual({ serviceNumber: '4008001000' });
  floor.lines.callIn(menuNumber);
  expect(shown(floor, floor.cdrs[1]?.id ?? '')).not.toHaveProperty('serviceNumber');
});
