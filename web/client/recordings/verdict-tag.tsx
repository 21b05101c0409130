import type { Verdict } from '../../../daemon/terms/quality.js';
import { recordingsWords } from './recordings-words.js';

const classes: Readonly<Record<Verdict, string>> = { good: 'tag good', fair: 'tag', bad: 'tag bad' };

export function VerdictTag({ verdict }: { readonly verdict: Verdict }) {
  return <span class={classes[verdict]}>{recordingsWords.value.verdicts[verdict]}</span>;
}
