/** How the daemon itself fares. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ControlResults } from '../contract/control.js';
import type { Lines, SpanMeters } from '../lines/lines.js';

/** The event loop is asked so often how late it is, and the answers are counted over so long. */
const loopLookMs = 10;
const loopWindowMs = 10_000;

/** P99 of how late the event loop came in the last full window, ms; null in the first. */
export function watchEventLoop(): () => number | null {
  const delays = monitorEventLoopDelay({ resolution: loopLookMs });
  let p99Ms: number | null = null;
  delays.enable();
  setInterval(() => {
    // The histogram holds times between two looks, in nanoseconds: the wait that was asked for is no delay.
    p99Ms = Math.max(0, delays.percentile(99) / 1e6 - loopLookMs);
    delays.reset();
  }, loopWindowMs).unref();
  return () => p99Ms;
}

/** Counters as they are, and what is so or not so as 1 or 0; words are for who reads the lines themselves. */
export function spanFigures(span: SpanMeters): Readonly<Record<string, number>> {
  const figures = Object.entries(span).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [[name, value ? 1 : 0] as const];
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(figures);
}

export function metersOf(lines: Lines, loopDelayP99Ms: number | null): ControlResults['meters'] {
  const { user, system } = process.cpuUsage();
  const { spans, ...rest } = lines.meters();
  return {
    lines: rest,
    spans: (spans ?? []).map(spanFigures),
    process: {
      cpuUs: user + system,
      rssBytes: process.memoryUsage.rss(),
      ...(loopDelayP99Ms === null ? {} : { loopDelayP99Ms }),
    },
  };
}
