/** What came of an attempt, in its colour: reached and won green, lost red, to be tried again amber. */

import type { AttemptResult } from '../../../daemon/terms/outbound.js';
import { outboundWords } from './outbound-words.js';

const kinds: Partial<Readonly<Record<AttemptResult, string>>> = {
  success: 'good',
  heard: 'good',
  appointment: 'strong',
  connected: 'strong',
  refused: 'bad',
  dropped: 'bad',
  blocked: 'ending-abandoned',
  'line-failure': 'ending-abandoned',
  'not-rung': 'ending-abandoned',
};

export function ResultTag({ result }: { readonly result: AttemptResult }) {
  return (
    <span class={`tag ${kinds[result] ?? ''}`} data-result={result}>
      {outboundWords.value.resultNames[result]}
    </span>
  );
}
