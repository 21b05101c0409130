/** What the table of a list is narrowed by. */

import { resultCodes } from '../../../../daemon/terms/outbound.js';
import { may } from '../../session/session.js';
import { agentIds, whoIs } from '../names.js';
import { numberAsked } from '../number-asked.js';
import { outboundWords } from '../outbound-words.js';
import { type LeadFields, nobodys } from './lead-fields.js';
import { listsWords } from './lists-words.js';

export function LeadFilters(props: {
  readonly fields: LeadFields;
  put(part: Partial<LeadFields>): void;
  go(): void;
  clear(): void;
}) {
  const t = listsWords.value.leads;
  const { fields, put, go } = props;
  const wrong = fields.number !== '' && numberAsked(fields.number) === null;
  const select = (name: 'state' | 'result' | 'agent', label: string, of: readonly (readonly [string, string])[]) => (
    <label>
      <span>{label}</span>
      <select
        data-testid={`leads-${name}`}
        value={fields[name]}
        onChange={(event) => {
          put({ [name]: event.currentTarget.value });
          go();
        }}
      >
        <option value="">{t.any}</option>
        {of.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form
      class="filters"
      aria-label={t.go}
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) go();
      }}
    >
      <label class="filter-number">
        <span>{t.number}</span>
        <input
          data-testid="leads-number"
          inputMode="tel"
          maxLength={30}
          placeholder={may('numbers.full') ? t.numberHelp : t.numberWhole}
          title={wrong ? t.numberWrong : undefined}
          aria-invalid={wrong}
          value={fields.number}
          onInput={(event) => put({ number: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>{t.name}</span>
        <input
          data-testid="leads-name"
          maxLength={100}
          value={fields.name}
          onInput={(event) => put({ name: event.currentTarget.value })}
        />
      </label>
      {select('state', t.state, Object.entries(listsWords.value.states))}
      {select(
        'result',
        t.result,
        resultCodes.map((result) => [result, outboundWords.value.resultNames[result]] as const),
      )}
      {select('agent', t.agent, [
        [nobodys, t.nobody] as const,
        ...agentIds().map((id): readonly [string, string] => [id, whoIs(id)]),
      ])}
      <label class="tick-label">
        <input
          type="checkbox"
          data-testid="leads-timed-only"
          checked={fields.timed}
          onChange={(event) => {
            put({ timed: event.currentTarget.checked });
            go();
          }}
        />
        {t.timed}
      </label>
      <div class="filter-acts">
        <button type="submit" data-testid="leads-go" disabled={wrong}>
          {t.go}
        </button>
        <button type="button" class="quiet" data-testid="leads-clear" onClick={props.clear}>
          {t.clear}
        </button>
      </div>
    </form>
  );
}
