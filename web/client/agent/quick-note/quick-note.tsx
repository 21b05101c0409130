/** A sheet of paper in the corner; the page under it stays usable, and so do its keys. */
import { useEffect, useRef } from 'preact/hooks';
import { link, me } from '../../live/live.js';
import { Icon } from '../../parts/icon.js';
import { quickNote as en } from '../../words/en/quick-note.js';
import { pageWords } from '../../words/words.js';
import { quickNote as zh } from '../../words/zh/quick-note.js';
import { popIsCurrent } from '../pop.js';
import { isUnsent, maxTextLength, type QuickNote } from './notes.js';
import { closeNote, notKept, openNote, refused, textFieldId, throwAway, typed, unsentCount } from './quick-notes.js';
import './quick-note.css';

const quickWords = pageWords({ zh, en });

/** Until the server has everything. */
export function QuickNoteBanner() {
  const w = quickWords.value;
  const count = unsentCount();
  return (
    <div role="status">
      {count === 0 ? null : (
        <div class="banner" data-testid="quick-note-banner">
          <Icon name="pencil" />
          <p>
            <b>{w.waiting(count)}</b>{' '}
            <span class="banner-means">{refused.value ? w.refused : notKept.value ? w.notKept : ''}</span>
          </p>
        </div>
      )}
    </div>
  );
}

export function QuickNotePaper() {
  const note = openNote();
  return note === null ? null : <Paper key={note.id} note={note} />;
}

function Paper({ note }: { readonly note: QuickNote }) {
  const w = quickWords.value;
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // Who is typing something else goes on typing it.
    if (document.activeElement === null || document.activeElement === document.body) text.current?.focus();
  }, []);
  const slow = me.value?.callId === note.callId && note.callId !== null && !popIsCurrent();
  const why = link.value === 'away' ? w.whyAway : slow ? w.why : w.byHand;
  const saved = notKept.value ? w.notKept : note.text === '' ? '' : isUnsent(note) ? w.local : w.saved;
  return (
    <section
      class="quick-note"
      aria-label={w.title}
      data-testid="quick-note"
      onKeyDown={(event) => {
        const done = event.key === 'Escape' || (event.key === 'Enter' && event.ctrlKey);
        if (!done || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        closeNote(note.id);
      }}
    >
      <header>
        <h2>{w.title}</h2>
        <kbd>Alt+Q</kbd>
      </header>
      <p class="small">{why}</p>
      <label>
        <span>{w.number}</span>
        <input
          data-testid="quick-note-number"
          inputMode="tel"
          maxLength={24}
          value={note.number}
          onInput={(event) => typed(note.id, { number: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>{w.text}</span>
        <textarea
          ref={text}
          id={textFieldId}
          data-testid="quick-note-text"
          rows={5}
          maxLength={maxTextLength}
          placeholder={w.placeholder}
          value={note.text}
          onInput={(event) => typed(note.id, { text: event.currentTarget.value })}
        />
      </label>
      <footer>
        <span class="small" role="status">
          {saved}
        </span>
        {note.sent === null ? (
          <button type="button" class="quiet" data-testid="quick-note-away" onClick={() => throwAway(note.id)}>
            {w.throwAway}
          </button>
        ) : null}
        <button type="button" class="primary" data-testid="quick-note-done" onClick={() => closeNote(note.id)}>
          <span>{w.done}</span> <kbd>Esc</kbd>
        </button>
      </footer>
    </section>
  );
}
