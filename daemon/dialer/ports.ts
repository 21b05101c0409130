import type { Random } from '../base/random.js';
import type { CrewMember } from './notices.js';
import type { Pacer, PacerOptions } from './pacing/face.js';

/** What the dialer asks the other rooms within a step. */
export interface DialerParts {
  /** Agents of this queue as they are now, those who are signed out excepted or 'out'; none of an unknown queue. */
  readonly crew: (queueId: string) => readonly CrewMember[];
  /** Channels of these trunks that a call out could take now; without trunks, of all that routes lead to. */
  readonly freeChannels: (trunks: readonly string[]) => number;
  readonly random: Random;
  readonly createPacer: (options: PacerOptions) => Pacer;
}
