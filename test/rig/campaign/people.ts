/** Who would be reached at each number of a list, and what happens there: drawn from one seed, the same for each run. */
import { SeededRandom } from '../../../daemon/base/random.js';
import type { ResultCode } from '../../../daemon/terms/outbound.js';

/** What happens when a number is dialled. Times are ms of the wire's clock, from the ringing or the answer on. */
export type Fate =
  /** Answers, talks with the agent, hangs up. `says`: what the agent notes. */
  | { readonly kind: 'person'; readonly ringMs: number; readonly talkMs: number; readonly says: ResultCode }
  /** Answers and speaks on. */
  | { readonly kind: 'machine'; readonly ringMs: number; readonly speaksMs: number }
  /** Answers and hangs up at once, whether anybody has come or not. */
  | { readonly kind: 'impatient'; readonly ringMs: number; readonly staysMs: number }
  /** The network says so, or its tone before an answer. */
  | { readonly kind: 'busy'; readonly how: 'cause' | 'tone' }
  /** Rings on, until the box or the network gives it up. */
  | { readonly kind: 'no-answer'; readonly networkAfterMs: number | null }
  /** The network says so, its tone does, or an announcement behind a special information tone. */
  | { readonly kind: 'vacant'; readonly how: 'cause' | 'tone' | 'announced' }
  | { readonly kind: 'switched-off' }
  /** At the first try the network has no room (Q.850 34, 41, 42); then it is `later`. */
  | { readonly kind: 'congested'; readonly cause: 34 | 41 | 42; readonly later: Fate };

export interface Town {
  readonly numbers: readonly string[];
  fateOf(number: string): Fate;
}

export interface TownOptions {
  readonly people: number;
  readonly seed: number;
  /** Means; absent: 10 s of ringing, 35 s of talk. */
  readonly ringMs?: number;
  readonly talkMs?: number;
  /** Tones and announcements before an answer; absent: yes. Without them the network tells everything by its cause. */
  readonly inBand?: boolean;
}

const shares: readonly (readonly [Fate['kind'], percent: number])[] = [
  ['person', 36],
  ['machine', 7],
  ['impatient', 2],
  ['busy', 10],
  ['vacant', 9],
  ['switched-off', 6],
  ['congested', 3],
  ['no-answer', 27],
];

const notes: readonly (readonly [ResultCode, percent: number])[] = [
  ['success', 40],
  ['refused', 40],
  ['appointment', 10],
  ['wrong-number', 10],
];

/** A made-up mobile number; at most a hundred million. */
export function numberOf(n: number): string {
  return `139${String(n + 1).padStart(8, '0')}`;
}

export function drawTown({ people, seed, ringMs = 10_000, talkMs = 35_000, inBand = true }: TownOptions): Town {
  const fates = new Map<string, Fate>();
  for (let n = 0; n < people; n++) {
    const random = new SeededRandom(Math.imul(seed, 1_000_003) + n);
    const fate = drawFate(random, { ringMs, talkMs });
    fates.set(numberOf(n), inBand ? fate : byCause(fate));
  }
  return {
    numbers: [...fates.keys()],
    fateOf: (number) => {
      const fate = fates.get(number);
      if (fate === undefined) throw new Error(`${number} was called and is on no list`);
      return fate;
    },
  };
}

/** The same fate, told by the network alone. */
function byCause(fate: Fate): Fate {
  if (fate.kind === 'congested') return { ...fate, later: byCause(fate.later) };
  return fate.kind === 'busy' || fate.kind === 'vacant' ? { kind: fate.kind, how: 'cause' } : fate;
}

interface Means {
  readonly ringMs: number;
  readonly talkMs: number;
}

function drawFate(random: SeededRandom, means: Means, isFirst = true): Fate {
  const kind = drawOf(random, isFirst ? shares : shares.filter(([name]) => name !== 'congested'));
  // Two exponentials: people neither lift at once nor all after the same time.
  const ringMs = Math.min(23_000, 500 + (exponential(random) + exponential(random)) * (means.ringMs / 2));
  switch (kind) {
    case 'person':
      return { kind, ringMs, talkMs: talkOf(random, means.talkMs), says: drawOf(random, notes) };
    case 'machine':
      return { kind, ringMs, speaksMs: 12_000 + random.below(10_000) };
    case 'impatient':
      return { kind, ringMs, staysMs: 200 + random.below(1_500) };
    case 'busy':
      return { kind, how: random.below(2) === 0 ? 'cause' : 'tone' };
    case 'no-answer':
      return { kind, networkAfterMs: random.below(5) === 0 ? 16_000 + random.below(8_000) : null };
    case 'vacant':
      return { kind, how: (['cause', 'tone', 'announced'] as const)[random.below(3)] ?? 'cause' };
    case 'switched-off':
      return { kind };
    case 'congested':
      return { kind, cause: ([34, 41, 42] as const)[random.below(3)] ?? 42, later: drawFate(random, means, false) };
  }
}

/** Many short ones and a long tail, as conversations are. */
function talkOf(random: SeededRandom, meanMs: number): number {
  return Math.min(5 * meanMs, 1_000 + exponential(random) * (meanMs - 1_000));
}

function exponential(random: SeededRandom): number {
  return -Math.log((random.below(1_000_000) + 1) / 1_000_001);
}

function drawOf<Name>(random: SeededRandom, among: readonly (readonly [Name, percent: number])[]): Name {
  let drawn = random.below(among.reduce((sum, [, percent]) => sum + percent, 0));
  for (const [name, percent] of among) {
    drawn -= percent;
    if (drawn < 0) return name;
  }
  throw new Error('shares that add up to nothing');
}
