/** 对我的点评: what an agent has not read, and his scores. */
import type { QualityNews } from '../../../daemon/contract/pages.js';
import { qualityUnread } from '../live/live.js';
import { call } from '../parts/api.js';
import { formatDuration } from '../parts/time.js';
import { tellFailure } from '../parts/toasts.js';
import { session } from '../session/session.js';
import { useRead } from '../team/day-list.js';
import { words } from '../words/words.js';
import { pointsText } from './answers.js';
import { choose } from './page-state.js';
import { recordingsWords } from './recordings-words.js';
import { ScoreList } from './scores.js';
import { VerdictTag } from './verdict-tag.js';

export function MineTab() {
  const t = recordingsWords.value.mine;
  const { read, again } = useRead<QualityNews>('/quality/news', String(qualityUnread.value));
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{recordingsWords.value.failed}</p>;
  const { comments, notes, scores } = read;
  const ids = [...comments, ...notes, ...scores].map(({ id }) => id);
  async function seen(): Promise<void> {
    const answer = await call<null>('POST', '/quality/news/seen', { ids });
    if (!answer.ok) tellFailure(answer.code);
    again();
  }
  return (
    <div class="search">
      <p class="work-head">
        <b>{t.title}</b>
        {ids.length === 0 ? null : (
          <button type="button" class="quiet row-end" data-testid="news-seen" onClick={() => void seen()}>
            {t.seen}
          </button>
        )}
      </p>
      {ids.length === 0 ? <p class="empty">{t.empty}</p> : null}
      <ul class="news" data-testid="news">
        {comments.map((comment) => (
          <li key={comment.id} data-testid="news-comment">
            <b>{t.comment(comment.byName, formatDuration(comment.atMs))}</b>
            <p>{comment.text}</p>
            <Open id={comment.recordingId} />
          </li>
        ))}
        {notes.map((note) => (
          <li key={note.id} data-testid="news-note">
            <b>{t.note(note.byName)}</b>
            <p>{note.text}</p>
            {note.recordingId === null ? null : <Open id={note.recordingId} />}
          </li>
        ))}
        {scores.map((score) => (
          <li key={score.id} data-testid="news-score">
            <b>{t.score(pointsText(score.points))}</b> <VerdictTag verdict={score.verdict} />{' '}
            {score.appeal === null ? null : (
              <span class="tag strong">{recordingsWords.value.appeal.outcomes[score.appeal.outcome]}</span>
            )}
            {score.comment === '' ? null : <p>{score.comment}</p>}
            <Open id={score.recordingId} />
          </li>
        ))}
      </ul>
      <h2 class="list-title">{t.all}</h2>
      <ScoreList query={`&agent=${session.value?.agentId ?? ''}`} />
    </div>
  );
}

function Open({ id }: { readonly id: string }) {
  return (
    <button type="button" data-testid="news-open" onClick={() => choose(id)}>
      {recordingsWords.value.mine.listen}
    </button>
  );
}
