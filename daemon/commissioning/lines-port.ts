import type { LineEvent, Lines } from '../lines/lines.js';
import type { TechnicianRequest } from '../terms/requests.js';
import type { LinesPort } from './ports.js';

/** Of the runtime that drives the switch. */
export interface RuntimePort {
  order(request: TechnicianRequest): Promise<void>;
  lookOn(listener: (event: LineEvent) => void): () => void;
}

/** The lines as this room looks at them. Orders go through the switch, which alone knows whose channels they are. */
export function linesPort(lines: Pick<Lines, 'channels' | 'snapshot' | 'meters'>, runtime: RuntimePort): LinesPort {
  const inUse = (span: number): readonly number[] => {
    const states = new Map(lines.snapshot().channels.map((state) => [state.channel, state.seizure]));
    return bearers(lines, span).filter((channel) => (states.get(channel) ?? 0) !== 0);
  };
  return {
    span: (span) => lines.snapshot().spans.find((each) => each.span === span) ?? null,
    meters: (span) => lines.meters().spans?.find((each) => each.span === span) ?? null,
    lateBlocks: () => lines.meters().lateTicks,
    calls: (span) => inUse(span).length,
    order: (request) => runtime.order(request),
    listen: (listener) => runtime.lookOn(listener),
    idleBearer: (span) => {
      const used = inUse(span);
      return bearers(lines, span).find((channel) => !used.includes(channel)) ?? null;
    },
  };
}

function bearers(lines: Pick<Lines, 'channels'>, span: number): readonly number[] {
  return lines.channels.filter((each) => each.kind === 'bearer' && each.span === span).map(({ channel }) => channel);
}
