/** 不呼号码: who is never called, by any campaign. Found, added by pasting, taken off; each with a reason. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DncPage } from '../../../../daemon/contract/pages.js';
import type { DncRow } from '../../../../daemon/terms/outbound.js';
import { call } from '../../parts/api.js';
import { nowMs } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { formatFull, formatMoment } from '../../parts/time.js';
import { may } from '../../session/session.js';
import { words } from '../../words/words.js';
import { attemptsWords } from '../log/attempts-words.js';
import { numberText, whoIs } from '../names.js';
import { numberAsked } from '../number-asked.js';
import { ConsentPart } from './consent-part.js';
import { NumbersBox } from './numbers-box.js';
import '../lists/lists.css';
import './numbers.css';

const pageSize = 100;
const maxRows = 1_000;

interface Found {
  readonly rows: readonly DncRow[];
  readonly count: number | null;
  readonly more: boolean;
  readonly state: 'loading' | 'loaded' | 'failed';
}

export default function NumbersTab() {
  return (
    <>
      <DncPart />
      <ConsentPart />
    </>
  );
}

function DncPart() {
  const t = attemptsWords.value.dnc;
  const found = useSignal<Found>({ rows: [], count: null, more: false, state: 'loading' });
  const search = useSignal('');
  const searched = useSignal('');
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const box = useSignal<{ readonly deed: 'add' | 'remove'; readonly numbers: readonly string[] } | null>(null);
  const asked = useSignal(0);

  async function read(last: DncRow | null): Promise<void> {
    asked.value += 1;
    const turn = asked.peek();
    const before = last === null ? [] : found.peek().rows;
    found.value = { ...found.peek(), state: 'loading' };
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (searched.peek() !== '') query.set('number', searched.peek());
    if (last !== null) {
      query.set('since', String(last.since));
      query.set('after', last.number);
    }
    const answer = await call<DncPage>('GET', `/dnc?${query}`);
    if (turn !== asked.peek()) return; // another question was asked meanwhile
    if (!answer.ok) {
      found.value = { ...found.peek(), rows: before, state: 'failed' };
      return;
    }
    const { numbers, count } = answer.value;
    const rows = [...before, ...numbers];
    found.value = { rows, count, more: numbers.length === pageSize && rows.length < maxRows, state: 'loaded' };
    if (last === null) chosen.value = new Set();
  }
  useEffect(() => void read(null), []);

  const { rows, count, more, state } = found.value;
  const manages = may('outbound.manage');
  const wrong = search.value !== '' && numberAsked(search.value) === null;
  const find = (number: string): void => {
    searched.value = number;
    void read(null);
  };
  return (
    <section class="panel dnc" aria-label={t.title}>
      <header>
        <div>
          <h2>{t.title}</h2>
          {count === null ? null : (
            <p class="muted small" data-testid="dnc-count">
              {t.count(count)}
            </p>
          )}
        </div>
        {manages ? (
          <div class="dnc-acts">
            <button
              type="button"
              data-testid="dnc-remove"
              onClick={() => (box.value = { deed: 'remove', numbers: [] })}
            >
              {t.remove}
            </button>
            <button
              type="button"
              class="primary"
              data-testid="dnc-add"
              onClick={() => (box.value = { deed: 'add', numbers: [] })}
            >
              <Icon name="plus" /> {t.add}
            </button>
          </div>
        ) : null}
      </header>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) find(numberAsked(search.value) ?? '');
        }}
      >
        <label class="filter-number">
          <span>{t.search}</span>
          <input
            data-testid="dnc-search"
            inputMode="tel"
            maxLength={30}
            placeholder={may('numbers.full') ? t.searchHelp : attemptsWords.value.log.numberHelp}
            aria-invalid={wrong}
            title={wrong ? attemptsWords.value.log.numberWrong : undefined}
            value={search.value}
            onInput={(event) => (search.value = event.currentTarget.value)}
          />
        </label>
        <div class="filter-acts">
          <button type="submit" data-testid="dnc-find" disabled={wrong}>
            <Icon name="search" /> {t.go}
          </button>
          {searched.value === '' ? null : (
            <button
              type="button"
              class="quiet"
              onClick={() => {
                search.value = '';
                find('');
              }}
            >
              {t.clear}
            </button>
          )}
        </div>
      </form>
      {chosen.value.size === 0 ? null : (
        <div class="chosen-bar" role="status">
          <b>{t.chosen(chosen.value.size)}</b>
          <button
            type="button"
            class="danger"
            data-testid="dnc-remove-chosen"
            onClick={() => (box.value = { deed: 'remove', numbers: [...chosen.value] })}
          >
            {t.remove}
          </button>
        </div>
      )}
      {rows.length === 0 ? null : (
        <Rows rows={rows} chosen={chosen.value} choose={manages ? (next) => (chosen.value = next) : null} />
      )}
      <p class="table-foot" data-testid="dnc-state" data-state={state}>
        {state === 'loading' ? (
          <span class="muted">{words.value.loading}</span>
        ) : rows.length === 0 && state === 'loaded' ? (
          <span class="muted" data-testid="dnc-empty">
            {searched.value === '' ? t.empty : t.emptySearch}
          </span>
        ) : null}
        {state === 'loaded' && more ? (
          <button type="button" data-testid="dnc-more" onClick={() => void read(rows.at(-1) ?? null)}>
            {t.more}
          </button>
        ) : null}
      </p>
      {state === 'failed' ? (
        <p class="problem" role="alert">
          {attemptsWords.value.failed}{' '}
          <button type="button" onClick={() => void read(null)}>
            {attemptsWords.value.again}
          </button>
        </p>
      ) : null}
      {box.value === null ? null : (
        <NumbersBox
          deed={box.value.deed}
          numbers={box.value.numbers}
          onClose={() => (box.value = null)}
          changed={() => void read(null)}
        />
      )}
    </section>
  );
}

function Rows(props: {
  readonly rows: readonly DncRow[];
  readonly chosen: ReadonlySet<string>;
  /** null: nothing is to be ticked. */
  readonly choose: ((chosen: ReadonlySet<string>) => void) | null;
}) {
  const t = attemptsWords.value.dnc;
  const { rows, chosen } = props;
  // A masked number stands for none: it cannot be taken off by a tick.
  const choose = may('numbers.full') ? props.choose : null;
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
                  checked={rows.every(({ number }) => chosen.has(number))}
                  onChange={(event) =>
                    choose(new Set(event.currentTarget.checked ? rows.map(({ number }) => number) : []))
                  }
                />
              </th>
            )}
            <th>{attemptsWords.value.number}</th>
            <th>{t.reason}</th>
            <th>{t.by}</th>
            <th>{t.since}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ number, since, by, reason }) => (
            <tr key={number} data-testid="dnc-row" data-number={number} class={chosen.has(number) ? 'chosen' : ''}>
              {choose === null ? null : (
                <td class="tick">
                  <input
                    type="checkbox"
                    aria-label={t.chooseOne(number)}
                    data-testid="dnc-choose"
                    checked={chosen.has(number)}
                    onChange={(event) => {
                      const next = new Set(chosen);
                      if (event.currentTarget.checked) next.add(number);
                      else next.delete(number);
                      choose(next);
                    }}
                  />
                </td>
              )}
              <td class="number">{numberText(number)}</td>
              <td class="dnc-reason">{reason}</td>
              <td>{byText(by)}</td>
              <td class="muted" title={formatFull(since)}>
                {formatMoment(since, nowMs.value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A login, "agent:8001" or 'system'. */
function byText(by: string): string {
  const agent = by.replace(/^agent:/, '');
  return attemptsWords.value.log.bys[by] ?? whoIs(agent);
}
