/**
 * Calls that failed, each in its own way, among others that didn't: frames of real libpri at both ends
 * (test/native/failed_calls.cpp), with the rows that the box would have written beside them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { DChannelFrame } from '../../daemon/terms/line-trace.js';
import type { CallEventRow, CallRow, LegRow, SpanEventRow } from '../../daemon/terms/rows.js';
import { frameWindow, type LadderParts } from '../../daemon/trace/ladder.js';
import { root } from './child.js';

const folder = `${root}test/native/traces/failed/`;
/** The rig's clock begins at 1,000 s; a morning at the site. */
const epochUs = 1_800_000_000_000_000;
const span = 1;

export interface Fault {
  readonly name: string;
  /** 'box': an arrow that never came, or an alarm. */
  readonly direction: 'sent' | 'received' | 'box';
  /** Of 'box': not before. */
  readonly atUs: number;
}

export interface FailedCall {
  /** "out-busy"; "well-…": nothing is wrong. */
  readonly name: string;
  readonly what: string;
  /** null: nothing may be red. */
  readonly fault: Fault | null;
  readonly parts: LadderParts;
}

export function failedCalls(): FailedCall[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => read(file.slice(0, -4), readFileSync(`${folder}${file}`, 'utf8').trimEnd().split('\n')));
}

const timeOf = (text: string | undefined): number | null =>
  text === undefined || text === '-' ? null : Number(text) + epochUs;
const msOf = (text: string | undefined): number | null => {
  const us = timeOf(text);
  return us === null ? null : Math.floor(us / 1_000);
};

function read(name: string, lines: readonly string[]): FailedCall {
  const line = (begins: string): string[] => (lines.find((each) => each.startsWith(begins)) ?? '').split(' ');
  const [, direction, slot, calling, called, startedUs, answeredUs, endedUs, cause] = line('call ');
  const [, side, atUs, ...faultName] = line('fault ');
  const frames = lines.flatMap((each): DChannelFrame[] => {
    const [at, arrow, octets = ''] = each.split(' ');
    if (arrow !== '<' && arrow !== '>') return [];
    return [{ atUs: timeOf(at) ?? 0, span, sent: arrow === '<', octets: new Uint8Array(Buffer.from(octets, 'hex')) }];
  });
  const call: CallRow = {
    ...{ id: '0'.repeat(26), direction: direction === 'outbound' ? 'outbound' : 'inbound', presentation: 'allowed' },
    ...{ callingNumber: calling ?? '', calledNumber: called ?? '', channel: `E1-${span}:${slot}` },
    ...{ startedAt: msOf(startedUs) ?? 0, answeredAt: msOf(answeredUs), queuedAt: null, talkStartedAt: null },
    ...{ endedAt: msOf(endedUs), cause: endedUs === '-' ? null : Number(cause), endedBy: null, ending: null },
    ...{ disposition: null, agent: null, queue: null, flowPath: '' },
  };
  return {
    name,
    what: (lines[0] ?? '').slice(2),
    fault:
      side === 'none'
        ? null
        : { name: faultName.join(' '), direction: side as Fault['direction'], atUs: timeOf(atUs) ?? 0 },
    parts: {
      call,
      events: eventsOf(call),
      legs: legsOf(call),
      spanEvents: alarmsOf(lines),
      frames,
      seenUs: frames.reduce((last, { atUs: at }) => Math.max(last, at), 0) + 60_000_000,
      networkSpans: new Set(),
      sameCauseToday: 1,
    },
  };
}

/** As call control writes them (daemon/calls). */
function eventsOf(call: CallRow): CallEventRow[] {
  const told: [at: number | null, what: string, detail: object][] = [
    [call.startedAt, 'started', { channel: call.channel }],
    [call.direction === 'outbound' ? call.startedAt : null, 'dialled', { channel: call.channel, attempt: 1, party: 1 }],
    [call.answeredAt, 'answered', {}],
    [call.endedAt, 'ended', { cause: call.cause }],
  ];
  return told.flatMap(([at, what, detail], seq) =>
    at === null ? [] : [{ callId: call.id, seq, at, what, agent: null, detail: JSON.stringify(detail) }],
  );
}

function legsOf(call: CallRow): LegRow[] {
  const customer: LegRow = {
    ...{ callId: call.id, leg: 1, role: 'customer', purpose: call.direction === 'outbound' ? 'dial' : 'caller' },
    ...{ agent: null, number: call.direction === 'outbound' ? call.calledNumber : call.callingNumber },
    ...{ channel: call.channel, startedAt: call.startedAt, answeredAt: call.answeredAt },
    ...{ endedAt: call.endedAt, cause: call.cause },
  };
  return [customer];
}

function alarmsOf(lines: readonly string[]): SpanEventRow[] {
  return lines.flatMap((each): SpanEventRow[] => {
    const [at, what, alarm, on] = each.split(' ');
    if (what !== 'alarm') return [];
    return [{ span, at: msOf(at) ?? 0, what: on === 'on' ? 'alarm-on' : 'alarm-off', alarm: alarm as 'LOS' }];
  });
}

/**
 * The same calls as one busy morning: eight spans at once, one after the other on each of them, so that call
 * references, timeslots and numbers come again and again. Each call has the frames of all, as far as they are in its time.
 */
export function busyMorning(): FailedCall[] {
  const calls = failedCalls().map((call, index) =>
    onSpan(call, (index % spansAtOnce) + 1, Math.floor(index / spansAtOnce)),
  );
  const frames = calls.flatMap(({ parts }) => parts.frames).sort((a, b) => a.atUs - b.atUs);
  return calls.map((call) => {
    const { fromUs, toUs } = frameWindow(call.parts.call, call.parts.seenUs / 1_000);
    return {
      ...call,
      parts: { ...call.parts, frames: frames.filter(({ atUs }) => atUs >= fromUs && atUs < toUs), seenUs: toUs },
    };
  });
}

const spansAtOnce = 8;
/** The longest story lasts four minutes. */
const roundUs = 300_000_000;

function onSpan(call: FailedCall, to: number, round: number): FailedCall {
  const { parts, fault } = call;
  const us = round * roundUs;
  const ms = (atMs: number | null): number | null => (atMs === null ? null : atMs + us / 1_000);
  const channel = parts.call.channel.replace('E1-1:', `E1-${to}:`);
  const times = (row: { startedAt: number; answeredAt: number | null; endedAt: number | null }) => ({
    startedAt: row.startedAt + us / 1_000,
    answeredAt: ms(row.answeredAt),
    endedAt: ms(row.endedAt),
  });
  return {
    ...call,
    fault: fault && { ...fault, atUs: fault.atUs + us },
    parts: {
      ...parts,
      call: { ...parts.call, ...times(parts.call), channel },
      legs: parts.legs.map((leg) => ({ ...leg, ...times(leg), channel })),
      events: parts.events.map((event) => {
        const detail = event.detail.replace('E1-1:', `E1-${to}:`);
        return { ...event, detail, at: event.at + us / 1_000 };
      }),
      spanEvents: parts.spanEvents.map((event) => ({ ...event, span: to, at: event.at + us / 1_000 })),
      frames: parts.frames.map((frame) => ({ ...frame, span: to, atUs: frame.atUs + us })),
      seenUs: parts.seenUs + us,
    },
  };
}
