/**
 * Calls that failed, each in its own way, among others that didn't: frames of real libpri at both ends
 * (test/native/failed_calls.cpp), with the rows that the box would have written beside them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DChannelFrame } from '../../daemon/terms/line-trace.js';
import type { CallEventRow, CallRow, LegRow, SpanEventRow } from '../../daemon/terms/rows.js';
import type { LadderParts } from '../../daemon/trace/ladder.js';

const folder = fileURLToPath(new URL('../native/traces/failed/', new URL(`file://${process.cwd()}/test/rig/`)));
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
    [call.direction === 'outbound' ? call.startedAt : null, 'dialled', { channel: call.channel, attempt: 1 }],
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
