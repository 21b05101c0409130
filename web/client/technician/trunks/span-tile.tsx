/** One E1 at a look: alarm in its colour and in words, D-channel, how full, and its last 24 hours. */
import { type AlarmCode, alarmWords } from '../../../../daemon/terms/alarms.js';
import type { LiveSpan } from '../../../../daemon/terms/live.js';
import { Icon } from '../../parts/icon.js';
import { timeOfDay } from '../../parts/time.js';
import { language, words } from '../../words/words.js';
import { linesWords } from '../lines-words.js';
import { alarmPeriods, buckets, histories, totals } from './span-history.js';
import { hasLine, metersOf } from './span-meters.js';
import { bearersOf, faultOf, openSpan, showSpan } from './trunks-state.js';

/** With an alarm the D-channel cannot be up: one thing is told, the first one to mend. */
export function alarmsOf(span: LiveSpan): readonly AlarmCode[] {
  return span.alarms.length === 0 && span.dChannel === 'down' ? ['d-channel'] : span.alarms;
}

export function SpanTile({ span }: { readonly span: LiveSpan }) {
  const w = linesWords.value.trunks;
  const bearers = bearersOf(span.span);
  const busy = bearers.filter(({ state }) => state !== 'idle').length;
  const unfit = bearers.filter((channel) => faultOf(channel) !== null).length;
  const alarms = alarmsOf(span);
  const [first] = alarms;
  const open = openSpan.value?.span === span.span;
  return (
    <article
      class={`span-tile ${first === undefined ? 'up' : `alarm-${first}`} ${open ? 'open' : ''}`}
      data-testid="trunk-tile"
      data-span={span.span}
      data-state={first ?? 'up'}
    >
      <button type="button" class="span-tile-name" aria-pressed={open} onClick={() => showSpan(span.span)}>
        <b>{span.name}</b>
        <span class={`tag ${first === undefined ? 'good' : 'bad'}`}>
          <Icon name={first === undefined ? 'check' : 'alert'} />
          {first === undefined ? w.up : first === 'd-channel' ? w.dDown : alarms.join(' ')}
        </span>
        <span class="muted small span-tile-busy">
          {w.busy(busy, bearers.length)}
          {unfit === 0 ? '' : ` · ${w.blocked(unfit)}`}
        </span>
      </button>
      {first === undefined ? null : <AlarmText alarm={first} />}
      {span.loopback === undefined ? null : <p class="span-tile-alarm">{w.loop.on[span.loopback]}</p>}
      <Day span={span} />
      {first === undefined ? null : (
        <a class="button" href={`/lines/doctor/${span.span}`} data-testid="tile-doctor">
          <Icon name="search" /> {w.diagnose}
        </a>
      )}
    </article>
  );
}

function AlarmText({ alarm }: { readonly alarm: AlarmCode }) {
  const w = linesWords.value.trunks;
  const { colour, meaning, lookFirst } = alarmWords[alarm];
  const reader = language.value;
  return (
    <p class="span-tile-alarm" role="alert" data-alarm={alarm}>
      <b>
        {meaning[reader]}
        {colour[reader] === '' ? '' : ` (${colour[reader]})`}
      </b>{' '}
      {w.first(lookFirst[reader])}
    </p>
  );
}

const bars = 48;
const chart = { width: 240, height: 26 } as const;

/** Half an hour a bar: bit errors from below, slips on top, red ground while there was an alarm. */
function Day({ span }: { readonly span: LiveSpan }) {
  const w = linesWords.value.trunks;
  const history = histories.value.get(span.span);
  if (history === undefined) return <p class="muted small">{words.value.loading}</p>;
  if (history === null || history.samples.length === 0) return <p class="muted small">{w.dayGone}</p>;
  const parts = buckets(history, bars);
  const most = Math.max(10, ...parts.map(({ slips, crcErrors }) => slips + crcErrors));
  const { slips, crc, alarms: seen } = totals(history);
  // The history is read once a minute: an alarm that is on now is one of the day's, whatever it says.
  const alarms = Math.max(seen, span.alarms.length);
  const told = !hasLine(metersOf(span.span))
    ? w.dayNoLine(alarms)
    : slips + crc + alarms === 0
      ? w.dayGood
      : w.dayFigures(slips, crc, alarms);
  const x = (at: number): number => ((at - history.from) / (history.to - history.from)) * chart.width;
  const barWidth = chart.width / bars;
  return (
    <div class="span-day">
      <svg
        viewBox={`0 0 ${chart.width} ${chart.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={w.chartLabel(span.name)}
      >
        {alarmPeriods(history).map((period) => (
          <rect
            key={`${period.alarm}${period.from}`}
            class="day-alarm"
            x={x(period.from)}
            y={0}
            width={Math.max(1.5, x(period.to) - x(period.from))}
            height={chart.height}
          />
        ))}
        {parts.map((part, at) => {
          const errors = (part.crcErrors / most) * (chart.height - 2);
          const slipped = (part.slips / most) * (chart.height - 2);
          return (
            <g key={part.from}>
              <title>{w.bucket(timeOfDay(part.from), part.slips, part.crcErrors)}</title>
              <rect x={at * barWidth} y={0} width={barWidth} height={chart.height} fill="transparent" />
              <rect
                class="day-errors"
                x={at * barWidth + 0.5}
                y={chart.height - errors}
                width={barWidth - 1}
                height={errors}
              />
              <rect
                class="day-slips"
                x={at * barWidth + 0.5}
                y={chart.height - errors - slipped}
                width={barWidth - 1}
                height={slipped}
              />
            </g>
          );
        })}
        <line class="day-floor" x1={0} x2={chart.width} y1={chart.height - 0.5} y2={chart.height - 0.5} />
      </svg>
      <p class="muted small" data-testid="span-day">
        {w.day}: {told}
      </p>
    </div>
  );
}
