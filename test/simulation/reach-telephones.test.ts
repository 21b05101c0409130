/** Telephones without a screen, headsets left open, and agents who work at a telephone outside. */
import { expect, test } from 'vitest';
import type { Seizure } from '../../daemon/lines/lines.js';
import type { Agent, Site } from '../../daemon/terms/site.js';
import { asked, drain, hears, music, on, played, talking } from './conversations.js';
import { expectRest, Floor, salesNumber, siteOf } from './floor.js';
import { trunkSite } from './trunk-site.js';

const remoteNumber = '13700000001';

function siteWith(change: Partial<Agent>, agents = 2): Site {
  const [first, ...others] = siteOf(agents).agents;
  if (first === undefined) throw new Error('no agent');
  return trunkSite({ agents: [{ ...first, ...change }, ...others] });
}

const press = (floor: Floor, line: number, keys: string): void => floor.lines.dial(line, keys);
const dialledOut = (floor: Floor) => [...floor.lines.dialled.values()].at(-1);

// ---- codes on a telephone lifted without a call

test('a shift without a screen: sign in, ready, a call, not ready, sign out', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.lines.lift(1);
  press(floor, 1, '*11#');
  expect(played(floor, on(floor, 1))).toBe('/sounds/zh/signed-in.wav');
  expect(floor.agent('8001')).toMatchObject({ state: 'not-ready', reason: 'just-signed-in' });
  floor.time.advance(2_000);
  expect(played(floor, on(floor, 1))).toBe('dial'); // for the next code
  press(floor, 1, '*13');
  expect(floor.agent('8001').state).toBe('ready');
  floor.lines.lay(1);
  floor.lines.callIn(salesNumber);
  floor.time.advance(500);
  floor.lines.lift(1);
  expect(floor.agent('8001').state).toBe('talking');
  floor.time.advance(5_000);
  for (const seizure of floor.lines.live) if (!floor.lines.isTelephone(seizure)) floor.lines.hangUp(seizure);
  floor.lines.lay(1);
  expect(floor.agent('8001').state).toBe('wrap-up');
  floor.lines.lift(1);
  press(floor, 1, '*15');
  expect(floor.agent('8001').state).toBe('ready');
  floor.time.advance(2_500);
  press(floor, 1, '*142');
  expect(floor.agent('8001')).toMatchObject({ state: 'not-ready', reason: 'meal' });
  floor.time.advance(2_500);
  press(floor, 1, '*12');
  expect(floor.agent('8001').state).toBe('signed-out');
  floor.lines.lay(1);
  drain(floor);
  expectRest(floor);
});

test.each(['*149', '*15', '*20', '*23', '*24', '*21701', '*22'])(
  '%s is refused when there is nothing to do',
  (code) => {
    const floor = new Floor({ site: siteOf(1) });
    floor.ready('8001');
    floor.lines.lift(1);
    press(floor, 1, `${code}#`);
    const heard = played(floor, on(floor, 1));
    expect(['congestion', '/sounds/zh/not-possible.wav']).toContain(heard);
    expect(floor.agent('8001').state).toBe('ready');
    floor.time.advance(2_500);
    expect(played(floor, on(floor, 1))).toBe('dial');
    floor.lines.lay(1);
    expect(floor.cdrs).toEqual([]);
    drain(floor);
    expectRest(floor);
  },
);

test('a site without the sound answers by a tone', () => {
  const floor = new Floor({ site: siteOf(1), badFile: 'signed-in' });
  floor.lines.lift(1);
  press(floor, 1, '*11#');
  expect(played(floor, on(floor, 1))).toBe('beep');
  floor.time.advance(2_500);
  expect(played(floor, on(floor, 1))).toBe('dial');
  floor.lines.lay(1);
  expectRest(floor);
});

// ---- the recall key

test('flash, extension, flash, flash, laid down: consulted, to and fro, transferred', () => {
  const { floor, caller } = talking();
  floor.lines.flash(1);
  const agent = on(floor, 1);
  expect([played(floor, caller), played(floor, agent)]).toEqual([music, 'dial']);
  expect(floor.agent('8001').state).toBe('held');
  press(floor, 1, '8002');
  expect(played(floor, agent)).toBeNull();
  floor.time.advance(4_200);
  expect(floor.lines.isRinging(2)).toBe(true);
  expect(floor.agent('8001').state).toBe('consulting');
  floor.lines.lift(2);
  expect(hears(floor, agent)).toEqual([[on(floor, 2)]]);
  floor.lines.flash(1);
  expect(hears(floor, agent)).toEqual([[caller]]);
  floor.lines.flash(1);
  expect(hears(floor, agent)).toEqual([[on(floor, 2)]]);
  expect(played(floor, caller)).toBe(music);
  floor.lines.lay(1);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  expect(floor.agent('8001').state).toBe('wrap-up');
  expect(floor.agent('8002').state).toBe('talking');
  drain(floor);
  expectRest(floor);
});

test('laid down before the consulted answers: the transfer goes on blind', () => {
  const { floor, caller } = talking();
  floor.lines.flash(1);
  press(floor, 1, '8002#');
  floor.time.advance(200);
  floor.lines.lay(1);
  expect(floor.lines.isRinging(2)).toBe(true);
  expect(floor.lines.isLive(caller)).toBe(true);
  floor.lines.lift(2);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  drain(floor);
  expectRest(floor);
});

test('flash again before a number: back to the caller; flash while it rings there: the same', () => {
  const { floor, caller } = talking();
  floor.lines.flash(1);
  floor.lines.flash(1);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(played(floor, on(floor, 1))).toBeNull();
  floor.lines.flash(1);
  press(floor, 1, '8002#');
  floor.time.advance(200);
  floor.lines.flash(1);
  expect(floor.lines.isRinging(2)).toBe(false);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  drain(floor);
  expectRest(floor);
});

test('a number outside is consulted over a trunk', () => {
  const { floor, caller } = talking(2, { site: trunkSite(), spans: 2 });
  floor.lines.flash(1);
  press(floor, 1, '13912345678');
  const out = dialledOut(floor)?.seizure as Seizure;
  floor.lines.answerOut(out);
  expect(hears(floor, on(floor, 1))).toEqual([[out]]);
  floor.lines.lay(1);
  expect(floor.lines.partnerOf(caller)).toBe(out);
  drain(floor);
  expectRest(floor);
});

test.each(['8009#', '8001#', '*99#', '*11#', '*15'])(
  '%s after a flash leads nowhere: a tone, dial tone, and the caller again',
  (keys) => {
    const { floor, caller } = talking();
    floor.lines.flash(1);
    press(floor, 1, keys);
    const agent = on(floor, 1);
    expect(played(floor, agent)).toBe('congestion');
    floor.time.advance(2_500);
    expect(played(floor, agent)).toBe('dial');
    expect(played(floor, caller)).toBe(music);
    floor.lines.flash(1);
    expect(floor.lines.partnerOf(caller)).toBe(agent);
    drain(floor);
    expectRest(floor);
  },
);

test('not ready after this call: confirmed, and the caller is back', () => {
  const { floor, caller } = talking();
  floor.lines.flash(1);
  press(floor, 1, '*142');
  expect(played(floor, on(floor, 1))).toBe('/sounds/zh/not-ready.wav');
  floor.time.advance(2_500);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  expect(floor.agent('8001')).toMatchObject({ state: 'talking', next: { state: 'not-ready', reason: 'meal' } });
  drain(floor);
  expectRest(floor);
});

test('parked and picked up by keypad alone', () => {
  const { floor, caller, callId } = talking();
  floor.lines.flash(1);
  press(floor, 1, '*20705#');
  expect(floor.runtime.snapshot().calls.find(({ id }) => id === callId)).toMatchObject({ parkedIn: 705 });
  expect(played(floor, on(floor, 1))).toBe('/sounds/zh/parked-in.wav');
  floor.lines.lay(1);
  floor.lines.lift(2);
  press(floor, 2, '*21705#');
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  drain(floor);
  expectRest(floor);
});

test('all three together by *23, then one lays down', () => {
  const { floor, caller } = talking();
  floor.lines.flash(1);
  press(floor, 1, '8002#');
  floor.time.advance(200);
  floor.lines.lift(2);
  floor.ask({ ask: 'conference', agentId: '8001' });
  expect(hears(floor, caller)[0]).toHaveLength(2);
  floor.lines.lay(2);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  drain(floor);
  expectRest(floor);
});

test('a flash means nothing while a telephone is dialled, or in a call that has ended', () => {
  const floor = new Floor({ site: trunkSite(), spans: 2 });
  floor.ready('8001');
  floor.lines.lift(1);
  floor.lines.flash(1);
  press(floor, 1, '13912345678');
  floor.lines.flash(1);
  const out = dialledOut(floor)?.seizure as Seizure;
  floor.lines.refuseOut(out, 17);
  floor.lines.flash(1);
  expect(played(floor, on(floor, 1))).toBe('busy');
  floor.lines.lay(1);
  drain(floor);
  expectRest(floor);
});

test('the caller hangs up while his agent dials: wrap-up, and the digits go nowhere', () => {
  const { floor, caller } = talking();
  floor.lines.flash(1);
  press(floor, 1, '80');
  floor.lines.hangUp(caller);
  expect(floor.agent('8001').state).toBe('wrap-up');
  press(floor, 1, '02#');
  floor.time.advance(10_000);
  expect(floor.lines.isRinging(2)).toBe(false);
  drain(floor);
  expectRest(floor);
});

// ---- headsets

test('a headset: lifted it waits in silence, a beep and the caller is there, and it stays for the next one', () => {
  const floor = new Floor({ site: siteWith({ headset: true }, 1), spans: 2 });
  floor.ready('8001');
  floor.lines.lift(1);
  const headset = on(floor, 1);
  floor.time.advance(3_000);
  expect(played(floor, headset)).toBe('silence');
  for (let call = 0; call < 2; call++) {
    const caller = floor.lines.callIn(salesNumber) as Seizure;
    floor.time.advance(200);
    expect(on(floor, 1)).toBe(headset);
    expect(floor.lines.partnerOf(caller)).toBe(headset);
    expect(played(floor, headset)).toBe('beep');
    expect(floor.agent('8001').state).toBe('talking');
    floor.time.advance(5_000);
    floor.lines.hangUp(caller);
    expect(floor.lines.hears(headset)).toEqual([]);
    expect(played(floor, headset)).toBe('silence');
    expect(floor.agent('8001').state).toBe('wrap-up');
    floor.time.advance(10_000);
    expect(floor.agent('8001').state).toBe('ready');
  }
  floor.time.advance(60_000);
  expect(floor.agent('8001').state).toBe('ready');
  floor.lines.lay(1);
  expect(floor.agent('8001').offHook).toBe(false);
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(200);
  expect(floor.lines.isRinging(1)).toBe(true); // laid down, it rings as any telephone
  floor.lines.lift(1);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 1));
  drain(floor);
  expectRest(floor);
});

test.each([false, true])(
  'two headsets in one conference (one muted: %s): when it is over nobody hears the other',
  (muted) => {
    const agents = siteOf(2).agents.map((agent) => ({ ...agent, headset: true }));
    const floor = new Floor({ site: trunkSite({ agents }), spans: 2 });
    floor.ready('8001', '8002');
    floor.lines.lift(1);
    floor.lines.lift(2);
    floor.time.advance(3_000);
    const caller = floor.lines.callIn(salesNumber) as Seizure;
    floor.time.advance(200);
    floor.ask({ ask: 'consult', agentId: '8001', target: { to: 'agent', agent: '8002' } });
    floor.time.advance(200);
    floor.ask({ ask: 'conference', agentId: '8001' });
    expect(hears(floor, caller)[0]).toHaveLength(2);
    if (muted) floor.ask({ ask: 'mute', agentId: '8002', on: true }); // two who don't both hear are a mix, no bridge
    floor.lines.hangUp(caller);
    floor.ask({ ask: 'hang-up', agentId: '8001' });
    expect(floor.log.warnings.filter((line) => line.includes('refused a command'))).toEqual([]);
    expect(floor.lines.hearing.mixes.size).toBe(0);
    expect(hears(floor, on(floor, 1), on(floor, 2))).toEqual([[], []]);
    expect([played(floor, on(floor, 1)), played(floor, on(floor, 2))]).toEqual(['silence', 'silence']);
    drain(floor);
    expectRest(floor);
  },
);

test('a headset transfers: the caller goes on with the other one, this one hears silence', () => {
  const floor = new Floor({ site: siteWith({ headset: true }), spans: 2 });
  floor.ready('8001');
  floor.lines.lift(1);
  floor.time.advance(3_000);
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(200);
  floor.ready('8002');
  floor.ask({ ask: 'transfer', agentId: '8001', target: { to: 'agent', agent: '8002' } });
  floor.time.advance(200);
  expect(hears(floor, on(floor, 1), caller)).toEqual([[], []]);
  expect(played(floor, on(floor, 1))).toBe('silence');
  floor.lines.lift(2);
  expect(floor.lines.partnerOf(caller)).toBe(on(floor, 2));
  drain(floor);
  expectRest(floor);
});

test('a click from a headset needs no ring: a beep, and the customer is called', () => {
  const floor = new Floor({ site: siteWith({ headset: true }), spans: 2 });
  floor.ready('8001');
  floor.lines.lift(1);
  floor.time.advance(3_000);
  floor.ask({ ask: 'dial', agentId: '8001', target: { to: 'number', number: '13912345678' } });
  floor.time.advance(200);
  const out = dialledOut(floor)?.seizure as Seizure;
  floor.lines.answerOut(out);
  expect(floor.lines.partnerOf(out)).toBe(on(floor, 1));
  drain(floor);
  expectRest(floor);
});

// ---- telephones outside

test('ACC-29: a caller is offered at an outside number, taken by key 1, and billed as a second leg', () => {
  const floor = new Floor({ site: siteWith({ remoteNumber }, 1), spans: 2 });
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(200);
  const out = dialledOut(floor);
  expect(out).toMatchObject({ calledNumber: remoteNumber });
  const remote = out?.seizure as Seizure;
  expect(floor.agent('8001').state).toBe('ringing');
  floor.lines.take(remote);
  floor.lines.alertOut(remote, true);
  expect(floor.lines.partnerOf(caller)).toBeNull();
  floor.lines.answerOut(remote);
  expect(played(floor, remote)).toBe('/sounds/zh/press-1-to-take.wav');
  expect(floor.lines.partnerOf(caller)).toBeNull();
  floor.lines.press(remote, '5');
  expect(floor.agent('8001').state).toBe('ringing');
  floor.lines.press(remote, '1');
  expect(floor.lines.partnerOf(caller)).toBe(remote);
  expect(floor.agent('8001').state).toBe('talking');
  floor.time.advance(10_000);
  floor.lines.hangUp(caller);
  floor.time.advance(100);
  expect(floor.lines.isLive(remote)).toBe(false);
  const legs = floor.auditor.rows.flatMap((row) => (row.row === 'leg' ? [row.leg] : []));
  const last = legs.filter(({ leg }) => leg === 2).at(-1);
  expect(last).toMatchObject({ role: 'agent', agent: '8001', number: remoteNumber, channel: out?.channel.name });
  expect(last?.endedAt).not.toBeNull();
  expect(floor.cdrs).toHaveLength(1);
  drain(floor);
  expectRest(floor);
});

test.each<[string, (floor: Floor, remote: Seizure) => void]>([
  ['a mailbox never presses', (floor, remote) => floor.lines.answerOut(remote)],
  ['nobody answers', (floor, remote) => floor.lines.alertOut(remote)],
])('%s: after the ringing time the caller waits on, and nothing is left', (_, then) => {
  const floor = new Floor({ site: siteWith({ remoteNumber }, 1), spans: 2 });
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(200);
  const remote = dialledOut(floor)?.seizure as Seizure;
  then(floor, remote);
  floor.time.advance(19_900);
  expect(floor.lines.isLive(remote)).toBe(false);
  expect(floor.lines.partnerOf(caller)).toBeNull();
  expect(floor.agent('8001').missedInRow).toBe(1);
  drain(floor);
  expectRest(floor);
});

test('a remote agent is busy, or hangs up in the question: the caller keeps his place', () => {
  const floor = new Floor({ site: siteWith({ remoteNumber }, 1), spans: 2 });
  floor.ready('8001');
  floor.lines.callIn(salesNumber);
  floor.time.advance(200);
  floor.lines.refuseOut(dialledOut(floor)?.seizure as Seizure, 17);
  expect(floor.runtime.snapshot().calls).toMatchObject([{ stage: 'queued' }]);
  expect(floor.agent('8001').callId).toBeNull();
  expect(floor.agent('8001').state).toBe('unreachable');
  floor.time.advance(6_000);
  const again = dialledOut(floor)?.seizure as Seizure;
  expect(again).toBeDefined();
  floor.lines.answerOut(again);
  floor.lines.hangUp(again);
  expect(floor.runtime.snapshot().calls).toMatchObject([{ stage: 'queued' }]);
  drain(floor);
  expectRest(floor);
});

test('a remote agent hangs up on a caller he has put on hold: the caller goes back to his queue, the channel is free', () => {
  const floor = new Floor({ site: siteWith({ remoteNumber }, 1), spans: 2 });
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(200);
  const remote = dialledOut(floor)?.seizure as Seizure;
  floor.lines.answerOut(remote);
  floor.lines.press(remote, '1');
  floor.ask({ ask: 'hold', agentId: '8001' });
  floor.lines.hangUp(remote);
  expect(floor.lines.isLive(caller)).toBe(true);
  expect(floor.runtime.snapshot().calls).toMatchObject([{ stage: 'queued', parties: [{ role: 'customer' }] }]);
  expect(floor.agent('8001').state).toBe('wrap-up');
  const legs = floor.auditor.rows.flatMap((row) => (row.row === 'leg' ? [row.leg] : []));
  expect(legs.filter(({ agent }) => agent === '8001').at(-1)?.endedAt).not.toBeNull();
  drain(floor);
  expectRest(floor);
});

test('a click rings a remote agent on a second channel; who calls in on the first meanwhile is alone on it', async () => {
  const floor = new Floor({ site: siteWith({ remoteNumber }, 1), spans: 2 });
  floor.ready('8001');
  await asked(floor, { ask: 'dial', agentId: '8001', target: { to: 'number', number: '13911112222' } });
  floor.time.advance(200);
  const first = dialledOut(floor);
  floor.lines.refuseOut(first?.seizure as Seizure, 44);
  const second = dialledOut(floor);
  expect(second?.calledNumber).toBe(remoteNumber);
  expect(second?.channel.name).not.toBe(first?.channel.name);
  const caller = floor.lines.callIn(salesNumber, undefined, first?.channel.channel);
  floor.time.advance(200);
  floor.lines.answerOut(second?.seizure as Seizure);
  floor.lines.press(second?.seizure as Seizure, '1');
  const legs = floor.auditor.rows.flatMap((row) => (row.row === 'leg' ? [row.leg] : []));
  const own = legs.filter(({ agent }) => agent === '8001');
  expect(new Set(own.map(({ channel }) => channel))).toEqual(new Set([second?.channel.name]));
  expect(own.map(({ answeredAt }) => answeredAt !== null)).toEqual([false, true]);
  expect(floor.lines.hears(caller as Seizure)).toEqual([]);
  expect(floor.auditor.faults).toEqual([]);
  drain(floor);
  expectRest(floor);
});

test('no trunk is free for a remote agent', () => {
  const floor = new Floor({ site: { ...siteWith({ remoteNumber }, 1), routes: [] }, spans: 2 });
  floor.ready('8001');
  floor.lines.callIn(salesNumber);
  floor.time.advance(200);
  expect(floor.incidentCodes).toContain('remote-number-refused');
  expect(floor.runtime.snapshot().calls).toMatchObject([{ stage: 'queued' }]);
  drain(floor);
  expectRest(floor);
});

test('laid down while the refusal of a slot is heard: he dials no more', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.ready('8001');
  floor.lines.lift(1);
  press(floor, 1, '701#');
  expect(played(floor, on(floor, 1))).toBe('congestion');
  expect(floor.agent('8001').state).toBe('ready');
  floor.lines.lay(1);
  expectRest(floor);
});

test('help is called beside a caller: an incident all the same', () => {
  const { floor } = talking(2, { site: trunkSite({ routes: [] }), spans: 2 });
  floor.lines.flash(1);
  press(floor, 1, '120');
  expect(dialledOut(floor)).toMatchObject({ calledNumber: '120' });
  expect(floor.incidentCodes).toContain('emergency-call');
  drain(floor);
  expectRest(floor);
});
