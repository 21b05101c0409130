/** What one channel carries now: its spectrum and level, both ways. Nothing of it can be heard. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ScopeAnswer } from '../../../../daemon/contract/pages-lab.js';
import { maxScopes, type ScopeFrameSent } from '../../../../daemon/terms/line-lab.js';
import { Choice } from '../../admin/fields.js';
import { channels } from '../../live/live.js';
import { call } from '../../parts/api.js';
import { failureText, tellBad, tellFailure } from '../../parts/toasts.js';
import { labWords } from './lab-words.js';
import { type Cadence, cadenceOf, heardOn, liveTone, noRhythm, type SideSeen, sideSeen } from './live-tones.js';
import { MeterBar } from './meter-bar.js';

const askEveryMs = 300;
const afterFailureMs = 1_500;
const paper = { width: 512, height: 160, spectrum: 96 } as const;
/** Below lies the constant part that A-law's silence has. */
const firstBin = 2;
const darkDbm0 = -65;
const brightDbm0 = -5;

const nothing: SideSeen = { spectrum: new Float32Array(), levelDbm0: 0, peaks: [] };

interface Seen {
  readonly received: SideSeen;
  readonly sent: SideSeen;
  readonly rhythm: typeof noRhythm;
}
/** The channel that is looked at; null: none. Kept while one reads another page, stopped when the lab is left. */
const looked = signal<number | null>(null);

export function LiveScope() {
  const w = labWords.value.live;
  const all = [...channels.value.values()].sort((a, b) => a.channel - b.channel);
  const chosen = useSignal('');
  const seen = useSignal<readonly Seen[]>([]);
  const busy = all.find(({ state }) => state === 'answered') ?? all[0];
  const channel = all.find((each) => String(each.channel) === chosen.value) ?? busy;
  const on = looked.value;
  useEffect(() => (on === null ? undefined : look(on, seen)), [on]);
  useEffect(
    () => () => {
      looked.value = null;
    },
    [],
  );
  async function start(index: number): Promise<void> {
    const answer = await call<null>('POST', '/lines/scope', { channel: index });
    seen.value = [];
    if (answer.ok) looked.value = index;
    else if (answer.code === 'not-now') tellBad(() => labWords.value.live.tooMany(maxScopes));
    else tellFailure(answer.code);
  }
  const name = all.find((each) => each.channel === on)?.name ?? '';
  return (
    <section class="panel lab-panel" aria-labelledby="live-title" data-testid="live-scope">
      <header>
        <h2 id="live-title">{w.title}</h2>
        <Choice
          name="live-channel"
          label={labWords.value.channel}
          value={String(on ?? channel?.channel ?? '')}
          options={all.map((each) => [String(each.channel), `${each.name} · ${w.states[each.state]}`] as const)}
          onChoice={(each) => {
            chosen.value = each;
            if (on !== null) void start(Number(each));
          }}
        />
        {on === null ? (
          <button
            type="button"
            class="primary"
            data-testid="live-start"
            disabled={channel === undefined}
            onClick={() => {
              if (channel !== undefined) void start(channel.channel);
            }}
          >
            {w.start}
          </button>
        ) : (
          <button
            type="button"
            data-testid="live-stop"
            onClick={() => {
              looked.value = null;
            }}
          >
            {w.stop}
          </button>
        )}
      </header>
      <p class="muted small">{w.how}</p>
      {on === null ? null : (
        <div class="live-sides">
          <Side title={w.received(name)} side="received" seen={seen.value} />
          <Side title={w.sent(name)} side="sent" seen={seen.value} />
        </div>
      )}
    </section>
  );
}

/** Asks for what has come since; the result ends it. */
function look(channel: number, seen: { value: readonly Seen[] }): () => void {
  let stopped = false;
  let timer = 0;
  let after = 0;
  let rhythm = noRhythm;
  const take = (frames: readonly ScopeFrameSent[]): void => {
    if (frames.length === 0) return;
    seen.value = frames.map((frame) => {
      rhythm = heardOn(rhythm, frame);
      return { received: sideSeen(frame.received), sent: sideSeen(frame.sent), rhythm };
    });
    after = frames.at(-1)?.endSample ?? after;
  };
  const ask = async (): Promise<void> => {
    const answer = await call<ScopeAnswer>('GET', `/lines/scope?channel=${channel}&after=${after}`);
    if (stopped) return;
    if (answer.ok) take(answer.value.frames);
    else if (answer.code === 'not-found') {
      after = 0; // nobody asked for a while, or the daemon has started anew
      const again = await call<null>('POST', '/lines/scope', { channel });
      if (!again.ok && again.code !== 'offline' && !stopped) {
        tellBad((all) => failureText(all, again.code));
        looked.value = null;
      }
    }
    if (!stopped) timer = window.setTimeout(() => void ask(), answer.ok ? askEveryMs : afterFailureMs);
  };
  void ask();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
    void call<null>('DELETE', `/lines/scope?channel=${channel}`);
  };
}

function Side(props: { readonly title: string; readonly side: 'received' | 'sent'; readonly seen: readonly Seen[] }) {
  const { side, seen } = props;
  const w = labWords.value.live;
  const canvas = useRef<HTMLCanvasElement>(null);
  const fresh = seen.map((each) => each[side]);
  const now = fresh.at(-1);
  const cadence = cadenceOf(seen.at(-1)?.rhythm[side] ?? []);
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, fresh);
  }, [seen]);
  // Of the loudest moment: a tone with pauses is read while it sounds.
  const peaks = fresh.reduce(
    (loudest, each) => (each.levelDbm0 > loudest.levelDbm0 ? each : loudest),
    now ?? nothing,
  ).peaks;
  const tone = now === undefined ? null : liveTone(peaks, cadence);
  return (
    <div class="live-side" data-testid={`live-${side}`} data-tone={tone?.tone ?? ''}>
      <h3>{props.title}</h3>
      <MeterBar label={w.level} levelDbm0={now?.levelDbm0 ?? null} />
      <canvas ref={canvas} width={paper.width} height={paper.height} role="img" aria-label={w.picture(props.title)} />
      <p class="live-axis muted small" aria-hidden="true">
        {['0', '1', '2', '3', '4 kHz'].map((each) => (
          <span key={each}>{each}</span>
        ))}
      </p>
      <p class="live-tone" aria-live="off">
        <b>{tone === null ? (now === undefined ? w.waiting : w.noTone) : toneText(tone)}</b>{' '}
        <span class="muted small">{cadence === null ? '' : cadenceText(cadence)}</span>
      </p>
      <p class="small muted">
        {peaks.length === 0
          ? w.noPeaks
          : peaks.map(({ hz, dbm0 }) => labWords.value.scope.peak(Math.round(hz), dbm0.toFixed(0))).join(' · ')}
      </p>
    </div>
  );
}

function toneText(tone: NonNullable<ReturnType<typeof liveTone>>): string {
  const { live, scope } = labWords.value;
  if (tone.tone === 'dtmf') return scope.tones.dtmf(tone.key);
  return tone.tone === 'dial' || tone.tone === 'congestion' || tone.tone === 'ringback' || tone.tone === 'engaged'
    ? live.tones[tone.tone]
    : scope.tones[tone.tone];
}

function cadenceText({ onMs, offMs }: Cadence): string {
  const w = labWords.value.live;
  return offMs === 0 ? w.steady((onMs / 1000).toFixed(0)) : w.cadence(onMs, offMs);
}

/** Above, the newest spectrum as bars; below, earlier ones run down: brighter is louder. */
function paint(canvas: HTMLCanvasElement, sides: readonly SideSeen[]): void {
  const pen = canvas.getContext('2d');
  const newest = sides.at(-1);
  if (pen === null || newest === undefined) return;
  const { width, height, spectrum: top } = paper;
  const rows = sides.length * 2;
  const fall = pen.getImageData(0, top, width, height - top);
  pen.fillStyle = '#001428';
  pen.fillRect(0, 0, width, top);
  pen.putImageData(fall, 0, top + rows);
  for (const [at, { spectrum }] of [...sides].reverse().entries()) {
    for (let bin = firstBin; bin < spectrum.length; bin++) {
      pen.fillStyle = brightness(spectrum[bin] ?? darkDbm0);
      pen.fillRect(bin * 2, top + at * 2, 2, 2);
    }
  }
  pen.fillStyle = '#7fe3d4';
  for (let bin = firstBin; bin < newest.spectrum.length; bin++) {
    const tall = share(newest.spectrum[bin] ?? darkDbm0) * (top - 4);
    pen.fillRect(bin * 2, top - tall, 2, tall);
  }
}

function share(dbm0: number): number {
  return Math.min(1, Math.max(0, (dbm0 - darkDbm0) / (brightDbm0 - darkDbm0)));
}

/** From night over teal to white: also told apart by who sees no colours. */
function brightness(dbm0: number): string {
  const bright = share(dbm0);
  const of = (part: number) => Math.round(part);
  return `rgb(${of(255 * bright ** 2)} ${of(20 + 235 * bright)} ${of(40 + 200 * Math.sqrt(bright))})`;
}
