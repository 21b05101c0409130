/** Notes of the customer, newest first, and the field for a new one. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Customer, Draft } from '../../../daemon/contract/pages.js';
import { agents, ask, me } from '../live/live.js';
import { api } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { formatFull, formatMoment } from '../parts/time.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { drafts } from './drafts.js';
import { keyName } from './keymap.js';
import { keymap } from './keys.js';
import { setNoteField } from './note-focus.js';
import { addNoteToPop, popIsCurrent } from './pop.js';

/** As in the contract's noteBody. */
const maxNoteLength = 4000;

/** A page that types is heard by whoever gets the call; so often, not at every key. */
const tellAfterMs = 400;

export function Notes(props: {
  readonly callId: string;
  readonly customer: Customer | null;
  /** What other agents of the call are typing. */
  readonly drafts: readonly Draft[];
}) {
  const { callId, customer } = props;
  const w = words.value;
  return (
    <section class="notes" aria-labelledby="notes-title">
      <h2 id="notes-title">{w.customer.notes}</h2>
      <NoteField key={callId} callId={callId} customer={customer} />
      {props.drafts
        .filter((draft) => draft.agentId !== me.value?.id)
        .map((draft) => (
          <blockquote key={draft.agentId} class="others-draft" data-testid="others-draft">
            <span class="muted small">{w.pop.colleagueTypes(draft.name)}</span>
            <p>{draft.text}</p>
          </blockquote>
        ))}
      {customer === null ? null : customer.notes.length === 0 ? (
        <p class="empty">{w.customer.noNotes}</p>
      ) : (
        <ol class="note-list">
          {customer.notes.map((note) => (
            <li key={note.id} data-testid="note">
              <p>{note.text}</p>
              <span class="muted small" title={formatFull(note.at)}>
                {agents.value.get(note.author)?.name ?? note.author} · {formatMoment(note.at, nowMs.peek())}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function NoteField({ callId, customer }: { readonly callId: string; readonly customer: Customer | null }) {
  const w = words.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const text = useSignal(drafts.read(callId));
  const saving = useSignal(false);
  const telling = useRef(0);
  useEffect(() => {
    setNoteField(field.current);
    return () => {
      window.clearTimeout(telling.current);
      setNoteField(null);
    };
  }, []);

  function typed(value: string): void {
    text.value = value;
    drafts.write(callId, value);
    window.clearTimeout(telling.current);
    telling.current = window.setTimeout(tell, tellAfterMs);
  }

  /** What cannot be told now is kept here, and told with the next key. */
  function tell(): void {
    if (popIsCurrent()) void ask({ do: 'draft', callId, text: text.peek() });
  }

  async function save(): Promise<void> {
    const body = text.value.trim();
    if (customer === null || body === '' || saving.value) return;
    saving.value = true;
    const answer = await api.addNote(customer.id, callId, body);
    saving.value = false;
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    addNoteToPop(customer.id, answer.value);
    typed('');
    tellGood((words) => words.note.saved);
  }

  const left = maxNoteLength - text.value.length;
  const empty = text.value.trim() === '';
  return (
    <form
      class="note-field"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label>
        <span class="hidden">{w.note.label}</span>
        <textarea
          ref={field}
          rows={3}
          maxLength={maxNoteLength}
          data-testid="note-text"
          aria-keyshortcuts="Alt+N"
          placeholder={w.note.placeholder}
          value={text.value}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && event.ctrlKey) void save();
          }}
        />
      </label>
      <div class="note-foot">
        <span class="muted small">
          {empty ? (
            <>
              <kbd>Alt</kbd> <kbd>{keyName(keymap.value.note)}</kbd>
            </>
          ) : customer === null ? (
            w.note.needCustomer
          ) : left < 400 ? (
            w.note.left(left)
          ) : (
            w.note.draft
          )}
        </span>
        <button
          type="submit"
          class="primary"
          data-testid="note-save"
          disabled={empty || customer === null || saving.value}
          title={`${w.note.save} (Ctrl+Enter)`}
        >
          {w.note.save}
        </button>
      </div>
    </form>
  );
}
