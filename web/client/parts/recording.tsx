/** A recording: play, seek, waveform with one side per party. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/words.js';
import { recordingUrl } from './api.js';
import { Icon } from './icon.js';
import { formatDuration } from './time.js';
import { type Peaks, wavPeaks } from './wav-peaks.js';
import { drawWaveform } from './waveform.js';
import './recording.css';

const columns = 160;
/** About half an hour of stereo A-law; a longer file is played without its picture. */
const maxDrawnBytes = 32_000_000;

async function loadPeaks(url: string, signal: AbortSignal): Promise<Peaks | null> {
  const response = await fetch(url, { signal });
  if (!response.ok || Number(response.headers.get('content-length') ?? 0) > maxDrawnBytes) {
    await response.body?.cancel();
    return null;
  }
  return wavPeaks(await response.arrayBuffer(), columns);
}

export function Recording({ callId }: { readonly callId: string }) {
  const w = words.value;
  const audio = useRef<HTMLAudioElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const peaks = useSignal<Peaks | null>(null);
  const trouble = useSignal<'none' | 'wave' | 'sound'>('none');
  const playing = useSignal(false);
  const atMs = useSignal(0);
  const url = recordingUrl(callId);

  useEffect(() => {
    const stop = new AbortController();
    loadPeaks(url, stop.signal)
      .then((found) => {
        peaks.value = found;
        if (found === null && trouble.value === 'none') trouble.value = 'wave';
      })
      .catch(() => {
        if (!stop.signal.aborted && trouble.value === 'none') trouble.value = 'wave';
      });
    // The press that opened this was a gesture, so it may play; if the browser says no, the button is there.
    void audio.current?.play().catch(() => undefined);
    return () => stop.abort();
  }, [url]);

  const totalMs = peaks.value?.durationMs ?? 0;
  useEffect(() => {
    if (canvas.current !== null && peaks.value !== null)
      drawWaveform(canvas.current, peaks.value, totalMs === 0 ? 0 : atMs.value / totalMs);
  }, [peaks.value, atMs.value, totalMs]);

  useEffect(() => {
    if (!playing.value) return;
    let frame = 0;
    const follow = (): void => {
      atMs.value = (audio.current?.currentTime ?? 0) * 1000;
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [playing.value]);

  function toggle(): void {
    if (audio.current?.paused) void audio.current.play().catch(() => undefined);
    else audio.current?.pause();
  }
  function seek(ms: number): void {
    if (audio.current !== null) audio.current.currentTime = ms / 1000;
    atMs.value = ms;
  }

  if (trouble.value === 'sound') return <p class="recording empty">{w.calls.noRecording}</p>;
  return (
    <div class="recording" data-testid="recording">
      {/* biome-ignore lint/a11y/useMediaCaption: a telephone recording has no transcript to caption it with */}
      <audio
        ref={audio}
        src={url}
        preload="auto"
        onPlay={() => {
          playing.value = true;
        }}
        onPause={() => {
          playing.value = false;
        }}
        onEnded={() => {
          playing.value = false;
        }}
        onError={() => {
          trouble.value = 'sound';
        }}
      />
      <button type="button" class="round" aria-label={playing.value ? w.calls.pause : w.calls.start} onClick={toggle}>
        <Icon name={playing.value ? 'pause' : 'play'} />
      </button>
      <div class="wave">
        <canvas ref={canvas} />
        <input
          type="range"
          aria-label={w.calls.seek}
          min={0}
          max={Math.max(1, Math.round(totalMs))}
          step={100}
          value={atMs.value}
          onInput={(event) => seek(Number(event.currentTarget.value))}
        />
      </div>
      <span class="timer small">
        {formatDuration(atMs.value)}
        {totalMs > 0 ? ` / ${formatDuration(totalMs)}` : ''}
      </span>
      <p class="sides small">
        <span class="side-caller">{w.calls.left}</span>
        <span class="side-agent">{w.calls.right}</span>
        {trouble.value === 'wave' ? <span class="muted">{w.calls.noWave}</span> : null}
        <a href={`/recordings#${callId}`}>
          <Icon name="sound" /> {w.calls.details}
        </a>
      </p>
    </div>
  );
}
