/** The people of a list: filters, pages by key, and calls at a set time for who is ticked. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LeadPage, NumberQualityList } from '../../../../daemon/contract/pages.js';
import type { LeadRow } from '../../../../daemon/terms/outbound.js';
import type { NumberQuality, StoredList } from '../../../../daemon/terms/outbound-figures.js';
import { call } from '../../parts/api.js';
import { Icon } from '../../parts/icon.js';
import { may } from '../../session/session.js';
import { words } from '../../words/words.js';
import { openPlace, place } from '../page-state.js';
import { type LeadFields, leadPageSize, leadQuery, noLeadFields } from './lead-fields.js';
import { LeadFilters } from './lead-filters.js';
import { LeadLine } from './lead-line.js';
import { Failed } from './lists-tab.js';
import { listsWords } from './lists-words.js';
import { TimedBox } from './timed-box.js';

/** More than anybody reads; who wants others asks more narrowly. */
const maxRows = 1_000;

interface Found {
  readonly rows: readonly LeadRow[];
  readonly more: boolean;
  readonly state: 'loading' | 'loaded' | 'failed';
}
type Flags = ReadonlyMap<string, NumberQuality['flag']>;

export function LeadTable(props: {
  readonly list: StoredList;
  /** The list has nobody. */
  readonly empty: boolean;
  /** Another number than before: rows are read anew. */
  readonly changes: number;
  changed(): void;
}) {
  const t = listsWords.value.leads;
  const { list, changes } = props;
  const ofImport = /import=([\w-]+)$/.exec(place.value)?.[1] ?? '';
  const fields = useSignal<LeadFields>({ ...noLeadFields, import: ofImport });
  const found = useSignal<Found>({ rows: [], more: false, state: 'loading' });
  const flags = useSignal<Flags>(new Map());
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const timing = useSignal(false);
  const asked = useSignal(0);

  async function read(after: string | null): Promise<void> {
    asked.value += 1;
    const turn = asked.peek();
    const before = after === null ? [] : found.peek().rows;
    found.value = { ...found.peek(), state: 'loading' };
    const path = `/lists/${encodeURIComponent(list.id)}/leads?${leadQuery(fields.peek(), after)}`;
    const answer = await call<LeadPage>('GET', path);
    if (turn !== asked.peek()) return; // another question was asked meanwhile
    if (!answer.ok) {
      found.value = { rows: before, more: false, state: 'failed' };
      return;
    }
    const { leads } = answer.value;
    const rows = [...before, ...leads];
    found.value = { rows, more: leads.length === leadPageSize && rows.length < maxRows, state: 'loaded' };
    if (after === null) chosen.value = new Set();
    void readFlags(leads, flags);
  }
  useEffect(() => void read(null), [changes]);
  useEffect(() => {
    if (fields.peek().import === ofImport) return;
    fields.value = { ...fields.peek(), import: ofImport };
    void read(null);
  }, [ofImport]);

  const { rows, more, state } = found.value;
  const manages = may('outbound.manage');
  const filtered = Object.entries(fields.value).some(([, value]) => value !== '' && value !== false);
  const choose = (ids: readonly string[], on: boolean): void => {
    const next = new Set(chosen.value);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    chosen.value = next;
  };
  return (
    <section class="panel lead-table" aria-label={t.label}>
      {props.empty && !filtered ? null : (
        <LeadFilters
          fields={fields.value}
          put={(part) => (fields.value = { ...fields.value, ...part })}
          go={() => void read(null)}
          clear={() => {
            fields.value = noLeadFields;
            if (ofImport !== '') openPlace(list.id);
            void read(null);
          }}
        />
      )}

      {chosen.value.size > 0 ? (
        <div class="chosen-bar" role="status">
          <b>{t.chosen(chosen.value.size)}</b>
          <button type="button" data-testid="leads-timed" onClick={() => (timing.value = true)}>
            <Icon name="clock" /> {t.setTime}
          </button>
          <button type="button" class="quiet" onClick={() => (chosen.value = new Set())}>
            {t.clear}
          </button>
        </div>
      ) : null}
      {rows.length === 0 ? null : (
        <Rows rows={rows} flags={flags.value} chosen={chosen.value} choose={manages ? choose : null} />
      )}
      <p class="table-foot" data-testid="leads-state" data-state={state}>
        {state === 'loading' ? (
          <span class="muted">{words.value.loading}</span>
        ) : rows.length === 0 && state === 'loaded' ? (
          <span class="muted" data-testid="leads-empty">
            {!props.empty || filtered ? t.emptyFilter : list.kind === 'leads' ? t.empty : t.emptyCallBacks}
          </span>
        ) : (
          <span class="muted small">{t.shown(rows.length)}</span>
        )}
        {state === 'loaded' && more ? (
          <button type="button" data-testid="leads-more" onClick={() => void read(rows.at(-1)?.id ?? null)}>
            {t.more}
          </button>
        ) : null}
      </p>
      {state === 'failed' ? <Failed again={() => void read(null)} /> : null}
      {timing.value ? (
        <TimedBox
          leads={[...chosen.value]}
          onClose={() => (timing.value = false)}
          changed={() => {
            props.changed();
            void read(null);
          }}
        />
      ) : null}
    </section>
  );
}

/** What attempts say of these numbers; who sees no numbers cannot ask for them. */
async function readFlags(leads: readonly LeadRow[], flags: { value: Flags }): Promise<void> {
  if (!may('numbers.full')) return;
  const tried = leads.filter(({ tries }) => tries > 0).map(({ number }) => number);
  if (tried.length === 0) return;
  const answer = await call<NumberQualityList>('GET', `/number-quality?numbers=${tried.join(',')}`);
  if (!answer.ok) return;
  flags.value = new Map([...flags.value, ...answer.value.numbers.map(({ number, flag }) => [number, flag] as const)]);
}

function Rows(props: {
  readonly rows: readonly LeadRow[];
  readonly flags: Flags;
  readonly chosen: ReadonlySet<string>;
  /** null: nobody is to be ticked. */
  readonly choose: ((ids: readonly string[], on: boolean) => void) | null;
}) {
  const t = listsWords.value.leads;
  const { rows, flags, chosen, choose } = props;
  const usable = rows.filter(({ state }) => state !== 'done').map(({ id }) => id);
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            {choose === null ? null : (
              <th class="tick">
                <input
                  type="checkbox"
                  aria-label={t.chooseAll}
                  data-testid="leads-choose-all"
                  disabled={usable.length === 0}
                  checked={usable.length > 0 && usable.every((id) => chosen.has(id))}
                  onChange={(event) => choose(usable, event.currentTarget.checked)}
                />
              </th>
            )}
            <th>{t.number}</th>
            <th>{t.name}</th>
            <th class="wide-only">{t.area}</th>
            <th>{t.state}</th>
            <th>{t.result}</th>
            <th class="right wide-only">{t.tries}</th>
            <th class="wide-only">{t.last}</th>
            <th>{t.next}</th>
            <th>{t.agent}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {rows.map((lead) => (
            <LeadLine
              key={lead.id}
              lead={lead}
              flag={flags.get(lead.number)}
              chosen={chosen.has(lead.id)}
              choose={choose === null ? null : (on) => choose([lead.id], on)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
