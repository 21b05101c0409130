/** A past call in words. */
import type { CallSummary } from '../../../daemon/contract/pages.js';
import type { Language, Words } from '../words/words.js';

const causeWords: Readonly<Record<number, Readonly<Record<Language, string>>>> = {};

export function endingText(words: Words, call: CallSummary): string {
  return call.ending === null ? words.directions[call.direction] : words.endings[call.ending];
}

/** How long agent and caller heard each other; null: never. */
export function talkMs(call: CallSummary): number | null {
  return call.talkStartedAt === null || call.endedAt === null ? null : call.endedAt - call.talkStartedAt;
}

/** Q.850 cause in words; null: not in our list. */
export function causeText(cause: number, language: Language): string | null {
  return causeWords[cause]?.[language] ?? null;
}
