/** Files that came into a list. One's own can be opened again: bad rows, error file, undo. */
import { useSignal } from '@preact/signals';
import type { ImportList, ImportShown } from '../../../../daemon/contract/pages-imports.js';
import type { LeadImport, StoredList } from '../../../../daemon/terms/outbound-figures.js';
import { call } from '../../parts/api.js';
import { nowMs } from '../../parts/clock.js';
import { formatFull, formatMoment } from '../../parts/time.js';
import { tellFailure } from '../../parts/toasts.js';
import { may } from '../../session/session.js';
import { useRead } from '../../team/day-list.js';
import { countText } from '../names.js';
import { openPlace } from '../page-state.js';
import { ImportBox } from './import-box.js';
import { listsWords } from './lists-words.js';

export function ListImports(props: {
  readonly list: StoredList;
  readonly imports: readonly LeadImport[];
  changed(): void;
}) {
  const t = listsWords.value.imports;
  const { list, imports } = props;
  const opened = useSignal<ImportShown | null>(null);
  const key = imports.map(({ id, state, added }) => `${id} ${state} ${added}`).join();
  /** The overview has no rows of files; the one that is opened has. */
  async function open({ id }: ImportShown): Promise<void> {
    const answer = await call<ImportShown>('GET', `/imports/${id}`);
    if (answer.ok) opened.value = answer.value;
    else tellFailure(answer.code);
  }
  if (imports.length === 0) return <p class="empty panel">{t.empty}</p>;
  return (
    <section class="panel" aria-label={listsWords.value.sections.imports}>
      {may('leads.import') ? (
        <OwnRows key={key} list={list} imports={imports} open={(shown) => void open(shown)} />
      ) : (
        <Rows list={list} imports={imports} own={new Map()} open={() => {}} />
      )}
      {opened.value === null ? null : (
        <ImportBox list={list} shown={opened.value} onClose={() => (opened.value = null)} changed={props.changed} />
      )}
    </section>
  );
}

interface RowsProps {
  readonly list: StoredList;
  readonly imports: readonly LeadImport[];
  open(shown: ImportShown): void;
}

function OwnRows(props: RowsProps) {
  const { read } = useRead<ImportList>('/imports');
  const own = typeof read === 'string' ? [] : read.imports;
  return <Rows {...props} own={new Map(own.map((shown) => [shown.id, shown]))} />;
}

function Rows({ list, imports, own, open }: RowsProps & { readonly own: ReadonlyMap<string, ImportShown> }) {
  const t = listsWords.value.imports;
  return (
    <>
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th>{t.when}</th>
              <th>{t.file}</th>
              <th class="wide-only">{t.who}</th>
              <th class="right">{t.added}</th>
              <th class="right">{t.refused}</th>
              <th>{t.state}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {imports.map((each) => (
              <Row key={each.id} list={list} of={each} shown={own.get(each.id)} open={open} />
            ))}
          </tbody>
        </table>
      </div>
      {imports.every(({ id }) => own.has(id)) ? null : <p class="small muted">{t.others}</p>}
    </>
  );
}

function Row(props: {
  readonly list: StoredList;
  readonly of: LeadImport;
  readonly shown: ImportShown | undefined;
  open(shown: ImportShown): void;
}) {
  const t = listsWords.value.imports;
  const { list, of, shown } = props;
  // The file's own page knows more: rows that were no rows never came to the list.
  const refused = Object.values(shown?.refused ?? of.refused).reduce((sum, count) => sum + count, 0);
  return (
    <tr data-testid="import-row" data-id={of.id}>
      <td title={formatFull(of.startedAt)}>{formatMoment(of.startedAt, nowMs.value)}</td>
      <td class="file-cell">{of.source}</td>
      <td class="wide-only">{of.startedBy}</td>
      <td class="right">{countText(of.added)}</td>
      <td class="right">{countText(refused)}</td>
      <td>
        <span class={`tag ${of.state === 'done' ? 'good' : of.state === 'given-up' ? '' : 'ending-abandoned'}`}>
          {shown ? listsWords.value.import.states[shown.state] : t.states[of.state]}
        </span>
      </td>
      <td class="row-acts">
        <button type="button" class="quiet small" onClick={() => openPlace(`${list.id}/import=${of.id}`)}>
          {t.leads}
        </button>
        {shown ? (
          <button type="button" class="small" data-testid="import-open" onClick={() => props.open(shown)}>
            {t.details}
          </button>
        ) : null}
      </td>
    </tr>
  );
}
