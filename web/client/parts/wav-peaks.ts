/** Reads what a recording's waveform needs from its WAV: A-law or 16-bit PCM, one or two channels. */
import { alawMagnitude } from './alaw.js';

export interface Peaks {
  readonly durationMs: number;
  /** Per channel, the loudest sample (0 to 1) of each column. */
  readonly channels: readonly Float32Array[];
}

interface Layout {
  readonly format: 'alaw' | 'pcm16';
  readonly channels: number;
  readonly rateHz: number;
  readonly dataAt: number;
  readonly dataBytes: number;
}

const alawFormat = 6; // RFC 2361, WAVE_FORMAT_ALAW
const pcmFormat = 1;

/** null: not a WAV of a kind we record. A data chunk that claims more than is there (call in progress, crash) is cut. */
export function wavLayout(file: DataView): Layout | null {
  const tag = (at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((i) => file.getUint8(at + i)));
  if (file.byteLength < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return null;
  let format: Omit<Layout, 'dataAt' | 'dataBytes'> | null = null;
  for (let at = 12; at + 8 <= file.byteLength; ) {
    const size = file.getUint32(at + 4, true);
    if (tag(at) === 'fmt ' && at + 24 <= file.byteLength) format = readFormat(file, at + 8);
    if (tag(at) === 'data') {
      if (format === null) return null;
      return { ...format, dataAt: at + 8, dataBytes: Math.min(size, file.byteLength - at - 8) };
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

function readFormat(file: DataView, at: number): Omit<Layout, 'dataAt' | 'dataBytes'> | null {
  const code = file.getUint16(at, true);
  const channels = file.getUint16(at + 2, true);
  const rateHz = file.getUint32(at + 4, true);
  const bits = file.getUint16(at + 14, true);
  if (channels < 1 || channels > 2 || rateHz < 8000 || rateHz > 48_000) return null;
  if (code === alawFormat && bits === 8) return { format: 'alaw', channels, rateHz };
  if (code === pcmFormat && bits === 16) return { format: 'pcm16', channels, rateHz };
  return null;
}

/** Peaks in `columns` columns; null as for wavLayout. */
export function wavPeaks(bytes: ArrayBuffer, columns: number): Peaks | null {
  const file = new DataView(bytes);
  const layout = wavLayout(file);
  if (layout === null) return null;
  const sampleBytes = layout.format === 'alaw' ? 1 : 2;
  const frameBytes = sampleBytes * layout.channels;
  const frames = Math.floor(layout.dataBytes / frameBytes);
  const magnitudeAt =
    layout.format === 'alaw'
      ? (at: number) => alawMagnitude(file.getUint8(at))
      : (at: number) => Math.abs(file.getInt16(at, true)) / 32_768;
  const channels = Array.from({ length: layout.channels }, () => new Float32Array(columns));
  for (let frame = 0; frame < frames; frame++) {
    const column = Math.floor((frame * columns) / frames);
    for (let channel = 0; channel < layout.channels; channel++) {
      const peaks = channels[channel] as Float32Array;
      const magnitude = magnitudeAt(layout.dataAt + frame * frameBytes + channel * sampleBytes);
      if (magnitude > (peaks[column] as number)) peaks[column] = magnitude;
    }
  }
  return { durationMs: (frames * 1000) / layout.rateHz, channels };
}
