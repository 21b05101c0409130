/** What went over one span, and what happened to it. */
import type { SpanTimeline, TimelineEvent, TimelineSample } from '../../../daemon/contract/pages-ladder.js';
import { maxSpanEvents } from '../../../daemon/store/span-reader.js';
import type { SpanEventRow } from '../../../daemon/terms/rows.js';
import type { TraceReader } from '../../../daemon/trace/files/trace-reader.js';
import { pcapHeader, pcapRecord, type TracedFrame } from '../../../daemon/trace/pcap.js';
import { decodeQ921 } from '../../../daemon/trace/q921.js';
import type { CallArchive } from '../routes/call-archive.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const maxSamples = 500;
/** Frames are looked through for so long at most, the last of the time asked for: a busy day has 100 MiB. */
export const maxFramesMs = dayMs;
/** Frames alike that come so soon after one are counted with it: SABME goes out each second for hours. */
const alikeUs = 1_000_000;
const linkFrames = ['SABME', 'UA', 'DM', 'DISC', 'FRMR'] as const;
type LinkFrame = (typeof linkFrames)[number];

export class SpanTraces {
  constructor(private readonly needs: { readonly archive: CallArchive; readonly frames: TraceReader }) {}

  /** A capture file, a piece at a time. `shown`: each frame as the reader may see it. */
  async *file(
    span: number,
    fromMs: number,
    toMs: number,
    shown: (octets: Uint8Array) => Uint8Array,
  ): AsyncGenerator<Buffer> {
    yield pcapHeader();
    for await (const piece of this.needs.frames.read(fromMs * 1_000, toMs * 1_000)) {
      const records = piece
        .filter((frame) => frame.span === span)
        .map((frame) => pcapRecord({ ...frame, octets: shown(frame.octets) }));
      if (records.length > 0) yield Buffer.concat(records);
    }
  }

  async timeline(span: number, from: number, to: number): Promise<SpanTimeline> {
    const { archive } = this.needs;
    const stepMs = Math.max(minuteMs, Math.ceil((to - from) / maxSamples / minuteMs) * minuteMs);
    const before = await archive.spans((spans) => spans.before(span, from));
    const rows = await archive.spans((spans) => spans.events(span, from, to));
    const samples = await archive.spans((spans) => spans.meters(span, from, to, stepMs));
    const framesFrom = Math.max(from, to - maxFramesMs);
    const frames = await this.linkFrames(span, framesFrom * 1_000, to * 1_000);
    const events = [...standing(before), ...rows.map(eventOf), ...frames.events].sort((a, b) => a.at - b.at);
    return {
      ...{ span, from, to },
      events: events.slice(0, maxSpanEvents),
      samples: samples.map(sampleOf),
      cut: rows.length > maxSpanEvents || events.length > maxSpanEvents,
      framesGone: framesFrom > from || !frames.any,
    };
  }

  private async linkFrames(
    span: number,
    fromUs: number,
    toUs: number,
  ): Promise<{ readonly events: TimelineEvent[]; readonly any: boolean }> {
    const events: (TimelineEvent & { more: number })[] = [];
    const last = new Map<string, { readonly atUs: number; readonly event: { more: number } }>();
    let any = false;
    for await (const piece of this.needs.frames.read(fromUs, toUs)) {
      for (const frame of piece) {
        if (frame.span !== span) continue;
        any = true;
        const what = linkFrameOf(frame);
        if (what === null) continue;
        const key = `${what} ${frame.sent}`;
        const alike = last.get(key);
        if (alike !== undefined && frame.atUs - alike.atUs < alikeUs) {
          alike.event.more += 1;
          continue;
        }
        const event = { at: Math.floor(frame.atUs / 1_000), what, sent: frame.sent, more: 0 };
        last.set(key, { atUs: frame.atUs, event });
        if (events.length <= maxSpanEvents) events.push(event);
      }
    }
    return { events, any };
  }
}

/** All but layer 3 and what acknowledges it; null: not of the kinds that make and break a link. */
function linkFrameOf({ octets }: TracedFrame): LinkFrame | null {
  if (((octets[2] ?? 0) & 3) !== 3) return null;
  const kind = decodeQ921(octets)?.kind;
  return linkFrames.find((each) => each === kind) ?? null;
}

function eventOf({ at, what, alarm }: SpanEventRow): TimelineEvent {
  return { at, what, ...(alarm === null ? {} : { alarm }), more: 0 };
}

/** What stood when the time began, with the time at which it did. */
function standing(before: readonly SpanEventRow[]): TimelineEvent[] {
  const on = new Map<string, SpanEventRow>();
  for (const row of before) {
    if (row.what === 'started') on.clear();
    else if (row.what === 'alarm-on') on.set(row.alarm ?? '', row);
    else if (row.what === 'alarm-off') on.delete(row.alarm ?? '');
    else on.set('d-channel', row);
  }
  return [...on.values()].map(eventOf);
}

function sampleOf({ span: _, ...sample }: { readonly span: number } & TimelineSample): TimelineSample {
  return sample;
}
