/** One rule: its conditions, all of which must hold, and what it does. */
import { type RouteRule, ruleAttributes, ruleOperators } from '../../../daemon/terms/site.js';
import { Icon } from '../parts/icon.js';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { Choice, NumberField, Problems, SelectField, TextField } from './fields.js';
import { withValue } from './queue-draft.js';
import type { TriedRule } from './rule-try.js';
import type { Wrong } from './site-problems.js';
import { siteInForce } from './site-store.js';

type Condition = RouteRule['when'][number];
/** What can be compared by size (contract/floor-checks). */
const ordered: readonly Condition['attribute'][] = ['time', 'weekday', 'data'];
const skillName = /^[\p{L}\p{N}_.-]{1,32}$/u;
const maxConditions = 20;

export function RuleForm(props: {
  readonly rule: RouteRule;
  readonly verdict: TriedRule | null;
  readonly wrong: readonly Wrong[];
  onRule(rule: RouteRule): void;
}) {
  const { rule, verdict, onRule } = props;
  const w = adminWords.value.rules;
  const site = siteInForce.value?.site;
  const { then } = rule;
  const conditions = (when: readonly Condition[]): void => onRule({ ...rule, when });
  // biome-ignore lint/suspicious/noThenProperty: the site's word for what a rule does; never awaited
  const effect = (path: string, value: unknown): void => onRule({ ...rule, then: withValue(then, path, value) });
  const queues = (site?.queues ?? []).map(({ id, name }) => [id, name[language.value]] as const);
  const agents = (site?.agents ?? []).map(({ id, name }) => [id, `${name} ${id}`] as const);
  return (
    <div class="rule-form">
      <TextField
        name="rule-name"
        label={w.name}
        value={rule.name}
        required
        maxLength={60}
        onText={(name) => onRule({ ...rule, name })}
      />
      <fieldset>
        <legend>{w.ifAll}</legend>
        <ul class="conditions">
          {rule.when.map((condition, at) => (
            <li key={at} class={verdict?.fails.includes(at) ? 'fails' : ''}>
              <ConditionFields
                condition={condition}
                onCondition={(next) => conditions(rule.when.map((each, place) => (place === at ? next : each)))}
              />
              <button
                type="button"
                class="quiet"
                aria-label={w.removeCondition(at + 1)}
                onClick={() => conditions(rule.when.filter((_, place) => place !== at))}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
        <button
          type="button"
          data-testid="add-condition"
          disabled={rule.when.length >= maxConditions}
          onClick={() => conditions([...rule.when, { attribute: 'callingNumber', operator: 'starts-with', value: '' }])}
        >
          <Icon name="plus" /> {w.addCondition}
        </button>
      </fieldset>
      <fieldset>
        <legend>{w.thenDo}</legend>
        <div class="fields">
          <SelectField
            name="then-queue"
            label={w.thenQueueLabel}
            help={w.thenQueueHelp}
            value={then.queue ?? ''}
            options={[['', w.unchanged] as const, ...queues]}
            onChoice={(queue) => effect('queue', queue === '' ? undefined : queue)}
          />
          <SelectField
            name="then-agent"
            label={w.thenAgentLabel}
            help={w.thenAgentHelp}
            value={then.agent ?? ''}
            options={[['', w.unchanged] as const, ...agents]}
            onChoice={(agent) => effect('agent', agent === '' ? undefined : agent)}
          />
          <NumberField
            name="then-points"
            label={w.thenPointsLabel}
            help={w.thenPointsHelp}
            unit={adminWords.value.units.points}
            range={{ min: 0, max: 1_000, scale: 1, whole: true }}
            value={then.points}
            onValue={(points) => effect('points', points)}
          />
          <TextField
            name="then-skill"
            label={w.thenSkillLabel}
            help={w.thenSkillHelp}
            value={then.skill?.name ?? ''}
            pattern={skillName}
            maxLength={32}
            onText={(name) => effect('skill', name === '' ? undefined : { atLeast: then.skill?.atLeast ?? 5, name })}
          />
          {then.skill === undefined ? null : (
            <NumberField
              name="then-skill-level"
              label={adminWords.value.queues.numbers['skill.atLeast'].label}
              help={adminWords.value.queues.numbers['skill.atLeast'].help}
              unit={adminWords.value.units.level}
              range={{ min: 1, max: 9, scale: 1, whole: true }}
              value={then.skill.atLeast}
              required
              onValue={(level) => effect('skill', { name: then.skill?.name ?? '', atLeast: level })}
            />
          )}
        </div>
      </fieldset>
      <Problems wrong={props.wrong} />
    </div>
  );
}

function ConditionFields(props: { readonly condition: Condition; onCondition(condition: Condition): void }) {
  const { condition, onCondition } = props;
  const { attribute, operator } = condition;
  const w = adminWords.value.rules;
  const operators = ruleOperators.filter((each) => (each !== '<' && each !== '>=') || ordered.includes(attribute));
  return (
    <>
      <Choice
        name="attribute"
        label={w.attribute}
        value={attribute}
        options={ruleAttributes.map((each) => [each, w.attributes[each]] as const)}
        onChoice={(next) => onCondition(conditionFor(next))}
      />
      {attribute === 'data' ? (
        <input
          aria-label={w.dataKey}
          placeholder="IVR.card"
          data-testid="data-key"
          maxLength={129}
          aria-invalid={!/^[\p{L}\p{N}_-]{1,64}\.[\p{L}\p{N}_.-]{1,64}$/u.test(condition.key ?? '')}
          value={condition.key ?? ''}
          onInput={(event) => onCondition({ ...condition, key: event.currentTarget.value })}
        />
      ) : null}
      <Choice
        name="operator"
        label={w.operator}
        value={operator}
        options={operators.map((each) => [each, w.operators[each]] as const)}
        onChoice={(next) => onCondition({ ...condition, operator: next })}
      />
      <ValueField condition={condition} onValue={(value) => onCondition({ ...condition, value })} />
    </>
  );
}

function conditionFor(attribute: Condition['attribute']): Condition {
  const operator = attribute === 'callingNumber' ? 'starts-with' : attribute === 'time' ? '>=' : '=';
  return {
    attribute,
    operator,
    value: attribute === 'weekday' ? '6' : '',
    ...(attribute === 'data' ? { key: '' } : {}),
  };
}

/** As the contract has it (floor-checks), for values that are compared as they stand. */
const forms: Readonly<Partial<Record<Condition['attribute'], RegExp>>> = {
  time: /^([01]\d|2[0-3]):[0-5]\d$/,
  weekday: /^[1-7]$/,
  area: /^0\d{1,5}$/,
};

/** How several values of an attribute are shown as an example. */
const severalOf = {
  callingNumber: 'number',
  calledNumber: 'number',
  area: 'area',
  class: 'class',
  businessType: 'number',
  owner: 'agent',
  queue: 'number',
  time: 'time',
  weekday: 'day',
  data: 'number',
} as const satisfies Readonly<Record<Condition['attribute'], string>>;

function ValueField(props: { readonly condition: Condition; onValue(value: string): void }) {
  const { attribute, operator, value } = props.condition;
  const w = adminWords.value.rules;
  const choosable = operator !== 'in' && operator !== 'starts-with';
  if (attribute === 'weekday' && choosable) {
    const days = adminWords.value.weekdays.map((day, at) => [String(at + 1), day] as const);
    return <Choice name="value" label={w.value} value={value} options={days} onChoice={props.onValue} />;
  }
  if (attribute === 'queue' && choosable) {
    const queues = (siteInForce.value?.site.queues ?? []).map(({ id, name }) => [id, name[language.value]] as const);
    return (
      <Choice
        name="value"
        label={w.value}
        value={value}
        options={[['', w.chooseQueue] as const, ...queues]}
        wrong={value === '' ? [{ field: 'value', path: '', zh: '', en: '' }] : []}
        onChoice={props.onValue}
      />
    );
  }
  const form = operator === 'starts-with' ? undefined : forms[attribute];
  const values = operator === 'in' ? value.split(',').map((each) => each.trim()) : [value];
  const bad = form !== undefined && !values.every((each) => form.test(each));
  return (
    <input
      aria-label={w.value}
      data-testid="field-value"
      maxLength={500}
      autocomplete="off"
      placeholder={operator === 'in' ? w.examplesIn[severalOf[attribute]] : w.examples[attribute]}
      aria-invalid={bad}
      value={value}
      onInput={(event) => props.onValue(event.currentTarget.value)}
    />
  );
}
