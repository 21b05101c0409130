/** Ladders of calls, live and past: rows of the telephony database and frames of the daemon's trace files. */
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { CallLadder, RefusedSetups } from '../../../daemon/contract/pages-ladder.js';
import type { Words } from '../../../daemon/terms/cause-words.js';
import type { LadderColumn } from '../../../daemon/terms/line-trace.js';
import type { CallEventRow, CallRow, LegRow } from '../../../daemon/terms/rows.js';
import type { TraceReader } from '../../../daemon/trace/files/trace-reader.js';
import { drawLadder, frameWindow } from '../../../daemon/trace/ladder.js';
import { bearerOf } from '../../../daemon/trace/matching.js';
import type { TracedFrame } from '../../../daemon/trace/pcap.js';
import { callOfSetup, RefusedSetups as Refused } from '../../../daemon/trace/refused-setups.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { SiteDays } from '../routes/site-days.js';

export interface LadderNeeds {
  readonly archive: CallArchive;
  readonly days: SiteDays;
  readonly frames: TraceReader;
  readonly clock: Clock;
}

export interface FoundLadder {
  readonly ladder: CallLadder;
  /** The call's own, as they are. */
  readonly frames: readonly TracedFrame[];
  /** IANA name. */
  readonly timeZone: string;
}

/** At once; each reads some megabytes at most. */
const maxAtOnce = 8;
/** Frames of one call and what is about it; a day of one span has a tenth. */
const maxFrames = 200_000;
/** What came of a SETUP is known by then. */
const refusedWithinUs = 30_000_000;
/** Around the beginnings of legs every span is looked at: their call references are found there. */
const settingUpUs = { before: 15_000_000, after: 120_000_000 };

export class CallLadders {
  private atOnce = 0;

  constructor(private readonly needs: LadderNeeds) {}

  /** @throws CallboxError unknown-call, limit, daemon-down */
  async of(callId: string, shown: (octets: Uint8Array) => Uint8Array): Promise<FoundLadder> {
    return this.limited(() => this.draw(callId, shown));
  }

  private async limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.atOnce >= maxAtOnce) {
      throw new CallboxError('limit', 'Too many ladders are being drawn at this moment; try again in a second.');
    }
    this.atOnce += 1;
    try {
      return await work();
    } finally {
      this.atOnce -= 1;
    }
  }

  /**
   * Of a call that never reached call control.
   * @throws CallboxError not-found, limit
   */
  async ofSetup(span: number, atUs: number, shown: (octets: Uint8Array) => Uint8Array): Promise<FoundLadder> {
    return this.limited(async () => {
      const { setups } = await this.scan(span, atUs, atUs + 1);
      const setup = setups.find((each) => each.atUs === atUs);
      if (setup === undefined) {
        throw new CallboxError('not-found', 'No such SETUP is kept: its frames are too old, or it became a call.');
      }
      const { call, leg } = callOfSetup(setup);
      return this.drawParts(call, [leg], [], shown);
    });
  }

  /** SETUPs in [fromUs, toUs) that never reached call control, and of which what came of them is known; 0: any span. */
  async refused(span: number, fromUs: number, toUs: number): Promise<RefusedSetups> {
    return this.limited(() => this.scan(span, fromUs, toUs));
  }

  private async scan(span: number, fromUs: number, toUs: number): Promise<RefusedSetups> {
    const found = new Refused();
    const nowUs = this.needs.clock.nowMs() * 1_000;
    for await (const piece of this.needs.frames.read(fromUs, toUs + refusedWithinUs)) {
      for (const frame of piece) if (span === 0 || frame.span === span) found.take(frame);
    }
    const setups = found.all(Math.min(nowUs, toUs + refusedWithinUs)).filter(({ atUs }) => atUs < toUs);
    return { setups, cut: found.cut };
  }

  private async draw(callId: string, shown: (octets: Uint8Array) => Uint8Array): Promise<FoundLadder> {
    const { archive } = this.needs;
    const call = await archive.row(callId);
    if (call === null) throw new CallboxError('unknown-call', `There is no call ${callId}, or it is no longer kept.`);
    const events = await archive.day((day) => day.eventsOf(callId));
    const stored = await archive.floor((floor) => floor.legsOf(callId));
    const legs = stored.length === 0 && call.direction === 'test' ? [legOfTest(call)] : stored;
    return this.drawParts(call, legs, events, shown);
  }

  private async drawParts(
    call: CallRow,
    legs: readonly LegRow[],
    events: readonly CallEventRow[],
    shown: (octets: Uint8Array) => Uint8Array,
  ): Promise<FoundLadder> {
    const { archive, clock, days } = this.needs;
    const timeZone = await days.timeZone();
    const nowMs = clock.nowMs();
    const spans = spansOf(legs);
    const frames = await this.framesOf(call, legs, spans, nowMs);
    const endMs = (call.endedAt ?? nowMs) + 1;
    const spanEvents = (
      await Promise.all([...spans].map((span) => archive.spans((reader) => reader.events(span, call.startedAt, endMs))))
    ).flat();
    const parts = {
      ...{ call, events, legs, spanEvents, frames },
      seenUs: nowMs * 1_000,
      networkSpans: new Set(frames.filter(({ network }) => network).map(({ span }) => span)),
      sameCauseToday: await this.sameCause(call),
    };
    const drawn = drawLadder(parts, shown);
    const own = new Set<object>(drawn.frames);
    const ladder: CallLadder = {
      ...drawn.ladder,
      columns: columnsOf(call, legs),
      span: bearerOf(call.channel)?.span ?? 0,
      direction: call.direction,
      frames: own.size,
    };
    return { ladder, frames: frames.filter((frame) => own.has(frame)), timeZone };
  }

  private async framesOf(
    call: CallRow,
    legs: readonly LegRow[],
    spans: ReadonlySet<number>,
    nowMs: number,
  ): Promise<readonly TracedFrame[]> {
    if (spans.size === 0) return [];
    const { fromUs, toUs } = frameWindow(call, nowMs);
    const beginnings = legs.map(({ startedAt }) => startedAt * 1_000);
    const wanted = (frame: TracedFrame): boolean =>
      !isReceiveReady(frame.octets) &&
      (spans.has(frame.span) ||
        beginnings.some((atUs) => frame.atUs >= atUs - settingUpUs.before && frame.atUs < atUs + settingUpUs.after));
    const frames: TracedFrame[] = [];
    for await (const piece of this.needs.frames.read(fromUs, toUs)) {
      // A frame's octets are a part of the piece that was read: kept as they are they would keep all of it.
      for (const frame of piece) if (wanted(frame)) frames.push({ ...frame, octets: frame.octets.slice() });
      if (frames.length >= maxFrames) break;
    }
    return frames.sort((a, b) => a.atUs - b.atUs);
  }

  private async sameCause(call: CallRow): Promise<number> {
    const { cause } = call;
    if (cause === null || call.channel === '') return 0;
    const { from, to } = await this.needs.days.dayOf(call.startedAt);
    const bearer = bearerOf(call.channel);
    const channels = bearer === null ? call.channel : `E1-${bearer.span}:%`;
    return this.needs.archive.spans((spans) => spans.sameCause(channels, cause, from, to));
  }
}

/** A technician's call has nobody of ours in it, and so no rows of legs: its record is that of its only leg. */
function legOfTest(call: CallRow): LegRow {
  const { id: callId, channel, startedAt, answeredAt, endedAt, cause, calledNumber, callingNumber } = call;
  const number = calledNumber === '' ? callingNumber : calledNumber;
  const who = { leg: 0, role: 'customer', purpose: 'caller', agent: null } as const;
  return { callId, ...who, number, channel, startedAt, answeredAt, endedAt, cause };
}

/** RR: nine frames in ten, and no ladder shows them. */
function isReceiveReady(octets: Uint8Array): boolean {
  return octets.length === 4 && octets[2] === 1;
}

function spansOf(legs: readonly LegRow[]): Set<number> {
  return new Set(legs.flatMap(({ channel }) => bearerOf(channel)?.span ?? []));
}

const same = (text: string): Words => ({ zh: text, en: text });

function columnsOf(call: CallRow, legs: readonly LegRow[]): Readonly<Record<LadderColumn, Words>> {
  const agents = [...new Set(legs.flatMap(({ agent }) => agent ?? []))];
  const [agent = call.agent] = agents;
  return {
    carrier:
      call.direction === 'inbound' ? { zh: '主叫/运营商', en: 'caller / carrier' } : { zh: '运营商', en: 'carrier' },
    channel: call.channel === '' ? { zh: '线路', en: 'line' } : same(call.channel),
    switch: { zh: '系统', en: 'box' },
    queue: call.queue === null ? { zh: '队列', en: 'queue' } : { zh: `队列 ${call.queue}`, en: `queue ${call.queue}` },
    agent: agent === null ? { zh: '座席', en: 'agent' } : { zh: `座席 ${agent}`, en: `agent ${agent}` },
  };
}
