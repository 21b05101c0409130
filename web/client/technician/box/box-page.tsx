/** ADM-12: how the machine does, worst first, each with its day and what to do. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BoxHistory } from '../../../../daemon/contract/pages-health.js';
import type { BoxHealth, HealthFigure } from '../../../../daemon/terms/box-health.js';
import { IncidentsPanel } from '../../keeping/incidents-panel.js';
import { KeepingPanels, RunSheetLink } from '../../keeping/keeping-page.js';
import { RunSheetPage } from '../../keeping/run-sheet.js';
import { call } from '../../parts/api.js';
import { Icon } from '../../parts/icon.js';
import { language } from '../../words/words.js';
import { byLevel, curves, isJustPast, limitsText, valueText } from './box-figures.js';
import { boxWords } from './box-words.js';
import './box.css';

const lookEveryMs = 10_000;
const minuteMs = 60_000;

export default function BoxPage({ id }: { readonly id: string }) {
  return id === 'run-sheet' ? <RunSheetPage /> : <Health />;
}

function Health() {
  const w = boxWords.value;
  const health = useSignal<BoxHealth | 'failed' | null>(null);
  const history = useSignal<BoxHistory | null>(null);
  async function look(withHistory: boolean): Promise<void> {
    const answer = await call<BoxHealth>('GET', '/box-health');
    if (answer.ok) health.value = answer.value;
    else if (health.peek() === null) health.value = 'failed';
    if (!withHistory) return;
    const day = await call<BoxHistory>('GET', '/box-health/history');
    if (day.ok) history.value = day.value;
  }
  useEffect(() => {
    void look(true);
    const short = window.setInterval(() => void look(false), lookEveryMs);
    const long = window.setInterval(() => void look(true), minuteMs);
    return () => {
      window.clearInterval(short);
      window.clearInterval(long);
    };
  }, []);
  const now = health.value;
  if (now === null) return null;
  if (now === 'failed') {
    return (
      <p class="alarm" role="alert">
        {w.failed}{' '}
        <button type="button" onClick={() => void look(true)}>
          {w.retry}
        </button>
      </p>
    );
  }
  const told = byLevel(now.figures).filter(({ level }) => level !== 'unknown');
  const untold = now.figures.filter(({ level }) => level === 'unknown');
  return (
    <>
      <div class="lines-head">
        <h2>{w.title}</h2>
        <p class={`box-all ${now.level}`} data-testid="box-level" data-level={now.level} role="status">
          <Icon name={now.level === 'good' ? 'check' : 'alert'} /> {w.all[now.level]}
        </p>
        <span class="muted small">{now.atMs === 0 ? '' : w.looked(timeText(now.atMs))}</span>
        <RunSheetLink />
      </div>
      <ul class="box-figures">
        {told.map((figure) => (
          <Figure key={figure.id} figure={figure} history={history.value} />
        ))}
      </ul>
      {untold.length === 0 ? null : (
        <p class="muted small">
          {w.untold}: {untold.map(({ name }) => name[language.value]).join(' · ')}
        </p>
      )}
      <IncidentsPanel />
      <KeepingPanels />
    </>
  );
}

function Figure({ figure, history }: { readonly figure: HealthFigure; readonly history: BoxHistory | null }) {
  const w = boxWords.value;
  const { id, name, value, unit, level, words, next } = figure;
  const lang = language.value;
  return (
    <li class={`box-figure ${level}`} data-testid={`box-${id}`} data-level={level}>
      <div class="box-figure-head">
        <b>{name[lang]}</b>
        <span class={`tag ${level === 'good' ? '' : level === 'critical' ? 'bad' : 'warn'}`}>
          {isJustPast(figure) ? w.justPast : w.level[level]}
        </span>
      </div>
      <p class="box-value">{valueText(w, value, unit)}</p>
      <Day figure={figure} history={history} />
      <p class="muted small">{limitsText(w, figure)}</p>
      {level === 'good' ? null : (
        <p class="box-words">
          {words[lang]}
          <br />
          <b>{w.next}:</b> {next[lang]}
        </p>
      )}
    </li>
  );
}

function Day({ figure, history }: { readonly figure: HealthFigure; readonly history: BoxHistory | null }) {
  const w = boxWords.value;
  const at = history?.ids.indexOf(figure.id) ?? -1;
  const samples = (history?.samples ?? []).map(({ atMs, values }) => ({ atMs, value: values[at] ?? null }));
  const known = samples.flatMap(({ value }) => value ?? []);
  if (known.length < 2) return <p class="muted small box-no-day">{w.noDay}</p>;
  const falling = figure.criticalAt !== null && figure.warnAt !== null && figure.criticalAt < figure.warnAt;
  const worst = falling ? Math.min(...known) : Math.max(...known);
  const top = Math.max(...known, figure.criticalAt ?? figure.warnAt ?? 0);
  return (
    <>
      <svg viewBox="0 0 240 40" class="box-day" role="img" aria-label={w.dayLabel(figure.name[language.value])}>
        {curves(samples, top).map((points) => (
          <polyline key={points} points={points} />
        ))}
      </svg>
      <p class="muted small">{w.peak(valueText(w, Math.round(worst * 10) / 10, figure.unit))}</p>
    </>
  );
}

function timeText(ms: number): string {
  return new Date(ms).toLocaleTimeString(language.value === 'zh' ? 'zh-CN' : 'en-GB');
}
