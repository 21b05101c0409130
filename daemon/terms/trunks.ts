/**
 * Trunks: named groups of channels towards the public network, how numbers look on them, and which
 * of them a dialled number takes.
 */

/** ITU-T Q.931 §4.5.10, as lines.ts has them. */
export type SentNumberType = 'unknown' | 'international' | 'national' | 'network-specific' | 'subscriber';
export type SentNumberPlan = 'unknown' | 'isdn' | 'national' | 'private';

export type Hunting = 'lowest' | 'highest' | 'round-robin' | 'least-recently-used';

export interface Trunk {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly channels: readonly TrunkChannels[];
  /** Absent: 'highest', away from where the exchange hunts first. */
  readonly hunting?: Hunting;
  readonly in?: NumbersIn;
  readonly out?: NumbersOut;
  /** How an exchange line tells that it was answered; absent: 'none', so it counts as answered once seized. */
  readonly answerSupervision?: 'none' | 'polarity';
  /** Besides digits: fax and modem tones tag the call. */
  readonly listenFor?: readonly ('progress' | 'data')[];
  /** Whom test calls of the doctor call over it, somebody who answers at once; absent: none is made. */
  readonly testNumber?: string;
}

/** A whole span, some of its timeslots ("1-10,17"), or an exchange line. */
export type TrunkChannels =
  | { readonly span: number; readonly timeslots?: string }
  /** 1-based. */
  | { readonly line: number };

/** How numbers of calls that come over a trunk are read. What is absent is as the country has it. */
export interface NumbersIn {
  /** Mobiles lose a leading 0, 86, +86 or 0086. China: yes. */
  readonly plainMobiles?: boolean;
  /** Callers' numbers of 7 or 8 digits get the area code of the site. China: yes. */
  readonly completeLocal?: boolean;
  /** What the type of number stands for, put before the digits. China: international '00', national '0'. */
  readonly typePrefixes?: { readonly international?: string; readonly national?: string; readonly subscriber?: string };
  /** Before the called number, where the exchange sends the last digits only. */
  readonly calledPrefix?: string;
}

/** How numbers of calls that go over a trunk are written. */
export interface NumbersOut {
  /** Shown to whom is called; absent: none is sent and the carrier shows its own. */
  readonly callingNumber?: string;
  /** Others that the carrier has assigned to it and a campaign may show (CMP-09). */
  readonly furtherNumbers?: readonly string[];
  readonly callingType?: SentNumberType;
  readonly callingPlan?: SentNumberPlan;
  readonly calledType?: SentNumberType;
  readonly calledPlan?: SentNumberPlan;
  /** Put before every number: '9' where a PBX wants it. */
  readonly prefix?: string;
  /** Numbers of the own area go without its area code. China: yes. */
  readonly localWithoutAreaCode?: boolean;
  /** A 0 before mobiles, except those that begin so (号段 of the own province). Absent: off. */
  readonly zeroBeforeMobiles?: { readonly except: readonly string[] };
}

export interface Route {
  /** The dialled number begins with one of these; '' is every number. */
  readonly prefixes: readonly string[];
  /** Lower goes first, absent: 100; among equals the longest prefix, then the order of the list. */
  readonly priority?: number;
  /** Tried in this order: the next one when a trunk has no idle channel, is down, or refuses for its own sake. */
  readonly trunks: readonly string[];
}

export type NumberKind =
  | 'emergency'
  | 'international'
  | 'mobile'
  | 'fixed'
  /** Of the own area, without its area code. */
  | 'local'
  /** 400, 800, 95xxx, 96xxx, 12xxx, 10xxx. */
  | 'service'
  | 'unknown';

/** Why a number is not dialled. */
export type NumberRefusal = 'no-number' | 'international-closed' | 'not-signed-in' | 'no-route' | 'no-trunk';

/** What would happen to a dialled number, and why. */
export interface NumberExplained {
  readonly kind: NumberKind;
  /** As it is matched and stored: mobiles plain, fixed numbers with their area code. */
  readonly number: string;
  readonly refused: NumberRefusal | null;
  /** The prefix of the route that fits; null: none, or an emergency call that needs none. */
  readonly route: string | null;
  /** In the order they are tried, and what each one would send. */
  readonly trunks: readonly {
    readonly trunk: string;
    readonly calledNumber: string;
    readonly calledType: SentNumberType;
    readonly callingNumber: string;
  }[];
}

/** A call from outside as an exchange would announce it. */
export interface IncomingNumbers {
  /** Id of the trunk it comes over; '' none. */
  readonly trunk: string;
  readonly callingNumber: string;
  readonly callingType: SentNumberType;
  readonly calledNumber: string;
}

/** What such a call is read as, and who answers it. */
export interface IncomingExplained {
  readonly callingNumber: string;
  readonly callingKind: NumberKind;
  readonly calledNumber: string;
  /** The number that callers know, where the network sends another one; null: the same. */
  readonly service: string | null;
  readonly flow: string;
  /** False: the number has no entry, so the flow is the default one. */
  readonly listed: boolean;
}

/** ITU-T G.704: timeslot 16 carries the signalling. */
const bearerTimeslots: readonly number[] = Array.from({ length: 31 }, (_, at) => at + 1).filter((slot) => slot !== 16);

/** "1-10,17" → [1, …, 10, 17]; null: not of this form, or a timeslot that carries no call. Absent: all 30. */
export function timeslotsOf(text: string | undefined): readonly number[] | null {
  if (text === undefined) return bearerTimeslots;
  const chosen = new Set<number>();
  for (const part of text.split(',')) {
    const range = /^\s*(\d{1,2})(?:\s*-\s*(\d{1,2}))?\s*$/.exec(part);
    if (range === null) return null;
    const from = Number(range[1]);
    const to = Number(range[2] ?? range[1]);
    if (from < 1 || to > 31 || from > to) return null;
    for (let slot = from; slot <= to; slot++) chosen.add(slot);
  }
  // A range across timeslot 16 means the channels on both sides of it; 16 alone means nothing.
  if (chosen.size === 1 && chosen.has(16)) return null;
  return bearerTimeslots.filter((slot) => chosen.has(slot));
}
