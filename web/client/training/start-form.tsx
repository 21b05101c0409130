/** How many callers, for how long: what a training starts with. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Limit, TrainingLimits } from '../../../daemon/terms/training.js';
import { Refused } from './floor-control.js';
import { type Typed, typed } from './start-fields.js';
import { type Refusal, startTraining } from './training-orders.js';
import { trainingWords } from './training-words.js';

export function StartForm({ limits, again }: { readonly limits: TrainingLimits; readonly again: boolean }) {
  const w = trainingWords.value;
  const callers = useSignal(String(limits.callersPerHour.usual));
  const hours = useSignal(String(limits.hours.usual));
  const keep = useSignal(false);
  const busy = useSignal(false);
  const refused = useSignal<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const calls = typed(callers.value, limits.callersPerHour, true);
  const length = typed(hours.value, limits.hours, false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    if ('wrong' in calls || 'wrong' in length) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    busy.value = true;
    refused.value = await startTraining({ callersPerHour: calls.value, hours: length.value, keep: keep.value });
    busy.value = false;
  }

  // After a stop or a failure the next thing somebody does is here.
  useEffect(
    () => form.current?.querySelector<HTMLElement>('button[type="submit"]')?.focus({ preventScroll: true }),
    [],
  );

  return (
    <form ref={form} class="training-start" aria-label={w.startTitle} onSubmit={submit} noValidate>
      <Amount
        name="callers"
        label={w.callers}
        unit={w.callersUnit}
        help={w.callersHelp(limits.callersPerHour.least, limits.callersPerHour.most)}
        text={callers.value}
        read={calls}
        limit={limits.callersPerHour}
        onText={(text) => {
          callers.value = text;
        }}
      />
      <Amount
        name="hours"
        label={w.hours}
        unit={w.hoursUnit}
        help={w.hoursHelp(limits.hours.least, limits.hours.most)}
        text={hours.value}
        read={length}
        limit={limits.hours}
        onText={(text) => {
          hours.value = text;
        }}
      />
      <label class="training-keep">
        <input
          type="checkbox"
          data-testid="training-keep"
          checked={keep.value}
          onChange={(event) => {
            keep.value = event.currentTarget.checked;
          }}
        />
        <span>
          {w.keep}
          <small class="muted">{w.keepHelp}</small>
        </span>
      </label>
      <button type="submit" class="primary big" data-testid="start-training" aria-busy={busy.value}>
        {again ? w.startAgain : w.start}
      </button>
      <Refused refusal={refused.value} />
    </form>
  );
}

function Amount(props: {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly text: string;
  readonly read: Typed;
  readonly limit: Limit;
  onText(text: string): void;
}) {
  const w = trainingWords.value;
  const id = useId();
  const { name, label, unit, help, text, read, limit } = props;
  const wrong = 'wrong' in read ? read.wrong : null;
  return (
    <div class="training-amount">
      <label for={id}>{label}</label>
      <span class="training-unit">
        <input
          id={id}
          inputMode="decimal"
          autocomplete="off"
          maxLength={12}
          data-testid={`training-${name}`}
          aria-describedby={`${id}-help`}
          aria-invalid={wrong !== null}
          value={text}
          onInput={(event) => props.onText(event.currentTarget.value)}
        />
        <span class="muted">{unit}</span>
      </span>
      <p id={`${id}-help`} class={wrong === null ? 'muted small' : 'problem small'}>
        {wrong === null ? help : wrong === 'whole' ? w.notWhole : w.notThat(limit.least, limit.most)}
      </p>
    </div>
  );
}
