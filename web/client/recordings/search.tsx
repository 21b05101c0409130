/** 录音: the search and its list. Pages by key, newest first; the arrow keys walk through what is shown. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RecordingPage, RecordingShown } from '../../../daemon/contract/pages.js';
import { agents, queues } from '../live/live.js';
import { call } from '../parts/api.js';
import { Icon } from '../parts/icon.js';
import { may } from '../session/session.js';
import { language, words } from '../words/words.js';
import { choose, chosen, shownIds } from './page-state.js';
import { RecordingRow, whoIs } from './recording-row.js';
import { recordingsWords } from './recordings-words.js';
import { noFields, numberAsked, queryOf, type SearchFields } from './search-fields.js';

const pageSize = 50;
/** More rows than anybody reads; who wants others asks more narrowly. */
const maxRows = 1_000;
export const findFieldId = 'recordings-number';

interface Found {
  readonly rows: readonly RecordingShown[];
  readonly next: string | null;
  readonly state: 'loading' | 'loaded' | 'failed';
}

export function Search() {
  const t = recordingsWords.value;
  const fields = useSignal<SearchFields>(noFields);
  const found = useSignal<Found>({ rows: [], next: null, state: 'loading' });
  const asked = useSignal(0);

  async function read(before: string | null): Promise<void> {
    asked.value += 1;
    const turn = asked.value;
    found.value = before === null ? { rows: [], next: null, state: 'loading' } : { ...found.value, state: 'loading' };
    const answer = await call<RecordingPage>('GET', `/recordings?${queryOf(fields.peek(), before, pageSize)}`);
    if (turn !== asked.peek()) return; // another question was asked meanwhile
    if (!answer.ok) {
      found.value = { ...found.value, state: 'failed' };
      return;
    }
    const rows = [...found.value.rows, ...answer.value.recordings];
    found.value = { rows, next: rows.length < maxRows ? answer.value.next : null, state: 'loaded' };
  }
  useEffect(() => void read(null), []);
  useEffect(() => {
    shownIds.value = found.value.rows.map(({ id }) => id);
  }, [found.value.rows]);

  const { rows, next, state } = found.value;
  const ownOnly = !may('recordings.read-all') && !may('recordings.read-group');
  return (
    <div class="search">
      <Fields
        fields={fields.value}
        ownOnly={ownOnly}
        put={(part) => (fields.value = { ...fields.value, ...part })}
        go={() => void read(null)}
      />
      <div
        class="recording-list"
        role="listbox"
        aria-label={t.searching.list}
        aria-busy={state === 'loading'}
        tabIndex={0}
        data-testid="recording-list"
        data-state={state}
        onFocus={() => {
          if (chosen.peek() === '' && rows[0]) choose(rows[0].id);
        }}
      >
        {rows.map((recording) => (
          <RecordingRow key={recording.id} recording={recording} />
        ))}
      </div>
      {state === 'loading' ? <p class="empty">{words.value.loading}</p> : null}
      {state === 'failed' ? (
        <p class="problem" role="alert">
          {t.failed}{' '}
          <button type="button" onClick={() => void read(rows.at(-1)?.id ?? null)}>
            {t.again}
          </button>
        </p>
      ) : null}
      {state === 'loaded' && rows.length === 0 ? (
        <p class="empty" data-testid="recordings-empty">
          {ownOnly && fields.value === noFields ? t.searching.emptyMine : t.searching.empty}
        </p>
      ) : null}
      {state === 'loaded' && next !== null ? (
        <button type="button" class="quiet wide" data-testid="recordings-more" onClick={() => void read(next)}>
          {t.searching.earlier}
        </button>
      ) : null}
    </div>
  );
}

function Fields(props: {
  readonly fields: SearchFields;
  readonly ownOnly: boolean;
  put(part: Partial<SearchFields>): void;
  go(): void;
}) {
  const t = recordingsWords.value;
  const { fields, put } = props;
  const open = useSignal(false);
  const wrong = fields.number !== '' && numberAsked(fields.number) === null;
  const groups = [...new Set([...agents.value.values()].map(({ group }) => group ?? ''))].filter((name) => name !== '');
  const options = (name: keyof SearchFields, label: string, of: readonly (readonly [string, string])[]) => (
    <label>
      <span>{label}</span>
      <select
        data-testid={`find-${name}`}
        value={fields[name]}
        onChange={(event) => put({ [name]: event.currentTarget.value })}
      >
        <option value="">{t.searching.any}</option>
        {of.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const input = (name: keyof SearchFields, label: string, type: 'date' | 'number') => (
    <label>
      <span>{label}</span>
      <input
        type={type}
        min={type === 'number' ? 0 : undefined}
        data-testid={`find-${name}`}
        value={fields[name]}
        onInput={(event) => put({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  const ids = [...agents.value.keys()].sort();
  return (
    <form
      class="find"
      aria-label={t.searching.label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) props.go();
      }}
    >
      <label class="find-number">
        <span>{t.searching.number}</span>
        <input
          id={findFieldId}
          data-testid="find-number"
          inputMode="tel"
          maxLength={30}
          placeholder={t.searching.numberHelp}
          aria-invalid={wrong}
          value={fields.number}
          onInput={(event) => put({ number: event.currentTarget.value })}
        />
      </label>
      {props.ownOnly
        ? null
        : options(
            'agent',
            t.searching.agent,
            ids.map((id) => [id, whoIs(id)] as const),
          )}
      {input('from', t.searching.from, 'date')}
      {input('to', t.searching.to, 'date')}
      {open.value ? (
        <>
          {props.ownOnly
            ? null
            : options(
                'group',
                t.searching.group,
                groups.map((name) => [name, name] as const),
              )}
          {options(
            'queue',
            t.searching.queue,
            [...queues.value.values()].map(({ id, name }) => [id, name[language.value]] as const),
          )}
          {options('result', t.searching.result, Object.entries(t.results))}
          {options('direction', t.searching.direction, Object.entries(t.directions))}
          {options('kind', t.searching.kind, Object.entries(t.kinds))}
          {input('min', t.searching.length, 'number')}
          {input('max', t.searching.lengthMax, 'number')}
        </>
      ) : null}
      <div class="find-acts">
        <button type="submit" class="primary" data-testid="find-go" disabled={wrong}>
          <Icon name="search" /> {t.searching.go}
        </button>
        <button
          type="button"
          class="quiet"
          data-testid="find-more"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {open.value ? t.searching.less : t.searching.more}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            put(noFields);
            props.go();
          }}
        >
          {t.searching.clear}
        </button>
        {wrong ? <span class="problem small">{t.searching.wrongNumber}</span> : null}
      </div>
    </form>
  );
}
