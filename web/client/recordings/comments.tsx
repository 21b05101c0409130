/** 点评: what was said at a second; a new one goes to the agent at once. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Comment, RecordingAbout } from '../../../daemon/contract/pages.js';
import { call } from '../parts/api.js';
import { formatDuration } from '../parts/time.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { may } from '../session/session.js';
import { newId } from './page-state.js';
import { atMs, openPlayer } from './player-state.js';
import { recordingsWords } from './recordings-words.js';

export const commentFieldId = 'recording-comment';
const maxLength = 2_000;

export function Comments({ about, onSaid }: { readonly about: RecordingAbout; onSaid(): void }) {
  const t = recordingsWords.value.comments;
  const { recording, comments } = about;
  const mayComment = may('quality.comment') && (recording.agent !== null || about.agents.length > 0);
  if (!mayComment && comments.length === 0 && !may('quality.own')) return null;
  return (
    <section class="panel" aria-labelledby="comments-title">
      <header>
        <h2 id="comments-title">{t.title}</h2>
      </header>
      {comments.length === 0 ? <p class="empty">{t.empty}</p> : null}
      <ul class="comment-list" data-testid="comments">
        {comments.map((comment) => (
          <li key={comment.id} data-testid="comment">
            <button
              type="button"
              class="quiet timer"
              aria-label={t.jump(formatDuration(comment.atMs))}
              title={t.jump(formatDuration(comment.atMs))}
              onClick={() => openPlayer.peek()?.seek(comment.atMs)}
            >
              {formatDuration(comment.atMs)}
            </button>
            <p>
              {comment.text}{' '}
              <span class="muted small">
                {comment.byName} · {comment.seenAt === null ? t.unread : t.read}
              </span>
            </p>
          </li>
        ))}
      </ul>
      {mayComment ? <NewComment id={recording.id} onSaid={onSaid} /> : null}
    </section>
  );
}

function NewComment({ id, onSaid }: { readonly id: string; onSaid(): void }) {
  const t = recordingsWords.value.comments;
  const text = useSignal('');
  const busy = useSignal(false);
  /** Of what is typed now: a second press while the first is on its way is the same comment. */
  const key = useRef('');
  async function send(): Promise<void> {
    if (busy.value || text.value.trim() === '') return;
    busy.value = true;
    if (key.current === '') key.current = newId();
    const body = { id: key.current, atMs: Math.round(atMs.peek()), text: text.value };
    const answer = await call<Comment>('POST', `/recordings/${id}/comments`, body);
    busy.value = false;
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    key.current = '';
    text.value = '';
    tellGood(() => recordingsWords.value.comments.sent);
    onSaid();
  }
  return (
    <form
      class="new-comment"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for={commentFieldId}>
        <span data-testid="comment-at">{t.at(formatDuration(atMs.value))}</span>
      </label>
      <textarea
        id={commentFieldId}
        data-testid="comment-text"
        rows={2}
        maxLength={maxLength}
        placeholder={t.placeholder}
        value={text.value}
        onFocus={() => {
          // What is heard now is what the comment is about.
          if (!document.querySelector<HTMLAudioElement>('.player audio')?.paused) openPlayer.peek()?.toggle();
        }}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          key.current = '';
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <button
        type="submit"
        class="primary"
        data-testid="comment-go"
        aria-busy={busy.value}
        disabled={text.value.trim() === ''}
      >
        {t.go} <kbd>Ctrl+↵</kbd>
      </button>
    </form>
  );
}
