import { expect, test } from 'vitest';
import type { ScopeFrameSent } from '../../../../daemon/terms/line-lab.js';
import { cadenceOf, heardOn, liveTone, noRhythm, sideSeen } from './live-tones.js';

/** Levels by steps of 20 ms: on and off by turns, milliseconds, beginning with on. */
function levels(...turns: readonly number[]): number[] {
  return turns.flatMap((ms, at) => Array<number>(ms / 20).fill(at % 2 === 0 ? -12 : -80));
}
const at450 = [{ hz: 450, dbm0: -12 }];

test.each([
  ['busy', levels(360, 340, 360, 340, 360, 340, 100), { onMs: 360, offMs: 340 }],
  ['congestion', levels(700, 700, 700, 700, 700), { onMs: 700, offMs: 700 }],
  ['ring-back, one period of it', levels(200, 4_000, 1_000, 4_000, 200), { onMs: 1_000, offMs: 4_000 }],
  ['dial tone', levels(3_000), { onMs: 3_000, offMs: 0 }],
])('the cadence of %s is measured', (_, given, cadence) => {
  expect(cadenceOf(given)).toEqual(cadence);
});

test.each([
  ['silence', levels(0, 3_000)],
  ['nothing yet', []],
  ['one word', levels(0, 600, 400, 600)],
  ['speech', levels(100, 240, 520, 60, 180, 400, 80, 300)],
  ['a tone that has just begun', levels(0, 1_000, 600)],
])('%s has none', (_, given) => {
  expect(cadenceOf(given)).toBeNull();
});

test('450 Hz is named by its rhythm, and in its pauses too; without one it is what it may be', () => {
  expect(liveTone(at450, { onMs: 360, offMs: 340 })).toEqual({ tone: 'engaged' });
  expect(liveTone([], { onMs: 360, offMs: 340 })).toEqual({ tone: 'engaged' });
  expect(liveTone(at450, { onMs: 700, offMs: 700 })).toEqual({ tone: 'congestion' });
  expect(liveTone(at450, { onMs: 1_000, offMs: 4_000 })).toEqual({ tone: 'ringback' });
  expect(liveTone(at450, { onMs: 3_000, offMs: 0 })).toEqual({ tone: 'dial' });
  expect(liveTone(at450, null)).toEqual({ tone: 'busy' });
  expect(liveTone(at450, { onMs: 100, offMs: 100 })).toEqual({ tone: 'busy' });
});

test('other tones are what they are, whatever the rhythm', () => {
  expect(liveTone([{ hz: 2_100, dbm0: -12 }], { onMs: 3_000, offMs: 0 })).toEqual({ tone: 'fax' });
  const five = [
    { hz: 770, dbm0: -10 },
    { hz: 1_336, dbm0: -9 },
  ];
  expect(liveTone(five, null)).toEqual({ tone: 'dtmf', key: '5' });
  expect(liveTone([{ hz: 1_500, dbm0: -12 }], null)).toBeNull();
});

function frame(endSample: number): ScopeFrameSent {
  const spectrum = new Uint8Array(256);
  spectrum[64] = 140; // 1000 Hz at -10 dBm0
  spectrum[63] = spectrum[65] = 128;
  const side = { spectrum: btoa(String.fromCharCode(...spectrum)), levelsDbm0: [-10, -10, -10, -80, -80] };
  return { endSample, received: side, sent: { ...side, levelsDbm0: [] } };
}

test('a frame is read: its spectrum, its level as power, its strongest frequency', () => {
  const seen = sideSeen(frame(800).received);
  expect(seen.spectrum).toHaveLength(256);
  expect(seen.spectrum[0]).toBe(-80);
  expect(seen.levelDbm0).toBeCloseTo(-12.2, 1); // three fifths of the time at -10
  expect(seen.peaks[0]?.hz).toBeCloseTo(1_000, 0);
  expect(seen.peaks[0]?.dbm0).toBeCloseTo(-10, 0);
  expect(sideSeen(frame(800).sent).levelDbm0).toBe(-80);
});

test('a rhythm goes on over frames, and begins anew after a gap; it never grows without end', () => {
  const two = heardOn(heardOn(noRhythm, frame(800)), frame(1_600));
  expect(two.received).toHaveLength(10);
  expect(heardOn(two, frame(3_200)).received).toHaveLength(5);
  let long = noRhythm;
  for (let n = 1; n <= 500; n++) long = heardOn(long, frame(n * 800));
  expect(long.received).toHaveLength(600);
});
