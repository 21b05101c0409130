/** One span over time on one chart: alarms as bands, errors and slips as bars, the data link as marks. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SpanTimeline, TimelineEvent } from '../../../../daemon/contract/pages-ladder.js';
import { Choice } from '../../admin/fields.js';
import type { FailureCode } from '../../live/requests.js';
import { call } from '../../parts/api.js';
import { serverNowMs } from '../../parts/clock.js';
import { formatMoment } from '../../parts/time.js';
import { failureText } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { alarmPeriods, type Period } from '../trunks/span-history.js';
import { allSpans } from '../trunks/trunks-state.js';
import { ladderWords } from './ladder-words.js';

const hourMs = 3_600_000;
const readEveryMs = 10_000;
const periods = ['1', '6', '24', '168'] as const;
const lanes = ['LOS', 'LOF', 'AIS', 'RAI', 'd-channel'] as const satisfies readonly Period['alarm'][];
const chart = { width: 1000, left: 150, lane: 20, link: 46, bars: 90 } as const;
const lanesHeight = lanes.length * chart.lane;
const linkTop = lanesHeight + 8;
const barsTop = linkTop + chart.link + 14;
const height = barsTop + chart.bars + 22;
const maxListed = 200;

export function SpanChart({ span }: { readonly span: number }) {
  const w = ladderWords.value.span;
  const { route } = useLocation();
  const hours = useSignal<(typeof periods)[number]>('6');
  const timeline = useSignal<SpanTimeline | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  useEffect(() => {
    let old = false;
    const read = async (): Promise<void> => {
      const to = Math.ceil(serverNowMs());
      const answer = await call<SpanTimeline>(
        'GET',
        `/spans/${span}/timeline?from=${to - Number(hours.value) * hourMs}&to=${to}`,
      );
      if (old) return;
      failure.value = answer.ok ? null : answer.code;
      if (answer.ok) timeline.value = answer.value;
    };
    void read();
    const timer = window.setInterval(() => void read(), readEveryMs);
    return () => {
      old = true;
      window.clearInterval(timer);
    };
  }, [span, hours.value]);
  const now = timeline.value?.span === span ? timeline.value : null;
  const name = allSpans.value.find((each) => each.span === span)?.name ?? `E1-${span}`;
  return (
    <section class="panel" aria-label={w.chart(name)}>
      <div class="lines-head">
        <Choice
          name="chart-span"
          label={w.choose}
          value={String(span)}
          options={allSpans.value.map((each) => [String(each.span), each.name] as const)}
          onChoice={(each) => route(`/lines/ladder/span-${each}`)}
        />
        <fieldset class="choice" aria-label={w.period}>
          {periods.map((each) => (
            <button
              key={each}
              type="button"
              class={each === hours.value ? 'chosen' : ''}
              aria-pressed={each === hours.value}
              onClick={() => {
                hours.value = each;
              }}
            >
              {w.periods[each]}
            </button>
          ))}
        </fieldset>
        {now === null || Number(hours.value) > 24 ? null : (
          <a
            class="button"
            href={`/api/v1/spans/${span}/trace.pcap?from=${now.from}&to=${now.to}`}
            download={`span-${span}.pcap`}
            title={ladderWords.value.pcapHelp}
          >
            {w.trace}
          </a>
        )}
      </div>
      {failure.value === null ? null : <p class="problem">{failureText(words.value, failure.value)}</p>}
      {now === null ? <p class="starting">{words.value.loading}</p> : <Chart timeline={now} name={name} />}
      {now?.cut ? <p class="notice">{w.cut}</p> : null}
      {now?.framesGone ? <p class="notice small">{w.gone}</p> : null}
      {now === null ? null : <EventList events={now.events} />}
    </section>
  );
}

function Chart({ timeline, name }: { readonly timeline: SpanTimeline; readonly name: string }) {
  const w = ladderWords.value.span;
  const { from, to, samples, events } = timeline;
  const x = (at: number): number =>
    chart.left + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * (chart.width - chart.left - 8);
  const errors = samples.map(({ slips, crcErrors, framesBadFcs }) => slips + crcErrors + framesBadFcs);
  const most = Math.max(1, ...errors);
  const barWidth = Math.max(1.5, (chart.width - chart.left) / Math.max(samples.length, 60) - 0.5);
  const on = alarmPeriods(timeline);
  return (
    <div class="chart-frame">
      <svg
        viewBox={`0 0 ${chart.width} ${height}`}
        class="span-chart"
        role="img"
        aria-label={w.chart(name)}
        data-testid="span-chart"
      >
        {lanes.map((lane, at) => (
          <g key={lane}>
            <text x="0" y={at * chart.lane + 14} class="chart-label">
              {w.lanes[lane]}
            </text>
            <rect
              x={chart.left}
              y={at * chart.lane + 3}
              width={chart.width - chart.left - 8}
              height={chart.lane - 6}
              class="chart-ground"
            />
            {on
              .filter(({ alarm }) => alarm === lane)
              .map((period) => (
                <rect
                  key={period.from}
                  x={x(period.from)}
                  y={at * chart.lane + 3}
                  width={Math.max(2.5, x(period.to) - x(period.from))}
                  height={chart.lane - 6}
                  class={`chart-alarm lane-${lane}`}
                >
                  <title>
                    {w.lanes[lane]} {formatMoment(period.from, to)} – {formatMoment(period.to, to)}
                  </title>
                </rect>
              ))}
          </g>
        ))}
        <text x="0" y={linkTop + 26} class="chart-label">
          {w.link}
        </text>
        <line x1={chart.left} x2={chart.width - 8} y1={linkTop + 22} y2={linkTop + 22} class="chart-axis" />
        {events.filter(isLink).map((event) => (
          <LinkMark key={`${event.at}${event.what}${event.sent}`} event={event} x={x(event.at)} to={to} />
        ))}
        <text x="0" y={barsTop + 12} class="chart-label">
          {w.errors}
        </text>
        <text x="0" y={barsTop + 28} class="chart-label muted">
          {w.most(most === 1 && errors.every((count) => count === 0) ? 0 : most)}
        </text>
        <line
          x1={chart.left}
          x2={chart.width - 8}
          y1={barsTop + chart.bars}
          y2={barsTop + chart.bars}
          class="chart-axis"
        />
        {samples.map((sample, at) => {
          const crc = (sample.crcErrors / most) * chart.bars;
          const slips = (sample.slips / most) * chart.bars;
          const fcs = (sample.framesBadFcs / most) * chart.bars;
          if ((errors[at] ?? 0) === 0) return null;
          const left = x(sample.at) - barWidth;
          const floor = barsTop + chart.bars;
          return (
            <g key={sample.at}>
              <title>
                {`${formatMoment(sample.at, to)}: ${w.slips} ${sample.slips}, ${w.crc} ${sample.crcErrors}, ${w.fcs} ${sample.framesBadFcs}`}
              </title>
              <rect x={left} y={floor - crc} width={barWidth} height={crc} class="day-errors" />
              <rect x={left} y={floor - crc - slips} width={barWidth} height={slips} class="day-slips" />
              <rect x={left} y={floor - crc - slips - fcs} width={barWidth} height={fcs} class="chart-fcs" />
            </g>
          );
        })}
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <text
            key={part}
            x={x(from + part * (to - from))}
            y={height - 5}
            text-anchor={part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}
            class="chart-label muted"
          >
            {formatMoment(from + part * (to - from), to)}
          </text>
        ))}
      </svg>
      <ul class="chart-legend small">
        <li>
          <i class="key-errors" /> {w.crc}
        </li>
        <li>
          <i class="key-slips" /> {w.slips}
        </li>
        <li>
          <i class="key-fcs" /> {w.fcs}
        </li>
        <li>
          ▲ {w.sent} ▼ {w.received}
        </li>
      </ul>
    </div>
  );
}

const linkFrames: readonly TimelineEvent['what'][] = ['SABME', 'UA', 'DM', 'DISC', 'FRMR'];
function isLink({ what }: TimelineEvent): boolean {
  return linkFrames.includes(what);
}

/** Above the line what we sent, below it what came. */
function LinkMark({ event, x, to }: { readonly event: TimelineEvent; readonly x: number; readonly to: number }) {
  const w = ladderWords.value.span;
  const tip = linkTop + (event.sent ? 4 : 40);
  const floor = linkTop + (event.sent ? 18 : 26);
  return (
    <g class={`link-mark mark-${event.what}`}>
      <title>{`${formatMoment(event.at, to)} ${event.sent ? w.sent : w.received} ${w.what[event.what]} ${event.more > 0 ? w.more(event.more) : ''}`}</title>
      <polygon points={`${x},${tip} ${x - 4},${floor} ${x + 4},${floor}`} />
    </g>
  );
}

function EventList({ events }: { readonly events: readonly TimelineEvent[] }) {
  const w = ladderWords.value.span;
  const newest = [...events].reverse().slice(0, maxListed);
  if (newest.length === 0) return <p class="empty">{w.quiet}</p>;
  return (
    <div class="event-list" data-testid="span-events">
      <h2>{w.list}</h2>
      <ul>
        {newest.map((event) => (
          <li key={`${event.at}${event.what}${event.sent}${event.alarm}`}>
            <span class="number muted">{formatMoment(event.at, Date.now())}</span>{' '}
            {event.sent === undefined ? '' : event.sent ? w.sent : w.received} {event.alarm ?? ''} {w.what[event.what]}{' '}
            <span class="muted">{event.more > 0 ? w.more(event.more) : ''}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
