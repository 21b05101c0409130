/** The recording of a test call as a spectrogram; a click reads the frequencies of a moment. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { TestCall } from '../../../../daemon/terms/diagnosis.js';
import { decodeAlaw } from '../../parts/alaw.js';
import { wavLayout } from '../../parts/wav-peaks.js';
import { testSoundUrl } from '../doctor/test-calls.js';
import { labWords } from './lab-words.js';
import { bins, knownTone, peaksOf, sampleRateHz, spectrumAt, windowSamples } from './spectrum.js';

const size = { columns: 300, height: 128 } as const;
const darkDbm0 = -60;
const brightDbm0 = -5;
const maxSamples = sampleRateHz * 60;

/** The first channel of an A-law or 16-bit WAV: what came from the far end; null: no such WAV. */
export function samplesOf(bytes: ArrayBuffer): Float32Array | null {
  const file = new DataView(bytes);
  const layout = wavLayout(file);
  if (layout === null) return null;
  const { format, channels, dataAt, dataBytes } = layout;
  const frameBytes = (format === 'alaw' ? 1 : 2) * channels;
  const frames = Math.min(Math.floor(dataBytes / frameBytes), maxSamples);
  if (format === 'alaw') {
    return decodeAlaw(Uint8Array.from({ length: frames }, (_, at) => file.getUint8(dataAt + at * frameBytes)));
  }
  return Float32Array.from({ length: frames }, (_, at) => file.getInt16(dataAt + at * frameBytes, true) / 32_768);
}

export function ToneScope({ call: { id, state, recordingId } }: { readonly call: TestCall }) {
  const w = labWords.value.scope;
  const canvas = useRef<HTMLCanvasElement>(null);
  const samples = useSignal<Float32Array | null>(null);
  const failed = useSignal(false);
  const atSample = useSignal(0);
  const ended = state === 'ended';
  useEffect(() => {
    samples.value = null;
    failed.value = false;
    if (!ended || recordingId === null) return;
    const stop = new AbortController();
    fetch(testSoundUrl(id), { signal: stop.signal })
      .then(async (answer) => {
        const read = answer.ok ? samplesOf(await answer.arrayBuffer()) : null;
        samples.value = read;
        failed.value = read === null;
      })
      .catch(() => {
        failed.value = !stop.signal.aborted;
      });
    return () => stop.abort();
  }, [id, ended, recordingId]);
  useEffect(() => {
    if (canvas.current !== null && samples.value !== null) paint(canvas.current, samples.value);
  }, [samples.value]);
  if (!ended) return <p class="muted small">{w.wait}</p>;
  if (recordingId === null) return <p class="muted small">{w.none}</p>;
  if (failed.value) return <p class="problem small">{w.failed}</p>;
  return (
    <div class="scope">
      <canvas
        ref={canvas}
        width={size.columns}
        height={size.height}
        role="img"
        aria-label={w.label}
        data-testid="scope"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const part = (event.clientX - box.left) / box.width;
          atSample.value = Math.floor(part * (samples.peek()?.length ?? 0));
        }}
      />
      {samples.value === null ? null : <Moment samples={samples.value} at={atSample.value} />}
    </div>
  );
}

function Moment({ samples, at }: { readonly samples: Float32Array; readonly at: number }) {
  const w = labWords.value.scope;
  const peaks = peaksOf(spectrumAt(samples, Math.min(at, Math.max(0, samples.length - windowSamples))), 3);
  const known = knownTone(peaks);
  return (
    <p class="small" data-testid="scope-moment">
      <b>{w.at((at / sampleRateHz).toFixed(1))}</b>{' '}
      {peaks.length === 0
        ? ''
        : `${w.peaks}: ${peaks.map(({ hz, dbm0 }) => w.peak(Math.round(hz), dbm0.toFixed(0))).join(' · ')}`}{' '}
      {known === null ? '' : known.tone === 'dtmf' ? w.tones.dtmf(known.key) : w.tones[known.tone]}
    </p>
  );
}

function paint(canvas: HTMLCanvasElement, samples: Float32Array): void {
  const paper = canvas.getContext('2d');
  if (paper === null) return;
  const image = paper.createImageData(size.columns, size.height);
  const binsInRow = bins / size.height;
  for (let column = 0; column < size.columns; column++) {
    const spectrum = spectrumAt(samples, Math.floor((column * samples.length) / size.columns));
    for (let row = 0; row < size.height; row++) {
      const bin = Math.floor((size.height - 1 - row) * binsInRow);
      const loud = Math.max(...spectrum.subarray(bin, bin + binsInRow));
      const bright = Math.min(1, Math.max(0, (loud - darkDbm0) / (brightDbm0 - darkDbm0)));
      const at = (row * size.columns + column) * 4;
      // From night over teal to white: also told apart by who sees no colours.
      image.data[at] = 255 * bright ** 2;
      image.data[at + 1] = 20 + 235 * bright;
      image.data[at + 2] = 40 + 200 * Math.sqrt(bright);
      image.data[at + 3] = 255;
    }
  }
  paper.putImageData(image, 0, 0);
}
