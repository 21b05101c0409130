/** The trunk doctor and the other checks that name a cause: one press, a verdict in plain words. */
import type { Words } from './cause-words.js';
import type { SentNumberType } from './trunks.js';

export type CheckState = 'waiting' | 'running' | 'good' | 'bad' | 'unsure' | 'skipped';

export interface Check {
  /** A code, stable: 'signal', 'framing', … */
  readonly id: string;
  readonly name: Words;
  readonly state: CheckState;
  /** What was seen, with figures: "4 slips in 10 s". */
  readonly seen: Words;
  readonly tookMs: number;
}

/** Whose it is to act. */
export type FaultSide = 'ours' | 'carrier' | 'cable' | 'unknown' | 'none';

export interface Verdict {
  /** A code, stable: 'no-signal', 'both-user-side', … ; 'well' if all checks are good. */
  readonly fault: string;
  readonly side: FaultSide;
  readonly words: Words;
  /** What to do, first things first. */
  readonly next: readonly Words[];
  /** A text that can be sent as it is; '' in both if the carrier is not to be asked. */
  readonly toCarrier: Words;
}

export interface Diagnosis {
  readonly id: string;
  /** 'trunk' (one span), 'cannot-call', 'no-sound' (the box). */
  readonly kind: 'trunk' | 'cannot-call' | 'no-sound';
  /** 0: not of one span. */
  readonly span: number;
  readonly by: string;
  /** Whose telephone it was about, and the number called; absent: nobody's in particular, none. */
  readonly asked?: { readonly agentId?: string; readonly number?: string };
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly checks: readonly Check[];
  /** null: still running. */
  readonly verdict: Verdict | null;
}

/** The checks of the trunk doctor in their order: from layer 1 to a call. */
export const trunkChecks = [
  'card', // the card and its driver are there, and its clock ticks
  'signal', // LOS
  'framing', // LOF, CRC4
  'alarms', // AIS, RAI
  'errors', // CRC, E bits, code violations
  'clock', // slips, sources
  'd-channel-frames', // HDLC in timeslot 16
  'data-link', // SABME, UA, DM (ITU-T Q.921)
  'layer3', // RESTART acknowledged, STATUS, unexpected messages (ITU-T Q.931)
  'channels', // blocked, stuck
  'numbers', // callers' and called numbers of late, refusals by cause
  'test-call',
] as const;
export type TrunkCheckId = (typeof trunkChecks)[number];

/** A call that a technician makes to hear a line. */
export interface TestCall {
  readonly id: string;
  readonly by: string;
  readonly span: number;
  readonly timeslot: number;
  /** 'in': waits for a call on that span. */
  readonly direction: 'in' | 'out';
  readonly number: string;
  readonly state: 'waiting' | 'calling' | 'talking' | 'ended';
  readonly callId: string | null;
  readonly callingNumber: string;
  readonly startedAt: number;
  readonly answeredAfterMs: number | null;
  readonly endedAt: number | null;
  /** Q.850; null: not ended. */
  readonly cause: number | null;
  /** What came, in its steady parts; null: nothing heard yet. */
  readonly levelDbm0: number | null;
  readonly noiseDbm0: number | null;
  /** Keys that were heard. */
  readonly digits: string;
  /** 'far-end': who was called hung up, and we noticed. */
  readonly endedBy: 'far-end' | 'near-end' | 'network' | null;
  /** The 20 s that were recorded; null: none. */
  readonly recordingId: string | null;
  /** A code; '' all is well. */
  readonly problem: string;
}

/**
 * Refusals behind which the type of number may be: unallocated, no route, rejected, invalid format, incompatible
 * (ITU-T Q.850 §2.2.7).
 */
export const numberTypeCauses: ReadonlySet<number> = new Set([1, 2, 3, 21, 28, 88]);

/** What is tried, most likely first: mainland carriers want 'national' or 'unknown', city exchanges 'subscriber'. */
export const typesTried = [
  'national',
  'unknown',
  'subscriber',
  'international',
] as const satisfies readonly SentNumberType[];

/** One number called with one type of number. */
export interface TypeTry {
  readonly type: SentNumberType;
  /** What goes out: the type also says which digits do. */
  readonly calledNumber: string;
  /**
   * 'taken': the network took it and did not refuse; 'same': this number is sent as with `sameAs`, so it was not
   * called again; 'failed': no call could be made, see `why`.
   */
  readonly state: 'waiting' | 'calling' | 'answered' | 'taken' | 'refused' | 'same' | 'failed' | 'not-needed';
  readonly sameAs: SentNumberType | null;
  readonly cause: number | null;
  readonly testId: string | null;
  readonly why: string;
}

/** A number that was refused, called again with each type of number. */
export interface TypeTrial {
  readonly id: string;
  readonly by: string;
  readonly span: number;
  readonly number: string;
  /** Whose number rule it is; '' no trunk has this span. */
  readonly trunk: string;
  /** As the trunk sends it now. */
  readonly inForce: SentNumberType;
  readonly startedAt: number;
  /** Null: still being tried. */
  readonly endedAt: number | null;
  /** The one in force first. */
  readonly tries: readonly TypeTry[];
  /** Works where the one in force does not; null: none does, or the one in force works. */
  readonly better: SentNumberType | null;
}
