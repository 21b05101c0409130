/** Fields of a campaign: name, what it does in a sentence, and what is wrong with it right below. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import type { CampaignProblem } from '../../../../daemon/terms/outbound-checks.js';
import { shownAt, touch } from './draft-store.js';
import { problemText } from './problem-text.js';

export interface Said {
  readonly label: string;
  readonly help?: string;
}

export function Problems(props: {
  readonly of: readonly CampaignProblem[];
  readonly unit?: string;
  readonly scale?: number;
  readonly id?: string;
}) {
  if (props.of.length === 0) return null;
  const texts = [...new Set(props.of.map((each) => problemText(each, props.unit, props.scale)))];
  return (
    <p class="problem small" role="alert" id={props.id} data-testid="field-problem">
      {texts.join(' ')}
    </p>
  );
}

/** `field`: of Campaign, whose problems are said here. */
export function Field(props: {
  readonly field: string;
  readonly said: Said;
  readonly id?: string;
  readonly unit?: string;
  readonly scale?: number;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  const { field, said, id } = props;
  return (
    <div class={`field ${props.class ?? ''}`} data-field={field} onFocusOut={() => touch(field)}>
      {id === undefined ? <span class="field-label">{said.label}</span> : <label for={id}>{said.label}</label>}
      {props.children}
      <Problems of={shownAt(field)} id={`${id ?? field}-problem`} unit={props.unit ?? ''} scale={props.scale ?? 1} />
      {said.help ? <p class="field-help">{said.help}</p> : null}
    </div>
  );
}

export function TextField(props: {
  readonly field: string;
  readonly said: Said;
  readonly value: string;
  readonly type?: 'text' | 'datetime-local' | 'time';
  readonly autofocus?: boolean;
  readonly placeholder?: string;
  readonly list?: readonly string[];
  onText(text: string): void;
}) {
  const id = useId();
  const { field, list } = props;
  return (
    <Field field={field} said={props.said} id={id}>
      <input
        id={id}
        type={props.type ?? 'text'}
        autocomplete="off"
        spellcheck={false}
        data-testid={`field-${field}`}
        data-autofocus={props.autofocus}
        placeholder={props.placeholder ?? ''}
        {...(list === undefined ? {} : { list: `${id}-list` })}
        aria-invalid={shownAt(field).length > 0}
        aria-describedby={`${id}-problem`}
        value={props.value}
        onInput={(event) => props.onText(event.currentTarget.value)}
      />
      {list === undefined ? null : (
        <datalist id={`${id}-list`}>
          {list.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </Field>
  );
}

/** `onValue` gets NaN for what is no number, so that the same check refuses it; null where nothing is allowed. */
export function NumberInput(props: {
  readonly id?: string;
  readonly name: string;
  readonly label?: string;
  readonly value: number | null;
  readonly unit: string;
  /** What one of the unit is in the campaign: 1000 for seconds. */
  readonly scale?: number;
  readonly isWrong: boolean;
  readonly mayBeEmpty?: boolean;
  onValue(value: number | null): void;
}) {
  const { value, scale = 1 } = props;
  const show = (each: number | null): string =>
    each === null || Number.isNaN(each) ? '' : String(Math.round((each / scale) * 1_000) / 1_000);
  const text = useSignal(show(value));
  const read = (typed: string): number | null => {
    const trimmed = typed.trim();
    if (trimmed === '') return props.mayBeEmpty ? null : Number.NaN;
    const number = Number(trimmed) * scale;
    // 0.03 is 3 %, whatever 3 × 0.01 is.
    return Number.isFinite(number) ? Math.round(number * 1e6) / 1e6 : Number.NaN;
  };
  // Loaded anew: the field shows what is there, but never takes away what somebody is typing.
  useEffect(() => {
    if (!Object.is(read(text.value), value) && !Number.isNaN(value)) text.value = show(value);
  }, [value]);
  return (
    <span class="with-unit">
      <input
        id={props.id}
        inputMode="decimal"
        autocomplete="off"
        aria-label={props.id === undefined ? props.label : undefined}
        data-testid={`field-${props.name}`}
        aria-invalid={props.isWrong}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          props.onValue(read(text.value));
        }}
      />
      <span class="muted">{props.unit}</span>
    </span>
  );
}

export function NumberField(props: {
  readonly field: string;
  readonly said: Said;
  readonly value: number | null;
  readonly unit: string;
  readonly scale?: number;
  readonly mayBeEmpty?: boolean;
  onValue(value: number | null): void;
}) {
  const id = useId();
  const { field, said, unit, scale = 1, mayBeEmpty = false } = props;
  return (
    <Field field={field} said={said} id={id} unit={unit} scale={scale}>
      <NumberInput
        id={id}
        name={field}
        value={props.value}
        unit={unit}
        scale={scale}
        mayBeEmpty={mayBeEmpty}
        isWrong={shownAt(field).length > 0}
        onValue={props.onValue}
      />
    </Field>
  );
}

export type Options = readonly (readonly [value: string, text: string])[];

/** What is no longer there is shown, not silently changed to something else. */
export function Choice(props: {
  readonly id?: string;
  readonly name: string;
  readonly label?: string;
  readonly value: string;
  readonly options: Options;
  readonly isWrong?: boolean;
  onChoice(value: string): void;
}) {
  const { value, options } = props;
  const shown = options.some(([each]) => each === value) ? options : [...options, [value, `${value} ?`] as const];
  return (
    <select
      id={props.id}
      aria-label={props.id === undefined ? props.label : undefined}
      data-testid={`field-${props.name}`}
      aria-invalid={props.isWrong ?? false}
      value={value}
      onChange={(event) => props.onChoice(event.currentTarget.value)}
    >
      {shown.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  );
}

export function SelectField(props: {
  readonly field: string;
  readonly said: Said;
  readonly value: string;
  readonly options: Options;
  onChoice(value: string): void;
}) {
  const id = useId();
  const { field } = props;
  return (
    <Field field={field} said={props.said} id={id}>
      <Choice
        id={id}
        name={field}
        value={props.value}
        options={props.options}
        isWrong={shownAt(field).length > 0}
        onChoice={props.onChoice}
      />
    </Field>
  );
}
