/**
 * Ladders of calls, and what went over a span.
 *
 * lines.service or calls.read-all (a ladder tells nothing of a call that the list of calls doesn't):
 * GET /api/v1/calls/{id}/ladder → CallLadder, also of a call that is still on: ask again each second while `endedAt` is null.
 * GET /api/v1/calls/{id}/ladder.txt?lang=zh|en → text/plain, the same for people who write to a carrier.
 * lines.service:
 * GET /api/v1/calls/{id}/ladder.pcap → this call's frames alone, for Wireshark; audited.
 * GET /api/v1/spans/{span}/trace.pcap?from&to → every frame of the span in [from, to) epoch ms, at most a day; audited.
 * GET /api/v1/spans/{span}/timeline?from&to → SpanTimeline, at most 31 days.
 * GET /api/v1/refused-setups?span&from&to → RefusedSetups: calls in that never reached call control, in [from, to), at most a day;
 * `span` absent: of all. Each one's ladder: GET /api/v1/refused-setups/ladder?span&at (µs) → CallLadder. 404 'not-found'
 * Who lacks numbers.full gets all of it with the digits of numbers starred, in hex and in files too.
 */
import type { AlarmCode } from '../terms/alarms.js';
import type { Direction } from '../terms/calls.js';
import type { Words } from '../terms/cause-words.js';
import type { Ladder, LadderColumn, RefusedSetup } from '../terms/line-trace.js';

export interface CallLadder extends Ladder {
  /** Headings: the carrier's trunk, the channel in use ("E1-1:5"), the box, the queue, the agent. */
  readonly columns: Readonly<Record<LadderColumn, Words>>;
  /** The customer's span; 0: an analog line or none. */
  readonly span: number;
  readonly direction: Direction;
  /** Frames of this call that were found: what ladder.pcap holds. */
  readonly frames: number;
}

/** Something that began, ended or happened on a span, for one line of the chart. */
export interface TimelineEvent {
  readonly at: number;
  readonly what:
    | 'alarm-on'
    | 'alarm-off'
    /** The data link asked for, granted, refused, given up: ITU-T Q.921 §5.5. */
    | 'SABME'
    | 'UA'
    | 'DM'
    | 'DISC'
    | 'FRMR'
    | 'd-channel-up'
    | 'd-channel-down'
    /** Counters went back: the lines were opened anew. */
    | 'started';
  /** Of 'alarm-on' and 'alarm-off'; absent otherwise. */
  readonly alarm?: Exclude<AlarmCode, 'd-channel'>;
  /** Of frames; absent otherwise. */
  readonly sent?: boolean;
  /** Frames alike that came within one second of it and are not listed. */
  readonly more: number;
}

/** What a span counted in the time up to `at`, since the sample before. */
export interface TimelineSample {
  readonly at: number;
  readonly slips: number;
  readonly crcErrors: number;
  readonly farEndErrors: number;
  readonly codeViolations: number;
  readonly framesIn: number;
  readonly framesOut: number;
  readonly framesBadFcs: number;
}

export interface SpanTimeline {
  readonly span: number;
  readonly from: number;
  readonly to: number;
  /** Oldest first, at most 2,000. */
  readonly events: readonly TimelineEvent[];
  /** One a minute up to six hours; wider for more, at most 500. */
  readonly samples: readonly TimelineSample[];
  /** There were more events than are listed. */
  readonly cut: boolean;
  /** Frames of a part of the time are no longer kept, or were never written. */
  readonly framesGone: boolean;
}

export interface RefusedSetups {
  /** Newest first, at most 200. */
  readonly setups: readonly RefusedSetup[];
  readonly cut: boolean;
}
