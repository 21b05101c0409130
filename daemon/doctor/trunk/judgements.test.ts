/** Every judgement of a trunk as a table: what is seen, what is said. */
import { describe, expect, test } from 'vitest';
import type { SpanMeters } from '../../lines/lines.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { LiveChannel } from '../../terms/live.js';
import { usualSpanSetup } from '../../terms/span-setup.js';
import type { Judged } from '../judged.js';
import { judgeChannels, judgeNumbers, judgeTestCall } from './calls.js';
import { trunkFaults } from './faults.js';
import { judgeAlarms, judgeCard, judgeClock, judgeErrors, judgeFraming, judgeSignal } from './layer1.js';
import { noFrames, type RecentCalls, type SpanLook, type TrunkObservations, withFrame } from './observations.js';
import { judgeDataLink, judgeFrames, judgeLayer3 } from './signalling.js';
import { groundIsJudged, judgeDue, wholeRunMs } from './trunk-checks.js';
import { verdictOf } from './verdict.js';

const meters: SpanMeters = {
  span: 1,
  lossOfSignal: 7,
  lossOfFrame: 7,
  slips: 7,
  crcErrors: 7,
  farEndErrors: 7,
  codeViolations: 7,
  framesIn: 7,
  framesOut: 7,
  framesBadFcs: 7,
};
const look: SpanLook = { atMs: 1_000, alarms: [], dChannel: 'up', loopback: 'off', meters, mediaCpuUs: 5 };
const later: SpanLook = { ...look, atMs: 11_000, mediaCpuUs: 900 };
const seen: TrunkObservations = {
  span: 1,
  name: 'E1-1',
  setup: usualSpanSetup,
  first: look,
  last: later,
  alarmsSeen: [],
  dChannelSeenDown: false,
  received: noFrames,
  sent: noFrames,
  channels: [],
  recent: null,
  test: { is: 'not-begun' },
};
type Change = Partial<Omit<TrunkObservations, 'last'>> & {
  readonly last?: Partial<SpanLook>;
  /** Since the first look. */
  readonly more?: Partial<SpanMeters>;
};
const of = ({ last, more, ...rest }: Change): TrunkObservations => {
  const grown = Object.entries(more ?? {}).map(([name, by]) => [name, typeof by === 'number' ? by + 7 : by]);
  return { ...seen, ...rest, last: { ...later, meters: { ...meters, ...Object.fromEntries(grown) }, ...last } };
};
const down = { dChannel: 'down' } as const;
type Row = readonly [what: string, change: Change, state: Judged['state'], fault: string];

function table(name: string, judge: (seen: TrunkObservations) => Judged | null, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)('%s', (_, change, state, fault) => {
      const judged = judge(of(change));
      expect(judged).toMatchObject({ state, fault });
      expect(judged?.seen.zh).not.toBe('');
      expect(judged?.seen.en).not.toBe('');
      if (fault !== '') expect(trunkFaults[fault], fault).toBeDefined();
    });
  });
}

table('card', judgeCard, [
  ['it ticks', {}, 'good', ''],
  ['it does not', { last: { mediaCpuUs: 5 } }, 'bad', 'no-clock'],
  ['looped towards the line', { last: { loopback: 'towards-line' } }, 'bad', 'looped'],
  ['looped towards the box, and no tick', { last: { loopback: 'towards-box', mediaCpuUs: 5 } }, 'bad', 'looped'],
]);

table('signal', judgeSignal, [
  ['there', {}, 'good', ''],
  ['gone', { last: { alarms: ['LOS'] } }, 'bad', 'no-signal'],
  ['gone for a moment between two looks', { more: { lossOfSignal: 1 } }, 'bad', 'signal-comes-and-goes'],
  ['gone at a look, back now', { alarmsSeen: ['LOS'] }, 'bad', 'signal-comes-and-goes'],
  ['another alarm', { last: { alarms: ['AIS'] } }, 'good', ''],
]);

table('framing', judgeFraming, [
  ['wired by software', { more: { hasLine: false } }, 'skipped', ''],
  ['framed', {}, 'good', ''],
  ['with its multiframe', { more: { multiframe: 'found' } }, 'good', ''],
  ['not at all', { last: { alarms: ['LOF'] } }, 'bad', 'no-framing'],
  ['no signal to be framed', { last: { alarms: ['LOS'] } }, 'skipped', ''],
  ['no multiframe', { more: { multiframe: 'missing' } }, 'bad', 'crc4-mismatch'],
  [
    'no multiframe, shown as LOF',
    { last: { alarms: ['LOF'], meters: { ...meters, multiframe: 'missing' } } },
    'bad',
    'crc4-mismatch',
  ],
  ['all ones', { last: { alarms: ['AIS'] } }, 'unsure', ''],
  [
    'no CRC4 here, none looked for',
    { setup: { ...usualSpanSetup, crc4: false }, more: { multiframe: 'off' } },
    'good',
    '',
  ],
  ['lost for a moment', { alarmsSeen: ['LOF'] }, 'bad', 'framing-comes-and-goes'],
]);

table('alarms', judgeAlarms, [
  ['none', {}, 'good', ''],
  ['AIS', { last: { alarms: ['AIS'] } }, 'bad', 'ais'],
  ['RAI', { last: { alarms: ['RAI'] } }, 'bad', 'far-end-hears-nothing'],
  ['no signal that could tell', { last: { alarms: ['LOS'] } }, 'skipped', ''],
  ['no frames that could tell', { last: { alarms: ['LOF'] } }, 'skipped', ''],
  [
    'framed without a multiframe, shown as LOF',
    { last: { alarms: ['LOF'], meters: { ...meters, multiframe: 'missing' } } },
    'good',
    '',
  ],
  ['AIS before RAI', { last: { alarms: ['AIS', 'RAI'] } }, 'bad', 'ais'],
  ['RAI that is over', { alarmsSeen: ['RAI'] }, 'bad', 'alarm-comes-and-goes'],
]);

table('errors', judgeErrors, [
  ['wired by software', { more: { hasLine: false } }, 'skipped', ''],
  ['none, whatever was counted before', {}, 'good', ''],
  ['one', { more: { crcErrors: 1 } }, 'unsure', 'line-errors'],
  ['many', { more: { crcErrors: 3, codeViolations: 2 } }, 'bad', 'line-errors'],
  ['many at the far end', { more: { farEndErrors: 5 } }, 'bad', 'far-end-errors'],
  ['one at the far end', { more: { farEndErrors: 1 } }, 'unsure', 'far-end-errors'],
  ['the lines tell no counters', { last: { meters: null } }, 'good', ''],
]);

table('clock', judgeClock, [
  ['wired by software', { more: { hasLine: false } }, 'skipped', ''],
  ['no slip', {}, 'good', ''],
  ['one', { more: { slips: 1 } }, 'unsure', 'slips'],
  ['several', { more: { slips: 4 } }, 'bad', 'slips'],
  [
    'several, on our own clock',
    { setup: { ...usualSpanSetup, clockPriority: 0 }, more: { slips: 4 } },
    'bad',
    'clock-not-from-line',
  ],
]);

table('frames on timeslot 16', judgeFrames, [
  ['some', { more: { framesIn: 12 } }, 'good', ''],
  ['none, the link is up', {}, 'good', ''],
  ['spoilt', { more: { framesIn: 5, framesBadFcs: 4 } }, 'bad', 'd-channel-errors'],
  ['one of many spoilt', { more: { framesIn: 100, framesBadFcs: 1 } }, 'good', ''],
  ['only ones: nobody has opened it', { last: down, more: { signallingOctets: 'idle' } }, 'bad', 'timeslot-16-idle'],
  ['flags without frames', { last: down, more: { signallingOctets: 'flags' } }, 'good', ''],
  ['nothing that can be told', { last: down }, 'unsure', ''],
]);
table('data link', judgeDataLink, [
  ['up', {}, 'good', ''],
  ['up, but it was not', { dChannelSeenDown: true }, 'bad', 'link-unstable'],
  ['up, and asked for anew', { received: { ...noFrames, sabme: 1 } }, 'bad', 'link-unstable'],
  [
    'up, and asked for anew again and again',
    { received: { ...noFrames, sabme: 5, sabmeAsNetwork: 5 } },
    'bad',
    'd-channel-not-heard',
  ],
  [
    'asked for twice, and down',
    { last: down, received: { ...noFrames, sabme: 2, sabmeAsNetwork: 2 } },
    'bad',
    'd-channel-not-heard',
  ],
  ['nothing comes', { last: down, sent: { ...noFrames, sabme: 6 } }, 'bad', 'no-answer-to-sabme'],
  ['DM', { last: down, received: { ...noFrames, dm: 2, frames: 2 } }, 'bad', 'link-refused'],
  ['DISC', { last: down, received: { ...noFrames, disc: 1, frames: 1 } }, 'bad', 'link-disconnected'],
  ['SABME as the user', { last: down, received: { ...noFrames, sabme: 3, sabmeAsUser: 3 } }, 'bad', 'both-user-side'],
  [
    'SABME as the network, and we are the network',
    {
      last: down,
      setup: { ...usualSpanSetup, side: 'network' },
      received: { ...noFrames, sabme: 3, sabmeAsNetwork: 3 },
    },
    'bad',
    'both-network-side',
  ],
  [
    'SABME again and again',
    { last: down, received: { ...noFrames, sabme: 3, sabmeAsNetwork: 3 } },
    'bad',
    'd-channel-not-heard',
  ],
  [
    'frames, but no answer',
    { last: down, received: { ...noFrames, frames: 4, supervisory: 4 } },
    'bad',
    'link-not-answered',
  ],
]);

table('layer 3', judgeLayer3, [
  ['nothing said', {}, 'good', ''],
  ['no link', { last: down }, 'skipped', ''],
  [
    'RESTART acknowledged',
    { sent: { ...noFrames, restart: 2 }, received: { ...noFrames, restartAcknowledge: 2 } },
    'good',
    '',
  ],
  ['RESTART not acknowledged', { sent: { ...noFrames, restart: 2 } }, 'bad', 'restart-not-acknowledged'],
  ['STATUS', { received: { ...noFrames, status: 1 } }, 'unsure', 'status-received'],
]);

const channel = (more: Partial<LiveChannel>): LiveChannel => ({
  channel: 0,
  name: 'E1-1:1',
  kind: 'bearer',
  span: 1,
  timeslot: 1,
  line: 0,
  state: 'idle',
  callId: null,
  since: 0,
  ...more,
});
const blocked = channel({ service: 'blocked' });
const far = channel({ blockedByFarEnd: true });
table('channels', judgeChannels, [
  ['in service', { channels: [channel({}), channel({})] }, 'good', ''],
  ['one blocked', { channels: [channel({}), blocked] }, 'unsure', ''],
  ['all blocked here', { channels: [blocked, blocked] }, 'bad', 'blocked-here'],
  ['all blocked by the far end', { channels: [far, far] }, 'bad', 'blocked-by-far-end'],
  ['half of them stuck', { channels: [channel({ stuck: true }), channel({})] }, 'bad', 'stuck-channels'],
  ['none at all', {}, 'unsure', ''],
]);

const day: RecentCalls = { calls: 10, answered: 6, refused: [], callsIn: 0, withoutNumber: 0 };
const refused = (cause: number, count: number) => ({ recent: { ...day, refused: [{ cause, count }] } });
table('numbers', judgeNumbers, [
  ['not known', {}, 'unsure', ''],
  ['a quiet day', { recent: { ...day, calls: 0, answered: 0 } }, 'good', ''],
  ['busy ones', refused(17, 4), 'good', ''],
  ['refused for their numbers', refused(21, 4), 'bad', 'numbers-refused'],
  ['two of ten refused', refused(21, 2), 'good', ''],
  ['no circuit', refused(34, 5), 'bad', 'network-full'],
  ['nobody shows a number', { recent: { ...day, callsIn: 4, withoutNumber: 4 } }, 'unsure', 'no-caller-numbers'],
]);

const testCall: TestCall = {
  id: '',
  by: 'tech',
  span: 1,
  timeslot: 31,
  direction: 'out',
  number: '10086',
  state: 'ended',
  callId: null,
  callingNumber: '',
  startedAt: 0,
  answeredAfterMs: 900,
  endedAt: 5_000,
  cause: 16,
  levelDbm0: -10,
  noiseDbm0: -60,
  digits: '',
  endedBy: 'near-end',
  recordingId: null,
  problem: '',
};
const made = (more: Partial<TestCall>): Change => ({ test: { is: 'made', call: { ...testCall, ...more } } });
table('test call', (now) => judgeTestCall(now, true), [
  ['heard', made({}), 'good', ''],
  ['not made', { test: { is: 'skipped', why: { zh: '无', en: 'no' } } }, 'skipped', ''],
  ['not begun', {}, 'skipped', ''],
  ['refused for its number', made({ answeredAfterMs: null, problem: 'refused', cause: 57 }), 'bad', 'numbers-refused'],
  ['no circuit', made({ answeredAfterMs: null, problem: 'refused', cause: 34 }), 'bad', 'network-full'],
  ['busy', made({ answeredAfterMs: null, problem: 'refused', cause: 17 }), 'bad', 'call-refused'],
  ['rings', made({ answeredAfterMs: null, problem: 'not-answered' }), 'unsure', ''],
  ['silence', made({ problem: 'silence', levelDbm0: null }), 'bad', 'nothing-heard'],
  ['too loud', made({ problem: 'too-loud', levelDbm0: 1 }), 'bad', 'wrong-level'],
]);

test('a test call that goes on is not judged yet', () => {
  expect(judgeTestCall(of(made({ state: 'talking' })), false)).toBeNull();
});

test('frames are counted by what they are; hostile octets are frames and nothing else', () => {
  const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
  const octets = [
    '00 01 7f',
    '02 01 7f',
    '02 01 73',
    '02 01 1f',
    '00 01 53',
    '02 01 01 01',
    '',
    'ff',
    '00',
    'ffffffffff',
  ];
  const counts = octets.map(hex).reduce((sum, frame) => withFrame(sum, { octets: frame }), noFrames);
  expect(counts).toMatchObject({
    frames: 10,
    sabme: 2,
    sabmeAsUser: 1,
    sabmeAsNetwork: 1,
    ua: 1,
    dm: 1,
    disc: 1,
    supervisory: 1,
  });
});

test('the lowest layer names the verdict; what stands above a missing ground is skipped', () => {
  const broken = of({
    last: { alarms: ['LOS'], ...down },
    alarmsSeen: ['LOS'],
    channels: [blocked],
    recent: { ...day, refused: [{ cause: 21, count: 9 }] },
  });
  const judged = judgeDue(broken, new Map(), wholeRunMs);
  expect(groundIsJudged(judged)).toBe(true);
  expect(judged.get('data-link')?.state).toBe('skipped');
  expect(judged.get('numbers')?.fault).toBe('numbers-refused');
  const checks = [...judged.values()].map((each) => ({ name: { zh: '甲', en: 'A' }, judged: each }));
  const verdict = verdictOf(checks, broken, 'Asia/Shanghai');
  expect(verdict).toMatchObject({ fault: 'no-signal', side: 'cable' });
  expect(verdict.toCarrier.zh).toContain('E1-1');
  expect(verdict.toCarrier.zh).toContain('1970-01-01 08:00:01');
  expect(verdict.toCarrier.en).toContain('user side, EuroISDN (DSS1), CRC4 on');
});

test('nothing is judged before its time, all of it at the end', () => {
  expect([...judgeDue(seen, new Map(), 0).keys()]).toEqual([]);
  expect(judgeDue(seen, new Map(), wholeRunMs).size).toBe(12);
});

test('a fault of the technician’s own asks nothing of the carrier', () => {
  const looped = { name: { zh: '板卡', en: 'Card' }, judged: judgeCard(of({ last: { loopback: 'towards-line' } })) };
  expect(verdictOf([looped], seen, 'Asia/Shanghai').toCarrier).toEqual({ zh: '', en: '' });
});

test('an alarm that stands all the time is named to the carrier, not counted as none', () => {
  const dead = of({ last: { alarms: ['LOS'] } });
  const signal = { name: { zh: '信号', en: 'Signal' }, judged: judgeSignal(dead) };
  const { toCarrier } = verdictOf([signal], dead, 'Asia/Shanghai');
  expect(toCarrier.zh).toContain('LOS 仍在');
  expect(toCarrier.en).toContain('LOS present');
  expect(toCarrier.en).not.toContain('LOS 0');
});

test.each(Object.entries(trunkFaults))('%s is told in both languages, with what to do', (_, { words, next, ask }) => {
  for (const text of [words, ...next, ...(ask === null ? [] : [ask])]) {
    expect(text.zh).toMatch(/\p{Script=Han}/u);
    expect(text.en).toMatch(/[a-z]/);
  }
  expect(next.length).toBeGreaterThan(0);
});
