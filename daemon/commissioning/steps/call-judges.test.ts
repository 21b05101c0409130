/** Cards, orders, numbers and test calls: one row, one judgement. */
import { describe, expect, test } from 'vitest';
import type { CardPlan, CardScan, FoundCard } from '../../terms/cards.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { Site } from '../../terms/site.js';
import { usualSpanSetup } from '../../terms/span-setup.js';
import { commissioningFaults } from '../faults.js';
import { judgeCard, judgeVirtualCard } from './card.js';
import { judgeNumbers, type SeenCall } from './numbers.js';
import { judgeOrder, unknownOrder } from './order.js';
import { judgeTestCalls } from './test-call.js';

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
    ['a tone of just the most that is allowed', ended, { ...out, levelDbm0: -9.97 }, 'good'],
    ['and a little more', ended, { ...out, levelDbm0: -9.9 }, 'wrong-level'],
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

  const plan = (more: Partial<CardPlan> = {}): CardPlan => ({
    plan: 'a'.repeat(64),
    configuration: {
      ...{ spans: [], telephones: [], exchangeLines: [], zone: 'cn', echoCanceller: '' },
      modules: [],
    },
    files: [
      {
        file: '/etc/dahdi/system.conf',
        text: '',
        diff: [
          { mark: ' ', text: 'loadzone=cn' },
          { mark: '+', text: 'bchan=1-15,17-31' },
        ],
        writtenByHand: false,
      },
    ],
    refused: [],
    notes: [],
    ...more,
  });
  const refusal = { code: 'unknown-span', words: { zh: '没有', en: 'no such span' }, next: words };
  test.each([
    ['not configured', plan(), 'driver-not-configured', /written: \/etc\/dahdi\/system\.conf$/],
    ['configured, and not opened', plan({ files: [] }), 'card-not-opened', /no rights/],
    ['cannot be configured', plan({ refused: [refusal] }), 'unknown-span', /DYN/],
  ] as const)('lines that are not open: %s', (_what, planned, expected, told) => {
    const judged = judgeCard(scan({ model: 'DYN' }), 3, null, { reason: 'no rights', plan: planned });
    expect(judged.fault).toBe(expected);
    expect(judged.seen.en).toMatch(told);
    const changes = [{ mark: '+', text: 'bchan=1-15,17-31' }];
    const proposal = expected === 'driver-not-configured' ? { driver: { plan: planned.plan, changes } } : null;
    expect(judged.proposal).toEqual(proposal);
    if (expected === 'unknown-span') expect(judged.explained?.words.en).toBe('no such span');
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

test('every fault has words and something to do, in both languages', () => {
  for (const { words, next } of Object.values(commissioningFaults)) {
    for (const each of [words, ...next]) expect([each.zh, each.en].every((text) => text.length > 3)).toBe(true);
    expect(next.length).toBeGreaterThan(0);
  }
});
