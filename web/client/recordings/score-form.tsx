/** 评分: beside the player, by keys. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { FormList, RecordingAbout, Score } from '../../../daemon/contract/pages.js';
import { judge } from '../../../daemon/terms/quality.js';
import { call } from '../parts/api.js';
import { tellBad, tellFailure, tellGood } from '../parts/toasts.js';
import { useRead } from '../team/day-list.js';
import { words } from '../words/words.js';
import { AnswerItems, type Answers, Outcome, textOf } from './answers.js';
import { newId } from './page-state.js';
import { whoIs } from './recording-row.js';
import { recordingsWords } from './recordings-words.js';

const commentId = 'score-comment';
const maxLength = 2_000;
export const firstItemId = 'score-item-0';

export function ScoreForm(props: {
  readonly about: RecordingAbout;
  readonly judged: readonly string[];
  onJudged(): void;
}) {
  const t = recordingsWords.value.score;
  const { about } = props;
  const { read } = useRead<FormList>('/quality/forms');
  const formId = useSignal('');
  const agent = useSignal(about.recording.agent ?? about.agents[0] ?? '');
  const answers = useSignal<Answers>({});
  const comment = useSignal('');
  const busy = useSignal(false);
  const key = useRef(newId());
  if (typeof read === 'string')
    return <p class="empty">{read === 'loading' ? words.value.loading : recordingsWords.value.failed}</p>;
  const forms = read.forms.filter(({ on }) => on);
  const form = forms.find(({ id }) => id === formId.value) ?? forms[0];
  if (form === undefined) return <p class="empty">{t.none}</p>;
  const ready = judge(form.form, answers.value) !== null;

  async function submit(): Promise<void> {
    if (!form || !ready || busy.value) return;
    busy.value = true;
    const answer = await call<Score>('POST', '/quality/scores', {
      id: key.current,
      recordingId: about.recording.id,
      agent: agent.value,
      formId: form.id,
      version: form.version,
      answers: answers.value,
      comment: comment.value,
    });
    busy.value = false;
    if (!answer.ok) {
      if (answer.code === 'conflict') tellBad(() => recordingsWords.value.score.taken);
      else tellFailure(answer.code);
      return;
    }
    key.current = newId();
    answers.value = {};
    comment.value = '';
    tellGood(() => recordingsWords.value.score.saved);
    props.onJudged();
  }

  return (
    <section class="panel" aria-labelledby="score-title">
      <header>
        <h2 id="score-title">{t.title}</h2>
        <span class="score-of">
          {forms.length < 2 ? (
            <span class="muted small">{t.version(textOf(form.form.name), form.version)}</span>
          ) : (
            <select
              aria-label={t.form}
              data-testid="score-form"
              value={form.id}
              onChange={(event) => {
                formId.value = event.currentTarget.value;
                answers.value = {};
              }}
            >
              {forms.map((each) => (
                <option key={each.id} value={each.id}>
                  {t.version(textOf(each.form.name), each.version)}
                </option>
              ))}
            </select>
          )}
          {about.agents.length < 2 ? null : (
            <select
              aria-label={t.agent}
              data-testid="score-agent"
              value={agent.value}
              onChange={(event) => {
                agent.value = event.currentTarget.value;
              }}
            >
              {about.agents.map((each) => (
                <option key={each} value={each}>
                  {whoIs(each)}
                </option>
              ))}
            </select>
          )}
        </span>
      </header>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <AnswerItems
          form={form.form}
          answers={answers.value}
          name="score"
          nextId={commentId}
          put={(next) => {
            answers.value = next;
          }}
        />
        <p class="muted small">{t.keys}</p>
        <label>
          <span>{t.comment}</span>
          <textarea
            id={commentId}
            data-testid="score-comment"
            rows={2}
            maxLength={maxLength}
            value={comment.value}
            onInput={(event) => {
              comment.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
              event.preventDefault();
              void submit();
            }}
          />
        </label>
        <footer class="score-foot">
          <Outcome form={form.form} answers={answers.value} />
          <button type="submit" class="primary" data-testid="score-go" disabled={!ready} aria-busy={busy.value}>
            {t.go} <kbd>Ctrl+↵</kbd>
          </button>
        </footer>
      </form>
    </section>
  );
}
