/** How one E1 is spoken to, and a change of it that takes itself back when the line doesn't come up. */

/** What a technician sets on a span; all of it can be changed while other spans carry calls. */
export interface SpanSetup {
  readonly side: 'user' | 'network';
  readonly protocol: 'euro-isdn' | 'qsig';
  readonly overlapReceiving: boolean;
  /** CRC4 multiframe (ITU-T G.704 §2.3.3); both ends must agree. */
  readonly crc4: boolean;
  /**
   * Where the board takes its clock from: 1 the first choice, 2-8 the reserves in their order, 0 never from here (the
   * far end takes it from us). At most one span of a board has 1.
   */
  readonly clockPriority: number;
}

/** As towards a public exchange. */
export const usualSpanSetup: SpanSetup = {
  side: 'user',
  protocol: 'euro-isdn',
  overlapReceiving: false,
  crc4: true,
  clockPriority: 1,
};

/** A D-channel that isn't back so long after a change takes the change back (screens.md 3, task 5). */
export const spanBackWithinMs = 30_000;

export type SpanChangeState =
  /** Its channels take no new calls; calls that are on go on. */
  | 'draining'
  | 'applying'
  /** Until the D-channel is up. */
  | 'watching'
  | 'kept'
  | 'rolling-back'
  | 'rolled-back'
  /** Nothing was changed. */
  | 'refused';

/** One change of one span, from the press of the key to its end. Nothing else of the box is touched. */
export interface SpanChange {
  readonly id: string;
  readonly span: number;
  readonly by: string;
  readonly startedAt: number;
  readonly before: SpanSetup;
  readonly after: SpanSetup;
  readonly state: SpanChangeState;
  /** Calls that must end first. */
  readonly callsLeft: number;
  /** Epoch ms at which it takes itself back; null: not watching. */
  readonly backBy: number | null;
  /** A code; '' while all is well: 'd-channel-not-back', 'driver-refused', 'cancelled', 'daemon-restarted'. */
  readonly problem: string;
  readonly endedAt: number | null;
}
