/** Which dialogue on the D-channel is which leg of a call: by side, time, timeslot and numbers. Pure. */
import type { Direction } from '../terms/calls.js';
import type { LegRow } from '../terms/rows.js';
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
  /** Infinity while it lasts. */
  readonly endedUs: number;
}

/** "E1-1:5": the names of channels that are bearers. */
const bearerName = /^E1-(\d{1,2}):(\d{1,2})$/;

/** 'E1-1:5' → span 1, timeslot 5; null: an analog line, or none. */
export function bearerOf(channel: string): { readonly span: number; readonly timeslot: number } | null {
  const found = bearerName.exec(channel);
  return found ? { span: Number(found[1]), timeslot: Number(found[2]) } : null;
}

/** Rows of telephones and of lines that are no bearers are left out. */
export function wantedLegs(legs: readonly LegRow[], direction: Direction): WantedLeg[] {
  return legs.flatMap((row) => {
    const bearer = bearerOf(row.channel);
    if (bearer === null) return [];
    return {
      leg: row.leg,
      ...bearer,
      ours: row.role !== 'customer' || direction !== 'inbound',
      number: row.number,
      startedUs: row.startedAt * 1_000,
      endedUs: row.endedAt === null ? Number.POSITIVE_INFINITY : row.endedAt * 1_000,
    };
  });
}

/** The row is written when the frame has come up, or before it goes down; a machine may be busy in between. */
const setupWithinUs = 3_000_000;
/** Trunks are tried one after the other under one leg. */
const triesWithinUs = 60_000_000;
/** Digits that numbers rules leave alone: they add and take off what stands before. */
const suffixDigits = 4;

interface Pair {
  readonly leg: WantedLeg;
  readonly dialogue: Dialogue;
  readonly score: number;
}

/** Each dialogue is of one leg at most; a leg may have several, if it was tried on several channels. */
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
  const main = new Set<WantedLeg>();
  for (const { leg, dialogue } of pairs) {
    if (main.has(leg) || matched.has(dialogue)) continue;
    main.add(leg);
    matched.set(dialogue, leg);
  }
  for (const dialogue of dialogues) {
    const facts = factsOf(dialogue);
    const leg = matched.has(dialogue) ? undefined : legs.find((each) => isEarlierTry(each, dialogue, facts));
    if (leg !== undefined) matched.set(dialogue, leg);
  }
  return matched;
}

/** 0: it cannot be. */
function scoreOf(leg: WantedLeg, dialogue: Dialogue, facts: DialogueFacts): number {
  if (dialogue.span !== leg.span || dialogue.ours !== leg.ours) return 0;
  const awayUs = Math.abs(facts.startedUs - leg.startedUs);
  // Without its SETUP a dialogue was on before the frames begin: then its channel alone can tell.
  if (facts.hasSetup && awayUs > setupWithinUs && !isLaterTry(leg, facts)) return 0;
  const number = numberScore(leg, facts);
  if (number < 0) return 0;
  const channel = channelScore(leg, facts);
  if (channel < 0 || (channel === 0 && number === 0)) return 0;
  return channel + number + 1 - Math.min(1, awayUs / triesWithinUs);
}

/** A later try of the same leg begins after it. */
function isLaterTry(leg: WantedLeg, facts: DialogueFacts): boolean {
  return (
    leg.ours &&
    facts.startedUs > leg.startedUs &&
    facts.startedUs - leg.startedUs < triesWithinUs &&
    numberScore(leg, facts) > 0
  );
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

/** The box tried another channel or trunk before: same number, in the time of the leg, over before the leg was. */
function isEarlierTry(leg: WantedLeg, dialogue: Dialogue, facts: DialogueFacts): boolean {
  return (
    leg.ours &&
    dialogue.ours &&
    facts.hasSetup &&
    facts.startedUs >= leg.startedUs - setupWithinUs &&
    facts.startedUs < Math.min(leg.endedUs, leg.startedUs + triesWithinUs) &&
    numberScore(leg, facts) > 0
  );
}
