/** One number of a queue, with its words, range and default. */
import type { Queue } from '../../../daemon/terms/site.js';
import { adminWords } from './admin-words.js';
import { NumberField } from './fields.js';
import { valueAt } from './queue-draft.js';
import { type QueueNumber, queueDefaults, queueRanges } from './queue-ranges.js';
import type { Saving } from './save-bar.js';
import { problemsOf } from './site-problems.js';

/** Not one of an alarm's two. */
type SingleNumber = Exclude<QueueNumber, `thresholds.${string}`>;

/** What a part of a queue's form needs. */
export interface Editing {
  readonly queue: Queue;
  readonly saving: Saving;
  put(path: string, value: unknown): void;
}

export function QueueNumberField(props: Editing & { readonly of: SingleNumber; readonly required?: boolean }) {
  const { of, queue, saving, required = false } = props;
  const w = adminWords.value;
  const said = w.queues.numbers[of];
  return (
    <NumberField
      name={of}
      label={said.label}
      help={said.help}
      unit={w.units[said.unit]}
      range={queueRanges[of]}
      value={valueAt(queue, of) as number | undefined}
      fallback={queueDefaults[of]}
      required={required}
      wrong={problemsOf(saving.wrong, of)}
      onValue={(value) => props.put(of, value)}
    />
  );
}
