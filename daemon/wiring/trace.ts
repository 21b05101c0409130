/** Part of the composition root: what goes over the D-channels is kept, and what spans do and count. */
import { join } from 'node:path';
import type { Clock } from '../base/clock.js';
import type { Timers } from '../base/timers.js';
import type { LineEvent, LineMeters } from '../lines/lines.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import { localDate } from '../switch/days.js';
import type { DChannelFrame } from '../terms/line-trace.js';
import type { RowChange } from '../terms/rows.js';
import type { Site } from '../terms/site.js';
import { TraceWriter } from '../trace/files/trace-writer.js';
import { SpanSamples, SpanWatch } from '../trace/span-rows.js';

export interface TraceParts {
  readonly store: TelephonyStore;
  /** The daemon's data folder, absolute. */
  readonly data: string;
  readonly site: () => Site;
  readonly meters: () => LineMeters;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: { warn(detail: Readonly<Record<string, string | number>>, message: string): void };
}

export interface TraceWork {
  /** Frames of D-channels on their way to the files. */
  readonly frames: { take(frames: readonly DChannelFrame[]): void };
  /** An event of the lines: alarms and D-channels of spans are written down. */
  saw(event: LineEvent): void;
  /** Counters are written each minute from here on. */
  start(): void;
  close(): Promise<void>;
}

/** Less is how long a frame is on its way. */
const leastLeadMs = 1_000;

/**
 * Frames carry the machine's time of day. Where that was set back they are put on the daemon's own time, which calls have
 * too: a ladder finds a call's frames by it.
 */
export function onTimeOf(clock: { leadMs(): number }, frames: readonly DChannelFrame[]): readonly DChannelFrame[] {
  const leadMs = clock.leadMs();
  if (leadMs < leastLeadMs) return frames;
  return frames.map((frame) => ({ ...frame, atUs: frame.atUs + leadMs * 1_000 }));
}

const sampleMs = 60_000;

export function traceWork(parts: TraceParts): TraceWork {
  const { store, clock, timers } = parts;
  const rows = (changes: readonly RowChange[]): void => store.writer.apply(changes);
  const writer = new TraceWriter({
    folder: join(parts.data, 'traces'),
    dayOf: (atMs) => localDate(atMs, parts.site().timeZone),
    clock,
    timers,
    onTrouble: ({ code, detail }) => {
      parts.log.warn(detail, code);
      rows([{ row: 'incident', incident: { at: clock.nowMs(), code, detail: JSON.stringify(detail) } }]);
    },
  });
  const isNetwork = (span: number): boolean =>
    parts.site().spans?.find((settings) => settings.span === span)?.side === 'network';
  const watch = new SpanWatch();
  const samples = new SpanSamples();
  let cancel = (): void => {};
  const sample = (): void => {
    cancel = timers.after(sampleMs, sample);
    rows(samples.take(parts.meters().spans ?? [], clock.nowMs()));
  };
  return {
    frames: { take: (frames) => writer.take(frames.map((frame) => ({ ...frame, network: isNetwork(frame.span) }))) },
    saw(event) {
      if (event.event === 'span') rows(watch.saw(event, clock.nowMs()));
    },
    start: sample,
    async close() {
      cancel();
      await writer.close();
    },
  };
}
