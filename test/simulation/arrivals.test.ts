/** Calls from the network whose number or caller comes late, in pieces, or in another form. */
import { expect, test } from 'vitest';
import { overlapMs } from '../../daemon/calls/arrivals.js';
import type { CallDetails, Seizure } from '../../daemon/lines/lines.js';
import { expectRest, Floor, menuNumber, salesNumber } from './floor.js';
import { trunkSite } from './trunk-site.js';

const floorOf = (options: ConstructorParameters<typeof Floor>[0] = {}) =>
  new Floor({ site: trunkSite(), spans: 2, exchangeLines: 1, ...options });

const sent = (floor: Floor) => floor.lines.commands.map((command) => command.do);
const started = (floor: Floor) => JSON.parse(floor.auditor.events[0]?.detail ?? '{}') as Record<string, unknown>;

test('overlap: digits are collected until they are one of our numbers; only then the caller hears something', () => {
  const floor = floorOf();
  const caller = floor.lines.callInOverlap('0755', 40);
  expect(sent(floor)).toEqual([]);
  for (const digit of salesNumber.slice(4, -1)) {
    floor.time.advance(2_000);
    floor.lines.moreDigits(caller, digit);
  }
  expect(sent(floor)).toEqual([]);
  floor.lines.moreDigits(caller, salesNumber.slice(-1));
  expect(sent(floor).slice(0, 3)).toEqual(['proceed', 'alert', 'answer']);
  expect(floor.cdrs).toMatchObject([{ calledNumber: salesNumber, queue: 'sales' }]);
  floor.lines.moreDigits(caller, '9'); // the exchange did not hear us yet
  floor.lines.hangUp(caller);
  floor.time.advance(20_000);
  expectRest(floor);
  expect(floor.incidentCodes).toEqual([]);
});

test('overlap: a number that cannot become ours goes to the default flow at once, and is told', () => {
  const floor = floorOf();
  const caller = floor.lines.callInOverlap('', 40);
  floor.lines.moreDigits(caller, '0');
  floor.lines.moreDigits(caller, '9');
  expect(sent(floor).slice(0, 2)).toEqual(['proceed', 'alert']);
  expect(floor.incidentCodes).toEqual(['unknown-number']);
  expect(floor.cdrs).toMatchObject([{ calledNumber: '09' }]);
});

test('overlap: digits that stay away, and an exchange that says there are no more', () => {
  const floor = floorOf();
  floor.lines.callInOverlap('0755', 40);
  floor.time.advance(overlapMs - 1);
  expect(sent(floor)).toEqual([]);
  floor.time.advance(1);
  expect(sent(floor).slice(0, 2)).toEqual(['proceed', 'alert']);
  const second = floor.lines.callInOverlap('0755', 41);
  floor.lines.moreDigits(second, '', true);
  expect(floor.incidentCodes).toEqual(['unknown-number', 'unknown-number']);
});

test('overlap: the caller gives up in the middle of his number; 200 digits are no number either', () => {
  const floor = floorOf();
  const caller = floor.lines.callInOverlap('0755', 40);
  floor.lines.hangUp(caller);
  floor.time.advance(overlapMs * 2);
  expect(floor.cdrs).toMatchObject([{ ending: 'self-service', endedBy: 'caller', calledNumber: '0755' }]);
  expectRest(floor);
  const long = floor.lines.callInOverlap('0', 41);
  floor.lines.moreDigits(long, '7'.repeat(200));
  expect(floor.cdrs[1]?.calledNumber).toHaveLength(20);
});

test.each<[string, CallDetails, string, Record<string, unknown>]>([
  ['013912345678', {}, '13912345678', { sentCallingNumber: '013912345678' }],
  ['8613912345678', { callingType: 'international' }, '13912345678', { callingType: 'international' }],
  ['26001234', { callingType: 'subscriber' }, '075526001234', { sentCallingNumber: '26001234' }],
  ['2160001000', { callingType: 'national', screening: 'network' }, '02160001000', { screening: 'network' }],
  [
    '13912345678',
    { callingName: '王芳', redirectingNumber: '4008001000', redirectingReason: 'busy' },
    '13912345678',
    {
      callingName: '王芳',
      redirectingNumber: '4008001000',
      redirectingReason: 'busy',
      redirectingPresentation: 'allowed',
    },
  ],
])('a caller %s %j is stored as %s', (number, details, stored, kept) => {
  const floor = floorOf();
  floor.lines.inject({
    event: 'incoming',
    seizure: 1,
    channel: 0,
    callingNumber: number,
    presentation: 'allowed',
    calledNumber: salesNumber,
    details,
  });
  expect(floor.cdrs).toMatchObject([{ callingNumber: stored }]);
  expect(started(floor)).toMatchObject(kept);
});

test('withheld and unavailable are two things', () => {
  const floor = floorOf();
  const base = { event: 'incoming', calledNumber: salesNumber } as const;
  floor.lines.inject({ ...base, seizure: 1, channel: 0, callingNumber: '139', presentation: 'withheld' });
  floor.lines.inject({ ...base, seizure: 3, channel: 1, callingNumber: '', presentation: 'unavailable' });
  expect(floor.cdrs.map(({ presentation }) => presentation)).toEqual(['withheld', 'unavailable']);
});

test('a channel in no trunk: numbers stay as the network sent them', () => {
  const floor = new Floor();
  floor.lines.callIn(salesNumber, '013912345678');
  expect(floor.cdrs).toMatchObject([{ callingNumber: '013912345678' }]);
});

test('an exchange line reaches a flow by the number it stands for; its caller ID may come late', () => {
  const site = trunkSite({
    lines: [{ line: 17, number: menuNumber }],
    trunks: [{ id: 'l', name: { zh: '外线', en: 'Line' }, channels: [{ line: 17 }] }],
    routes: [],
  });
  const floor = floorOf({ site });
  const caller = floor.lines.ringOn(17);
  expect(sent(floor)).toEqual(['answer', 'play']);
  expect(floor.cdrs).toMatchObject([{ calledNumber: menuNumber, callingNumber: '', presentation: 'unavailable' }]);
  const late = { event: 'caller-id', seizure: caller, callerId: 'fsk', presentation: 'allowed' } as const;
  floor.lines.inject({ ...late, callingNumber: '26001234', details: { callingName: 'WANG' } });
  expect(floor.cdrs).toMatchObject([{ callingNumber: '075526001234', presentation: 'allowed' }]);
  expect(floor.runtime.snapshot().calls).toMatchObject([{ callingName: 'WANG' }]);
  floor.lines.hangUp(caller);
  floor.lines.inject({ ...late, callingNumber: '1' });
  expect(floor.cdrs).toMatchObject([{ callingNumber: '075526001234', endedBy: 'caller' }]);
  expectRest(floor);
});

test('an exchange line that stands for no number goes to the default flow, and is told', () => {
  const floor = floorOf();
  floor.lines.ringOn(17, '13912345678', 'dtmf');
  expect(floor.incidentCodes).toEqual(['unknown-number']);
  expect(started(floor)).toMatchObject({ callerId: 'dtmf' });
});

test('the caller’s name and the reason for no number go to the telephone', () => {
  const floor = floorOf();
  floor.ready('8001');
  floor.lines.inject({
    event: 'incoming',
    seizure: 1,
    channel: 0,
    callingNumber: '13912345678',
    presentation: 'withheld',
    calledNumber: salesNumber,
    details: { callingName: 'WANG' },
  });
  const ring = floor.lines.commands.find((command) => command.do === 'ring');
  expect(ring).toMatchObject({ callingNumber: '', presentation: 'withheld', callingName: 'WANG' });
});

test('a flash in a conversation is noted with its side', () => {
  const floor = floorOf();
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.lines.lift(1);
  const telephone = floor.lines.partnerOf(caller) as Seizure;
  floor.lines.inject({ event: 'flash', seizure: telephone, channel: 60 });
  const flash = floor.auditor.events.find(({ what }) => what === 'flash');
  expect(flash).toMatchObject({ detail: '{"side":"agent"}' });
});

test('four-digit numbers of the exchange get what it leaves out', () => {
  const [, b] = trunkSite().trunks ?? [];
  const trunks = [{ ...(b as NonNullable<typeof b>), in: { calledPrefix: salesNumber.slice(0, -4) } }];
  const floor = floorOf({ site: trunkSite({ trunks, routes: [] }) });
  const caller = floor.lines.callInOverlap('', 40);
  for (const digit of salesNumber.slice(-4)) floor.lines.moreDigits(caller, digit);
  expect(floor.cdrs).toMatchObject([{ calledNumber: salesNumber, queue: 'sales' }]);
});
