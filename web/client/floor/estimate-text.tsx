/** "+6 % SL in 10 min (estimate)", always with the mark that it is one, and how it was made. */

import type { Estimate } from './estimate.js';
import { queueName } from './floor-actions.js';
import { floorWords } from './floor-words.js';

/** Percentage points with sign: "+6 %", "−12 %", "±0 %". */
export function changeText({ before, after }: Pick<Estimate, 'before' | 'after'>): string {
  const points = Math.round(after - before);
  return `${points > 0 ? '+' : points < 0 ? '−' : '±'}${Math.abs(points)} %`;
}

/** `only`: the queue whose name needs no telling. */
export function EstimateText({ estimates, only }: { readonly estimates: readonly Estimate[]; readonly only?: string }) {
  const f = floorWords.value;
  if (estimates.length === 0) return <span class="estimate muted">{f.estimate.none}</span>;
  return (
    <span class="estimate" title={f.estimate.why} data-testid="estimate">
      {estimates.map((each) => (
        <b key={each.queue}>
          {each.queue === only ? '' : `${queueName(each.queue)} `}
          {f.estimate.change(changeText(each))}
          <small class="muted"> {`${Math.round(each.before)} → ${Math.round(each.after)} %`}</small>{' '}
        </b>
      ))}
      <span class="tag">{f.estimate.mark}</span>
    </span>
  );
}
