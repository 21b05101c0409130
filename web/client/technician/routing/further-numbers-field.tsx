/** Numbers that the carrier has assigned to a trunk besides the one it shows: what a campaign may show (CMP-09). */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { Trunk } from '../../../../daemon/terms/trunks.js';
import { Field, Problems } from '../../admin/fields.js';
import { withValue } from '../../admin/queue-draft.js';
import type { Wrong } from '../../admin/site-problems.js';
import { type FurtherProblem, furtherNumbersOf, maxFurtherNumbers } from './further-numbers.js';
import { routingWords } from './routing-words.js';

/** Characters: 100 numbers of 20 digits, and what stands between them. */
const maxText = 4_000;
const path = 'out.furtherNumbers';

export function FurtherNumbersField(props: {
  readonly trunk: Trunk;
  readonly wrong: readonly Wrong[];
  onTrunk(trunk: Trunk): void;
}) {
  const w = routingWords.value.groups;
  const { trunk, onTrunk } = props;
  const id = useId();
  const inForce = trunk.out?.furtherNumbers ?? [];
  const text = useSignal(inForce.join('\n'));
  const typed = furtherNumbersOf(text.value, trunk.out?.callingNumber ?? '');
  const kept = inForce.join('\n');
  // Undone or loaded anew: the field shows what is there, but never takes away what somebody is typing.
  useEffect(() => {
    if (typed.numbers.join('\n') !== kept) text.value = kept;
  }, [kept]);
  const wrong = props.wrong.filter(({ field }) => field.startsWith(path));
  return (
    <div class="further-numbers">
      <Field
        id={id}
        label={w.furtherNumbers}
        help={w.furtherNumbersHelp}
        note={w.furtherCount(typed.numbers.length, maxFurtherNumbers)}
        problem={typed.problem === null ? null : problemText(typed.problem)}
      >
        <textarea
          id={id}
          rows={3}
          maxLength={maxText}
          autocomplete="off"
          spellcheck={false}
          inputMode="tel"
          data-testid={`field-${path}`}
          aria-describedby={`${id}-help`}
          aria-invalid={typed.problem !== null || wrong.length > 0}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            const { numbers } = furtherNumbersOf(text.value, '');
            onTrunk(withValue(trunk, path, numbers.length === 0 ? undefined : numbers));
          }}
        />
      </Field>
      <Problems wrong={wrong} />
    </div>
  );
}

function problemText(found: FurtherProblem): string {
  const w = routingWords.value.groups.furtherProblems;
  switch (found.problem) {
    case 'no-number':
      return w.noNumber(found.text.length > 24 ? `${found.text.slice(0, 24)}…` : found.text);
    case 'shown-already':
      return w.shownAlready(found.text);
    case 'too-many':
      return w.tooMany(maxFurtherNumbers);
  }
}
