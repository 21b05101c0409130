/** What is seen of one span while it is examined: figures only, judged elsewhere. */
import type { AlarmName, Loopback, SpanMeters } from '../../lines/lines.js';
import type { Words } from '../../terms/cause-words.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { DChannelFrame } from '../../terms/line-trace.js';
import type { LiveChannel } from '../../terms/live.js';
import type { SpanSetup } from '../../terms/span-setup.js';
import { messageType } from '../../trace/message-words.js';
import { decodeQ921 } from '../../trace/q921.js';
import { decodeQ931 } from '../../trace/q931.js';

/** The span at one moment. */
export interface SpanLook {
  /** Epoch ms. */
  readonly atMs: number;
  readonly alarms: readonly AlarmName[];
  readonly dChannel: 'up' | 'down';
  readonly loopback: Loopback;
  /** Counters since the lines were opened; null: the lines don't say. */
  readonly meters: SpanMeters | null;
  /** Grows with every block of sound that the card's clock brings. */
  readonly mediaCpuUs: number;
}

/** Frames of one direction, by what they are (ITU-T Q.921 table 5, Q.931 table 4-2). */
export interface FrameCounts {
  readonly frames: number;
  readonly sabme: number;
  readonly ua: number;
  readonly dm: number;
  readonly disc: number;
  /** RR and RNR: the link's own "I am here". */
  readonly supervisory: number;
  readonly rej: number;
  readonly i: number;
  /**
   * SABME is always a command; its C/R bit tells which side sends it: 0 the user, 1 the network (Q.921 table 1).
   */
  readonly sabmeAsUser: number;
  readonly sabmeAsNetwork: number;
  readonly restart: number;
  readonly restartAcknowledge: number;
  readonly status: number;
  readonly setup: number;
}

export const noFrames: FrameCounts = {
  frames: 0,
  sabme: 0,
  ua: 0,
  dm: 0,
  disc: 0,
  supervisory: 0,
  rej: 0,
  i: 0,
  sabmeAsUser: 0,
  sabmeAsNetwork: 0,
  restart: 0,
  restartAcknowledge: 0,
  status: 0,
  setup: 0,
};

/** Calls of the last day over this span that the network or the box refused, by cause (Q.850). */
export interface RecentCalls {
  readonly calls: number;
  readonly answered: number;
  readonly refused: readonly { readonly cause: number; readonly count: number }[];
  /** Calls in with no caller's number, of so many calls in. */
  readonly callsIn: number;
  readonly withoutNumber: number;
}

/** Why there is no test call, or what it has heard. */
export type TestSeen =
  | { readonly is: 'not-begun' }
  | { readonly is: 'skipped'; readonly why: Words }
  | { readonly is: 'made'; readonly call: TestCall };

export interface TrunkObservations {
  readonly span: number;
  readonly name: string;
  readonly setup: SpanSetup;
  readonly first: SpanLook;
  readonly last: SpanLook;
  /** At any look between. */
  readonly alarmsSeen: readonly AlarmName[];
  readonly dChannelSeenDown: boolean;
  readonly received: FrameCounts;
  readonly sent: FrameCounts;
  readonly channels: readonly LiveChannel[];
  /** Null: not asked yet. */
  readonly recent: RecentCalls | null;
  readonly test: TestSeen;
}

/** Between the first and the last look; 0 if the lines don't say. */
export function counted(seen: TrunkObservations, what: NumericMeter): number {
  const [from, to] = [seen.first.meters?.[what] ?? 0, seen.last.meters?.[what] ?? 0];
  return Math.max(0, to - from);
}

type NumericMeter = {
  [K in keyof SpanMeters]-?: NonNullable<SpanMeters[K]> extends number ? K : never;
}[keyof SpanMeters];

export function watchedMs(seen: TrunkObservations): number {
  return seen.last.atMs - seen.first.atMs;
}

/** One more frame. Octets of any kind may come. */
export function withFrame(counts: FrameCounts, { octets }: Pick<DChannelFrame, 'octets'>): FrameCounts {
  const frame = decodeQ921(octets);
  const more: { -readonly [K in keyof FrameCounts]: number } = { ...counts, frames: counts.frames + 1 };
  switch (frame?.kind) {
    case 'SABME':
      more.sabme += 1;
      if (frame.commandBit) more.sabmeAsNetwork += 1;
      else more.sabmeAsUser += 1;
      return more;
    case 'UA':
      more.ua += 1;
      return more;
    case 'DM':
      more.dm += 1;
      return more;
    case 'DISC':
      more.disc += 1;
      return more;
    case 'RR':
    case 'RNR':
      more.supervisory += 1;
      return more;
    case 'REJ':
      more.rej += 1;
      return more;
    case 'I':
      more.i += 1;
      countMessage(more, frame.information);
      return more;
    default:
      return more;
  }
}

function countMessage(more: { -readonly [K in keyof FrameCounts]: number }, information: Uint8Array): void {
  switch (decodeQ931(information)?.type) {
    case messageType.restart:
      more.restart += 1;
      return;
    case messageType.restartAcknowledge:
      more.restartAcknowledge += 1;
      return;
    case messageType.status:
      more.status += 1;
      return;
    case messageType.setup:
      more.setup += 1;
      return;
    default:
  }
}
