/** A recording to listen to: two voices, what is marked in them, seek, speed. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RecordingAbout } from '../../../daemon/contract/pages.js';
import type { Span, Voices } from '../../../daemon/terms/voices.js';
import { call, recordingUrl } from '../parts/api.js';
import { Icon } from '../parts/icon.js';
import { formatDuration } from '../parts/time.js';
import { atMs, type OpenPlayer, openPlayer, otherSpeed } from './player-state.js';
import { recordingsWords } from './recordings-words.js';
import { type Fetch, type Loaded, loadSound } from './sound-loader.js';
import { drawWave } from './wave.js';
import './player.css';

/** The picture is drawn anew so often while it loads. */
const drawEveryMs = 120;
const noVoices: Voices = {
  durationMs: 0,
  silences: [],
  talkOver: [],
  longestSilenceMs: 0,
  talkOverPercent: 0,
  customerMs: 0,
  agentMs: 0,
};

const fetchSound: Fetch = async (address, init) => {
  const answer = await fetch(address, init);
  const { ok, status, headers, body } = answer;
  return { ok, status, headers, body: body === null ? null : { getReader: () => body.getReader() } };
};

/** Gaps as stretches of the file, and what was said before it began. */
export function gapsOf({ recording, gaps }: Pick<RecordingAbout, 'recording' | 'gaps'>, totalMs: number) {
  return gaps.map((gap) => {
    const fromMs = Math.max(0, gap.fromAt - recording.startedAt);
    const toMs = gap.toAt === null ? totalMs : Math.min(totalMs, Math.max(0, gap.toAt - recording.startedAt));
    const beforeMs = Math.max(0, Math.min(recording.startedAt, gap.toAt ?? recording.startedAt) - gap.fromAt);
    return { why: gap.why, fromMs, toMs, beforeMs };
  });
}

export function Player({ about, autoplay }: { readonly about: RecordingAbout; readonly autoplay: boolean }) {
  const t = recordingsWords.value.player;
  const audio = useRef<HTMLAudioElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const loaded = useSignal<Loaded | null>(null);
  const voices = useSignal<Voices>(noVoices);
  const playing = useSignal(false);
  const silent = useSignal(false);
  const speed = useSignal(1);
  const size = useSignal(0);
  const { recording, comments } = about;
  const url = recordingUrl(recording.id);
  const totalMs = Math.max(recording.lengthMs ?? 0, loaded.value?.meter.durationMs ?? 0, 1);
  const gaps = gapsOf(about, totalMs);

  useEffect(() => {
    const stop = new AbortController();
    atMs.value = 0;
    let toldAt = 0;
    void loadSound(url, fetchSound, stop.signal, (now) => {
      const nowMs = performance.now();
      if (now.state === 'loading' && nowMs - toldAt < drawEveryMs) return;
      toldAt = nowMs;
      voices.value = now.meter.voices();
      loaded.value = { ...now };
    });
    if (autoplay) void audio.current?.play().catch(() => undefined);
    return () => stop.abort();
  }, [url]);

  useEffect(() => {
    const watch = new ResizeObserver(() => {
      size.value = canvas.current?.clientWidth ?? 0;
    });
    if (canvas.current) watch.observe(canvas.current);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    if (canvas.current === null || loaded.value === null) return;
    const { silences, talkOver } = voices.value;
    const marks = { silences, talkOver, gaps, comments: comments.map((comment) => comment.atMs) };
    drawWave(canvas.current, loaded.value.meter, totalMs, atMs.value, marks);
  }, [loaded.value, atMs.value, totalMs, comments, size.value]);

  useHeard(recording.id, playing.value);
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

  const seek = (ms: number): void => {
    const to = Math.min(totalMs, Math.max(0, ms));
    if (audio.current !== null) audio.current.currentTime = to / 1000;
    atMs.value = to;
  };
  const self: OpenPlayer = {
    toggle() {
      if (audio.current?.paused) void audio.current.play().catch(() => undefined);
      else audio.current?.pause();
    },
    seek,
    by: (ms) => seek(atMs.peek() + ms),
    faster(step) {
      speed.value = otherSpeed(speed.peek(), step);
      if (audio.current !== null) audio.current.playbackRate = speed.value;
    },
    next(what) {
      const spans = what === 'silence' ? voices.peek().silences : voices.peek().talkOver;
      const next = spans.find(({ fromMs }) => fromMs > atMs.peek() + 50) ?? spans[0];
      if (next) seek(next.fromMs);
    },
  };
  useEffect(() => {
    openPlayer.value = self;
    return () => {
      if (openPlayer.peek() === self) openPlayer.value = null;
    };
  });

  return (
    <section class="player" aria-label={t.label} data-testid="player" data-state={loaded.value?.state ?? 'loading'}>
      {/* biome-ignore lint/a11y/useMediaCaption: a telephone recording has no transcript to caption it with */}
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onPlay={() => {
          playing.value = true;
        }}
        onPause={() => {
          playing.value = false;
        }}
        onEnded={() => {
          playing.value = false;
        }}
        onSeeked={() => {
          atMs.value = (audio.current?.currentTime ?? 0) * 1000;
        }}
        onError={() => {
          silent.value = true;
        }}
      />
      <div class="wave tall">
        <canvas ref={canvas} />
        <input
          type="range"
          data-testid="player-seek"
          aria-label={t.seek}
          aria-valuetext={t.at(formatDuration(atMs.value), formatDuration(totalMs))}
          min={0}
          max={Math.round(totalMs)}
          step={100}
          value={Math.round(atMs.value)}
          onInput={(event) => seek(Number(event.currentTarget.value))}
        />
      </div>
      <div class="player-bar">
        <button
          type="button"
          class="primary"
          data-testid="player-play"
          aria-label={playing.value ? t.pause : t.play}
          title={`${playing.value ? t.pause : t.play} (Space)`}
          disabled={silent.value}
          onClick={self.toggle}
        >
          <Icon name={playing.value ? 'pause' : 'play'} />
        </button>
        <span class="timer" data-testid="player-at">
          {formatDuration(atMs.value)} / {formatDuration(totalMs)}
        </span>
        <span class="speeds">
          <button
            type="button"
            class="quiet"
            aria-label={t.slower}
            title={`${t.slower} ([)`}
            onClick={() => self.faster(-1)}
          >
            −
          </button>
          <span data-testid="player-speed">{speed.value}×</span>
          <button
            type="button"
            class="quiet"
            aria-label={t.faster}
            title={`${t.faster} (])`}
            onClick={() => self.faster(1)}
          >
            +
          </button>
        </span>
        <Legend voices={voices.value} onNext={self.next} />
      </div>
      <Notes loaded={loaded.value} silent={silent.value} gaps={gaps} />
    </section>
  );
}

function Legend({ voices, onNext }: { readonly voices: Voices; readonly onNext: OpenPlayer['next'] }) {
  const t = recordingsWords.value.player;
  const share = (ms: number): string =>
    String(voices.durationMs === 0 ? 0 : Math.round((ms * 100) / voices.durationMs));
  return (
    <p class="legend small">
      <span class="side-caller">{t.left}</span>
      <span class="side-agent">{t.right}</span>
      <span class="muted">{t.shares(share(voices.customerMs), share(voices.agentMs))}</span>
      {voices.silences.length === 0 ? null : (
        <button
          type="button"
          class="quiet mark-silence"
          title={`${t.nextSilence} (N)`}
          onClick={() => onNext('silence')}
        >
          {t.silence(voices.silences.length, formatDuration(voices.longestSilenceMs))}
        </button>
      )}
      {voices.talkOver.length === 0 ? null : (
        <button
          type="button"
          class="quiet mark-over"
          title={`${t.nextTalkOver} (M)`}
          onClick={() => onNext('talkOver')}
        >
          {t.talkOver(voices.talkOver.length, String(voices.talkOverPercent))}
        </button>
      )}
    </p>
  );
}

function Notes(props: {
  readonly loaded: Loaded | null;
  readonly silent: boolean;
  readonly gaps: readonly (Span & { readonly why: 'sensitive' | 'on-demand'; readonly beforeMs: number })[];
}) {
  const t = recordingsWords.value.player;
  const { loaded, silent, gaps } = props;
  const state = loaded?.state ?? 'loading';
  return (
    <>
      {silent ? <p class="problem small">{t.noSound}</p> : null}
      {state === 'loading' ? <p class="muted small">{t.loading(Math.round((loaded?.share ?? 0) * 100))}</p> : null}
      {state === 'failed' && !silent ? <p class="muted small">{t.noWave}</p> : null}
      {state === 'part' ? <p class="muted small">{t.partWave(formatDuration(loaded?.meter.durationMs ?? 0))}</p> : null}
      {gaps.length === 0 ? null : (
        <ul class="gaps small" data-testid="player-gaps">
          {gaps.map((gap) => (
            <li key={`${gap.fromMs} ${gap.beforeMs}`}>
              {gap.beforeMs > 0
                ? t.gapBefore(t.gap[gap.why], formatDuration(gap.beforeMs))
                : t.gapAt(t.gap[gap.why], formatDuration(gap.fromMs), formatDuration(gap.toMs))}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Tells the server how long this page has played, when it stops and when it is left. */
function useHeard(id: string, playing: boolean): void {
  const heard = useRef({ id, ms: 0 });
  if (heard.current.id !== id) heard.current = { id, ms: 0 };
  useEffect(() => {
    if (!playing) return;
    const since = performance.now();
    const of = heard.current;
    return () => {
      of.ms += performance.now() - since;
      void call('PUT', `/recordings/${id}/heard`, { heardMs: Math.round(of.ms) });
    };
  }, [playing, id]);
}
