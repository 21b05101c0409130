/** What is seen of the box when somebody cannot call or hears nothing. */
import type { LiveSnapshot } from '../../terms/live.js';
import type { LiveStorage } from '../../terms/recordings.js';
import type { ChannelSettingRow } from '../../terms/rows.js';
import type { Site } from '../../terms/site.js';
import type { NumberExplained } from '../../terms/trunks.js';
import type { SoundHeard } from './sound-heard.js';

/** A call out that was not put through. */
export interface FailedCall {
  readonly atMs: number;
  readonly number: string;
  /** '' nobody's. */
  readonly agentId: string;
  /** Q.850. */
  readonly cause: number;
  /** It never reached the network. */
  readonly byBox: boolean;
}

/** A conversation that goes on, or has just ended. */
export interface TalkHeard {
  readonly callId: string;
  readonly agentId: string;
  readonly sound: SoundHeard;
}

export interface BoxObservations {
  readonly site: Site;
  readonly live: LiveSnapshot;
  /** Given, or of the last call that failed; '' not known. */
  readonly number: string;
  readonly agentId: string;
  /** What the site's rules say of the number for this agent; null: no number is known. */
  readonly explained: NumberExplained | null;
  /** Of the last half hour, newest first. */
  readonly failed: readonly FailedCall[];
  readonly settings: readonly ChannelSettingRow[];
  /** Prompts of flows and queues that cannot be played. */
  readonly missingSounds: readonly string[];
  readonly promptsUsed: number;
  readonly storage: LiveStorage | null;
  readonly talks: readonly TalkHeard[];
}
