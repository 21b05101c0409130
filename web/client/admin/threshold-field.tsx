/** An alarm's two values: it goes on at one and off at the other, so that it does not flutter. */
import type { Threshold } from '../../../daemon/terms/site.js';
import { adminWords } from './admin-words.js';
import { NumberField, Optional } from './fields.js';
import type { NumberRange } from './number-text.js';
import type { Wrong } from './site-problems.js';

export function ThresholdField(props: {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly unit: string;
  readonly range: NumberRange;
  readonly value: Threshold | undefined;
  readonly initial: Threshold;
  readonly wrong: readonly Wrong[];
  onThreshold(value: Threshold | undefined): void;
}) {
  const { name, range, unit, value, initial } = props;
  const w = adminWords.value.threshold;
  const field = (side: 'on' | 'off') => (
    <NumberField
      name={`${name}.${side}`}
      label={w[side]}
      help={side === 'on' ? w.onHelp : w.offHelp}
      unit={unit}
      range={range}
      required
      value={value?.[side]}
      onValue={(typed) => props.onThreshold({ ...initial, ...value, [side]: typed })}
    />
  );
  return (
    <Optional
      name={name}
      label={props.label}
      help={props.help}
      on={value !== undefined}
      wrong={props.wrong}
      onSwitch={(on) => props.onThreshold(on ? initial : undefined)}
    >
      {field('on')}
      {field('off')}
    </Optional>
  );
}
