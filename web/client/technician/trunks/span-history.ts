/** The last 24 hours of a span as a tile shows them: errors by half-hours, and when there was an alarm. */
import { signal } from '@preact/signals';
import type { SpanTimeline, TimelineEvent } from '../../../../daemon/contract/pages-ladder.js';
import { call } from '../../parts/api.js';
import { serverNowMs } from '../../parts/clock.js';

export const dayMs = 86_400_000;
const readEveryMs = 60_000;

/** By span; null: it cannot be read. */
export const histories = signal<ReadonlyMap<number, SpanTimeline | null>>(new Map());

/** Reads the spans' last day now and each minute, until the answer is called. */
export function followHistories(spans: readonly number[]): () => void {
  const read = (): void => {
    for (const span of spans) void readHistory(span);
  };
  read();
  const timer = window.setInterval(read, readEveryMs);
  return () => window.clearInterval(timer);
}

async function readHistory(span: number): Promise<void> {
  const to = Math.ceil(serverNowMs());
  const answer = await call<SpanTimeline>('GET', `/spans/${span}/timeline?from=${to - dayMs}&to=${to}`);
  histories.value = new Map(histories.value).set(span, answer.ok ? answer.value : null);
}

export interface Bucket {
  readonly from: number;
  readonly slips: number;
  readonly crcErrors: number;
}

/** Equal parts of the timeline's time; a sample counts where it was taken. */
export function buckets({ from, to, samples }: SpanTimeline, count: number): readonly Bucket[] {
  const widthMs = (to - from) / count;
  const sums = Array.from({ length: count }, (_, at) => ({ from: from + at * widthMs, slips: 0, crcErrors: 0 }));
  for (const sample of samples) {
    const sum = sums[Math.min(count - 1, Math.floor((sample.at - from) / widthMs))];
    if (sum === undefined) continue;
    sum.slips += sample.slips;
    sum.crcErrors += sample.crcErrors + sample.codeViolations;
  }
  return sums;
}

export interface Period {
  readonly from: number;
  readonly to: number;
  readonly alarm: NonNullable<TimelineEvent['alarm']> | 'd-channel';
}

/** What is missing when the lines are opened may come so late: it is shown while it lasts, and is no alarm of the day. */
const settlesMs = 5_000;

/** Without the alarms that stood when the lines were opened and went at once. */
function counted(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const left = new Set<TimelineEvent>();
  for (const [place, on] of events.entries()) {
    if (on.what !== 'alarm-on') continue;
    const started = events.slice(0, place).findLast(({ what }) => what === 'started');
    if (started === undefined || on.at - started.at >= settlesMs) continue;
    const off = events.slice(place).find(({ what, alarm }) => what === 'alarm-off' && alarm === on.alarm);
    if (off === undefined || off.at - started.at >= settlesMs) continue;
    left.add(on).add(off);
  }
  return events.filter((event) => !left.has(event));
}

/** When each alarm was on, and the D-channel down; what was on before the beginning begins with it. */
export function alarmPeriods({ from, to, events }: SpanTimeline): readonly Period[] {
  const open = new Map<Period['alarm'], number>();
  const periods: Period[] = [];
  const end = (alarm: Period['alarm'], at: number): void => {
    periods.push({ alarm, from: open.get(alarm) ?? from, to: at });
    open.delete(alarm);
  };
  for (const { at, what, alarm } of counted(events)) {
    if (what === 'alarm-on' && alarm !== undefined && !open.has(alarm)) open.set(alarm, at);
    if (what === 'alarm-off' && alarm !== undefined) end(alarm, at);
    if (what === 'd-channel-down' && !open.has('d-channel')) open.set('d-channel', at);
    if (what === 'd-channel-up' && open.has('d-channel')) end('d-channel', at);
  }
  for (const alarm of [...open.keys()]) end(alarm, to);
  return periods.sort((a, b) => a.from - b.from);
}

export function totals({ samples, events }: SpanTimeline): { slips: number; crc: number; alarms: number } {
  return {
    slips: samples.reduce((sum, { slips }) => sum + slips, 0),
    crc: samples.reduce((sum, { crcErrors }) => sum + crcErrors, 0),
    alarms: counted(events).filter(({ what }) => what === 'alarm-on').length,
  };
}
