/** Line, signalling and clock: what each check makes of what is seen. One row, one judgement. */
import { describe, expect, test } from 'vitest';
import type { AlarmName, SpanMeters } from '../../lines/lines.js';
import { usualSpanSetup } from '../../terms/span-setup.js';
import { type Counted, type SpanSeen, SpanWatch } from '../span-seen.js';
import { judgeClock } from './clock.js';
import { type FramingTrial, judgeLine, wantsFramingTrial } from './line.js';
import { judgeSignalling, type SideTrial, wantsSideTrial } from './signalling.js';

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
const noLine: SpanMeters = { ...meters, hasLine: false };
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
    ['wired by software', seen({ meters: noLine }), usualSpanSetup, [], 'line-not-told'],
    ['wired by software, not yet 30 s', seen({ meters: noLine, inFrameForMs: 9_000 }), off, [], 'checking'],
    ['wired by software, and cut', alarmed('LOS', { meters: noLine }), usualSpanSetup, [], 'no-signal'],
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
    ['wired by software', false, alarmed('RAI', { meters: noLine }), off, null],
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
    ['wired by software', seen({ meters: noLine }), clocks([1]), 'clock-not-told', null],
    ['wired by software, two first choices', seen({ meters: noLine }), clocks([1, 1]), 'two-masters', 2],
  ])('%s', (_what, span, setups, expected, proposed) => {
    const judged = judgeClock(span, setups);
    expect(judged.fault === '' ? judged.state : judged.fault).toBe(expected);
    if (proposed === null) expect(judged.proposal).toBeNull();
    else expect(judged.proposal).toMatchObject({ setup: { clockPriority: proposed } });
  });
});

test('of a wire made of software no figure is told that was never measured', () => {
  const span = seen({ meters: noLine });
  const oneClock = { setups: [usualSpanSetup], span: 1, fromCarrier: null };
  for (const { seen: told } of [judgeLine(span, usualSpanSetup, []), judgeClock(span, oneClock)]) {
    expect(told.en).toMatch(/this card does not tell/);
    expect(told.zh).toMatch(/此卡不报/);
    expect(told.en).not.toMatch(/CRC errors|slips in/);
  }
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
