/** Technicians block, drain and restart channels while calls go on; what was set outlives the daemon. */
import { expect, test } from 'vitest';
import { toldTogetherMs } from '../../daemon/calls/far-end-blocks.js';
import { settleMs } from '../../daemon/calls/spans.js';
import type { AlarmName, HangupTone, Seizure } from '../../daemon/lines/lines.js';
import type { TechnicianRequest } from '../../daemon/switch/inputs.js';
import type { ChannelSettingRow } from '../../daemon/terms/rows.js';
import { expectRest, Floor, salesNumber } from './floor.js';
import { trunkSite } from './trunk-site.js';

const by = 'tech';
type Asked = TechnicianRequest extends infer T ? (T extends unknown ? Omit<T, 'by'> : never) : never;

const floorOf = (options: ConstructorParameters<typeof Floor>[0] = {}) =>
  new Floor({ site: trunkSite(), spans: 2, exchangeLines: 1, ...options });

/** The code of the refusal; null: done. */
async function order(floor: Floor, asked: Asked): Promise<string | null> {
  return floor.runtime.order({ ...asked, by } as TechnicianRequest).then(
    () => null,
    (error: { code: string }) => error.code,
  );
}

const channel = (floor: Floor, index: number) => floor.runtime.snapshot().channels[index];
const settings = (floor: Floor): readonly ChannelSettingRow[] => {
  const last = new Map<string, ChannelSettingRow>();
  for (const row of floor.auditor.rows) if (row.row === 'channel-setting') last.set(row.setting.channel, row.setting);
  return [...last.values()];
};

test('a channel is blocked while a call is on it: the call goes on, the next one goes elsewhere', async () => {
  const floor = floorOf();
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.lines.lift(1);
  expect(await order(floor, { ask: 'block', of: { channel: 0 } })).toBeNull();
  expect(channel(floor, 0)).toMatchObject({ state: 'answered', service: 'blocked', trunk: 'a' });
  expect(floor.lines.partnerOf(caller)).not.toBeNull();
  floor.ready('8002');
  floor.lines.lift(2);
  floor.lines.dial(2, '13912345678');
  expect([...floor.lines.dialled.values()]).toMatchObject([{ channel: { name: 'E1-1:2' } }]);
  expect(floor.auditor.incidents).toMatchObject([
    { code: 'channels-blocked', detail: JSON.stringify({ channel: 'E1-1:1', channels: 1, by }) },
  ]);
  expect(await order(floor, { ask: 'unblock', of: { channel: 0 } })).toBeNull();
  expect(channel(floor, 0)?.service).toBeUndefined();
});

test('a span is drained: its calls end by themselves, then it is blocked', async () => {
  const floor = floorOf();
  const callers = [floor.lines.callIn(salesNumber), floor.lines.callIn(salesNumber)] as Seizure[];
  expect(await order(floor, { ask: 'drain', of: { span: 1 } })).toBeNull();
  expect(channel(floor, 0)).toMatchObject({ service: 'draining' });
  expect(channel(floor, 5)).toMatchObject({ service: 'blocked' });
  for (const caller of callers) expect(floor.lines.isLive(caller)).toBe(true);
  for (const caller of callers) floor.lines.hangUp(caller);
  expect(channel(floor, 0)).toMatchObject({ state: 'idle', service: 'blocked' });
  expect(settings(floor)).toHaveLength(30);
  expect(new Set(settings(floor).map(({ service }) => service))).toEqual(new Set(['blocked']));
});

test('thirty timeslots chosen one by one are one order: one incident with the count, all of them or none', async () => {
  const floor = floorOf();
  const channels = Array.from({ length: 30 }, (_, at) => at);
  for (const ask of ['block', 'unblock', 'drain'] as const) {
    expect(await order(floor, { ask, of: { channels: [...channels, 3] } })).toBeNull();
  }
  const detail = JSON.stringify({ channel: 'E1-1:1-15,17-31', channels: 30, by });
  expect(floor.auditor.incidents).toMatchObject([
    { code: 'channels-blocked', detail },
    { code: 'channels-unblocked', detail },
    { code: 'channels-draining', detail },
  ]);
  expect(await order(floor, { ask: 'unblock', of: { channels: [0, 999] } })).toBe('unknown-channel');
  expect(channel(floor, 0)).toMatchObject({ service: 'blocked' });
  expect(settings(floor)).toHaveLength(30);
});

test('a far end that blocks a whole span, and gives it back, is two incidents', () => {
  const floor = floorOf();
  const say = (service: 'blocked' | 'in-service') => {
    for (let at = 0; at < 30; at++) floor.lines.inject({ event: 'service', channel: at, service, by: 'far-end' });
  };
  say('blocked');
  floor.lines.inject({ event: 'service', channel: 30, service: 'blocked', by: 'far-end' });
  expect(channel(floor, 29)).toMatchObject({ blockedByFarEnd: true });
  say('in-service');
  expect(floor.incidentCodes).toEqual([]);
  floor.time.advance(toldTogetherMs);
  expect(floor.auditor.incidents).toMatchObject([
    { code: 'blocked-by-far-end', detail: JSON.stringify({ channel: 'E1-1:1-15,17-31 E1-2:1', channels: 31 }) },
    { code: 'unblocked-by-far-end', detail: JSON.stringify({ channel: 'E1-1:1-15,17-31', channels: 30 }) },
  ]);
  floor.time.advance(toldTogetherMs);
  say('blocked');
  floor.time.advance(toldTogetherMs);
  expect(floor.incidentCodes).toHaveLength(3);
});

test('a blocked trunk: calls fail over, and nothing is lost when it is put back', async () => {
  const floor = floorOf();
  floor.ready('8001');
  expect(await order(floor, { ask: 'block', of: { trunk: 'a' } })).toBeNull();
  floor.lines.lift(1);
  floor.lines.dial(1, '13912345678');
  expect([...floor.lines.dialled.values()]).toMatchObject([{ channel: { name: 'E1-2:31' } }]);
  expect(floor.incidentCodes).toEqual(['channels-blocked', 'trunk-full']);
  floor.lines.lay(1);
  expect(await order(floor, { ask: 'unblock', of: { trunk: 'a' } })).toBeNull();
  floor.lines.lift(1);
  floor.lines.dial(1, '13912345678');
  expect([...floor.lines.dialled.values()]).toMatchObject([{ channel: { name: 'E1-1:1' } }]);
});

test('what was set is sent to the lines at the next start; a drained channel is blocked', async () => {
  const first = floorOf();
  await order(first, { ask: 'block', of: { channel: 3 } });
  first.lines.callIn(salesNumber, '139', 4);
  await order(first, { ask: 'drain', of: { channel: 4 } });
  await order(first, { ask: 'adjust', channel: 76, receiveDb: -3, sendDb: 2, echoTaps: 128 });
  const tone: HangupTone = { frequencyHz: 450, onMs: 350, offMs: 350, levelDbm0: -12 };
  await order(first, { ask: 'set-hangup-tone', channel: 76, tone });
  const kept = settings(first);
  const second = floorOf({ lastRun: { agents: [], channels: kept } });
  expect(second.lines.commands).toEqual([
    { do: 'service', channel: 3, service: 'blocked' },
    { do: 'service', channel: 4, service: 'blocked' },
    { do: 'adjust', channel: 76, receiveDb: -3, sendDb: 2, echoTaps: 128 },
    { do: 'set-hangup-tone', channel: 76, tone },
  ]);
  expect(channel(second, 3)).toMatchObject({ service: 'blocked' });
  expect(channel(second, 3)?.levels).toBeUndefined();
  for (const floor of [first, second]) {
    expect(channel(floor, 76)?.levels).toEqual({ receiveDb: -3, sendDb: 2, echoTaps: 128 });
  }
  expect(second.incidentCodes).toEqual([]);
});

test('a card that was taken out keeps its settings until it is back', () => {
  const gone: ChannelSettingRow = {
    channel: 'E1-7:5',
    service: 'blocked',
    receiveDb: null,
    sendDb: null,
    echoTaps: null,
    hangupTone: null,
    changedAt: 1,
    changedBy: by,
  };
  const floor = floorOf({ lastRun: { agents: [], channels: [gone] } });
  expect(floor.lines.commands).toEqual([]);
});

test.each<[Asked, string]>([
  [{ ask: 'block', of: { channel: 999 } }, 'unknown-channel'],
  [{ ask: 'block', of: { span: 5 } }, 'unknown-channel'],
  [{ ask: 'block', of: { channels: [0, 1, 999] } }, 'unknown-channel'],
  [{ ask: 'block', of: { channels: [60, 61] } }, 'bad-request'], // telephones
  [{ ask: 'drain', of: { trunk: 'nobody' } }, 'unknown-channel'],
  [{ ask: 'block', of: { channel: 60 } }, 'bad-request'], // a telephone
  [{ ask: 'restart', channel: 60 }, 'bad-request'],
  [{ ask: 'restart', channel: 999 }, 'unknown-channel'],
  [{ ask: 'loopback', span: 5, loopback: 'off' }, 'unknown-channel'],
  [{ ask: 'bit-test', channel: 3, on: true }, 'not-now'], // not blocked
  [{ ask: 'bit-test', channel: 60, on: true }, 'bad-request'],
  [{ ask: 'adjust', channel: 999, receiveDb: 0, sendDb: 0, echoTaps: 0 }, 'unknown-channel'],
  [{ ask: 'learn-hangup', channel: 76 }, 'not-now'], // no call on it
  [{ ask: 'learn-hangup', channel: 3 }, 'bad-request'],
  [{ ask: 'set-hangup-tone', channel: 3, tone: { frequencyHz: 450, onMs: 1, offMs: 1, levelDbm0: 0 } }, 'bad-request'],
])('%j is refused: %s, and nothing is done', async (asked, code) => {
  const floor = floorOf();
  expect(await order(floor, asked)).toBe(code);
  expect(floor.lines.commands).toEqual([]);
  expect(floor.incidentCodes).toEqual([]);
});

test('restart clears the call on the channel with cause 41, and who did it is kept', async () => {
  const floor = floorOf();
  floor.lines.callIn(salesNumber);
  expect(await order(floor, { ask: 'restart', channel: 0 })).toBeNull();
  expect(floor.cdrs).toMatchObject([{ cause: 41, endedBy: 'network' }]);
  expect(floor.auditor.incidents[0]).toMatchObject({ code: 'channel-restarted' });
  expectRest(floor);
});

test('a bit test runs on a blocked channel and shows what it counts; calls go elsewhere', async () => {
  const floor = floorOf();
  await order(floor, { ask: 'block', of: { channel: 0 } });
  expect(await order(floor, { ask: 'bit-test', channel: 0, on: true })).toBeNull();
  const result = { inSync: true, ended: false, bits: 64_000, errors: 3, lossesOfSync: 0 };
  floor.lines.inject({ event: 'bit-test', channel: 0, ...result });
  expect(channel(floor, 0)?.bitTest).toEqual(result);
  expect(await order(floor, { ask: 'loopback', span: 2, loopback: 'towards-line' })).toBeNull();
  expect(floor.runtime.snapshot().spans[1]).toMatchObject({ loopback: 'towards-line' });
  floor.ready('8001');
  floor.lines.lift(1);
  floor.lines.dial(1, '02088889999');
  expect(floor.lines.dialled.size).toBe(0); // the only route leads over the looped span
  expect(await order(floor, { ask: 'loopback', span: 2, loopback: 'off' })).toBeNull();
  expect(floor.runtime.snapshot().spans[1]?.loopback).toBeUndefined();
});

test('the lines learn a hang-up tone: it is stored for the next start', async () => {
  const floor = floorOf();
  const caller = floor.lines.ringOn(17);
  expect(await order(floor, { ask: 'learn-hangup', channel: 76 })).toBeNull();
  expect(floor.lines.commands.at(-1)).toEqual({ do: 'learn-hangup', seizure: caller });
  const tone: HangupTone = { frequencyHz: 448, onMs: 360, offMs: 345, levelDbm0: -14 };
  floor.lines.inject({ event: 'hangup-learned', seizure: caller, channel: 76, tone, problem: 'no-tone' });
  expect(settings(floor)).toEqual([]);
  floor.lines.inject({ event: 'hangup-learned', seizure: caller, channel: 76, tone, problem: '' });
  expect(settings(floor)).toMatchObject([{ channel: 'L17', hangupTone: JSON.stringify(tone), changedBy: 'system' }]);
  expect(floor.incidentCodes).toEqual(['unknown-number', 'hangup-learning', 'hangup-not-learned', 'hangup-learned']);
});

test('what the lines tell of channels is seen, counted and left out of hunting', () => {
  const floor = floorOf();
  floor.time.advance(settleMs);
  floor.ready('8001');
  floor.lines.inject({ event: 'stuck', channel: 0, action: 'restart', nextTryMs: 10_000 });
  floor.lines.inject({ event: 'service', channel: 1, service: 'blocked', by: 'far-end' });
  floor.lines.inject({ event: 'line-state', channel: 76, state: 'no-battery' });
  floor.lines.inject({ event: 'line-state', channel: 76, state: 'no-battery' });
  expect(channel(floor, 0)).toMatchObject({ stuck: true });
  expect(channel(floor, 1)).toMatchObject({ blockedByFarEnd: true });
  expect(channel(floor, 76)).toMatchObject({ noBattery: true });
  floor.time.advance(toldTogetherMs);
  expect(floor.incidentCodes).toEqual(['channel-stuck', 'line-no-battery', 'blocked-by-far-end']);
  floor.lines.lift(1);
  floor.lines.dial(1, '13912345678');
  expect([...floor.lines.dialled.values()]).toMatchObject([{ channel: { name: 'E1-2:31' } }]);
  floor.time.advance(12_000);
  floor.lines.inject({ event: 'service', channel: 1, service: 'in-service', by: 'far-end' });
  floor.lines.inject({ event: 'line-state', channel: 76, state: 'idle' });
  expect(channel(floor, 0)?.stuck).toBeUndefined();
  expect(channel(floor, 1)?.blockedByFarEnd).toBeUndefined();
  expect(channel(floor, 76)?.noBattery).toBeUndefined();
  floor.auditor.compare(floor.runtime.snapshot());
});

test('an exchange line that rings is seen before its call is there, and no call goes out over it', () => {
  const floor = floorOf();
  floor.lines.inject({ event: 'line-state', channel: 76, state: 'ringing' });
  expect(channel(floor, 76)).toMatchObject({ state: 'ringing', callId: null });
  floor.lines.inject({ event: 'line-state', channel: 76, state: 'idle' });
  expect(channel(floor, 76)).toMatchObject({ state: 'idle' });
  floor.lines.inject({ event: 'line-state', channel: 76, state: 'ringing' });
  floor.lines.loseEvents();
  expect(channel(floor, 76), 'who knows whether it still rings').toMatchObject({ state: 'idle' });
  floor.auditor.compare(floor.runtime.snapshot());
});

test('what is missing when the lines are opened is an incident only if it is still missing after some seconds', () => {
  const floor = floorOf();
  const battery = (state: 'no-battery' | 'idle') => floor.lines.inject({ event: 'line-state', channel: 76, state });
  const alarms = (span: number, ...now: readonly AlarmName[]) =>
    floor.lines.inject({ event: 'span', span, alarms: now, dChannel: 'down' });
  battery('no-battery');
  expect(channel(floor, 76)).toMatchObject({ noBattery: true });
  battery('idle');
  floor.time.advance(settleMs);
  expect(floor.incidentCodes).toEqual([]);
  battery('no-battery');
  alarms(1, 'LOS');
  expect(floor.incidentCodes).toEqual(['line-no-battery', 'span-alarm', 'd-channel-down']);
});

test('a span whose wire comes late is no incident; one that never has a wire is', () => {
  const floor = floorOf({ cut: true });
  floor.time.advance(settleMs - 1);
  expect(floor.runtime.snapshot().spans).toMatchObject([{ alarms: ['LOS'] }, { alarms: ['LOS'] }]);
  floor.lines.span(1, 'up');
  floor.time.advance(1);
  expect(floor.incidentCodes, 'of span 2').toEqual(['span-alarm']);
  floor.lines.span(2, 'up');
  floor.lines.span(1, 'down');
  expect(floor.incidentCodes).toEqual(['span-alarm', 'span-alarm', 'd-channel-down']);
});
