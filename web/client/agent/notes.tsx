/** Notes of the customer, newest first, and the field for a new one. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Customer } from '../../../daemon/contract/pages.js';
import { agents } from '../live/live.js';
import { api } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { formatFull, formatMoment } from '../parts/time.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { drafts } from './drafts.js';
import { setNoteField } from './note-focus.js';
import { addNoteToPop } from './pop.js';

/** As in the contract's noteBody. */
const maxNoteLength = 4000;

export function Notes({ callId, customer }: { readonly callId: string; readonly customer: Customer | null }) {
  const w = words.value;
  return (
    <section class="notes" aria-labelledby="notes-title">
      <h2 id="notes-title">{w.customer.notes}</h2>
      <NoteField key={callId} callId={callId} customer={customer} />
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
  useEffect(() => {
    setNoteField(field.current);
    return () => setNoteField(null);
  }, []);

  function typed(value: string): void {
    text.value = value;
    drafts.write(callId, value);
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
              <kbd>Alt</kbd> <kbd>N</kbd>
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
