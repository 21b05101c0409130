/** What the far ends of simulated lines notice: exchange, callers, telephones. Each method is optional knowledge. */
import type {
  CallDetails,
  Channel,
  ChannelIndex,
  Presentation,
  RingCadence,
  Seizure,
} from '../../daemon/lines/lines.js';
import type { SpanSetup } from '../../daemon/terms/span-setup.js';

/** A call out as the network gets it; of an exchange line: the digits it hears. */
export interface Dialled {
  readonly seizure: Seizure;
  readonly channel: Channel;
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly presentation?: Presentation;
  readonly details?: CallDetails | undefined;
  readonly overlap?: boolean;
  /** The far end may choose another channel. */
  readonly any?: boolean;
}

/** What a telephone that rings shows. */
export interface Display {
  readonly callingNumber: string;
  readonly presentation: Presentation;
  readonly callingName: string;
  readonly cadence: RingCadence;
}

export interface FarEnds {
  /** A call out: answer with what the exchange does (take, alertOut, answerOut, refuseOut …), now or later. */
  dialled?(call: Dialled): void;
  moreDigits?(seizure: Seizure, digits: string, complete: boolean): void;
  /** An overlap number is whole. */
  proceeding?(seizure: Seizure): void;
  alerting?(seizure: Seizure, inband: boolean): void;
  progress?(seizure: Seizure, inband: boolean, cause: number): void;
  /** The box has answered an incoming call. */
  connected?(seizure: Seizure): void;
  /** The box has ended it. A telephone that is off its hook hears busy tone and stays so. */
  released?(seizure: Seizure, channel: ChannelIndex, cause: number): void;
  /** The box rings a telephone. */
  rings?(seizure: Seizure, channel: ChannelIndex, display: Display): void;
  /** Whom this far end hears has changed: ask `hears`. */
  hearsOthers?(seizure: Seizure): void;
  /** A key's tone, from the box or from who is heard. */
  hearsDigit?(seizure: Seizure, digit: string): void;
  hearsPlay?(seizure: Seizure): void;
  flash?(seizure: Seizure): void;
  /** Why the card can't have this setup ('framing-refused', 'clock-refused'); '': it can, as without this. */
  refusesSetup?(span: number, setup: SpanSetup): string;
  /** Whether the exchange's end of the span speaks so that its D-channel comes up; without this: yes. */
  speaksLike?(span: number, setup: SpanSetup): boolean;
  /** RESTART of an idle or busy bearer. */
  restarted?(channel: ChannelIndex): void;
}
