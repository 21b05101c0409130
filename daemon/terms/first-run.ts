/** The first start of a box: what is looked at before anybody works with it (ADM-07). */
export const boxCheckIds = [
  'daemon', // the telephony process answers
  'database', // both can write
  'disk', // room for recordings
  'clock', // right, and kept right
  'network', // an address that colleagues can reach
  'certificate', // of the pages
  'sounds', // what callers hear
  'real-time', // sound goes first on this machine
  'card', // telephony hardware
] as const;
export type BoxCheckId = (typeof boxCheckIds)[number];

export interface BoxCheck {
  readonly id: BoxCheckId;
  /** 'warning': it works, not as well as it could. */
  readonly level: 'good' | 'warning' | 'bad';
  /** A figure or a name as it was found: "41.2 GB", "192.168.1.10"; '' nothing to show. */
  readonly seen: string;
  /** Which of the words for this check fits; '' the only ones: 'no-time-service', 'wrong-year', … */
  readonly why: string;
}
