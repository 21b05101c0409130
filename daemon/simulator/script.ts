/** What a simulated caller does once the call is answered. */
import type { Random } from '../base/random.js';
import type { Phrase } from './phrases.js';

export type ScriptStep =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'key'; readonly digits: string }
  /** Goes on when it has been said. */
  | { readonly do: 'say'; readonly file: string }
  | { readonly do: 'hang-up' };

export interface Script {
  readonly from: string;
  readonly to: string;
  /** Hangs up when nobody has answered after this long. */
  readonly giveUpMs: number;
  readonly steps: readonly ScriptStep[];
}

/** Customers of the demo's database, and one nobody knows. */
const knownNumbers = [
  '13900000001',
  '13900000002',
  '13900000003',
  '13900000004',
  '13900000005',
  '13900000006',
  '02160000007',
  '02160000008',
];
const unknownNumber = '13700001234';

/** One in this many … */
const unknownOneIn = 8;
const englishOneIn = 4;
const wrongKeyOneIn = 12;
const noKeyOneIn = 10;
const impatientOneIn = 10;

/** A caller as one might ring up: listens to the menu, presses a key, talks and listens, leaves. */
export function improvise(random: Random, numbers: readonly string[], phrases: readonly Phrase[]): Script {
  const oneIn = (n: number) => random.below(n) === 0;
  const between = (least: number, most: number) => least + random.below(most - least + 1);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[random.below(list.length)] ?? list[0];
  const language = oneIn(englishOneIn) ? 'en' : 'zh';
  const spoken = phrases.filter((phrase) => phrase.language === language && phrase.by === 'caller');

  const steps: ScriptStep[] = [{ do: 'wait', ms: between(4000, 12_000) }];
  if (oneIn(wrongKeyOneIn)) steps.push({ do: 'key', digits: '7' }, { do: 'wait', ms: between(5000, 9000) });
  if (!oneIn(noKeyOneIn)) steps.push({ do: 'key', digits: pick(['1', '2', '0']) });

  // Patience and conversation are one time: a caller can't tell a queue from an agent who listens.
  const stayMs = oneIn(impatientOneIn) ? between(8000, 20_000) : between(60_000, 240_000);
  let spentMs = 0;
  for (let turn = 0; spentMs < stayMs; turn++) {
    const pauseMs = between(4000, 9000);
    const phrase = spoken[turn % Math.max(1, spoken.length)];
    steps.push({ do: 'wait', ms: pauseMs });
    if (phrase) steps.push({ do: 'say', file: phrase.file });
    spentMs += pauseMs + typicalPhraseMs;
  }
  steps.push({ do: 'hang-up' });
  const [first = '', ...more] = numbers;
  return {
    from: oneIn(unknownOneIn) ? unknownNumber : (knownNumbers[random.below(knownNumbers.length)] ?? unknownNumber),
    to: pick([first, ...more]),
    giveUpMs: 60_000,
    steps,
  };
}

const typicalPhraseMs = 3000;
