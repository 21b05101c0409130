/** A Q.850 cause in plain words with its number; what to do about it in the tooltip. */
import { causeWords } from '../../../daemon/terms/causes.js';
import { language } from '../words/words.js';

export function Cause({ cause }: { readonly cause: number }) {
  const { name, advice } = causeWords(cause);
  return (
    <span class="cause" title={advice[language.value]} data-cause={cause}>
      {name[language.value]} <span class="small">({cause})</span>
    </span>
  );
}
