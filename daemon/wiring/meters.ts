/** How the daemon itself fares. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ControlResults } from '../contract/control.js';
import type { Lines } from '../lines/lines.js';

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

function isCount(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number';
}

export function metersOf(lines: Lines, loopDelayP99Ms: number | null): ControlResults['meters'] {
  const { user, system } = process.cpuUsage();
  const { spans, ...rest } = lines.meters();
  return {
    lines: rest,
    spans: (spans ?? []).map((span) => Object.fromEntries(Object.entries(span).filter(isCount))),
    process: {
      cpuUs: user + system,
      rssBytes: process.memoryUsage.rss(),
      ...(loopDelayP99Ms === null ? {} : { loopDelayP99Ms }),
    },
  };
}
