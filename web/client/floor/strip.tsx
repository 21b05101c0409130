/** One agent's day as a strip; what and how long at hover, and by ← → when he is chosen. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { stateText } from '../parts/state-badge.js';
import { formatDuration } from '../parts/time.js';
import { words } from '../words/words.js';
import { colourScheme } from './colour-scheme.js';
import { type Interval, intervals, partAt } from './day-strip.js';
import { chosen, chosenPart } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { drawStrip } from './strip-paint.js';
import { axis, stripOfAgent } from './strips.js';
import { hideTip, showTip } from './tooltip.js';

export function partText(part: Interval): string {
  const clock = (at: number): string => timeOfDay().format(at);
  const length = formatDuration(part.to - part.from);
  return floorWords.value.agents.part(stateText(part.state, part.reason), clock(part.from), clock(part.to), length);
}

let format: { readonly locale: string; readonly format: Intl.DateTimeFormat } | null = null;
function timeOfDay(): Intl.DateTimeFormat {
  const { locale } = words.value;
  if (format?.locale !== locale) {
    const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;
    format = { locale, format: new Intl.DateTimeFormat(locale, options) };
  }
  return format.format;
}

export function Strip({ agent }: { readonly agent: LiveAgent }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const walked = useRef(false);
  const size = useSignal({ width: 0, height: 0 });
  // Asking for the size at each change would lay the whole page out at each change.
  useEffect(() => {
    const here = canvas.current;
    if (here === null) return;
    const observer = new ResizeObserver(() => {
      size.value = { width: here.clientWidth, height: here.clientHeight };
    });
    observer.observe(here);
    return () => observer.disconnect();
  }, [size]);
  const strip = stripOfAgent(agent.id);
  const { from, to } = axis.value;
  useSignalEffect(() => {
    const here = canvas.current;
    void colourScheme.value;
    const { marks } = floorWords.value.agents;
    const { from, to } = axis.value;
    const parts = intervals(strip.value, from, to);
    const walking = chosen.value === agent.id ? chosenPart.value : null;
    const part = walking === null ? undefined : strip.value[walking];
    const at = part === undefined ? -1 : parts.findIndex((each) => each.from === Math.max(part.from, from));
    if (here === null) return;
    drawStrip(here, { ...size.value, parts, from, to, chosen: at, markOf: (state) => marks[state] });
    const shown = parts[at];
    if (walking === null || shown === undefined) {
      if (walked.current) hideTip();
      walked.current = false;
      return;
    }
    walked.current = true;
    const box = here.getBoundingClientRect();
    showTip([partText(shown)], box, box.left + (((shown.from + shown.to) / 2 - from) / (to - from)) * box.width);
  });
  return (
    <canvas
      ref={canvas}
      class="day-strip"
      data-testid="strip"
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const at = from + ((event.clientX - box.left) / box.width) * (to - from);
        const parts = intervals(strip.peek(), from, to);
        const part = parts[partAt(parts, at)];
        if (part === undefined) hideTip();
        else showTip([partText(part)], box, event.clientX);
      }}
      onPointerLeave={hideTip}
    />
  );
}
