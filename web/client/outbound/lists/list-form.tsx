/** A new list, or another name, purpose and consent of one: without purpose and consent nobody may be called. */
import { useSignal } from '@preact/signals';
import { type LeadListKind, leadListKinds, type StoredList } from '../../../../daemon/terms/outbound-figures.js';
import { call } from '../../parts/api.js';
import { Dialog } from '../../parts/dialog.js';
import { formatFull } from '../../parts/time.js';
import { tellFailure, tellGood } from '../../parts/toasts.js';
import { newId } from '../../recordings/page-state.js';
import { words } from '../../words/words.js';
import { listsWords } from './lists-words.js';

interface Draft {
  readonly name: string;
  readonly kind: LeadListKind;
  readonly purpose: string;
  readonly consent: string;
}

export function ListForm(props: {
  /** null: a new one. */
  readonly list: StoredList | null;
  onClose(): void;
  saved(id: string): void;
}) {
  const t = listsWords.value.form;
  const { list } = props;
  const draft = useSignal<Draft>(list ?? { name: '', kind: 'leads', purpose: '', consent: '' });
  const busy = useSignal(false);
  const { name, kind, purpose, consent } = draft.value;
  const whole = [name, purpose, consent].every((text) => text.trim() !== '');
  const put = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
  };
  async function save(): Promise<void> {
    if (busy.value || !whole) return;
    busy.value = true;
    const id = list?.id ?? newId();
    const body = { name, kind, purpose, consent, columns: list?.columns ?? [] };
    const answer = await call('PUT', `/lists/${encodeURIComponent(id)}`, body);
    busy.value = false;
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    tellGood(() => listsWords.value.form.saved);
    props.onClose();
    props.saved(id);
  }
  return (
    <Dialog title={list === null ? t.new : t.edit} testId="list-form" onClose={props.onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label>
          <span>{t.name}</span>
          <input
            data-autofocus
            data-testid="list-field-name"
            maxLength={100}
            value={name}
            onInput={(event) => put({ name: event.currentTarget.value })}
          />
        </label>
        {list === null ? <Kinds kind={kind} put={(chosen) => put({ kind: chosen })} /> : null}
        <label>
          <span>{t.purpose}</span>
          <input
            data-testid="list-field-purpose"
            maxLength={500}
            placeholder={t.purposeHelp}
            value={purpose}
            onInput={(event) => put({ purpose: event.currentTarget.value })}
          />
        </label>
        <label>
          <span>{t.consent}</span>
          <textarea
            data-testid="list-field-consent"
            rows={3}
            maxLength={2_000}
            placeholder={t.consentHelp}
            value={consent}
            onInput={(event) => put({ consent: event.currentTarget.value })}
          />
        </label>
        <p class="small muted">{t.law}</p>
        {list === null ? null : <p class="small muted">{t.created(list.createdBy, formatFull(list.createdAt))}</p>}
        <div class="box-foot">
          {whole ? null : <span class="muted small">{t.needed}</span>}
          <button type="button" onClick={props.onClose}>
            {words.value.cancel}
          </button>
          <button type="submit" class="primary" data-testid="list-save" disabled={!whole} aria-busy={busy.value}>
            {listsWords.value.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Kinds({ kind, put }: { readonly kind: LeadListKind; put(kind: LeadListKind): void }) {
  const t = listsWords.value;
  return (
    <fieldset class="choices">
      <legend class="small muted">{t.form.kind}</legend>
      {leadListKinds.map((each) => (
        <label key={each} class={`choice${kind === each ? ' chosen' : ''}`}>
          <input type="radio" name="list-kind" checked={kind === each} onChange={() => put(each)} />
          <b>{t.kinds[each]}</b>
          <span class="small muted">{t.kindHelps[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}
