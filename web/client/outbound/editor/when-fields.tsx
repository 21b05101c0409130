/** Hours, days, dates and the end of it. Dates are the site's. */
import type { Campaign } from '../../../../daemon/terms/outbound.js';
import type { Site } from '../../../../daemon/terms/site.js';
import { localInput, momentOf } from '../../agent/local-time.js';
import { outboundWords } from '../outbound-words.js';
import { change, shownAt } from './draft-store.js';
import { Field, NumberField, TextField } from './fields.js';

export function WhenFields({ campaign, site }: { readonly campaign: Campaign; readonly site: Site }) {
  const t = outboundWords.value;
  const { hours, days } = campaign;
  const moment = (at: number | null): string => (at === null ? '' : localInput(at, site.timeZone));
  const isWrong = shownAt('hours').length > 0;
  return (
    <div class="editor-fields">
      <Field field="hours" said={t.fields.hours}>
        <span class="hours">
          {(['from', 'to'] as const).map((end) => (
            <input
              key={end}
              inputMode="numeric"
              autocomplete="off"
              maxLength={5}
              placeholder="09:00"
              aria-label={`${t.fields.hours.label} ${t.fields.hours[end]}`}
              data-testid={`field-hours.${end}`}
              aria-invalid={isWrong}
              value={hours[end]}
              onInput={(event) => change({ hours: { ...hours, [end]: timeOf(event.currentTarget.value) } })}
            />
          ))}
        </span>
      </Field>
      <Field field="days" said={t.fields.days} class="days-field">
        <fieldset class="day-ticks" aria-label={t.fields.days.label}>
          {t.days.map((name, at) => {
            const day = at + 1;
            return (
              <button
                key={name}
                type="button"
                class={days.includes(day) ? 'chosen' : ''}
                aria-pressed={days.includes(day)}
                data-testid={`day-${day}`}
                onClick={() =>
                  change({ days: days.includes(day) ? days.filter((each) => each !== day) : [...days, day].sort() })
                }
              >
                {name}
              </button>
            );
          })}
        </fieldset>
      </Field>
      <TextField
        field="startAt"
        said={t.fields.startAt}
        type="datetime-local"
        value={moment(campaign.startAt)}
        onText={(text) => change({ startAt: momentOf(text, site.timeZone) })}
      />
      <TextField
        field="endAt"
        said={t.fields.endAt}
        type="datetime-local"
        value={moment(campaign.endAt)}
        onText={(text) => change({ endAt: momentOf(text, site.timeZone) })}
      />
      <NumberField
        field="target"
        said={t.fields.target}
        unit={t.fields.units.persons}
        mayBeEmpty
        value={campaign.target}
        onValue={(target) => change({ target })}
      />
    </div>
  );
}

/** Twenty-four hours whatever the browser's language, and no dead keys for who types "0900" or a Chinese colon. */
function timeOf(typed: string): string {
  const text = typed.trim().replace('：', ':');
  return /^\d{4}$/.test(text) ? `${text.slice(0, 2)}:${text.slice(2)}` : text;
}
