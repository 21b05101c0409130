/** Conditions on leads: column, comparison, value. */
import { type Campaign, type LeadCondition, leadOperators, resultCodes } from '../../../../daemon/terms/outbound.js';
import { Icon } from '../../parts/icon.js';
import { lists } from '../campaigns/campaign-store.js';
import { outboundWords } from '../outbound-words.js';
import { problemsAt } from './campaign-draft.js';
import { change, problems } from './draft-store.js';
import { Choice, type Options } from './fields.js';

const ownFields = ['number', 'name', 'area', 'tries', 'result'] as const;

export function FilterRows({ campaign }: { readonly campaign: Campaign }) {
  const t = outboundWords.value.fields.filter;
  const { filter } = campaign;
  const put = (at: number, some: Partial<LeadCondition>): void =>
    change({ filter: filter.map((each, n) => (n === at ? { ...each, ...some } : each)) });
  const wrong = (at: number, part: keyof LeadCondition): boolean =>
    problemsAt(problems.value, `filter[${at}].${part}`).length > 0;
  return (
    <>
      <ul class="filter-rows">
        {filter.map((condition, at) => (
          <li key={at} class="filter-row" data-testid="filter-row">
            <Choice
              name="filter.field"
              label={t.field}
              value={condition.field}
              options={fieldOptions(campaign)}
              isWrong={wrong(at, 'field')}
              onChoice={(field) => put(at, { field })}
            />
            <Choice
              name="filter.operator"
              label={t.operator}
              value={condition.operator}
              options={leadOperators.map((each) => [each, t.operators[each]] as const)}
              isWrong={wrong(at, 'operator')}
              onChoice={(operator) => put(at, { operator: operator as LeadCondition['operator'] })}
            />
            <ValueInput condition={condition} isWrong={wrong(at, 'value')} onValue={(value) => put(at, { value })} />
            <button
              type="button"
              class="quiet"
              aria-label={t.remove}
              title={t.remove}
              onClick={() => change({ filter: filter.filter((_, n) => n !== at) })}
            >
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ul>
      {filter.length === 0 ? null : <p class="field-help">{t.valueHelp}</p>}
      <button
        type="button"
        data-testid="filter-add"
        onClick={() => change({ filter: [...filter, { field: 'name', operator: 'not-empty', value: '' }] })}
      >
        <Icon name="plus" />
        {t.add}
      </button>
    </>
  );
}

function ValueInput(props: {
  readonly condition: LeadCondition;
  readonly isWrong: boolean;
  onValue(value: string): void;
}) {
  const t = outboundWords.value;
  const { field, operator, value } = props.condition;
  if (operator === 'empty' || operator === 'not-empty') return <span />;
  if (field === 'result' && (operator === '=' || operator === '!=')) {
    return (
      <Choice
        name="filter.value"
        label={t.fields.filter.value}
        value={value}
        options={[['', '—'], ...resultCodes.map((code) => [code, t.resultNames[code]] as const)]}
        isWrong={props.isWrong}
        onChoice={props.onValue}
      />
    );
  }
  return (
    <input
      aria-label={t.fields.filter.value}
      data-testid="field-filter.value"
      autocomplete="off"
      aria-invalid={props.isWrong}
      value={value}
      onInput={(event) => props.onValue(event.currentTarget.value)}
    />
  );
}

/** Of every lead, then the columns of the chosen lists, each as it is and as a day of the year. */
function fieldOptions(campaign: Campaign): Options {
  const t = outboundWords.value.fields.filter;
  const chosen = lists.value.filter(({ id }) => campaign.lists.some(({ list }) => list === id));
  const columns = [...new Set(chosen.flatMap((list) => list.columns))];
  return [
    ...ownFields.map((each) => [each, t.fields[each]] as const),
    ...columns.map((each) => [`data.${each}`, each] as const),
    ...columns.map((each) => [`yearly.${each}`, t.yearly(each)] as const),
  ];
}
