/** One attempt of the dialer as call control keeps it, beside its Call. */
import type { DataTone, ProgressTone, Watch } from '../../lines/lines.js';
import type { AttemptOrder } from '../../terms/outbound-notices.js';
import { cause } from '../call.js';
import { FlowHeard } from './flow-heard.js';

/**
 * 'agent': his telephone rings first; 'calling': the customer's does; 'judging': something was lifted, person or
 * machine; 'person': known or taken for one, waits for an agent; 'nobody': a machine or fax; 'flow': hears one;
 * 'dropped': hears the message; 'connected': an agent has talked.
 */
export type CampaignPhase =
  | 'agent'
  | 'calling'
  | 'judging'
  | 'person'
  | 'nobody'
  | 'flow'
  | 'dropped'
  | 'connected'
  | 'over';

export class CampaignCall {
  phase: CampaignPhase;
  /** 'attempt-begun' was told. */
  begun = false;
  /** When the first SETUP went out, and since when it rings there; null: not yet. Epoch ms. */
  dialledAt: number | null = null;
  alertingAt: number | null = null;
  /** Last meaningful sound before the answer; '' none. */
  tone = '';
  /** What network or special information tone said of the number while it had not cleared; 0: nothing. */
  toldCause = 0;
  judged = false;
  /** The last agent of whom 'attempt-connected' was told; '' none. */
  talkedTo = '';
  optedOut = false;
  /** The dialer gives it up as soon as it has rung long enough. */
  givenUp = false;
  greeting: 'none' | 'saying' | 'said' = 'none';
  music = '';
  /** Waits for the end of the greeting. */
  flowNext: string | null = null;
  readonly heard: FlowHeard;

  constructor(
    readonly callId: string,
    readonly order: AttemptOrder,
    lengths: Map<string, number>,
  ) {
    this.phase = order.agentId === null ? 'calling' : 'agent';
    this.heard = new FlowHeard(lengths);
  }

  /**
   * Nobody has heard of it at the far end. The network says when it rings there; where it only plays the ringing (an exchange
   * line), an agent hears it and we don't, so what lasted longer than setting up takes may have rung.
   */
  hasNotRung(atMs: number): boolean {
    if (this.dialledAt === null || this.alertingAt !== null || this.tone !== '' || this.toldCause !== 0) return false;
    const lastedMs = atMs - this.dialledAt;
    // A clock that was set back tells nothing.
    return lastedMs >= 0 && lastedMs < setUpMs;
  }

  /** Nobody of ours is in it before the answer. */
  get alone(): boolean {
    return this.order.agentId === null;
  }
}

/** No network rings somebody's telephone and says nothing of it for less. */
const setUpMs = 3_000;

/** What is listened for before the answer and after it, besides what the trunk wants. */
export const beforeAnswer: readonly Watch[] = ['progress', 'data'];
export const whileJudging: readonly Watch[] = ['answerer', 'data'];
export const asPerson: readonly Watch[] = ['data'];

/** Tones before the answer that say why there will be none, as ITU-T Q.850 has it; 0: they say nothing. */
export function causeOfTone(tone: ProgressTone, told: number | undefined): number {
  switch (tone) {
    case 'busy':
      return cause.userBusy;
    case 'congestion':
      return switchingCongestion;
    case 'vacant':
      return cause.unallocatedNumber;
    case 'sit':
      return told ?? announcementFollows;
    default:
      return 0;
  }
}

const switchingCongestion = 42;
/** Of a special information tone that does not say what is announced: the network's own clearing will. */
const announcementFollows = cause.normalUnspecified;

/** Causes that say nothing of the number: what was heard before says more. */
const vague: ReadonlySet<number> = new Set([
  cause.normalClearing,
  cause.noAnswer,
  cause.normalUnspecified,
  127, // interworking
]);

export function tellingCause(byNetwork: number, heard: number): number {
  return heard !== 0 && vague.has(byNetwork) ? heard : byNetwork;
}

/** A fax or modem answers (ITU-T T.30, V.8, V.25); CNG is the calling one's, which some answer with. */
export const dataTones: ReadonlySet<DataTone> = new Set([
  'cng',
  'ced',
  'ced-reversed',
  'ansam',
  'ansam-reversed',
  'bell-answer',
]);
