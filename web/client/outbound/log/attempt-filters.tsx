/** What the log of attempts is narrowed by. */

import { internalResults, resultCodes } from '../../../../daemon/terms/outbound.js';
import type { StoredCampaign } from '../../../../daemon/terms/outbound-figures.js';
import { Icon } from '../../parts/icon.js';
import { agentIds, whoIs } from '../names.js';
import { numberAsked } from '../number-asked.js';
import { outboundWords } from '../outbound-words.js';
import type { AttemptFields } from './attempt-fields.js';
import { attemptsWords } from './attempts-words.js';
import { CampaignField, DayField } from './log-fields.js';

export function AttemptFilters(props: {
  readonly campaigns: readonly StoredCampaign[];
  readonly fields: AttemptFields;
  put(part: Partial<AttemptFields>): void;
  go(): void;
  clear(): void;
}) {
  const t = attemptsWords.value;
  const { fields, put, go } = props;
  const wrong = fields.number !== '' && numberAsked(fields.number) === null;
  const change = (part: Partial<AttemptFields>): void => {
    put(part);
    go();
  };
  return (
    <form
      class="filters"
      aria-label={t.log.find}
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) go();
      }}
    >
      <CampaignField
        campaigns={props.campaigns}
        value={fields.campaign}
        any={t.any}
        put={(campaign) => change({ campaign })}
      />
      <label>
        <span>{t.log.result}</span>
        <select
          data-testid="log-result"
          value={fields.result}
          onChange={(event) => change({ result: event.currentTarget.value })}
        >
          <option value="">{t.any}</option>
          {[...resultCodes, ...internalResults].map((result) => (
            <option key={result} value={result}>
              {outboundWords.value.resultNames[result]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t.agent}</span>
        <select
          data-testid="log-agent"
          value={fields.agent}
          onChange={(event) => change({ agent: event.currentTarget.value })}
        >
          <option value="">{t.any}</option>
          {agentIds().map((id) => (
            <option key={id} value={id}>
              {whoIs(id)}
            </option>
          ))}
        </select>
      </label>
      <label class="filter-number">
        <span>{t.number}</span>
        <input
          data-testid="log-number"
          inputMode="tel"
          maxLength={30}
          placeholder={t.log.numberHelp}
          title={wrong ? t.log.numberWrong : undefined}
          aria-invalid={wrong}
          value={fields.number}
          onInput={(event) => put({ number: event.currentTarget.value })}
        />
      </label>
      <DayField name="from" value={fields.from} put={(from) => change({ from })} />
      <DayField name="to" value={fields.to} put={(to) => change({ to })} />
      <label class="tick-label">
        <input
          type="checkbox"
          data-testid="log-blocked"
          checked={fields.blocked}
          onChange={(event) => change({ blocked: event.currentTarget.checked })}
        />
        {t.log.blockedOnly}
      </label>
      <div class="filter-acts">
        <button type="submit" data-testid="log-go" disabled={wrong}>
          <Icon name="search" /> {t.log.find}
        </button>
        <button type="button" class="quiet" data-testid="log-clear" onClick={props.clear}>
          {t.log.clear}
        </button>
      </div>
      {fields.lead === '' ? null : <span class="tag strong">{t.log.ofLead}</span>}
    </form>
  );
}
