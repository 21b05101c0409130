/** 评分表: what is asked of a call, how much it weighs, what is a veto. */
import { useSignal } from '@preact/signals';
import type { FormList, FormVersion } from '../../../daemon/contract/pages.js';
import { call } from '../parts/api.js';
import { Icon } from '../parts/icon.js';
import { tellBad, tellFailure, tellGood } from '../parts/toasts.js';
import { useRead } from '../team/day-list.js';
import { words } from '../words/words.js';
import { textOf } from './answers.js';
import { type DraftItem, draftOf, draftProblems, type FormDraft, formOf, moved, newItem, sumOf } from './form-draft.js';
import { recordingsWords } from './recordings-words.js';

const maxItems = 40;
const goodId = /^[a-z0-9][a-z0-9-]{0,39}$/;

export default function FormsTab() {
  const t = recordingsWords.value.forms;
  const { read, again } = useRead<FormList>('/quality/forms');
  /** '' a new one. */
  const chosen = useSignal<string | null>(null);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{recordingsWords.value.failed}</p>;
  const form = read.forms.find(({ id }) => id === chosen.value) ?? null;
  return (
    <div class="desk">
      <section class="panel" aria-label={t.title}>
        <header>
          <h2>{t.title}</h2>
          <button
            type="button"
            data-testid="form-new"
            onClick={() => {
              chosen.value = '';
            }}
          >
            <Icon name="plus" /> {t.add}
          </button>
        </header>
        {read.forms.length === 0 ? <p class="empty">{t.empty}</p> : null}
        <ul class="pick">
          {read.forms.map(({ id, version, form: { name }, on }) => (
            <li key={id}>
              <button
                type="button"
                class={chosen.value === id ? 'chosen' : 'quiet'}
                data-testid={`form-${id}`}
                onClick={() => {
                  chosen.value = id;
                }}
              >
                {textOf(name)} <span class="muted small">{t.version(version)}</span>{' '}
                {on ? <span class="tag good">{t.on}</span> : null}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {chosen.value === null ? null : (
        <FormEditor
          key={`${chosen.value} ${form?.version ?? 0} ${form?.madeAt ?? 0}`}
          form={form}
          onSaved={(id) => {
            chosen.value = id;
            again();
          }}
        />
      )}
    </div>
  );
}

function FormEditor({ form, onSaved }: { readonly form: FormVersion | null; onSaved(id: string): void }) {
  const t = recordingsWords.value.forms;
  const draft = useSignal<FormDraft>(draftOf(form?.form ?? null, form?.id ?? '', form?.version ?? 0, form?.on ?? true));
  const busy = useSignal(false);
  const put = (part: Partial<FormDraft>): void => {
    draft.value = { ...draft.value, ...part };
  };
  const putItem = (at: number, part: Partial<DraftItem>): void =>
    put({ items: draft.value.items.map((item, place) => (place === at ? { ...item, ...part } : item)) });
  const [problem] = draftProblems(draft.value);
  const wrongId = !goodId.test(draft.value.id);
  const sum = sumOf(draft.value);
  async function save(): Promise<void> {
    if (busy.value || problem !== undefined || wrongId) return;
    busy.value = true;
    const { id, version, on } = draft.value;
    const answer = await call<FormVersion>('PUT', `/quality/forms/${id}`, { version, form: formOf(draft.value), on });
    busy.value = false;
    if (!answer.ok) {
      if (answer.code === 'conflict') tellBad(() => recordingsWords.value.forms.conflict);
      else tellFailure(answer.code);
      return;
    }
    tellGood(() => recordingsWords.value.forms.saved);
    onSaved(id);
  }
  const text = (name: 'zh' | 'en' | 'id', label: string) => (
    <label>
      <span>{label}</span>
      <input
        data-testid={`form-field-${name}`}
        maxLength={name === 'id' ? 40 : 60}
        disabled={name === 'id' && form !== null}
        aria-invalid={name === 'id' && draft.value.id !== '' && wrongId}
        value={draft.value[name]}
        onInput={(event) => put({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  const number = (name: 'goodFrom' | 'badBelow', label: string) => (
    <label>
      <span>{label}</span>
      <input
        type="number"
        min={0}
        max={100}
        value={draft.value[name]}
        onInput={(event) => put({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form
      class="panel form-editor"
      data-testid="form-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {form === null ? null : <p class="muted small">{form.used ? t.used : t.unused}</p>}
      <div class="form-top">
        {text('id', t.id)}
        {text('zh', t.nameZh)}
        {text('en', t.nameEn)}
        {number('goodFrom', t.goodFrom)}
        {number('badBelow', t.badBelow)}
      </div>
      <ol class="form-items">
        {draft.value.items.map((item, at) => (
          <Item
            key={item.id}
            item={item}
            at={at}
            last={draft.value.items.length - 1}
            put={(part) => putItem(at, part)}
            move={(by) => put({ items: moved(draft.value.items, at, by) })}
            remove={() => put({ items: draft.value.items.filter((_, place) => place !== at) })}
          />
        ))}
      </ol>
      <footer class="score-foot">
        <button
          type="button"
          data-testid="form-add-item"
          disabled={draft.value.items.length >= maxItems}
          onClick={() => put({ items: [...draft.value.items, newItem(draft.value.items)] })}
        >
          <Icon name="plus" /> {t.addItem}
        </button>
        <span class={sum === 100 ? 'muted small' : 'problem small'} data-testid="form-sum">
          {t.sum(sum)}
        </span>
        <span class="problem small" role="status" data-testid="form-problem">
          {problem === undefined || problem === 'weights' ? '' : t.problems[problem]}
        </span>
        <label class="inline">
          <input
            type="checkbox"
            checked={draft.value.on}
            onChange={(event) => put({ on: event.currentTarget.checked })}
          />{' '}
          <span>{t.on}</span>
        </label>
        <button
          type="submit"
          class="primary"
          data-testid="form-save"
          aria-busy={busy.value}
          disabled={problem !== undefined || wrongId}
        >
          {recordingsWords.value.save}
        </button>
      </footer>
    </form>
  );
}

function Item(props: {
  readonly item: DraftItem;
  readonly at: number;
  readonly last: number;
  put(part: Partial<DraftItem>): void;
  move(by: 1 | -1): void;
  remove(): void;
}) {
  const t = recordingsWords.value.forms;
  const { item, at, last, put } = props;
  return (
    <li class="form-item" data-testid="form-item">
      <span class="muted small">{t.item(at + 1)}</span>
      <input
        aria-label={t.textZh}
        placeholder={t.textZh}
        data-testid="item-zh"
        maxLength={200}
        value={item.zh}
        onInput={(event) => put({ zh: event.currentTarget.value })}
      />
      <input
        aria-label={t.textEn}
        placeholder={t.textEn}
        data-testid="item-en"
        maxLength={200}
        value={item.en}
        onInput={(event) => put({ en: event.currentTarget.value })}
      />
      <input
        type="number"
        min={0}
        max={100}
        aria-label={t.weight}
        placeholder={t.weight}
        data-testid="item-weight"
        value={item.weight}
        onInput={(event) => put({ weight: event.currentTarget.value })}
      />
      <label class="inline">
        <input
          type="checkbox"
          data-testid="item-veto"
          checked={item.veto}
          onChange={(event) => put({ veto: event.currentTarget.checked })}
        />{' '}
        <span>{t.veto}</span>
      </label>
      <span class="item-acts">
        <button
          type="button"
          class="quiet"
          aria-label={t.up}
          title={t.up}
          disabled={at === 0}
          onClick={() => props.move(-1)}
        >
          ↑
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={t.down}
          title={t.down}
          disabled={at === last}
          onClick={() => props.move(1)}
        >
          ↓
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={recordingsWords.value.remove}
          title={recordingsWords.value.remove}
          disabled={last === 0}
          onClick={props.remove}
        >
          <Icon name="cross" />
        </button>
      </span>
    </li>
  );
}
