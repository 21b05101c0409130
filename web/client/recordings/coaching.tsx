/** 辅导记录: what a leader and the agent agreed on; it is done when the agent has read it. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Note, NoteList, RecordingAbout } from '../../../daemon/contract/pages.js';
import { call } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { formatMoment } from '../parts/time.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { useRead } from '../team/day-list.js';
import { newId } from './page-state.js';
import { recordingsWords } from './recordings-words.js';

const maxLength = 2_000;
const shown = 5;

export function Coaching({ about }: { readonly about: RecordingAbout }) {
  const t = recordingsWords.value.notes;
  const agent = about.recording.agent ?? about.agents[0] ?? '';
  const open = useSignal(false);
  const text = useSignal('');
  const busy = useSignal(false);
  const key = useRef('');
  const { read, again } = useRead<NoteList>(`/quality/notes?agent=${encodeURIComponent(agent)}`);
  if (agent === '' || typeof read === 'string') return null;
  async function send(): Promise<void> {
    if (busy.value || text.value.trim() === '') return;
    busy.value = true;
    if (key.current === '') key.current = newId();
    const body = { id: key.current, agent, recordingId: about.recording.id, text: text.value };
    const answer = await call<Note>('POST', '/quality/notes', body);
    busy.value = false;
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    key.current = '';
    text.value = '';
    open.value = false;
    tellGood(() => recordingsWords.value.notes.saved);
    again();
  }
  return (
    <section class="panel" aria-labelledby="notes-title">
      <header>
        <h2 id="notes-title">{t.title}</h2>
        <button
          type="button"
          class="quiet small"
          data-testid="note-open"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {t.add}
        </button>
      </header>
      {read.notes.length === 0 && !open.value ? <p class="empty">{t.empty}</p> : null}
      <ul class="comment-list" data-testid="notes">
        {read.notes.slice(0, shown).map((note) => (
          <li key={note.id}>
            <p>
              {note.text}{' '}
              <span class="muted small">
                {note.byName} · {formatMoment(note.at, nowMs.peek())} · {note.seenAt === null ? t.waiting : t.confirmed}
              </span>
            </p>
          </li>
        ))}
      </ul>
      {open.value ? (
        <form
          class="new-comment"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <textarea
            data-testid="note-text"
            aria-label={t.add}
            rows={3}
            maxLength={maxLength}
            placeholder={t.placeholder}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
              key.current = '';
            }}
          />
          <button
            type="submit"
            class="primary"
            data-testid="note-go"
            aria-busy={busy.value}
            disabled={text.value.trim() === ''}
          >
            {t.go}
          </button>
        </form>
      ) : null}
    </section>
  );
}
