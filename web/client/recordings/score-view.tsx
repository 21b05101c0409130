/** A score as it stands, its appeal, and the review by somebody else. */
import { useSignal } from '@preact/signals';
import type { Score, ScoreShown } from '../../../daemon/contract/pages.js';
import { judge } from '../../../daemon/terms/quality.js';
import { qualityUnread } from '../live/live.js';
import { call } from '../parts/api.js';
import { serverNowMs } from '../parts/clock.js';
import { formatFull } from '../parts/time.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { may, session } from '../session/session.js';
import { useRead } from '../team/day-list.js';
import { words } from '../words/words.js';
import { AnswerItems, type Answers, Outcome, pointsText, textOf } from './answers.js';
import { whoIs } from './recording-row.js';
import { recordingsWords } from './recordings-words.js';
import { VerdictTag } from './verdict-tag.js';

const maxLength = 2_000;

export function ScoreView({ id }: { readonly id: string }) {
  const { read, again } = useRead<ScoreShown>(`/quality/scores/${id}`, String(qualityUnread.value));
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{recordingsWords.value.failed}</p>;
  return <View score={read} onChanged={again} />;
}

function View({ score, onChanged }: { readonly score: ScoreShown; onChanged(): void }) {
  const t = recordingsWords.value;
  const { form, answers, appeal } = score;
  return (
    <section class="panel score-view" data-testid="score" data-id={score.id} data-points={score.points}>
      <header>
        <h2>
          {t.score.points(pointsText(score.points))} <VerdictTag verdict={score.verdict} />
        </h2>
        <span class="muted small">
          {whoIs(score.agent)} · {t.score.version(textOf(form.name), score.version)} ·{' '}
          {t.score.by(score.by, formatFull(score.at))}
        </span>
      </header>
      {score.vetoed ? <p class="problem">{t.score.vetoed}</p> : null}
      <ul class="answered">
        {form.items.map((item) => (
          <li key={item.id}>
            <span>{textOf(item.text)}</span>
            <span class={`tag ${answers[item.id] === 'no' ? 'bad' : answers[item.id] === 'yes' ? 'good' : ''}`}>
              {t.score.answers[answers[item.id] ?? 'none']}
            </span>
          </li>
        ))}
      </ul>
      {score.comment === '' ? null : <p class="said">{score.comment}</p>}
      {appeal === null ? (
        session.value?.agentId === score.agent && may('quality.own') ? (
          <AppealForm score={score} onChanged={onChanged} />
        ) : null
      ) : (
        <div class="appeal" data-testid="appeal" data-outcome={appeal.outcome}>
          <h3>
            {t.appeal.title} <span class="tag strong">{t.appeal.outcomes[appeal.outcome]}</span>
          </h3>
          <p class="said">{appeal.reason}</p>
          {appeal.text === '' ? null : (
            <p>
              <b>{appeal.reviewedBy}</b>：{appeal.text}
            </p>
          )}
          {appeal.was === null ? null : <p class="muted small">{t.appeal.was(pointsText(appeal.was.points))}</p>}
          {appeal.outcome === 'open' && may('quality.review') ? <Review score={score} onChanged={onChanged} /> : null}
        </div>
      )}
    </section>
  );
}

function AppealForm({ score, onChanged }: { readonly score: Score; onChanged(): void }) {
  const t = recordingsWords.value.appeal;
  const open = useSignal(false);
  const reason = useSignal('');
  const busy = useSignal(false);
  if (serverNowMs() > score.appealUntil) return <p class="muted small">{t.over}</p>;
  async function send(): Promise<void> {
    if (busy.value || reason.value.trim().length < 2) return;
    busy.value = true;
    const answer = await call<Score>('POST', `/quality/scores/${score.id}/appeal`, { reason: reason.value });
    busy.value = false;
    if (!answer.ok) tellFailure(answer.code);
    else tellGood(() => recordingsWords.value.appeal.sent);
    onChanged();
  }
  if (!open.value) {
    return (
      <p class="appeal-offer">
        <button
          type="button"
          data-testid="appeal-open"
          onClick={() => {
            open.value = true;
          }}
        >
          {t.open}
        </button>{' '}
        <span class="muted small">{t.until(formatFull(score.appealUntil))}</span>
      </p>
    );
  }
  return (
    <form
      class="appeal"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        <span>{t.reason}</span>
        <textarea
          data-testid="appeal-reason"
          rows={3}
          maxLength={maxLength}
          ref={(field) => field?.focus()}
          value={reason.value}
          onInput={(event) => {
            reason.value = event.currentTarget.value;
          }}
        />
      </label>
      <button
        type="submit"
        class="primary"
        data-testid="appeal-go"
        aria-busy={busy.value}
        disabled={reason.value.trim().length < 2}
      >
        {t.go}
      </button>
    </form>
  );
}

function Review({ score, onChanged }: { readonly score: ScoreShown; onChanged(): void }) {
  const t = recordingsWords.value.appeal;
  const text = useSignal('');
  const answers = useSignal<Answers | null>(null);
  const busy = useSignal(false);
  if (session.value?.user === score.by) return <p class="muted small">{t.own}</p>;
  const textFieldId = `review-text-${score.id}`;
  const changed = answers.value;
  const said = text.value.trim() !== '';
  async function send(outcome: 'kept' | 'changed'): Promise<void> {
    if (busy.value || !said) return;
    busy.value = true;
    const body = { outcome, text: text.value, ...(outcome === 'changed' ? { answers: changed } : {}) };
    const answer = await call<Score>('POST', `/quality/scores/${score.id}/review`, body);
    busy.value = false;
    if (!answer.ok) tellFailure(answer.code);
    else tellGood(() => recordingsWords.value.appeal.done);
    onChanged();
  }
  return (
    <div class="review" data-testid="review">
      {changed === null ? (
        <button
          type="button"
          data-testid="review-change"
          onClick={() => {
            answers.value = score.answers;
          }}
        >
          {t.changing}
        </button>
      ) : (
        <>
          <AnswerItems
            form={score.form}
            answers={changed}
            name={`review-${score.id}`}
            nextId={textFieldId}
            put={(next) => {
              answers.value = next;
            }}
          />
          <Outcome form={score.form} answers={changed} />
        </>
      )}
      <label for={textFieldId}>
        <span>{t.text}</span>
      </label>
      <textarea
        id={textFieldId}
        data-testid="review-text"
        rows={2}
        maxLength={maxLength}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <footer class="score-foot">
        <span class="muted small">{said ? '' : t.needText}</span>
        <button type="button" data-testid="review-keep" disabled={!said} onClick={() => void send('kept')}>
          {t.keep}
        </button>
        {changed === null ? null : (
          <button
            type="button"
            class="primary"
            data-testid="review-go"
            disabled={!said || judge(score.form, changed) === null}
            onClick={() => void send('changed')}
          >
            {t.change}
          </button>
        )}
      </footer>
    </div>
  );
}
