/** The rules as a plain form: an empty field switches its rule off. */
import { useSignal } from '@preact/signals';
import type { AttentionRules } from '../../../daemon/terms/attention.js';
import { call } from '../parts/api.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { fieldsOf, type RuleFields, rulesOf } from './rule-fields.js';
import { teamWords } from './team-words.js';

const limits = ['abandonedAfterMs', 'talkLongerMs', 'ratedFrom', 'transfers', 'vipClasses', 'vipWaitedMs'] as const;

export function AttentionRulesForm(props: { readonly rules: AttentionRules; readonly onSaved: () => void }) {
  const t = teamWords.value.attention;
  const fields = useSignal<RuleFields>(fieldsOf(props.rules));
  const busy = useSignal(false);
  const put = (part: Partial<RuleFields>): void => {
    fields.value = { ...fields.value, ...part };
  };
  const save = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    const answer = await call<null>('PUT', '/attention/rules', rulesOf(fields.value));
    busy.value = false;
    if (!answer.ok) return tellFailure(answer.code);
    tellGood(() => teamWords.value.attention.saved);
    props.onSaved();
  };
  return (
    <form
      class="rules-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {limits.map((name) => (
        <label key={name} htmlFor={`rule-${name}`}>
          <span>{t.ruleNames[name]}</span>
          {name === 'vipClasses' ? (
            <input
              id="rule-vipClasses"
              data-testid="rule-vipClasses"
              maxLength={200}
              value={fields.value.vipClasses}
              onInput={(event) => put({ vipClasses: event.currentTarget.value })}
            />
          ) : (
            <input
              type="number"
              id={`rule-${name}`}
              data-testid={`rule-${name}`}
              min={1}
              max={name === 'ratedFrom' ? 5 : name === 'transfers' ? 20 : 86_400}
              value={fields.value[name]}
              onInput={(event) => put({ [name]: event.currentTarget.value })}
            />
          )}
        </label>
      ))}
      {(['emergencyDialled', 'supervised'] as const).map((name) => (
        <label key={name} class="inline">
          <input
            type="checkbox"
            checked={fields.value[name]}
            onChange={(event) => put({ [name]: event.currentTarget.checked })}
          />{' '}
          <span>{t.ruleNames[name]}</span>
        </label>
      ))}
      <footer>
        <span class="muted small">{t.off}</span>
        <button type="submit" class="primary" data-testid="rules-save" aria-busy={busy.value}>
          {t.save}
        </button>
      </footer>
    </form>
  );
}
