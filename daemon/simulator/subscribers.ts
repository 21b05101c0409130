/**
 * Who is behind the numbers that the box calls. The last four digits decide, so that tests, training
 * and demos can have any end of a call they want:
 *
 * | number ends in | what happens |
 * |---|---|
 * | 0001 | no such number: in-band vacant tone for 4 s, then cause 1 |
 * | 0017 | busy, at once: cause 17 |
 * | 0018, 0019 | rings for 60 s, nobody answers: cause 18 or 19 |
 * | 0020 | switched off: in-band announcement, then cause 20 |
 * | 00cc | any other cause of Q.850 (02-99), at once: 0034 no channel, 0042 congestion … |
 * | 0100 | colourful ring-back: music before the answer, which comes after 6 s |
 * | 0101 | answers at the first ring and says nothing |
 * | 0102 | answers, speaks, hangs up after its first sentence |
 * | 0103 | answers, says nothing, hangs up after 5 s |
 * | 0104 | milliwatt: answers and sends 1004 Hz at -10 dBm0 (ITU-T O.22's test tone, lowered to what lines carry) |
 * | 0105 | echo: answers and sends back whatever it hears, 20 to 40 ms later |
 * | 0106 | behind a carrier that wants the type of number 'national': answers, and with any other type cause 28 |
 * | anything else | rings 2-6 s, answers, speaks and listens until the box hangs up |
 *
 * 110, 119, 120 and 122 answer at once.
 */
import type { Random } from '../base/random.js';
import type { NumberType, Source } from '../lines/lines.js';

export type SubscriberAct =
  | { readonly do: 'alert'; readonly inband: boolean }
  | { readonly do: 'progress'; readonly cause: number }
  | { readonly do: 'answer' }
  | { readonly do: 'wait'; readonly ms: number }
  /** Goes on when it has been played. */
  | { readonly do: 'say'; readonly sources: readonly Source[] }
  /** Goes on at once; it plays until something else is played. */
  | { readonly do: 'play'; readonly sources: readonly Source[]; readonly loop: boolean }
  /** Goes on at once: from here on it hears what it says, or a measuring tone, until the call ends. */
  | { readonly do: 'echo' }
  | { readonly do: 'milliwatt' }
  | { readonly do: 'clear'; readonly cause: number };

export interface Voices {
  /** What a person says, in order; absolute paths. */
  readonly phrases: readonly string[];
  /** For ring-back with music; null: there is none, the usual tone plays. */
  readonly music: string | null;
}

/** ITU-T Q.850. */
const cause = { unallocated: 1, normal: 16, busy: 17, absent: 20, invalidFormat: 28 } as const;
const noAnswerAfterMs = 60_000;
const vacantToneMs = 4_000;
const emergency = /^(110|119|120|122)$/;
/** A person who speaks so often has said enough. */
const sentences = 200;

/** The same where no messages go beside the sound: the exchange makes the ring-back tone itself. */
export function onAnalogLine(acts: readonly SubscriberAct[]): readonly SubscriberAct[] {
  return acts.flatMap((act): readonly SubscriberAct[] => {
    if (act.do === 'alert') return act.inband ? [] : [{ do: 'play', sources: [{ tone: 'ringback' }], loop: false }];
    if (act.do === 'progress') return [];
    if (act.do === 'answer') return [{ do: 'play', sources: [{ silenceMs: 20 }], loop: false }, act];
    return [act];
  });
}

/** What is done, in order; whoever has nothing more to do waits for the box to hang up. */
export function behaviourOf(
  number: string,
  random: Random,
  voices: Voices,
  type: NumberType = 'unknown',
): readonly SubscriberAct[] {
  const ending = number.slice(-4);
  if (emergency.test(number)) return [alert, { do: 'answer' }, ...conversation(random, voices)];
  switch (ending) {
    case '0001':
      return [
        { do: 'progress', cause: cause.unallocated },
        { do: 'play', sources: [{ tone: 'vacant' }], loop: false },
        { do: 'wait', ms: vacantToneMs },
        { do: 'clear', cause: cause.unallocated },
      ];
    case '0018':
    case '0019':
      return [alert, { do: 'wait', ms: noAnswerAfterMs }, { do: 'clear', cause: Number(ending) }];
    case '0020':
      return [
        { do: 'progress', cause: cause.absent },
        { do: 'say', sources: announcement(voices) },
        { do: 'clear', cause: cause.absent },
      ];
    case '0100':
      return [
        { do: 'alert', inband: true },
        { do: 'play', sources: [voices.music === null ? { tone: 'ringback' } : { file: voices.music }], loop: true },
        { do: 'wait', ms: 6_000 },
        { do: 'answer' },
        ...conversation(random, voices),
      ];
    case '0101':
      return [alert, { do: 'answer' }];
    case '0102':
      return [
        alert,
        { do: 'answer' },
        { do: 'say', sources: [{ silenceMs: 500 }, ...announcement(voices)] },
        { do: 'clear', cause: cause.normal },
      ];
    case '0103':
      return [alert, { do: 'answer' }, { do: 'wait', ms: 5_000 }, { do: 'clear', cause: cause.normal }];
    case '0104':
      return [alert, { do: 'answer' }, { do: 'milliwatt' }];
    case '0105':
      return [alert, { do: 'answer' }, { do: 'echo' }];
    case '0106':
      return type === 'national' ? [alert, { do: 'answer' }] : [{ do: 'clear', cause: cause.invalidFormat }];
    default:
      return refusalOf(ending) ?? [alert, ringing(random), { do: 'answer' }, ...conversation(random, voices)];
  }
}

const alert: SubscriberAct = { do: 'alert', inband: false };

function refusalOf(ending: string): readonly SubscriberAct[] | null {
  const refusal = /^00(\d\d)$/.exec(ending)?.[1];
  return refusal === undefined || refusal === '00' ? null : [{ do: 'clear', cause: Number(refusal) }];
}

function ringing(random: Random): SubscriberAct {
  return { do: 'wait', ms: 2_000 + random.below(4_001) };
}

function announcement({ phrases }: Voices): readonly Source[] {
  const [first] = phrases;
  return first === undefined ? [{ silenceMs: 2_000 }] : [{ file: first }];
}

function conversation(random: Random, { phrases }: Voices): readonly SubscriberAct[] {
  return Array.from({ length: phrases.length === 0 ? 0 : sentences }, (_, turn): SubscriberAct => {
    const file = phrases[turn % phrases.length] ?? '';
    return { do: 'say', sources: [{ silenceMs: 800 + random.below(4_000) }, { file }] };
  });
}
