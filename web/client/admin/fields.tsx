/** Fields of forms: what it is, what it does in a sentence, what is allowed, what stands there by default. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect } from 'preact/hooks';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { type NumberRange, shownNumber, typedNumber } from './number-text.js';
import { problemText, type Wrong } from './site-problems.js';

interface Said {
  readonly label: string;
  readonly help?: string | undefined;
}

/** Moves to the first field that cannot be saved as it stands. True: there is one. */
export function goToInvalid(form: HTMLElement): boolean {
  const invalid = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  invalid?.focus({ preventScroll: true });
  // Not under the bar at the foot.
  invalid?.scrollIntoView({ block: 'center' });
  return invalid !== null;
}

export function Field(
  props: Said & {
    readonly id: string;
    readonly note?: string;
    readonly problem?: string | null;
    readonly children: ComponentChildren;
  },
) {
  const { id, label, help, note, problem } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {props.children}
      <p class="field-help" id={`${id}-help`}>
        {help} {note ? <span class="field-note">{note}</span> : null}
      </p>
      {problem ? (
        <p class="problem" role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

export function NumberField(
  props: Said & {
    readonly name: string;
    readonly unit: string;
    readonly range: NumberRange;
    readonly value: number | undefined;
    readonly fallback?: number | undefined;
    readonly required?: boolean;
    readonly wrong?: readonly Wrong[];
    onValue(value: number | undefined): void;
  },
) {
  const { range, value, unit, fallback, required = false, wrong = [] } = props;
  const w = adminWords.value.field;
  const id = useId();
  const text = useSignal(shownNumber(value, range));
  const typed = typedNumber(text.value, range);
  const bad = typed === null || (required && typed === undefined);
  // Undone or loaded anew: the field shows what is there, but never takes away what somebody is typing. At once: later on a
  // slow computer is after the next key.
  useLayoutEffect(() => {
    const now = typedNumber(text.value, range);
    if (now !== null && now !== value) text.value = shownNumber(value, range);
  }, [value]);
  const allowed = w.range(range.min / range.scale, range.max / range.scale, unit);
  const note = fallback === undefined ? allowed : `${allowed} ${w.fallback(fallback / range.scale)}`;
  return (
    <Field
      id={id}
      label={props.label}
      help={props.help}
      note={note}
      problem={bad ? `${w.notThat} ${allowed}` : toldIn(wrong)}
    >
      <span class="with-unit">
        <input
          id={id}
          inputMode="decimal"
          autocomplete="off"
          data-testid={`field-${props.name}`}
          aria-describedby={`${id}-help`}
          aria-invalid={bad || wrong.length > 0}
          placeholder={fallback === undefined ? '' : String(fallback / range.scale)}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            const read = typedNumber(text.value, range);
            if (read !== null) props.onValue(read);
          }}
        />
        <span class="muted">{unit}</span>
      </span>
    </Field>
  );
}

export function TextField(
  props: Said & {
    readonly name: string;
    readonly value: string;
    readonly placeholder?: string;
    readonly pattern?: RegExp;
    readonly required?: boolean;
    readonly maxLength?: number;
    readonly list?: string;
    readonly type?: 'text' | 'date' | 'datetime-local';
    readonly wrong?: readonly Wrong[];
    readonly disabled?: boolean;
    onText(text: string): void;
  },
) {
  const id = useId();
  const { value, pattern, required = false, wrong = [] } = props;
  const bad = (required && value.trim() === '') || (value !== '' && pattern !== undefined && !pattern.test(value));
  // What is still to be filled in is not called wrong before it was touched.
  const touched = useSignal(false);
  return (
    <Field
      id={id}
      label={props.label}
      help={props.help}
      problem={bad && touched.value ? adminWords.value.field.fillIn : toldIn(wrong)}
    >
      <input
        id={id}
        type={props.type ?? 'text'}
        autocomplete="off"
        data-testid={`field-${props.name}`}
        aria-describedby={`${id}-help`}
        aria-invalid={bad || wrong.length > 0}
        maxLength={props.maxLength ?? 500}
        placeholder={props.placeholder ?? ''}
        list={props.list}
        disabled={props.disabled ?? false}
        value={value}
        onBlur={() => {
          touched.value = true;
        }}
        onInput={(event) => props.onText(event.currentTarget.value)}
      />
    </Field>
  );
}

export function SelectField<T extends string>(
  props: Said & {
    readonly name: string;
    readonly value: T;
    readonly options: readonly (readonly [value: T, text: string])[];
    readonly wrong?: readonly Wrong[];
    onChoice(value: T): void;
  },
) {
  const id = useId();
  return (
    <Field id={id} label={props.label} help={props.help} problem={toldIn(props.wrong ?? [])}>
      <Choice {...props} id={id} />
    </Field>
  );
}

/** A bare list to choose from, for rows of a table. */
export function Choice<T extends string>(props: {
  readonly id?: string;
  readonly name: string;
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly wrong?: readonly Wrong[];
  onChoice(value: T): void;
}) {
  const { value, options } = props;
  // What is no longer there is shown, not silently changed to something else.
  const shown = options.some(([each]) => each === value) ? options : [...options, [value, `${value} ?`] as const];
  return (
    <select
      {...(props.id === undefined ? { 'aria-label': props.label } : { id: props.id })}
      data-testid={`field-${props.name}`}
      aria-invalid={(props.wrong ?? []).length > 0}
      value={value}
      onChange={(event) => props.onChoice(event.currentTarget.value as T)}
    >
      {shown.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  );
}

export function Check(props: {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  onCheck(checked: boolean): void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        data-testid={`field-${props.name}`}
        checked={props.checked}
        disabled={props.disabled ?? false}
        onChange={(event) => props.onCheck(event.currentTarget.checked)}
      />
      <span>
        {props.label}
        {props.help ? <small>{props.help}</small> : null}
      </span>
    </label>
  );
}

/** Settings that are there together or not at all. */
export function Optional(props: {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly on: boolean;
  readonly wrong?: readonly Wrong[];
  onSwitch(on: boolean): void;
  readonly children: ComponentChildren;
}) {
  return (
    <fieldset class={`optional ${props.on ? 'on' : ''}`} aria-label={props.label}>
      <Check name={props.name} label={props.label} help={props.help} checked={props.on} onCheck={props.onSwitch} />
      {props.on ? <div class="fields">{props.children}</div> : null}
      <Problems wrong={props.wrong ?? []} />
    </fieldset>
  );
}

export function Problems({ wrong }: { readonly wrong: readonly Wrong[] }) {
  if (wrong.length === 0) return null;
  return (
    <ul class="problems" role="alert" data-testid="problems">
      {wrong.map((each) => (
        <li key={each.en} class="problem">
          {problemText(each, language.value)}
        </li>
      ))}
    </ul>
  );
}

function toldIn(wrong: readonly Wrong[]): string | null {
  return wrong.length === 0 ? null : wrong.map((each) => problemText(each, language.value)).join(' ');
}
