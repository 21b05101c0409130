/** What the elements of a Q.931 message say, as values: §4.5. An element that cannot be read is not told. */
import type { Q931Element, Q931Message } from './q931.js';

export interface ChannelFact {
  readonly exclusive: boolean;
  /** 'slots': those of `slots`; 'interface': all of it. */
  readonly which: 'none' | 'any' | 'slots' | 'interface';
  /** 0-31 of a primary rate; one by number, several by map. */
  readonly slots: readonly number[];
}

export interface CauseFact {
  /** ITU-T Q.850. */
  readonly cause: number;
  /** Q.850 §2.2.3: 0 user, 1-5 networks, 7 international, 10 beyond interworking. */
  readonly location: number;
  /** Q.850 table 1: for 96, 97, 99, 100, 101 the types or elements that were wrong. */
  readonly diagnostics: Uint8Array;
}

export interface NumberFact {
  readonly digits: string;
  /** §4.5.10: 0 unknown, 1 international, 2 national, 3 network-specific, 4 subscriber, 6 abbreviated. */
  readonly type: number;
  readonly plan: number;
  /** 0 allowed, 1 restricted, 2 not available; null: not told. */
  readonly presentation: number | null;
  readonly screening: number | null;
  /** Of a redirecting number (Q.952). */
  readonly reason: number | null;
}

export interface ProgressFact {
  readonly location: number;
  /** §4.5.23: 1 not end-to-end ISDN, 2 called side not ISDN, 3 calling side not ISDN, 8 tones or announcement. */
  readonly description: number;
}

export const elementId = {
  bearer: 0x04,
  cause: 0x08,
  callState: 0x14,
  channel: 0x18,
  facility: 0x1c,
  progress: 0x1e,
  networkFacilities: 0x20,
  notification: 0x27,
  display: 0x28,
  dateTime: 0x29,
  keypad: 0x2c,
  signal: 0x34,
  connected: 0x4c,
  calling: 0x6c,
  callingSubaddress: 0x6d,
  called: 0x70,
  calledSubaddress: 0x71,
  redirecting: 0x74,
  redirection: 0x76,
  restart: 0x79,
  lowLayer: 0x7c,
  highLayer: 0x7d,
  userUser: 0x7e,
  sendingComplete: 0xa1,
} as const;

/** The first of its kind in code set 0. */
export function elementOf(message: Q931Message, id: number): Q931Element | null {
  return message.elements.find((element) => element.codeset === 0 && element.id === id) ?? null;
}

/** Octets of a group that begins at `at`: up to and with the one whose bit 8 is set; 0: it does not end. */
export function groupOctets(contents: Uint8Array, at: number, most: number): number {
  for (let i = 0; i < most && at + i < contents.length; i += 1) {
    if (((contents[at + i] ?? 0) & 0x80) !== 0) return i + 1;
  }
  return 0;
}

/** §4.5.13. */
export function channelOf({ contents }: Q931Element): ChannelFact | null {
  const first = contents[0];
  if (first === undefined || (first & 0x20) === 0) return null; // basic rate
  const exclusive = (first & 8) !== 0;
  const told = (which: ChannelFact['which'], slots: readonly number[] = []): ChannelFact => ({
    exclusive,
    which,
    slots,
  });
  if ((first & 3) === 0) return told('none');
  if ((first & 3) === 3) return told('any');
  const typeAt = 1 + ((first & 0x40) !== 0 ? groupOctets(contents, 1, 8) : 0);
  const type = contents[typeAt];
  if (type === undefined) return told('interface');
  const rest = contents.subarray(typeAt + 1);
  if (rest.length === 0) return null;
  if ((type & 0x10) !== 0) return told('slots', slotsOfMap(rest));
  const group = groupOctets(rest, 0, 31);
  return told(
    'slots',
    [...rest.subarray(0, group === 0 ? 1 : group)].map((octet) => octet & 0x7f),
  );
}

/** §4.5.13: of 2048 kbit/s four octets, the first has channels 31 to 24. */
function slotsOfMap(map: Uint8Array): number[] {
  const octets = map.subarray(0, 4);
  const slots: number[] = [];
  octets.forEach((octet, index) => {
    for (let bit = 0; bit < 8; bit += 1) {
      if ((octet & (1 << bit)) !== 0) slots.push((octets.length - 1 - index) * 8 + bit);
    }
  });
  return slots.sort((a, b) => a - b);
}

/** Q.850 §2.1. */
export function causeOf({ contents }: Q931Element): CauseFact | null {
  const group = groupOctets(contents, 0, 2);
  const octet = contents[group];
  if (group === 0 || octet === undefined) return null;
  return { cause: octet & 0x7f, location: (contents[0] ?? 0) & 0x0f, diagnostics: contents.subarray(group + 1) };
}

/** §4.5.8, §4.5.10; redirecting ones have a third octet. */
export function numberOf({ contents }: Q931Element): NumberFact | null {
  const group = groupOctets(contents, 0, 3);
  const [first = 0, second = 0, third = 0] = contents;
  if (group === 0) return null;
  return {
    digits: ia5(contents.subarray(group)),
    type: (first >> 4) & 7,
    plan: first & 0x0f,
    presentation: group >= 2 ? (second >> 5) & 3 : null,
    screening: group >= 2 ? second & 3 : null,
    reason: group >= 3 ? third & 0x0f : null,
  };
}

export function progressOf({ contents }: Q931Element): ProgressFact | null {
  const [first, second] = contents;
  if (first === undefined || second === undefined) return null;
  return { location: first & 0x0f, description: second & 0x7f };
}

export function callStateOf({ contents }: Q931Element): number | null {
  return contents[0] === undefined ? null : contents[0] & 0x3f;
}

/** IA5 as it is; what is no printable sign becomes '·', so that a hostile one cannot break a line. */
export function ia5(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·';
  return text;
}

/** UTF-8, as some exchanges send names; anything else as IA5. */
export function signs(octets: Uint8Array): string {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    return new TextDecoder('utf-8', { fatal: true }).decode(octets).replace(/[\u0000-\u001f\u007f-\u009f]/g, '·');
  } catch {
    return ia5(octets);
  }
}

/** "02:01:00:7f": with blanks it would read as a telephone number where those are masked. */
export function hexOf(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += `${text === '' ? '' : ':'}${octet.toString(16).padStart(2, '0')}`;
  return text;
}
