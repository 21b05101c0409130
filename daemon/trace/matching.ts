/** Which dialogue on the D-channel is which leg of a call: by side, time, timeslot and numbers. Pure. */
import type { Direction } from '../terms/calls.js';
import type { CallEventRow, LegRow } from '../terms/rows.js';
import { type Dialogue, type DialogueFacts, factsOf } from './dialogues.js';

/** A leg as it is looked for. */
export interface WantedLeg {
  readonly leg: number;
  readonly span: number;
  /** 0: not known. */
  readonly timeslot: number;
  /** This box dialled. */
  readonly ours: boolean;
  readonly number: string;
  readonly startedUs: number;
}

/** "E1-1:5": the names of channels that are bearers. */
const bearerName = /^E1-(\d{1,2}):(\d{1,2})$/;

/** 'E1-1:5' → span 1, timeslot 5; null: an analog line, or none. */
export function bearerOf(channel: string): { readonly span: number; readonly timeslot: number } | null {
  const found = bearerName.exec(channel);
  return found ? { span: Number(found[1]), timeslot: Number(found[2]) } : null;
}

/**
 * What is to be found on D-channels: the caller's leg of an inbound call, and each try of this box to call somebody,
 * which its event tells with its channel; a leg may have been tried on several. Telephones and analog lines are left out.
 */
export function wantedLegs(
  legs: readonly LegRow[],
  events: readonly CallEventRow[],
  direction: Direction,
): WantedLeg[] {
  const tries = events.flatMap((event): WantedLeg[] => {
    if (event.what !== 'dialled' && event.what !== 'dialled-too') return [];
    const { channel, party } = triedOn(event);
    const bearer = bearerOf(channel);
    const number = legs.find(({ leg }) => leg === party)?.number ?? '';
    return bearer === null ? [] : [{ leg: party, ...bearer, ours: true, number, startedUs: event.at * 1_000 }];
  });
  // A test call that was not dialled came in.
  const cameIn = direction === 'inbound' || (direction === 'test' && tries.length === 0);
  const others = legs.flatMap((row): WantedLeg[] => {
    const bearer = bearerOf(row.channel);
    if (bearer === null || tries.some(({ leg }) => leg === row.leg)) return [];
    const ours = row.role !== 'customer' || !cameIn;
    return [{ leg: row.leg, ...bearer, ours, number: row.number, startedUs: row.startedAt * 1_000 }];
  });
  return [...tries, ...others];
}

function triedOn(event: CallEventRow): { readonly channel: string; readonly party: number } {
  try {
    const { channel, party } = JSON.parse(event.detail) as { channel?: unknown; party?: unknown };
    return { channel: typeof channel === 'string' ? channel : '', party: typeof party === 'number' ? party : 0 };
  } catch {
    return { channel: '', party: 0 };
  }
}

/** The row is written when the frame has come up, or before it goes down; a machine may be busy in between. */
const setupWithinUs = 3_000_000;
/** Digits that numbers rules leave alone: they add and take off what stands before. */
const suffixDigits = 4;

interface Pair {
  readonly leg: WantedLeg;
  readonly dialogue: Dialogue;
  readonly score: number;
}

/** Each dialogue is of one leg at most, and each leg or try has one at most: the best first. */
export function matchDialogues(
  legs: readonly WantedLeg[],
  dialogues: readonly Dialogue[],
): ReadonlyMap<Dialogue, WantedLeg> {
  const pairs: Pair[] = [];
  for (const dialogue of dialogues) {
    const facts = factsOf(dialogue);
    for (const leg of legs) {
      const score = scoreOf(leg, dialogue, facts);
      if (score > 0) pairs.push({ leg, dialogue, score });
    }
  }
  pairs.sort((a, b) => b.score - a.score);
  const matched = new Map<Dialogue, WantedLeg>();
  const found = new Set<WantedLeg>();
  for (const { leg, dialogue } of pairs) {
    if (found.has(leg) || matched.has(dialogue)) continue;
    found.add(leg);
    matched.set(dialogue, leg);
  }
  return matched;
}

/** 0: it cannot be. */
function scoreOf(leg: WantedLeg, dialogue: Dialogue, facts: DialogueFacts): number {
  if (dialogue.span !== leg.span || dialogue.ours !== leg.ours) return 0;
  const awayUs = Math.abs(facts.startedUs - leg.startedUs);
  // Without its SETUP a dialogue was on before the frames begin: then its channel alone can tell.
  if (facts.hasSetup && awayUs > setupWithinUs) return 0;
  const number = numberScore(leg, facts);
  if (number < 0) return 0;
  const channel = channelScore(leg, facts);
  if (channel < 0 || (channel === 0 && number === 0)) return 0;
  return channel + number + 1 - Math.min(1, awayUs / setupWithinUs);
}

function channelScore(leg: WantedLeg, { slots }: DialogueFacts): number {
  if (slots.length === 0 || leg.timeslot === 0) return 0;
  if (slots.at(-1) === leg.timeslot) return 4;
  return slots.includes(leg.timeslot) ? 2 : -1;
}

function numberScore(leg: WantedLeg, facts: DialogueFacts): number {
  const digits = leg.ours ? facts.calledDigits : facts.callingDigits;
  if (digits === '' || leg.number === '') return 0;
  return isSameNumber(digits, leg.number) ? 3 : -1;
}

function isSameNumber(a: string, b: string): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (shorter.length <= suffixDigits) return longer.startsWith(shorter) || longer.endsWith(shorter);
  const suffix = shorter.slice(-Math.max(suffixDigits, Math.min(8, shorter.length - 2)));
  // Overlap sending: what was sent so far is the beginning.
  return longer.endsWith(suffix) || longer.startsWith(shorter);
}
