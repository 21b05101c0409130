import { describe, expect, it } from 'vitest';
import { talk, wav } from '../../test/rig/two-voices.js';
import { VoiceMeter } from './voices.js';

function measured(file: Uint8Array, pieceOctets = file.length): VoiceMeter {
  const meter = new VoiceMeter();
  for (let at = 0; at < file.length; at += pieceOctets) meter.feed(file.subarray(at, at + pieceOctets));
  meter.end();
  return meter;
}

describe('two voices', () => {
  const story = talk('c2 a3 -4 b1 a0.3 b0.2 c1');

  it('are told apart: who speaks, silence, talk-over', () => {
    const voices = measured(wav(story)).voices();
    expect(voices.durationMs).toBe(11_500);
    expect(voices.silences).toEqual([{ fromMs: 5_000, toMs: 9_000 }]);
    expect(voices.talkOver).toEqual([{ fromMs: 9_000, toMs: 10_000 }]);
    expect([voices.longestSilenceMs, voices.customerMs, voices.agentMs]).toEqual([4_000, 4_200, 4_500]);
    expect(voices.talkOverPercent).toBe(8.7);
  });

  it.each([1, 7, 57, 58, 59, 1_001])('are the same in pieces of %i octets', (piece) => {
    expect(measured(wav(story), piece).voices()).toEqual(measured(wav(story)).voices());
  });

  it('have a picture: the customer on the left, the agent on the right', () => {
    const { peaks, columns } = measured(wav(talk('c0.2 a0.2')));
    const shape = peaks.map((side) => [...side.subarray(0, columns)].map((peak) => (peak > 0.1 ? 1 : 0)));
    expect(shape).toEqual([
      [1, 1, 0, 0],
      [0, 0, 1, 1],
    ]);
  });

  it('of a file that still grows, or was cut by a crash, are those that are there', () => {
    expect(measured(wav(talk('c1'), 0)).durationMs).toBe(1_000);
    expect(measured(wav(talk('c1'), 0xffff_ffff)).durationMs).toBe(1_000);
    expect(measured(wav(talk('c1')).subarray(0, 58 + 8_001)).durationMs).toBe(500 + 100 - 100);
  });

  it('are silent for five minutes as one stretch', () => {
    const { silences } = measured(wav(talk('-300'))).voices();
    expect(silences).toEqual([{ fromMs: 0, toMs: 300_000 }]);
  });

  it.each<[string, Uint8Array]>([
    ['another file', new TextEncoder().encode('<!doctype html><title>404</title>'.repeat(9))],
    ['a WAV without a format', Buffer.concat([wav(talk('c1')).subarray(0, 12), wav(talk('c1')).subarray(38)])],
    ['a chunk that claims 4 GB', Buffer.concat([wav(talk('c1')).subarray(0, 42), Buffer.alloc(9_000, 0xff)])],
    ['zeros', new Uint8Array(10_000)],
  ])('%s is no recording', (_what, file) => {
    const meter = measured(file, 100);
    expect([meter.isWrong, meter.columns]).toEqual([true, 0]);
  });

  it('survive every cut of the header', () => {
    const file = wav(talk('c0.1'));
    for (let length = 0; length < 58; length++) expect(measured(file.subarray(0, length)).columns).toBe(0);
  });
});
