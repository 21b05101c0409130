/** How often somebody who was not reached is tried again; single results may have rules of their own. */
import { type Campaign, type ResultCode, type RetryRule, resultCodes } from '../../../../daemon/terms/outbound.js';
import { Icon } from '../../parts/icon.js';
import { outboundWords } from '../outbound-words.js';
import { problemsAt } from './campaign-draft.js';
import { change, problems, shownAt } from './draft-store.js';
import { Choice, NumberField, NumberInput, Problems } from './fields.js';

const minuteMs = 60_000;
/** Whom to try again after these is a question; after the others it is not. */
const repeatable: readonly ResultCode[] = [
  'no-answer',
  'busy',
  'switched-off',
  'unreachable',
  'suspended',
  'diverted',
  'refused',
];

export function RetryRows({ campaign }: { readonly campaign: Campaign }) {
  const t = outboundWords.value.fields;
  return (
    <div class="editor-fields">
      <div class="field" data-field="retry">
        <span class="field-label">{t.retry.label}</span>
        <RulePair field="retry" rule={campaign.retry} onRule={(retry) => change({ retry })} />
        <p class="field-help">{t.retry.help}</p>
      </div>
      <NumberField
        field="perNumberPerDay"
        said={t.perNumberPerDay}
        unit={t.units.times}
        value={campaign.perNumberPerDay}
        onValue={(value) => change({ perNumberPerDay: value ?? Number.NaN })}
      />
      <ByResult campaign={campaign} />
    </div>
  );
}

function ByResult({ campaign }: { readonly campaign: Campaign }) {
  const t = outboundWords.value;
  const said = t.fields.retryByResult;
  const rules = resultCodes.flatMap((code) => {
    const rule = campaign.retryByResult[code];
    return rule === undefined ? [] : [{ code, rule }];
  });
  const free = repeatable.filter((code) => campaign.retryByResult[code] === undefined);
  const put = (next: readonly { readonly code: ResultCode; readonly rule: RetryRule }[]): void =>
    change({ retryByResult: Object.fromEntries(next.map(({ code, rule }) => [code, rule])) });
  return (
    <div class="field wide" data-field="retryByResult">
      <span class="field-label">{said.label}</span>
      <ul class="retry-rows">
        {rules.map(({ code, rule }) => (
          <li key={code} class="retry-row" data-testid="retry-row">
            <b>{t.resultNames[code]}</b>
            <RulePair
              field={`retryByResult.${code}`}
              rule={rule}
              onRule={(next) => put(rules.map((each) => (each.code === code ? { code, rule: next } : each)))}
            />
            <button
              type="button"
              class="quiet"
              aria-label={said.remove}
              title={said.remove}
              onClick={() => put(rules.filter((each) => each.code !== code))}
            >
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ul>
      {free.length === 0 ? null : (
        <Choice
          name="retry-add"
          label={said.add}
          value=""
          options={[['', `+ ${said.add}`], ...free.map((code) => [code, t.resultNames[code]] as const)]}
          onChoice={(code) => {
            const result = free.find((each) => each === code);
            if (result !== undefined) put([...rules, { code: result, rule: campaign.retry }]);
          }}
        />
      )}
      <p class="field-help">{said.help}</p>
    </div>
  );
}

function RulePair(props: { readonly field: string; readonly rule: RetryRule; onRule(rule: RetryRule): void }) {
  const t = outboundWords.value.fields;
  const { field, rule } = props;
  const isWrong = (part: string): boolean => problemsAt(problems.value, `${field}.${part}`).length > 0;
  return (
    <>
      <span class="rule-pair">
        <NumberInput
          name={`${field}.tries`}
          label={t.retryTries}
          unit={t.units.times}
          value={rule.tries}
          isWrong={isWrong('tries')}
          onValue={(value) => props.onRule({ ...rule, tries: value ?? Number.NaN })}
        />
        <NumberInput
          name={`${field}.waitMs`}
          label={t.retryWait}
          unit={t.units.min}
          scale={minuteMs}
          value={rule.waitMs}
          isWrong={isWrong('waitMs')}
          onValue={(value) => props.onRule({ ...rule, waitMs: value ?? Number.NaN })}
        />
      </span>
      <Problems of={shownAt(`${field}.tries`)} unit={t.units.times} />
      <Problems of={shownAt(`${field}.waitMs`)} unit={t.units.min} scale={minuteMs} />
    </>
  );
}
