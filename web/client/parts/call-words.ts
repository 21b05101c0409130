/** A past call in words. */
import type { CallSummary } from '../../../daemon/contract/pages.js';
import type { Words } from '../words/words.js';

export function endingText(words: Words, call: CallSummary): string {
  return call.ending === null ? words.inProgress : words.endings[call.ending];
}

/** How long agent and caller heard each other; null: never. */
export function talkMs(call: CallSummary): number | null {
  return call.talkStartedAt === null || call.endedAt === null ? null : call.endedAt - call.talkStartedAt;
}
