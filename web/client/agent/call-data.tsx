/** What travels with the call (section, name, value): keyed in by the caller, set by flows and by agents. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallData } from '../../../daemon/contract/pages.js';
import { calls, me } from '../live/live.js';
import { api } from '../parts/api.js';
import { Icon } from '../parts/icon.js';
import { words } from '../words/words.js';
import { isConnected, request } from './actions.js';
import { nameOf } from './situation.js';

/** Ids of campaign, lead and attempt: what they mean stands in the lead's own pane. */
const outboundSection = 'Outbound';

type Entry = CallData['entries'][number];
/** As in the contract. */
const nameOk = /^[\p{L}\p{N}_.-]{1,64}$/u;
const maxValueLength = 8_192;
/** The row is on the disk a moment after the change is told. */
const settleMs = 150;

interface Editing {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** An entry there is: its names stay. */
  readonly known: boolean;
}
const fresh: Editing = { section: '', key: '', value: '', known: false };

export function CallDataView({ callId }: { readonly callId: string }) {
  const w = words.value.data;
  const live = calls.value.get(callId);
  const version = live?.data?.version ?? 0;
  const entries = useSignal<readonly Entry[]>([]);
  const failed = useSignal(false);
  const editing = useSignal<Editing | null>(null);
  const mine = me.value?.callId === callId;

  useEffect(() => {
    let wanted = true;
    if (version === 0) {
      entries.value = [];
      return;
    }
    const timer = window.setTimeout(async () => {
      const answer = await api.callData(callId);
      if (!wanted) return;
      failed.value = !answer.ok;
      if (answer.ok) entries.value = answer.value.entries.filter(({ section }) => section !== outboundSection);
    }, settleMs);
    return () => {
      wanted = false;
      window.clearTimeout(timer);
    };
  }, [callId, version]);

  if (entries.value.length === 0 && !mine && !failed.value) return null;
  return (
    <section class="call-data" aria-label={w.title} data-testid="call-data">
      <b class="small">{w.title}</b>
      {failed.value ? <span class="problem small">{w.failed}</span> : null}
      {entries.value.length === 0 && !failed.value ? <span class="muted small">{w.none}</span> : null}
      {entries.value.map((entry) => (
        <Shown
          key={`${entry.section} ${entry.key}`}
          entry={entry}
          edit={
            mine
              ? () => {
                  editing.value = { ...entry, known: true };
                }
              : null
          }
        />
      ))}
      {mine && editing.value === null ? (
        <button
          type="button"
          class="quiet small"
          data-testid="data-add"
          onClick={() => {
            editing.value = fresh;
          }}
        >
          <Icon name="plus" /> {w.add}
        </button>
      ) : null}
      {mine && editing.value !== null ? (
        <EditEntry
          key={`${editing.value.section} ${editing.value.key}`}
          callId={callId}
          start={editing.value}
          done={() => {
            editing.value = null;
          }}
        />
      ) : null}
    </section>
  );
}

function Shown({ entry, edit }: { readonly entry: Entry; readonly edit: (() => void) | null }) {
  const w = words.value.data;
  const by = entry.by === 'flow' ? w.byFlow : nameOf(entry.by);
  const text = (
    <>
      <span class="muted">
        {entry.section} · {entry.key}
      </span>{' '}
      <b>{entry.value}</b>
    </>
  );
  if (edit === null) {
    return (
      <span class="entry" title={by} data-testid="data-entry">
        {text}
      </span>
    );
  }
  return (
    <button type="button" class="entry" title={`${by} · ${w.edit}`} data-testid="data-entry" onClick={edit}>
      {text}
    </button>
  );
}

function EditEntry(props: { readonly callId: string; readonly start: Editing; readonly done: () => void }) {
  const w = words.value.data;
  const { start, callId } = props;
  const section = useSignal(start.section);
  const key = useSignal(start.key);
  const value = useSignal(start.value);
  const bad = useSignal(false);

  async function put(next: string | null): Promise<void> {
    bad.value = !nameOk.test(section.value.trim()) || !nameOk.test(key.value.trim());
    if (bad.value || !isConnected()) return;
    const entry = { section: section.value.trim(), key: key.value.trim(), value: next };
    if (await request({ do: 'set-data', callId, ...entry })) props.done();
  }

  const names = [
    { label: w.section, signal: section, testId: 'data-section' },
    { label: w.key, signal: key, testId: 'data-key' },
  ];
  return (
    <form
      class="data-form"
      onSubmit={(event) => {
        event.preventDefault();
        void put(value.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        props.done();
      }}
    >
      {names.map(({ label, signal, testId }) => (
        <input
          key={testId}
          aria-label={label}
          placeholder={label}
          data-testid={testId}
          maxLength={64}
          readOnly={start.known}
          aria-invalid={bad.value}
          value={signal.value}
          onInput={(event) => {
            signal.value = event.currentTarget.value;
          }}
        />
      ))}
      <input
        aria-label={w.value}
        placeholder={w.value}
        data-testid="data-value"
        maxLength={maxValueLength}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      <button type="submit" class="primary" data-testid="data-save">
        {w.save}
      </button>
      {start.known ? (
        <button type="button" onClick={() => void put(null)}>
          {w.remove}
        </button>
      ) : null}
      <button type="button" class="quiet" aria-label={words.value.cancel} onClick={props.done}>
        <Icon name="cross" />
      </button>
      {bad.value ? (
        <p class="problem small" role="alert">
          {w.badName}
        </p>
      ) : null}
    </form>
  );
}
