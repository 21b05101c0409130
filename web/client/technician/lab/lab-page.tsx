/** 线路实验室: hear a line, see its tones and its caller ID, set its levels and its hang-up tone, loop it. */
import { useSignal } from '@preact/signals';
import type { LiveChannel, LiveLevels } from '../../../../daemon/terms/live.js';
import { Choice } from '../../admin/fields.js';
import { channels } from '../../live/live.js';
import { call } from '../../parts/api.js';
import { tellBad, tellFailure, tellGood } from '../../parts/toasts.js';
import { TestCalls } from '../doctor/test-calls.js';
import { LoopbackChoice } from '../trunks/span-panel.js';
import { allSpans, linesOf } from '../trunks/trunks-state.js';
import { CallerIdSpills } from './caller-id.js';
import { labWords } from './lab-words.js';
import { LiveScope } from './live-scope.js';
import { ToneScope } from './tone-scope.js';
import '../doctor/doctor.css';
import './lab.css';

export default function LabPage(_: { readonly id: string }) {
  const w = labWords.value;
  return (
    <div class="lab-columns">
      <div class="lab-left">
        <LiveScope />
        <TestCalls beside={(each) => <ToneScope key={each.id} call={each} />} />
        <p class="muted small">{w.scope.how}</p>
      </div>
      <div class="lab-left">
        <Gains />
        <CallerIdSpills />
        <HangupTone />
        <Loops />
      </div>
    </div>
  );
}

const echoTaps = [0, 128, 256, 512, 1024] as const; // 8 taps a millisecond
const gainRangeDb = 12;
/** As the lines are opened: what a channel has that nobody has set. */
const neverSet: LiveLevels = { receiveDb: 0, sendDb: 0, echoTaps: 0 };

function Gains() {
  const w = labWords.value.gains;
  const all = [...channels.value.values()].sort((a, b) => a.channel - b.channel);
  const chosen = useSignal('');
  /** What was moved and is not applied. */
  const moved = useSignal<Partial<LiveLevels>>({});
  const channel = all.find((each) => String(each.channel) === chosen.value) ?? all[0];
  const inForce = channel?.levels ?? neverSet;
  const levels: LiveLevels = { ...inForce, ...moved.value };
  const changed = levelNames.some((name) => levels[name] !== inForce[name]);
  // The box takes more than one should need: what is in force is shown whatever it is.
  const rangeDb = Math.max(gainRangeDb, Math.abs(inForce.receiveDb), Math.abs(inForce.sendDb));
  async function apply(of: LiveChannel): Promise<void> {
    const answer = await call<null>('POST', '/lines/adjust', { channel: of.channel, ...levels });
    if (answer.ok) tellGood(() => labWords.value.gains.done(of.name));
    else tellFailure(answer.code);
  }
  return (
    <section class="panel lab-panel" aria-labelledby="gains-title">
      <header>
        <h2 id="gains-title">{w.title}</h2>
        <Choice
          name="lab-channel"
          label={labWords.value.channel}
          value={String(channel?.channel ?? '')}
          options={all.map((each) => [String(each.channel), each.name] as const)}
          onChoice={(each) => {
            chosen.value = each;
            moved.value = {};
          }}
        />
      </header>
      <p class="muted small">{w.how}</p>
      <p class="small" data-testid="gains-in-force">
        <b>{w.inForce}</b>{' '}
        {channel?.levels === undefined
          ? w.neverSet
          : w.levels(signed(inForce.receiveDb), signed(inForce.sendDb), w.echoes(inForce.echoTaps / 8))}
      </p>
      {(
        [
          [w.receive, w.receiveHelp, 'receiveDb', 'receive'],
          [w.send, w.sendHelp, 'sendDb', 'send'],
        ] as const
      ).map(([label, help, level, name]) => (
        <label key={name} class="gain">
          <span>{label}</span>
          <input
            type="range"
            min={-rangeDb}
            max={rangeDb}
            step={0.5}
            data-testid={`gain-${name}`}
            value={levels[level]}
            onInput={(event) => {
              moved.value = { ...moved.value, [level]: Number(event.currentTarget.value) };
            }}
          />
          <b class="number">{w.decibels(signed(levels[level]))}</b>
          <span class="muted small">{help}</span>
        </label>
      ))}
      <div class="gain">
        <span>{w.echo}</span>
        <Choice
          name="echo"
          label={w.echo}
          value={String(levels.echoTaps)}
          options={[...new Set([...echoTaps, inForce.echoTaps])].map(
            (each) => [String(each), w.echoes(each / 8)] as const,
          )}
          onChoice={(each) => {
            moved.value = { ...moved.value, echoTaps: Number(each) };
          }}
        />
        <span class="muted small">{w.echoHelp}</span>
      </div>
      <div class="slot-orders">
        <button
          type="button"
          class="primary"
          data-testid="apply-gains"
          disabled={channel === undefined || !changed}
          onClick={() => {
            if (channel !== undefined) void apply(channel);
          }}
        >
          {w.apply}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            moved.value = neverSet;
          }}
        >
          {w.reset}
        </button>
        <span class="muted small" role="status">
          {changed ? w.notApplied : w.nothingChanged}
        </span>
      </div>
    </section>
  );
}

const levelNames = ['receiveDb', 'sendDb', 'echoTaps'] as const;
const signed = (db: number): string => `${db > 0 ? '+' : ''}${db}`;

/** As busy tone is in China (GB/T 3380): 450 Hz, 350 ms on, 350 ms off. */
const usualTone = { frequencyHz: '450', onMs: '350', offMs: '350', levelDbm0: '0' };
const limits = {
  frequencyHz: { from: 0, to: 3_400, whole: false },
  onMs: { from: 0, to: 10_000, whole: true },
  offMs: { from: 0, to: 10_000, whole: true },
  levelDbm0: { from: -60, to: 3, whole: false },
} as const;
type ToneField = keyof typeof limits;
const toneFields = ['frequencyHz', 'onMs', 'offMs', 'levelDbm0'] as const satisfies readonly ToneField[];

function HangupTone() {
  const w = labWords.value.tone;
  const lines = linesOf('fxo');
  const chosen = useSignal('');
  const tone = useSignal<Readonly<Record<ToneField, string>>>(usualTone);
  const line = lines.find((each) => String(each.channel) === chosen.value) ?? lines[0];
  if (line === undefined) {
    return (
      <section class="panel lab-panel" aria-label={w.title}>
        <h2>{w.title}</h2>
        <p class="empty">{w.noLines}</p>
      </section>
    );
  }
  const bad = (field: ToneField): boolean => {
    const { from, to, whole } = limits[field];
    const value = Number(tone.value[field]);
    return tone.value[field].trim() === '' || !(value >= from && value <= to) || (whole && !Number.isInteger(value));
  };
  async function learn(of: LiveChannel): Promise<void> {
    const answer = await call<null>('POST', '/lines/learn-hangup', { channel: of.channel });
    if (answer.ok) tellGood(() => labWords.value.tone.learning);
    else tellFailure(answer.code);
  }
  async function set(of: LiveChannel): Promise<void> {
    if (toneFields.some(bad)) {
      tellBad(() => labWords.value.tone.bad);
      return;
    }
    const values = Object.fromEntries(toneFields.map((field) => [field, Number(tone.value[field])]));
    const answer = await call<null>('POST', '/lines/set-hangup-tone', { channel: of.channel, tone: values });
    if (answer.ok) tellGood(() => labWords.value.tone.set1(of.name));
    else tellFailure(answer.code);
  }
  const names: Readonly<Record<ToneField, string>> = {
    frequencyHz: `${w.frequency} (Hz)`,
    onMs: `${w.on} (ms)`,
    offMs: `${w.off} (ms)`,
    levelDbm0: `${w.level} (dBm0)`,
  };
  return (
    <section class="panel lab-panel" aria-labelledby="tone-title">
      <header>
        <h2 id="tone-title">{w.title}</h2>
        <Choice
          name="tone-line"
          label={labWords.value.channel}
          value={String(line.channel)}
          options={lines.map((each) => [String(each.channel), each.name] as const)}
          onChoice={(each) => {
            chosen.value = each;
          }}
        />
      </header>
      <p class="muted small">{w.how}</p>
      <div class="slot-orders">
        <button type="button" class="primary" data-testid="learn-tone" onClick={() => void learn(line)}>
          {w.learn}
        </button>
      </div>
      <fieldset class="tone-fields" aria-label={w.manual}>
        {toneFields.map((field) => (
          <label key={field}>
            <span>{names[field]}</span>
            <input
              inputMode="decimal"
              autocomplete="off"
              aria-invalid={bad(field)}
              data-testid={`tone-${field}`}
              value={tone.value[field]}
              onInput={(event) => {
                tone.value = { ...tone.value, [field]: event.currentTarget.value };
              }}
            />
          </label>
        ))}
        <button type="button" data-testid="set-tone" onClick={() => void set(line)}>
          {w.set}
        </button>
      </fieldset>
      <p class="muted small">
        {w.usual} · {w.level}: {w.anyLevel}
      </p>
    </section>
  );
}

function Loops() {
  const w = labWords.value.loop;
  return (
    <section class="panel lab-panel" aria-labelledby="loops-title">
      <header>
        <h2 id="loops-title">{w.title}</h2>
        <a class="button" href="/lines/trunks">
          {w.toTrunks}
        </a>
      </header>
      <p class="muted small">{w.how}</p>
      <ul class="lab-loops">
        {allSpans.value.map((span) => (
          <li key={span.span}>
            <b>{span.name}</b>
            <LoopbackChoice span={span} />
          </li>
        ))}
      </ul>
    </section>
  );
}
