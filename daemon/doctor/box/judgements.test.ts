/** Every judgement of "cannot call" and "no sound" as a table. */
import { describe, expect, test } from 'vitest';
import type { LiveAgent, LiveChannel, LiveSnapshot } from '../../terms/live.js';
import type { ChannelSettingRow } from '../../terms/rows.js';
import type { Site } from '../../terms/site.js';
import type { NumberExplained } from '../../terms/trunks.js';
import { promptsOf } from './box-run.js';
import { type BoxCheck, cannotCallChecks } from './cannot-call.js';
import { boxFaults } from './faults.js';
import { noSoundChecks } from './no-sound.js';
import type { BoxObservations, FailedCall } from './observations.js';
import { type SoundHeard, soundOf } from './sound-heard.js';

const trunk = { id: 'city', name: { zh: '市', en: 'City' }, channels: [{ span: 1, timeslots: '1-2' }] };
const site = {
  agents: [{ id: '8001', name: 'A', line: 1, queues: [] }],
  trunks: [trunk],
  routes: [{ prefixes: [''], trunks: ['city'] }],
} as unknown as Site;
const agent = (more: Partial<LiveAgent>): LiveAgent =>
  ({ id: '8001', station: 'L1', state: 'ready', callId: null, offHook: false, ...more }) as LiveAgent;
const channel = (timeslot: number, more: Partial<LiveChannel> = {}): LiveChannel => ({
  channel: timeslot - 1,
  name: `E1-1:${timeslot}`,
  kind: 'bearer',
  span: 1,
  timeslot,
  line: 0,
  state: 'idle',
  callId: null,
  since: 0,
  ...more,
});
const span = (more: Partial<LiveSnapshot['spans'][number]> = {}): LiveSnapshot['spans'][number] => ({
  span: 1,
  name: 'E1-1',
  alarms: [],
  dChannel: 'up',
  refused34: 0,
  refused44: 0,
  ...more,
});
const live: LiveSnapshot = {
  agents: [agent({})],
  calls: [],
  queues: [],
  spans: [span()],
  // Of another trunk: it helps nobody here.
  channels: [channel(1), channel(2), channel(9)],
  alarms: [],
};
const explained: NumberExplained = {
  kind: 'mobile',
  number: '13912345678',
  refused: null,
  route: '',
  trunks: [{ trunk: 'city', calledNumber: '13912345678', calledType: 'unknown', callingNumber: '' }],
};
const seen: BoxObservations = {
  site,
  live,
  number: '',
  agentId: '',
  explained: null,
  failed: [],
  settings: [],
  missingSounds: [],
  promptsUsed: 3,
  storage: { state: 'good', since: 0, usedPercent: 10, freeBytes: 1e11, daysLeft: null, failures: 0 } as never,
  talks: [],
};

type Row = readonly [check: string, what: string, change: Partial<BoxObservations>, state: string, fault: string];

function table(name: string, checks: readonly BoxCheck[], rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)('%s: %s', (id, _, change, state, fault) => {
      const judged = checks.find((check) => check.id === id)?.judge({ ...seen, ...change });
      expect(judged).toMatchObject({ state, fault });
      if (fault !== '') expect(boxFaults[fault], fault).toBeDefined();
    });
    test('every check has a row', () => {
      expect(new Set(rows.map(([id]) => id))).toEqual(new Set(checks.map(({ id }) => id)));
    });
  });
}

const withLive = (more: Partial<LiveSnapshot>): Partial<BoxObservations> => ({ live: { ...live, ...more } });
const failed = (cause: number, byBox = false): FailedCall[] => [
  { atMs: 0, number: '13912345678', agentId: '8001', cause, byBox },
];

table('cannot call', cannotCallChecks, [
  ['telephone', 'there', {}, 'good', ''],
  ['telephone', 'his is there', { agentId: '8001' }, 'good', ''],
  ['telephone', 'unreachable', withLive({ agents: [agent({ state: 'unreachable' })] }), 'bad', 'telephone-off-hook'],
  [
    'telephone',
    'off the hook',
    { agentId: '8001', ...withLive({ agents: [agent({ offHook: true })] }) },
    'bad',
    'telephone-off-hook',
  ],
  [
    'telephone',
    'a headset',
    { agentId: '8001', ...withLive({ agents: [agent({ offHook: true, headset: true })] }) },
    'good',
    '',
  ],
  [
    'telephone',
    'in a call',
    { agentId: '8001', ...withLive({ agents: [agent({ offHook: true, callId: 'x' })] }) },
    'good',
    '',
  ],
  [
    'telephone',
    'nobody signed in',
    { agentId: '8001', ...withLive({ agents: [agent({ state: 'signed-out' })] }) },
    'bad',
    'not-signed-in',
  ],
  ['number', 'none known', {}, 'skipped', ''],
  ['number', 'no route at all', { site: { ...site, routes: [] } }, 'bad', 'no-route'],
  ['number', 'routed', { explained }, 'good', ''],
  ['number', 'no route', { explained: { ...explained, refused: 'no-route' } }, 'bad', 'no-route'],
  ['number', 'no number', { explained: { ...explained, refused: 'no-number' } }, 'bad', 'no-number'],
  [
    'number',
    'abroad',
    { agentId: '8001', explained: { ...explained, refused: 'international-closed' } },
    'bad',
    'international-closed',
  ],
  [
    'number',
    'abroad, who is not known',
    { explained: { ...explained, refused: 'international-closed' } },
    'unsure',
    'international-closed',
  ],
  ['spans', 'no alarm', { explained }, 'good', ''],
  ['spans', 'an alarm', withLive({ spans: [span({ alarms: ['LOS'] })] }), 'bad', 'span-alarm'],
  ['spans', 'looped', withLive({ spans: [span({ loopback: 'towards-line' })] }), 'bad', 'span-alarm'],
  ['spans', 'on a span of no trunk', withLive({ spans: [span(), span({ span: 2, alarms: ['LOS'] })] }), 'good', ''],
  ['d-channels', 'up', {}, 'good', ''],
  ['d-channels', 'down', withLive({ spans: [span({ dChannel: 'down' })] }), 'bad', 'd-channel-down'],
  ['blocked', 'none', {}, 'good', ''],
  ['blocked', 'one', withLive({ channels: [channel(1), channel(2, { service: 'blocked' })] }), 'unsure', ''],
  [
    'blocked',
    'one drained, one blocked by the far end',
    withLive({ channels: [channel(1, { service: 'draining' }), channel(2, { blockedByFarEnd: true }), channel(9)] }),
    'bad',
    'trunk-blocked',
  ],
  ['free', 'two', {}, 'good', ''],
  [
    'free',
    'none',
    withLive({ channels: [channel(1, { state: 'answered' }), channel(2, { state: 'ringing' }), channel(9)] }),
    'bad',
    'all-busy',
  ],
  ['network', 'nothing refused', {}, 'good', ''],
  ['network', 'our own refusal', { failed: failed(34, true) }, 'good', ''],
  ['network', 'caller’s number', { failed: failed(57) }, 'bad', 'caller-number-refused'],
  ['network', 'of another number', { number: '13800000000', failed: failed(57) }, 'good', ''],
  ['network', 'no such number', { failed: failed(1) }, 'bad', 'no-such-number'],
  ['network', 'full', { failed: failed(34) }, 'bad', 'network-full'],
  ['network', 'busy', { failed: failed(17) }, 'unsure', ''],
]);

const setting = (receiveDb: number, sendDb: number): ChannelSettingRow =>
  ({ channel: 'L1', service: 'in-service', receiveDb, sendDb }) as ChannelSettingRow;
const talk = (more: Partial<SoundHeard>) => ({
  talks: [
    {
      callId: 'c',
      agentId: '8001',
      sound: { customerDbm0: -15, sentDbm0: -15, lengthMs: 6_000, echoOfSentDb: null, echoOfCustomerDb: null, ...more },
    },
  ],
});
const storage = (usedPercent: number) => ({ storage: { ...seen.storage, usedPercent } as never });

table('no sound', noSoundChecks, [
  ['prompts', 'there', {}, 'good', ''],
  ['prompts', 'one gone', { missingSounds: ['zh/welcome'] }, 'bad', 'sounds-missing'],
  ['gain', 'none set', {}, 'good', ''],
  ['gain', 'usual', { settings: [setting(-3, 2)] }, 'good', ''],
  ['gain', 'absurd', { settings: [setting(0, 20)] }, 'bad', 'gain-absurd'],
  ['spans', 'none', {}, 'good', ''],
  ['spans', 'without calls', withLive({ spans: [span({ alarms: ['LOS'] })] }), 'unsure', ''],
  [
    'spans',
    'under a call',
    withLive({ spans: [span({ alarms: ['LOS'] })], channels: [channel(1, { state: 'answered' })] }),
    'bad',
    'span-alarm',
  ],
  ['from-customer', 'nobody talks', {}, 'skipped', ''],
  ['from-customer', 'heard', talk({}), 'good', ''],
  ['from-customer', 'nothing at all', talk({ customerDbm0: -100 }), 'bad', 'nothing-from-customer'],
  ['from-customer', 'neither speaks', talk({ customerDbm0: -100, sentDbm0: -100 }), 'unsure', 'nothing-from-customer'],
  ['from-customer', 'too early to say', talk({ customerDbm0: -100, lengthMs: 1_000 }), 'skipped', ''],
  ['from-agent', 'heard', talk({}), 'good', ''],
  ['from-agent', 'nothing at all', talk({ sentDbm0: -100 }), 'bad', 'nothing-from-agent'],
  ['echo', 'none', talk({}), 'good', ''],
  ['echo', 'nobody talks', {}, 'skipped', ''],
  ['echo', 'far below', talk({ echoOfSentDb: 40 }), 'good', ''],
  ['echo', 'from the network', talk({ echoOfSentDb: 10 }), 'bad', 'echo-from-network'],
  ['echo', 'from the telephone', talk({ echoOfCustomerDb: 10 }), 'bad', 'echo-at-telephone'],
  ['disk', 'room', {}, 'good', ''],
  ['disk', 'not looked at', { storage: null }, 'unsure', ''],
  ['disk', 'nearly full', storage(96), 'unsure', 'disk-full'],
  ['disk', 'full', storage(99.9), 'bad', 'disk-full'],
  ['disk', 'recordings fail', withLive({ alarms: [{ code: 'recording-failed' } as never] }), 'bad', 'recordings-fail'],
]);

test.each(Object.entries(boxFaults))('%s is told in both languages, with what to do', (_, { words, next }) => {
  for (const text of [words, ...next]) {
    expect(text.zh).toMatch(/\p{Script=Han}/u);
    expect(text.en).toMatch(/[a-z]/);
  }
  expect(next.length).toBeGreaterThan(0);
});

describe('what a recording sounds like', () => {
  /** Stereo A-law noise and its delayed copy; 0xd5 is silence. */
  const samples = 16_000;
  let state = 12_345;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state >> 8) & 0xff;
  };
  const noise = Uint8Array.from({ length: samples }, () => (random() & 0xbf) ^ 0x15);
  const stereo = (left: (n: number) => number, right: (n: number) => number) =>
    Uint8Array.from({ length: 2 * samples }, (_, at) => (at % 2 === 0 ? left(at >> 1) : right(at >> 1)));
  const silence = () => 0xd5;
  const voice = (n: number) => noise[n] ?? 0xd5;

  test('a side without sound', () => {
    const heard = soundOf(stereo(silence, voice));
    expect(heard).toMatchObject({ customerDbm0: -100, echoOfSentDb: null, lengthMs: 2_000 });
    expect(heard.sentDbm0).toBeGreaterThan(-20);
  });

  test('a copy 40 ms later is an echo of its side', () => {
    const heard = soundOf(stereo((n) => noise[n - 320] ?? 0xd5, voice));
    expect(heard.echoOfSentDb).toBeCloseTo(0, 0);
    expect(heard.echoOfCustomerDb).toBeNull();
  });

  test('two voices are no echo', () => {
    const heard = soundOf(stereo((n) => noise[samples - 1 - n] ?? 0xd5, voice));
    expect(heard).toMatchObject({ echoOfSentDb: null, echoOfCustomerDb: null });
  });

  test.each([0, 1, 3, 100])('%i octets are no sound', (octets) => {
    expect(soundOf(new Uint8Array(octets))).toMatchObject({ customerDbm0: -100, sentDbm0: -100 });
  });
});

test('every prompt of flows, queues and an announcement in force is looked for, once', () => {
  const named = {
    flows: [
      {
        nodes: {
          a: { block: 'play', prompts: ['a', 'b'] },
          m: { block: 'menu', prompts: ['b'], wrongKeyPrompts: ['c'] },
          q: { block: 'queue' },
        },
      },
    ],
    queues: [{ music: 'm', prompts: ['a'], busyPrompts: ['d'] }],
    emergency: { prompts: ['e'] },
  } as unknown as Site;
  expect([...promptsOf(named)].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'm']);
});
