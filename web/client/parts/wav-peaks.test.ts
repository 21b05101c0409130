import { describe, expect, it } from 'vitest';
import { encodeAlawSample } from './alaw.js';
import { wavLayout, wavPeaks } from './wav-peaks.js';

interface Wav {
  readonly format?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly data: readonly number[];
  /** What the data chunk claims. */
  readonly claimed?: number;
}

function wav({ format = 6, channels = 2, bits = 8, data, claimed = data.length }: Wav): ArrayBuffer {
  const file = new DataView(new ArrayBuffer(44 + data.length));
  const text = (at: number, value: string): void => {
    for (let i = 0; i < value.length; i++) file.setUint8(at + i, value.charCodeAt(i));
  };
  text(0, 'RIFF');
  text(8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, format, true);
  file.setUint16(22, channels, true);
  file.setUint32(24, 8000, true);
  file.setUint16(34, bits, true);
  text(36, 'data');
  file.setUint32(40, claimed, true);
  new Uint8Array(file.buffer, 44).set(data);
  return file.buffer;
}
const loud = encodeAlawSample(0.5);
const quiet = encodeAlawSample(0);

describe('peaks of a recording', () => {
  it('keep the caller on the left and the agent on the right', () => {
    const data = [...Array(80).fill([loud, quiet]), ...Array(80).fill([quiet, loud])].flat();
    const peaks = wavPeaks(wav({ data }), 4);
    expect(peaks?.durationMs).toBe(20);
    const [caller, agent] = peaks?.channels.map((channel) => [...channel].map((peak) => peak > 0.4)) ?? [];
    expect(caller).toEqual([true, true, false, false]);
    expect(agent).toEqual([false, false, true, true]);
  });

  it('read what is there of a file that is still growing or was cut by a crash', () => {
    expect(wavPeaks(wav({ data: [loud, loud, loud], claimed: 0xffffffff }), 2)?.durationMs).toBe(1 / 8);
  });

  it('read 16-bit PCM too', () => {
    const peaks = wavPeaks(wav({ format: 1, channels: 1, bits: 16, data: [0x00, 0x80, 0xff, 0x7f] }), 2);
    expect(peaks?.channels[0]?.[0]).toBe(1);
  });

  it('know what they cannot read', () => {
    expect(wavPeaks(new ArrayBuffer(0), 10)).toBeNull();
    expect(wavPeaks(new ArrayBuffer(100), 10)).toBeNull();
    expect(wavPeaks(wav({ format: 85, data: [0, 0] }), 10)).toBeNull();
    expect(wavPeaks(wav({ channels: 6, data: [0, 0] }), 10)).toBeNull();
  });

  it('survive every cut of the header', () => {
    const whole = wav({ data: [loud, quiet] });
    for (let length = 0; length < 44; length++) expect(wavLayout(new DataView(whole.slice(0, length)))).toBeNull();
  });

  it('have no columns of nothing in an empty recording', () => {
    expect(wavPeaks(wav({ data: [] }), 3)).toEqual({
      durationMs: 0,
      channels: [new Float32Array(3), new Float32Array(3)],
    });
  });
});
