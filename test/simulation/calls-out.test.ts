/** Agents lift their telephones and dial: digits, routes, trunks, what they hear, and how it is kept. */
import { expect, test } from 'vitest';
import { failureToneMs, maxDiallingMs } from '../../daemon/calls/outgoing.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import { replay } from '../../daemon/runtime/replay.js';
import { expectRest, Floor, siteOf } from './floor.js';
import { trunkSite } from './trunk-site.js';

const agentId = '8001';
const mobile = '13912345678';

function floorOf(options: ConstructorParameters<typeof Floor>[0] = {}): Floor {
  const floor = new Floor({ site: trunkSite(), spans: 2, ...options });
  floor.ready(agentId);
  return floor;
}

/** The telephone of line 1 dials; the call as the network got it. */
function dial(floor: Floor, number: string, line = 1) {
  floor.lines.lift(line);
  floor.lines.dial(line, number);
  floor.time.advance(4_000);
  return [...floor.lines.dialled.values()].at(-1);
}

const heard = (floor: Floor): readonly string[] =>
  floor.lines.commands.flatMap((command) =>
    command.do === 'play' ? command.sources.map((source) => ('tone' in source ? source.tone : 'file')) : [],
  );

test('a call out from lift to wrap-up: recorded, one CDR, the agent dialling, talking, in wrap-up', () => {
  const floor = floorOf();
  const out = dial(floor, mobile);
  expect(out).toMatchObject({ calledNumber: mobile, callingNumber: '26001000', channel: { name: 'E1-1:1' } });
  const seizure = out?.seizure as Seizure;
  const [cdr] = floor.cdrs;
  expect(floor.agent(agentId)).toMatchObject({ state: 'dialling', callId: cdr?.id });
  expect(floor.runtime.snapshot().calls).toMatchObject([
    { direction: 'outbound', stage: 'dialling', calledNumber: mobile, agent: agentId },
  ]);
  floor.lines.take(seizure);
  floor.lines.alertOut(seizure);
  expect(heard(floor)).toEqual(['ringback']);
  floor.time.advance(5_000);
  floor.lines.answerOut(seizure);
  expect(floor.agent(agentId).state).toBe('talking');
  expect(floor.lines.partnerOf(seizure)).not.toBeNull();
  floor.time.advance(30_000);
  floor.lines.hangUp(seizure);
  expect(floor.agent(agentId)).toMatchObject({ state: 'wrap-up', wrapUpUntil: floor.time.nowMs() + 10_000 });
  floor.lines.lay(1);
  floor.ask({ ask: 'dispose', agentId, callId: cdr?.id ?? '', disposition: 'follow-up' });
  floor.time.advance(10_000);
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', callId: null, answeredToday: 0 });
  expect(floor.cdrs).toMatchObject([
    {
      direction: 'outbound',
      callingNumber: '26001000',
      calledNumber: mobile,
      channel: 'E1-1:1',
      agent: agentId,
      cause: 16,
      endedBy: 'called',
      ending: 'completed',
      disposition: 'follow-up',
    },
  ]);
  const events = floor.auditor.eventsOf(cdr?.id ?? '');
  expect(events).toEqual(['started', 'dialled', 'alerting', 'talking', 'ended', 'disposition']);
  expect([...floor.auditor.recordings.values()]).toMatchObject([{ state: 'complete', samples: 30_000 * 8 }]);
  expectRest(floor);
  expect(floor.incidentCodes).toEqual([]);
});

test('the agent hangs up a call he made: the CDR says so', () => {
  const floor = floorOf();
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.answerOut(seizure);
  floor.time.advance(1_000);
  floor.lines.lay(1);
  expect(floor.lines.isLive(seizure)).toBe(false);
  expect(floor.cdrs).toMatchObject([{ endedBy: 'agent', ending: 'completed', cause: 16 }]);
  floor.time.advance(20_000);
  expectRest(floor);
});

test('a mobile goes at its last digit; a shorter number after 4 s, or at once with #', () => {
  const floor = floorOf();
  floor.lines.lift(1);
  floor.lines.dial(1, mobile);
  expect(floor.lines.dialled.size).toBe(1);
  floor.ready('8002');
  floor.lines.lift(2);
  floor.lines.dial(2, '95588');
  floor.time.advance(3_999);
  expect(floor.lines.dialled.size).toBe(1);
  floor.time.advance(1);
  expect([...floor.lines.dialled.values()].at(-1)).toMatchObject({
    calledNumber: '95588',
    channel: { name: 'E1-2:31' },
  });
  floor.lines.lay(2);
  floor.lines.lift(2);
  floor.lines.dial(2, '10086#');
  expect([...floor.lines.dialled.values()].at(-1)).toMatchObject({ calledNumber: '10086' });
});

test('ACC-24: a mobile takes group A, and group B when A is full; the CDRs name the channels', () => {
  const site = trunkSite({ agents: siteOf(3).agents });
  const floor = new Floor({ site, spans: 2 });
  floor.ready('8001', '8002', '8003');
  for (const line of [1, 2, 3]) dial(floor, mobile, line);
  expect(floor.cdrs.map((cdr) => cdr.channel)).toEqual(['E1-1:1', 'E1-1:2', 'E1-2:31']);
  expect(floor.incidentCodes).toEqual(['trunk-full']);
  const third = floor.cdrs[2]?.id ?? '';
  expect(floor.auditor.eventsOf(third)).toEqual(['started', 'trunk-full', 'dialled']);
});

test.each([34, 38, 41, 42, 47, 32])('cause %i is the trunk’s: the next one is tried', (cause) => {
  const floor = floorOf();
  const first = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.take(first);
  floor.lines.refuseOut(first, cause);
  const [second] = [...floor.lines.dialled.values()];
  expect(second).toMatchObject({ channel: { name: 'E1-2:31' }, callingNumber: '' });
  floor.lines.answerOut(second?.seizure as Seizure);
  expect(floor.cdrs).toMatchObject([{ channel: 'E1-2:31', talkStartedAt: floor.time.nowMs() }]);
  expect(floor.incidentCodes).toEqual(['trunk-refused']);
});

test('glare (44): another channel of the same trunk first, then the next trunk', () => {
  const floor = floorOf();
  const tried: string[] = [];
  dial(floor, mobile);
  for (let out = floor.lines.dialled.values().next().value; out; out = floor.lines.dialled.values().next().value) {
    tried.push(out.channel.name);
    floor.lines.refuseOut(out.seizure, 44);
  }
  expect(tried).toEqual(['E1-1:1', 'E1-1:2', 'E1-2:31', 'E1-2:30']);
  expect(floor.cdrs).toMatchObject([{ cause: 44, endedBy: 'network', ending: 'unanswered' }]);
  expect(heard(floor)).toEqual(['congestion']);
});

test.each<[number, string]>([
  [17, 'busy'],
  [19, 'busy'],
  [21, 'busy'],
  [1, 'vacant'],
  [28, 'vacant'],
  [3, 'vacant'],
  [31, 'congestion'],
  [88, 'congestion'],
])('cause %i is the number’s: no other trunk, the agent hears %s', (cause, tone) => {
  const floor = floorOf();
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.take(seizure);
  floor.lines.refuseOut(seizure, cause);
  expect(floor.lines.dialled.size).toBe(0);
  expect(heard(floor)).toEqual([tone]);
  expect(floor.cdrs).toMatchObject([{ cause, endedBy: 'network', ending: 'unanswered', talkStartedAt: null }]);
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', callId: null, offHook: true });
  floor.lines.lay(1);
  floor.time.advance(60_000);
  expect(floor.agent(agentId).state).toBe('ready');
  expectRest(floor);
});

test('once somebody was alerted no other trunk rings him again', () => {
  const floor = floorOf();
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.take(seizure);
  floor.lines.alertOut(seizure);
  floor.lines.refuseOut(seizure, 41);
  expect(floor.lines.dialled.size).toBe(0);
  expect(floor.cdrs).toMatchObject([{ cause: 41, ending: 'unanswered' }]);
});

test('early sound is heard before the answer, and bridged once', () => {
  const floor = floorOf();
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.take(seizure);
  floor.lines.announceOut(seizure, 1);
  expect(floor.lines.partnerOf(seizure)).not.toBeNull();
  floor.lines.alertOut(seizure, true);
  floor.lines.answerOut(seizure);
  expect(floor.lines.commands.filter((command) => command.do === 'bridge')).toHaveLength(1);
  expect(heard(floor)).toEqual([]);
  floor.time.advance(2_000);
  floor.lines.hangUp(seizure);
  expect([...floor.auditor.recordings.values()]).toMatchObject([{ samples: 2_000 * 8 }]); // from the answer on
});

test('after 30 s of a failure tone the line takes over', () => {
  const floor = floorOf();
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.refuseOut(seizure, 17);
  floor.time.advance(failureToneMs - 1);
  expect(floor.lines.commands.some((command) => command.do === 'clear')).toBe(false);
  floor.time.advance(1);
  expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'clear', cause: 16 });
  floor.lines.lay(1);
  expectRest(floor);
});

test('nobody answers and the network never says so: given up', () => {
  const floor = floorOf();
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.take(seizure);
  floor.lines.alertOut(seizure);
  floor.time.advance(maxDiallingMs);
  expect(floor.lines.isLive(seizure)).toBe(false);
  expect(floor.cdrs).toMatchObject([{ cause: 19, endedBy: 'system', ending: 'unanswered' }]);
});

test('the agent lays down before the answer, or presses hang-up', () => {
  const floor = floorOf();
  const first = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.lay(1);
  expect(floor.lines.isLive(first)).toBe(false);
  expect(floor.cdrs.at(-1)).toMatchObject({ endedBy: 'agent', ending: 'unanswered' });
  expect(floor.agent(agentId).state).toBe('ready');
  const second = dial(floor, mobile)?.seizure as Seizure;
  floor.ask({ ask: 'hang-up', agentId });
  expect(floor.lines.isLive(second)).toBe(false);
  expect(floor.cdrs.at(-1)).toMatchObject({ endedBy: 'agent', ending: 'unanswered' });
  floor.lines.lay(1);
  floor.time.advance(10_000);
  expectRest(floor);
});

test('after a call out an agent is what he was: not ready for the same reason', () => {
  const floor = floorOf();
  floor.ask({ ask: 'not-ready', agentId, reason: 'meal' });
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  expect(floor.agent(agentId)).toMatchObject({ state: 'dialling', next: { state: 'not-ready', reason: 'meal' } });
  floor.lines.refuseOut(seizure, 17);
  expect(floor.agent(agentId)).toMatchObject({ state: 'not-ready', reason: 'meal', next: null });
});

test('laid down in the middle of dialling: nothing was called', () => {
  const floor = floorOf();
  floor.lines.lift(1);
  floor.lines.dial(1, '139');
  expect(floor.agent(agentId).state).toBe('dialling');
  floor.lines.lay(1);
  floor.time.advance(5_000);
  expect(floor.agent(agentId).state).toBe('ready');
  expect(floor.cdrs).toEqual([]);
  expectRest(floor);
});

test.each<[string, string, number]>([
  ['0044207946000', 'international-closed', 21],
  ['#', '', 0],
])('%s is not dialled: %s', (number, why, cause) => {
  const floor = floorOf();
  dial(floor, number);
  expect(floor.lines.dialled.size).toBe(0);
  if (why === '') {
    expect(floor.cdrs).toEqual([]);
    return;
  }
  expect(floor.cdrs).toMatchObject([{ channel: '', cause, endedBy: 'system', ending: 'refused' }]);
  const [event] = floor.auditor.events.filter(({ what }) => what === 'not-dialled');
  expect(JSON.parse(event?.detail ?? '{}')).toEqual({ why });
  floor.lines.lay(1);
  expectRest(floor);
});

test('an agent with the right calls abroad', () => {
  const [first, ...others] = siteOf(2).agents;
  const agents = [{ ...(first as (typeof others)[number]), international: true }, ...others];
  const floor = floorOf({ site: trunkSite({ agents }) });
  expect(dial(floor, '0044207946000')).toMatchObject({ calledNumber: '0044207946000' });
});

test('emergency: from any telephone, signed in or not, over every trunk, and it is told', () => {
  const floor = new Floor({ site: trunkSite({ routes: [] }), spans: 2 });
  const out = dial(floor, '110', 5);
  expect(out).toMatchObject({ calledNumber: '110', channel: { name: 'E1-1:1' } });
  expect(floor.incidentCodes).toEqual(['emergency-call']);
  floor.lines.answerOut(out?.seizure as Seizure);
  expect(floor.cdrs).toMatchObject([{ agent: null, talkStartedAt: floor.time.nowMs() }]);
  floor.time.advance(1_000);
  floor.lines.lay(5);
  floor.time.advance(10_000);
  expectRest(floor);
});

test('a telephone where nobody is signed in calls nobody else', () => {
  const floor = new Floor({ site: trunkSite(), spans: 2 });
  dial(floor, mobile, 5);
  expect(floor.cdrs).toMatchObject([{ cause: 21, ending: 'refused', agent: null }]);
});

test('a span that is down or in alarm is passed over', () => {
  const floor = floorOf();
  floor.lines.span(1, 'down');
  expect(dial(floor, mobile)).toMatchObject({ channel: { name: 'E1-2:31' } });
});

test('nothing left: congestion, cause 34, and the box says that it was the box', () => {
  const floor = floorOf();
  floor.lines.span(1, 'down');
  floor.lines.span(2, 'down');
  expect(dial(floor, mobile)).toBeUndefined();
  expect(floor.cdrs).toMatchObject([{ cause: 34, endedBy: 'system', ending: 'refused', channel: '' }]);
  expect(heard(floor)).toEqual(['congestion']);
});

test('the far end answers on another channel: call and CDR follow', () => {
  const floor = floorOf();
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.take(seizure, 1);
  expect(floor.cdrs).toMatchObject([{ channel: 'E1-1:2' }]);
  const channels = floor.runtime.snapshot().channels;
  expect(channels.slice(0, 2).map(({ state }) => state)).toEqual(['idle', 'ringing']);
  floor.lines.answerOut(seizure);
  floor.lines.hangUp(seizure);
  floor.lines.lay(1);
  floor.time.advance(20_000);
  expectRest(floor);
});

test.each([
  ['lowest', ['E1-1:1', 'E1-1:1', 'E1-1:2']],
  ['highest', ['E1-1:3', 'E1-1:3', 'E1-1:2']],
  ['round-robin', ['E1-1:1', 'E1-1:2', 'E1-1:3']],
  ['least-recently-used', ['E1-1:1', 'E1-1:2', 'E1-1:3']],
] as const)('hunting %s: two calls one after the other, and a third beside the second', (hunting, expected) => {
  const channels = [{ span: 1, timeslots: '1-3' }];
  const trunks = [{ id: 'a', name: { zh: '甲', en: 'A' }, channels, hunting }];
  const floor = floorOf({ site: trunkSite({ trunks, routes: [{ prefixes: [''], trunks: ['a'] }] }) });
  floor.ready('8002');
  dial(floor, mobile);
  floor.lines.lay(1);
  dial(floor, mobile);
  dial(floor, mobile, 2);
  expect(floor.cdrs.map((cdr) => cdr.channel)).toEqual(expected);
});

test('an exchange line: seized, dialled, and connected at once', () => {
  const trunks = [{ id: 'line', name: { zh: '外线', en: 'Line' }, channels: [{ line: 17 }] }];
  const site = trunkSite({ trunks, routes: [{ prefixes: [''], trunks: ['line'] }] });
  const floor = floorOf({ site, exchangeLines: 1 });
  const out = dial(floor, mobile);
  expect(out).toMatchObject({ calledNumber: mobile, channel: { name: 'L17' } });
  expect(floor.agent(agentId).state).toBe('talking');
  floor.time.advance(5_000);
  floor.lines.hangUp(out?.seizure as Seizure);
  floor.lines.lay(1);
  floor.time.advance(20_000);
  expect(floor.cdrs).toMatchObject([{ channel: 'L17', ending: 'completed', endedBy: 'called' }]);
  expectRest(floor);
});

test('an exchange line with polarity: heard at once, answered when the line says so', () => {
  const trunk = { id: 'line', name: { zh: '外线', en: 'Line' }, channels: [{ line: 17 }] };
  const trunks = [{ ...trunk, answerSupervision: 'polarity' as const }];
  const site = trunkSite({ trunks, routes: [{ prefixes: [''], trunks: ['line'] }] });
  const floor = floorOf({ site, exchangeLines: 1 });
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  expect(floor.lines.partnerOf(seizure)).not.toBeNull();
  expect(floor.agent(agentId).state).toBe('dialling');
  floor.time.advance(4_000);
  floor.lines.inject({ event: 'answered', seizure });
  expect(floor.agent(agentId).state).toBe('talking');
  expect(floor.lines.commands.filter((command) => command.do === 'bridge')).toHaveLength(1);
});

test('a fax answers: the call is tagged, because its trunk listens for it', () => {
  const floor = floorOf();
  const seizure = dial(floor, '26001234')?.seizure as Seizure;
  floor.lines.take(seizure);
  expect(floor.lines.commands.filter((command) => command.do === 'watch')).toMatchObject([{ seizure, for: ['data'] }]);
  floor.lines.answerOut(seizure);
  floor.lines.inject({ event: 'data-tone', seizure, tone: 'ced' });
  floor.lines.inject({ event: 'data-tone', seizure, tone: 'ansam' });
  expect(floor.auditor.eventsOf(floor.cdrs[0]?.id ?? '').slice(-2)).toEqual(['fax', 'modem']);
});

test('calls out, replayed from the journal, have the same effects', () => {
  const floor = floorOf();
  const seizure = dial(floor, mobile)?.seizure as Seizure;
  floor.lines.refuseOut(seizure, 34);
  floor.time.advance(30_000);
  const rows = [...replay(floor.journal.entries)].flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.effect === 'row' ? [effect.row] : [])),
  );
  expect(rows).toEqual(floor.auditor.rows);
});
