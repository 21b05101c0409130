/** What each check makes of what is seen: one row, one judgement. */
import { describe, expect, test } from 'vitest';
import type { AlarmName, SpanMeters } from '../../lines/lines.js';
import type { CardScan, FoundCard } from '../../terms/cards.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { Site } from '../../terms/site.js';
import { usualSpanSetup } from '../../terms/span-setup.js';
import { commissioningFaults } from '../faults.js';
import { type Counted, type SpanSeen, SpanWatch } from '../span-seen.js';
import { judgeCard, judgeVirtualCard } from './card.js';
import { judgeClock } from './clock.js';
import { type FramingTrial, judgeLine, wantsFramingTrial } from './line.js';
import { judgeNumbers, type SeenCall } from './numbers.js';
import { judgeOrder, unknownOrder } from './order.js';
import { judgeSignalling, type SideTrial, wantsSideTrial } from './signalling.js';
import { judgeTestCalls } from './test-call.js';

const meters: SpanMeters = {
  span: 1,
  lossOfSignal: 0,
  lossOfFrame: 0,
  slips: 0,
  crcErrors: 0,
  farEndErrors: 0,
  codeViolations: 0,
  framesIn: 0,
  framesOut: 0,
  framesBadFcs: 0,
};
const state = (alarms: readonly AlarmName[] = [], dChannel: 'up' | 'down' = 'up') => ({ span: 1, alarms, dChannel });
const none = { sent: 0, acknowledged: 0 };
const zero = new SpanWatch(0, state(), meters, none).seen.counted;
const counted = (more: Partial<Counted>): Counted => ({ ...zero, ...more });

function seen(more: Partial<SpanSeen> = {}): SpanSeen {
  return {
    isThere: true,
    forMs: 40_000,
    alarms: [],
    alarmedForMs: 0,
    inFrameForMs: 40_000,
    framedAfterMs: 100,
    dChannelUpForMs: 70_000,
    dChannelDownForMs: 0,
    meters,
    counted: zero,
    inFrameCounted: zero,
    linkCounted: zero,
    slips: 0,
    slipsOverMs: 120_000,
    restarts: { sent: 30, acknowledged: 30 },
    restartUnansweredMs: 0,
    ...more,
  };
}
const alarmed = (alarm: AlarmName, more: Partial<SpanSeen> = {}): SpanSeen =>
  seen({ alarms: [alarm], alarmedForMs: 4_000, inFrameForMs: alarm === 'RAI' ? 4_000 : 0, ...more });
const off = { ...usualSpanSetup, crc4: false };
const missing: SpanMeters = { ...meters, multiframe: 'missing' };
const fitsOff: FramingTrial = { crc4: false, framedAfterMs: 200, multiframe: 'off' };
const fitsOn: FramingTrial = { crc4: true, framedAfterMs: 200, multiframe: 'found' };
const noneFits: FramingTrial = { crc4: false, framedAfterMs: null, multiframe: 'unknown' };

describe('line', () => {
  test.each<[string, SpanSeen, typeof off, readonly FramingTrial[], string]>([
    ['30 s in frame', seen(), usualSpanSetup, [], 'good'],
    ['not yet 30 s', seen({ inFrameForMs: 12_000 }), usualSpanSetup, [], 'checking'],
    ['LOS', alarmed('LOS'), usualSpanSetup, [], 'no-signal'],
    ['LOS for a moment', alarmed('LOS', { alarmedForMs: 500 }), usualSpanSetup, [], 'checking'],
    ['AIS', alarmed('AIS'), usualSpanSetup, [], 'ais'],
    ['RAI', alarmed('RAI'), usualSpanSetup, [], 'far-end-hears-nothing'],
    ['LOF, off fits', alarmed('LOF'), usualSpanSetup, [fitsOff], 'crc4-mismatch'],
    ['LOF, nothing fits', alarmed('LOF'), usualSpanSetup, [noneFits], 'no-framing'],
    ['no multiframe, off fits', seen({ meters: missing }), usualSpanSetup, [fitsOff], 'crc4-mismatch'],
    ['off, and on finds a multiframe', seen(), off, [fitsOn], 'crc4-mismatch'],
    ['RAI since on is expected', alarmed('RAI'), off, [fitsOn], 'crc4-mismatch'],
    ['off, and on finds none', seen(), off, [{ ...fitsOn, multiframe: 'missing' }], 'good'],
    ['CRC errors', seen({ inFrameCounted: counted({ crcErrors: 3 }) }), usualSpanSetup, [], 'line-errors'],
    ['code violations', seen({ inFrameCounted: counted({ codeViolations: 1 }) }), usualSpanSetup, [], 'line-errors'],
    ['E bits', seen({ inFrameCounted: counted({ farEndErrors: 2 }) }), usualSpanSetup, [], 'far-end-errors'],
    ['comes and goes', seen({ inFrameForMs: 9_000, forMs: 95_000 }), usualSpanSetup, [], 'line-unstable'],
    ['no such span', seen({ isThere: false }), usualSpanSetup, [], 'card-gone'],
  ])('%s', (_what, line, setup, trials, expected) => {
    const judged = judgeLine(line, setup, trials);
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
    if (expected === 'crc4-mismatch') expect(judged.proposal).toEqual({ setup: { ...setup, crc4: !setup.crc4 } });
  });

  test.each<[string, boolean, SpanSeen, typeof off, boolean | null]>([
    ['well with CRC4', false, seen(), usualSpanSetup, null],
    ['well without, the order does not say', true, seen(), off, null],
    ['well without, as ordered', false, seen(), off, false],
    ['without as ordered, but RAI', true, alarmed('RAI'), off, false],
    ['LOF', true, alarmed('LOF'), usualSpanSetup, null],
    ['LOF for a moment', false, alarmed('LOF', { alarmedForMs: 400 }), usualSpanSetup, null],
    ['LOS', false, alarmed('LOS'), usualSpanSetup, null],
    ['no multiframe', true, seen({ meters: missing }), usualSpanSetup, null],
  ])('%s: tried the other way %s', (_what, wanted, line, setup, ordered) => {
    expect(wantsFramingTrial(line, setup, ordered)).toBe(wanted);
  });
});

const down = (more: Partial<SpanSeen> = {}): SpanSeen =>
  seen({ dChannelUpForMs: 0, dChannelDownForMs: 7_000, restarts: none, ...more });
const asks = down({ linkCounted: counted({ sabmeSent: 4, sabmeReceived: 4 }) });
const idle = down({ meters: { ...meters, signallingOctets: 'idle' } });
const flags = down({ meters: { ...meters, signallingOctets: 'flags' } });

describe('signalling', () => {
  test.each<[string, SpanSeen, 'user' | 'network', readonly SideTrial[], string]>([
    ['60 s up', seen(), 'user', [], 'good'],
    ['not yet 60 s', seen({ dChannelUpForMs: 20_000 }), 'user', [], 'checking'],
    [
      'no RESTART ACKNOWLEDGE',
      seen({ restarts: { sent: 3, acknowledged: 0 }, restartUnansweredMs: 21_000 }),
      'user',
      [],
      'restart-not-acknowledged',
    ],
    [
      'RESTART just sent',
      seen({ dChannelUpForMs: 30_000, restarts: { sent: 1, acknowledged: 0 }, restartUnansweredMs: 250 }),
      'user',
      [],
      'checking',
    ],
    ['both ask: tried first', asks, 'user', [], 'checking'],
    ['both user', asks, 'user', [{ side: 'network', upAfterMs: 300 }], 'both-user-side'],
    [
      'both user, and the other side is no better',
      asks,
      'user',
      [{ side: 'network', upAfterMs: null }],
      'both-user-side',
    ],
    ['both network', asks, 'network', [{ side: 'user', upAfterMs: 300 }], 'both-network-side'],
    ['nobody sends', idle, 'user', [], 'timeslot-16-idle'],
    ['flags and no answer', flags, 'user', [], 'no-answer-to-sabme'],
    ['DM', down({ linkCounted: counted({ framesIn: 3, dmReceived: 3 }) }), 'user', [], 'link-refused'],
    ['frames, and no link', down({ linkCounted: counted({ framesIn: 9 }) }), 'user', [], 'link-not-answered'],
    ['not down for long', down({ dChannelDownForMs: 900 }), 'user', [], 'checking'],
    ['the line has an alarm', down({ alarms: ['LOS'], alarmedForMs: 5_000, inFrameForMs: 0 }), 'user', [], 'line-down'],
    ['comes and goes', seen({ dChannelUpForMs: 9_000, forMs: 200_000 }), 'user', [], 'link-unstable'],
    ['no such span', seen({ isThere: false }), 'user', [], 'card-gone'],
  ])('%s', (_what, link, side, trials, expected) => {
    const judged = judgeSignalling(link, { ...usualSpanSetup, side }, trials);
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
  });

  test('the other side is tried only when both ends ask', () => {
    expect([asks, idle, flags, seen()].map(wantsSideTrial)).toEqual([true, false, false, false]);
  });
});

describe('clock', () => {
  const clocks = (priorities: readonly number[], fromCarrier: boolean | null = null, span = 1) => ({
    setups: priorities.map((clockPriority) => ({ ...usualSpanSetup, clockPriority })),
    span,
    fromCarrier,
  });
  const slipping = seen({ slips: 14 });
  test.each<[string, SpanSeen, ReturnType<typeof clocks>, string, number | null]>([
    ['no slip in two minutes', seen(), clocks([1]), 'good', null],
    ['not yet two minutes', seen({ slipsOverMs: 30_000 }), clocks([1]), 'checking', null],
    ['slips from the source', slipping, clocks([1]), 'slips', null],
    ['slips on another span', slipping, clocks([1, 2], null, 2), 'clocks-differ', null],
    [
      'slips, and another span gives the clock',
      seen({ slips: 9, meters: { ...meters, givesClock: false } }),
      clocks([1]),
      'clocks-differ',
      null,
    ],
    ['own clock, and it slips', slipping, clocks([0]), 'two-masters', 1],
    ['own clock, the carrier gives his', seen(), clocks([0, 1], true), 'two-masters', 2],
    ['own clock, as agreed', seen(), clocks([0], false), 'good', null],
    ['two first choices', seen(), clocks([1, 1]), 'two-masters', 2],
    [
      'the line has an alarm',
      seen({ slipsOverMs: 0, inFrameForMs: 0, alarmedForMs: 9_000 }),
      clocks([1]),
      'line-down',
      null,
    ],
    ['no such span', seen({ isThere: false }), clocks([1]), 'card-gone', null],
  ])('%s', (_what, span, setups, expected, proposed) => {
    const judged = judgeClock(span, setups);
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
    if (proposed === null) expect(judged.proposal).toBeNull();
    else expect(judged.proposal).toMatchObject({ setup: { clockPriority: proposed } });
  });
});

describe('numbers', () => {
  const site = (more: Partial<Site> = {}): Site => ({
    country: 'cn',
    areaCode: '0755',
    timeZone: 'Asia/Shanghai',
    board: { kind: 'virtual', spans: 1, lines: 1 },
    numbers: [{ number: '075526001000', flow: 'main' }],
    defaultFlow: 'main',
    flows: [],
    queues: [],
    agents: [],
    ...more,
  });
  const call = (more: Partial<SeenCall>): SeenCall => ({
    atMs: 1,
    callingNumber: '13800138000',
    callingType: 'unknown',
    withheld: false,
    calledNumber: '075526001000',
    ...more,
  });
  const trunk = (rules: object) => ({
    trunks: [{ id: 'city', name: { zh: '市话', en: 'City' }, channels: [{ span: 1 }], in: rules }],
  });
  test.each<[string, SeenCall | null, Partial<Site>, number | null, string, object | null]>([
    ['as listed', call({}), {}, null, 'good', null],
    ['as many digits as ordered', call({}), {}, 12, 'good', null],
    ['other digits than ordered', call({}), {}, 8, 'called-digits-differ', null],
    ['the last four', call({ calledNumber: '1000' }), {}, null, 'called-number-short', { calledPrefix: '07552600' }],
    ['the last eight', call({ calledNumber: '26001000' }), {}, 8, 'called-number-short', { calledPrefix: '0755' }],
    [
      'the last eight with their rule',
      call({ calledNumber: '26001000' }),
      trunk({ calledPrefix: '0755' }),
      8,
      'good',
      null,
    ],
    ['a number nobody knows', call({ calledNumber: '99' }), {}, null, 'called-number-unknown', null],
    ['no called number', call({ calledNumber: '' }), {}, null, 'called-number-unknown', null],
    ['no caller', call({ callingNumber: '' }), {}, null, 'caller-number-missing', null],
    ['withheld', call({ callingNumber: '', withheld: true }), {}, null, 'good', null],
    ['a local caller, completed', call({ callingNumber: '26001234' }), {}, null, 'good', null],
    [
      'a local caller, left as he is',
      call({ callingNumber: '26001234' }),
      trunk({ completeLocal: false }),
      null,
      'caller-without-area-code',
      { completeLocal: true },
    ],
    [
      'a local caller of a site without area code',
      call({ callingNumber: '26001234' }),
      { areaCode: '' },
      null,
      'caller-without-area-code',
      null,
    ],
    [
      'a mobile with 0, left as it is',
      call({ callingNumber: '013800138000' }),
      trunk({ plainMobiles: false }),
      null,
      'caller-with-zero',
      { plainMobiles: true },
    ],
    [
      'a fixed number without its 0',
      call({ callingNumber: '1062345678', callingType: 'national' }),
      trunk({ typePrefixes: { national: '' } }),
      null,
      'caller-without-area-code',
      { typePrefixes: { national: '0', subscriber: '0' } },
    ],
    ['letters of no format', call({ callingNumber: '9' }), {}, null, 'caller-format-unknown', null],
    ['no call yet', null, {}, null, 'checking', null],
  ])('%s', (_what, seenCall, more, calledDigits, expected, rules) => {
    const calls = seenCall === null ? [] : [seenCall];
    const judged = judgeNumbers({ calls, forMs: 1_000, span: 1, site: site(more), calledDigits });
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
    if (rules !== null) expect(judged.proposal).toMatchObject({ trunk: { in: rules } });
  });

  test('nobody calls for ten minutes', () => {
    const judged = judgeNumbers({ calls: [], forMs: 600_000, span: 1, site: site(), calledDigits: null });
    expect(judged).toMatchObject({ state: 'bad', fault: 'no-call-seen' });
  });
});

describe('test call', () => {
  const ended: TestCall = {
    id: 'x',
    by: 'tech',
    span: 1,
    timeslot: 1,
    direction: 'in',
    number: '1000',
    state: 'ended',
    callId: 'c',
    callingNumber: '13800138000',
    startedAt: 1,
    answeredAfterMs: 900,
    endedAt: 9_000,
    cause: 16,
    levelDbm0: -15,
    noiseDbm0: -60,
    digits: '',
    endedBy: 'far-end',
    recordingId: 'r',
    problem: '',
  };
  const out: TestCall = { ...ended, direction: 'out' };
  const unanswered = { answeredAfterMs: null, levelDbm0: null, endedBy: null };
  test.each<[string, TestCall | null, TestCall | null, string]>([
    ['in and out', ended, out, 'good'],
    ['still on', { ...ended, endedAt: null }, out, 'checking'],
    ['nobody called', { ...ended, ...unanswered, callingNumber: '', callId: null }, out, 'no-call-in'],
    ['came and failed', { ...ended, ...unanswered }, out, 'call-in-failed'],
    ['refused by the network', null, { ...out, ...unanswered, cause: 1 }, 'call-out-failed'],
    ['no sound', { ...ended, levelDbm0: null }, out, 'nothing-heard'],
    ['too quiet', { ...ended, levelDbm0: -31 }, out, 'wrong-level'],
    ['too loud', ended, { ...out, levelDbm0: -3 }, 'wrong-level'],
    ['an echo', ended, { ...out, digits: '1470' }, 'echo-heard'],
    ['without a caller', { ...ended, callingNumber: '' }, out, 'caller-number-missing'],
    [
      'never released by the far end',
      { ...ended, endedBy: 'near-end' },
      { ...out, endedBy: 'near-end' },
      'release-not-noticed',
    ],
  ])('%s', (_what, callIn, callOut, expected) => {
    const judged = judgeTestCalls({ in: callIn, out: callOut, wantsOut: true, refused: '' });
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
  });

  test('one that cannot be made says why', () => {
    const judged = judgeTestCalls({ in: null, out: null, wantsOut: true, refused: 'the line is down' });
    expect(judged).toMatchObject({ fault: 'test-call-refused', seen: { en: 'the line is down' } });
  });
});

describe('card and order', () => {
  const card: FoundCard = {
    place: 'pci 0000:03:00.0',
    ids: 'd161:8006',
    vendor: 'Digium',
    model: 'TE133',
    kind: 'e1',
    ports: 1,
    driver: 'wcte13xp',
    driverLoaded: true,
    firmware: '',
    firmwarePresent: true,
    supported: true,
    spans: [3],
    problems: [],
  };
  const scan = (more: Partial<FoundCard> = {}): CardScan => ({
    atMs: 1,
    cards: [{ ...card, ...more }],
    spans: [],
    dahdiVersion: '3',
    problems: [],
  });
  const words = { zh: 'x', en: 'x' };
  const timing = (passed: boolean) =>
    ({
      id: 't',
      state: 'done',
      progress: 1,
      meanPercent: passed ? 99.999 : 90,
      worstPercent: 90,
      interrupts: [],
      passed,
      words,
      next: words,
    }) as const;
  test.each([
    ['well', scan(), 3, timing(true), 'good'],
    ['timing runs', scan(), 3, null, 'checking'],
    ['timing bad', scan(), 3, timing(false), 'timing-bad'],
    ['no driver', scan({ driverLoaded: false }), 3, null, 'no-driver'],
    ['another card', scan({ spans: [4] }), 3, null, 'card-gone'],
    ['no card at all', { ...scan(), cards: [] }, 3, null, 'card-gone'],
    ['excluded', scan({ problems: [{ code: 'unsupported', words, next: words }] }), 3, null, 'unsupported'],
  ] as const)('card: %s', (_what, found, span, test, expected) => {
    const judged = judgeCard(found, span, test);
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
  });

  test.each([
    [true, 10_000, 0, 'good'],
    [true, 3_000, 0, 'checking'],
    [true, 10_000, 50, 'timing-bad'],
    [false, 10_000, 0, 'card-gone'],
  ] as const)('virtual card there %s, %d ms, %d late: %s', (isThere, forMs, lateBlocks, expected) => {
    const judged = judgeVirtualCard({ isThere, forMs, lateBlocks });
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
  });

  test.each([
    ['unknown', unknownOrder, 'order-incomplete'],
    ['least', { ...unknownOrder, carrier: 'T', numbers: '1' }, 'good'],
    ['No.1', { ...unknownOrder, carrier: 'T', numbers: '1', signalling: 'no1' }, 'signalling-not-in-version'],
    ['QSIG', { ...unknownOrder, carrier: 'T', numbers: '1', signalling: 'qsig' }, 'order-differs'],
    ['CRC4 off', { ...unknownOrder, carrier: 'T', numbers: '1', crc4: false }, 'order-differs'],
  ] as const)('order: %s', (_what, order, expected) => {
    const judged = judgeOrder(order, usualSpanSetup);
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
  });
});

describe('what is seen over time', () => {
  test('an alarm between two samples begins the half minute anew', () => {
    const watch = new SpanWatch(0, state(), meters, none);
    for (let at = 250; at <= 20_000; at += 250) watch.sample(at, state(), meters, none);
    expect(watch.seen.inFrameForMs).toBe(20_000);
    const lost = { ...meters, lossOfFrame: 1 };
    watch.sample(20_250, state(), lost, none);
    watch.sample(20_500, state(), lost, none);
    expect(watch.seen.inFrameForMs).toBe(0);
    expect(watch.seen.counted.lossOfFrame).toBe(1);
  });

  test('slips while the clock settles are none, a link that goes is counted from then', () => {
    const watch = new SpanWatch(0, state(), { ...meters, framesIn: 80 }, none);
    watch.sample(1_000, state(), { ...meters, framesIn: 90, slips: 2 }, none);
    watch.sample(3_000, state(), { ...meters, framesIn: 95, slips: 2 }, none);
    watch.sample(4_000, state([], 'down'), { ...meters, framesIn: 95, slips: 3 }, none);
    expect(watch.seen).toMatchObject({ slips: 1, slipsOverMs: 1_000, linkCounted: { framesIn: 0 } });
  });
});

test('every fault has words and something to do, in both languages', () => {
  for (const { words, next } of Object.values(commissioningFaults)) {
    for (const each of [words, ...next]) expect([each.zh, each.en].every((text) => text.length > 3)).toBe(true);
    expect(next.length).toBeGreaterThan(0);
  }
});
