/** Step 1: who is called. */
import { useEffect } from 'preact/hooks';
import type { ListShown } from '../../../../daemon/contract/pages.js';
import type { Campaign } from '../../../../daemon/terms/outbound.js';
import { Icon } from '../../parts/icon.js';
import { lists } from '../campaigns/campaign-store.js';
import { outboundWords } from '../outbound-words.js';
import { openTab } from '../page-state.js';
import { problemsAt } from './campaign-draft.js';
import { change, listsShown, problems, readList, shownAt } from './draft-store.js';
import { Choice, Field, NumberInput, TextField } from './fields.js';
import { FilterRows } from './filter-rows.js';

export function StepList({ campaign }: { readonly campaign: Campaign }) {
  const t = outboundWords.value.fields;
  return (
    <>
      <section class="panel editor-panel">
        <TextField field="name" said={t.name} value={campaign.name} autofocus onText={(name) => change({ name })} />
        <Field field="lists" said={campaign.lists.length > 1 ? t.lists : { label: t.lists.label }}>
          {lists.value.length === 0 ? (
            <p>
              {t.lists.none}{' '}
              <button type="button" class="quiet link" onClick={() => openTab('lists')}>
                {outboundWords.value.list.toLists}
              </button>
            </p>
          ) : (
            <ListRows campaign={campaign} />
          )}
        </Field>
      </section>
      <section class="panel editor-panel">
        <Field field="filter" said={t.filter}>
          <FilterRows campaign={campaign} />
        </Field>
      </section>
    </>
  );
}

function ListRows({ campaign }: { readonly campaign: Campaign }) {
  const t = outboundWords.value.fields.lists;
  const taken = campaign.lists;
  const free = lists.value.filter(({ id }) => !taken.some(({ list }) => list === id));
  const put = (at: number, some: Partial<(typeof taken)[number]>): void =>
    change({ lists: taken.map((each, n) => (n === at ? { ...each, ...some } : each)) });
  return (
    <>
      <ul class="list-rows">
        {taken.map(({ list, weight }, at) => (
          <li key={`${at}-${list}`} data-testid="list-row" data-list={list}>
            <div class="list-row">
              <Choice
                name="lists.list"
                label={outboundWords.value.rules.lists}
                value={list}
                options={[
                  ...lists.value
                    .filter(({ id }) => id === list || free.some((each) => each.id === id))
                    .map(({ id, name }) => [id, name] as const),
                ]}
                isWrong={problemsAt(problems.value, `lists[${at}].list`).length > 0}
                onChoice={(id) => put(at, { list: id })}
              />
              {taken.length > 1 || weight !== 10 ? (
                <NumberInput
                  name="lists.weight"
                  label={t.weight}
                  unit={t.weight}
                  value={weight}
                  isWrong={problemsAt(problems.value, `lists[${at}].weight`).length > 0}
                  onValue={(value) => put(at, { weight: value ?? Number.NaN })}
                />
              ) : null}
              <button
                type="button"
                class="quiet"
                aria-label={t.remove}
                title={t.remove}
                onClick={() => change({ lists: taken.filter((_, n) => n !== at) })}
              >
                <Icon name="cross" />
              </button>
            </div>
            <ListFacts id={list} />
          </li>
        ))}
      </ul>
      {free.length === 0 ? null : (
        <select
          class="add-list"
          aria-label={t.add}
          aria-invalid={taken.length === 0 && shownAt('lists').length > 0}
          data-testid="field-lists"
          value=""
          onChange={(event) => {
            const id = event.currentTarget.value;
            if (id === '') return;
            change({ lists: [...taken, { list: id, weight: 10 }] });
            // This choice goes when there is no other list: the keyboard goes on at the new row.
            const rows = event.currentTarget.closest('.field');
            requestAnimationFrame(() => rows?.querySelector<HTMLElement>('.list-rows > :last-child select')?.focus());
          }}
        >
          <option value="">{taken.length === 0 ? t.choose : `+ ${t.add}`}</option>
          {free.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

/** How many there are, what the import left out, and what allows us to call them. */
function ListFacts({ id }: { readonly id: string }) {
  useEffect(() => void readList(id), [id]);
  const t = outboundWords.value.fields.lists;
  const shown = listsShown.value.get(id);
  if (shown === undefined) return null;
  const { counts, list } = shown;
  const refused = refusedOf(shown);
  return (
    <ul class="list-facts small muted" data-testid="list-facts">
      <li>
        <b>{t.counts(counts.leads, counts.byState.open)}</b>
      </li>
      {refused.duplicate + refused.dnc + refused.bad === 0 ? null : (
        <li>{t.refused(refused.duplicate, refused.dnc, refused.bad)}</li>
      )}
      {list.purpose === '' ? null : <li>{t.purpose(list.purpose)}</li>}
      {list.consent === '' ? <li class="warn">{t.noConsent}</li> : null}
    </ul>
  );
}

function refusedOf({ imports }: ListShown): { duplicate: number; dnc: number; bad: number } {
  const sum = (...reasons: readonly (keyof ListShown['imports'][number]['refused'])[]): number =>
    imports.reduce((all, { refused }) => all + reasons.reduce((part, each) => part + (refused[each] ?? 0), 0), 0);
  return {
    duplicate: sum('duplicate-in-file', 'duplicate-in-list'),
    dnc: sum('dnc'),
    bad: sum('no-number', 'bad-number', 'not-dialled', 'too-long', 'bad-agent'),
  };
}
