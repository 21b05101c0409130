/** Calls by quarter-hour, live: answered, abandoned and the rest of who entered (SUP-08). */
import { useSignal } from '@preact/signals';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import { queues } from '../live/live.js';
import { words } from '../words/words.js';
import { type Band, bandsOf } from './bands.js';
import { queueName } from './floor-actions.js';
import { chosenQueue } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { hideTip, showTip } from './tooltip.js';

const heightPx = 74;
const barPx = 10;
const gapPx = 3;

export function Bars() {
  const f = floorWords.value;
  const asked = chosenQueue.value;
  const all = [...queues.value.values()].filter((queue: LiveQueue) => asked === '' || queue.id === asked);
  const bands = bandsOf(all);
  return (
    <section class="panel bars-panel" aria-label={f.queues.bars}>
      <header>
        <h2>{f.queues.bars}</h2>
        <span class="muted small">{asked === '' ? f.queues.allQueues : queueName(asked)}</span>
      </header>
      {bands.length === 0 ? <p class="empty">{f.queues.barsEmpty}</p> : <Chart bands={bands} />}
    </section>
  );
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(words.value.locale, { hour: '2-digit', minute: '2-digit', hour12: false });
}

function Chart({ bands }: { readonly bands: readonly Band[] }) {
  const f = floorWords.value;
  const at = useSignal<number | null>(null);
  const most = Math.max(4, ...bands.map(({ offered }) => offered));
  const width = bands.length * (barPx + gapPx);
  const tell = (index: number, chart: Element): void => {
    const band = bands[index];
    const bar = chart.querySelectorAll('.bar')[index];
    if (band === undefined || bar === undefined) return;
    const { from, offered, answered, abandoned } = band;
    showTip([f.queues.band(clock(from), offered), f.queues.bandRest(answered, abandoned)], bar.getBoundingClientRect());
  };
  const last = bands.length - 1;
  return (
    <div class="bars">
      <span class="small muted bars-most">{most}</span>
      <svg
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the bars are read one by one with ← and →
        tabIndex={0}
        data-own-arrows
        data-testid="bars"
        aria-label={bands.map(({ from, offered }) => f.queues.band(clock(from), offered)).join('; ')}
        viewBox={`0 0 ${width} ${heightPx}`}
        preserveAspectRatio="none"
        onPointerLeave={hideTip}
        onBlur={() => {
          at.value = null;
          hideTip();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          const now = at.value ?? last + 1;
          at.value = Math.min(Math.max(now + (event.key === 'ArrowLeft' ? -1 : 1), 0), last);
          tell(at.value, event.currentTarget);
        }}
      >
        <defs>
          <pattern id="bar-lost" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="4" height="4" class="bar-lost-ground" />
            <rect width="2" height="4" class="bar-lost-ink" />
          </pattern>
        </defs>
        {bands.map((band, index) => (
          <Bar
            key={band.from}
            band={band}
            x={index * (barPx + gapPx)}
            most={most}
            chosen={at.value === index}
            onHover={(chart) => tell(index, chart)}
          />
        ))}
      </svg>
      <p class="bars-feet small muted">
        <span>{clock(bands[0]?.from ?? 0)}</span>
        <span class="bars-legend">
          <i class="swatch answered" /> {f.queues.barAnswered}
          <i class="swatch lost" /> {f.queues.barAbandoned}
          <i class="swatch rest" /> {f.queues.barOther}
        </span>
        <span>{clock(bands[last]?.from ?? 0)}</span>
      </p>
    </div>
  );
}

function Bar({
  band,
  x,
  most,
  chosen,
  onHover,
}: {
  readonly band: Band;
  readonly x: number;
  readonly most: number;
  readonly chosen: boolean;
  readonly onHover: (chart: Element) => void;
}) {
  const tall = (calls: number): number => (calls / most) * (heightPx - 2);
  const answered = tall(band.answered);
  const lost = tall(band.abandoned);
  const rest = tall(Math.max(0, band.offered - band.answered - band.abandoned));
  return (
    <g
      class={chosen ? 'bar chosen' : 'bar'}
      onPointerEnter={(event) => {
        const chart = event.currentTarget.ownerSVGElement;
        if (chart !== null) onHover(chart);
      }}
    >
      <rect x={x} y={0} width={barPx + gapPx} height={heightPx} class="bar-room" />
      <rect x={x} y={heightPx - answered} width={barPx} height={answered} class="bar-answered" />
      <rect x={x} y={heightPx - answered - lost} width={barPx} height={lost} fill="url(#bar-lost)" />
      <rect x={x} y={heightPx - answered - lost - rest} width={barPx} height={rest} class="bar-rest" />
    </g>
  );
}
