/** The addon's face (native/binding): the only place that knows it. */
import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import type { Channel, ChannelState, LineCommand, LineEvent, LineMeters } from '../lines/lines.js';
import type { CallerIdRecord, ScopeFrame } from '../terms/line-lab.js';
import type { DChannelFrame } from '../terms/line-trace.js';
import type { WireFault } from './wire-fault.js';

/** What one analog port does that isn't the country's; what is absent is (native/analog/line_profile.h). */
export interface LinePlan {
  /** How an FXS port tells its telephone who calls. */
  readonly callerId?: 'country' | 'none' | 'fsk-bell202' | 'fsk-v23' | 'dtmf';
  /** Caller ID in DTMF, sent and received: one of 0-9 A-D * #. */
  readonly dtmfStart?: string;
  readonly dtmfStop?: string;
  /** FXS: how long the recall key's break is, 1-2000; 0: the country's. */
  readonly flashMinMs?: number;
  readonly flashMaxMs?: number;
  /** FXS: the battery is reversed from the answer to the end of a call. */
  readonly polarityAtAnswer?: boolean;
  /** FXO: `incoming` comes with the first ring; caller ID follows as `caller-id`. */
  readonly announceAtFirstRing?: boolean;
}

export interface NativeConfig {
  /** Default 'virtual'. */
  readonly board?: 'virtual' | 'dahdi';
  /** DAHDI: the driver's span numbers, 1-255, in our order; at most 8. */
  readonly dahdiSpans?: readonly number[];
  /** DAHDI: the driver's channel numbers of analog ports, in our order; at most 64. */
  readonly dahdiLines?: readonly number[];
  /** DAHDI: blocks of 10 ms that wait in the driver, 1-12; more ride out a busier machine and add delay. Default 1. */
  readonly dahdiBufferBlocks?: number;
  /** DAHDI: blocks read at a time, 1-2; two halve the system calls and add 10 ms of delay. Default 2. */
  readonly dahdiBlocksAtOnce?: number;
  /**
   * By span; missing ones speak EuroISDN, on the side that exchangeEnd says. `crc4` and `clockPriority` (0-8, see
   * SpanSetup) as the card is to be set when the lines are opened; absent: a card of DAHDI stays as its driver is
   * configured, the virtual board has CRC4, its exchange end gives the clock and its box end takes it from the first
   * span that is there.
   */
  readonly spanPlans?: readonly {
    readonly side: 'user' | 'network';
    readonly protocol?: 'euro-isdn' | 'qsig';
    readonly overlapReceiving?: boolean;
    readonly crc4?: boolean;
    readonly clockPriority?: number;
  }[];
  /** By analog line, the first one's first; missing ones are the country's. At most 96. */
  readonly linePlans?: readonly LinePlan[];
  /** Virtual board: path of the wire's Unix socket, at most 107 octets. */
  readonly wirePath: string;
  /** true: the exchange end, which listens and gives the ticks; false: the box end. */
  readonly exchangeEnd: boolean;
  /** E1 spans, 0-8; both ends must agree. */
  readonly spans: number;
  /** Lines of telephones, 0-64; both ends must agree. */
  readonly lines: number;
  /** Lines of the box towards an exchange, 0-32, numbered after the telephones; both ends must agree. Default 0. */
  readonly exchangeLines?: number;
  /** Exchange end: by how many blocks the box's answer may be late, 0-16; default 1. */
  readonly wireBufferBlocks?: number;
  /** Tone plan, ISO 3166 alpha-2 in lower case; default 'cn'. */
  readonly country?: string;
  /** Events that may wait for Node before a snapshot replaces them, 1-1,000,000; default 4096. */
  readonly maxQueuedEvents?: number;
}

/** As LineEvent, but a span's alarms are bits (native/board/board.h) and its D-channel a flag. */
export type NativeEvent =
  | Exclude<LineEvent, { event: 'span' }>
  | { readonly event: 'span'; readonly span: number; readonly alarms: number; readonly dChannelUp: boolean };

export interface NativeSnapshot {
  readonly channels: readonly ChannelState[];
  readonly spans: readonly { readonly span: number; readonly alarms: number; readonly dChannelUp: boolean }[];
}

export interface NativeHandle {
  readonly channels: readonly Channel[];
  /** false: closed. Throws TypeError or RangeError naming the field. */
  post(command: LineCommand): boolean;
  /** Answers the bits turned so far. Throws TypeError or RangeError naming the field, Error at the box end. */
  inject(fault: WireFault, on: boolean): number;
  clearFaults(): void;
  snapshot(): NativeSnapshot;
  meters(): LineMeters;
  /** Throws TypeError or RangeError for a channel that isn't there, as the next two do. */
  callerId(channel: number): CallerIdRecord;
  scope(channel: number, on: boolean): boolean;
  scopeFrames(channel: number, afterSample: number): readonly ScopeFrame[];
  close(): void;
}

export interface NativeAddon {
  /** `frames` absent: none came. */
  open(
    config: NativeConfig,
    onEvents: (events: readonly NativeEvent[], overflowed: boolean, frames?: readonly DChannelFrame[]) => void,
  ): NativeHandle;
}

/** Loads callbox.node; throws Node's own error if the file is missing or not an addon. */
export function loadAddon(path: string): NativeAddon {
  if (!isAbsolute(path)) throw new RangeError(`the addon's path must be absolute, not '${path}'`);
  return createRequire(import.meta.url)(path) as NativeAddon;
}
