/** The items of a form with one answer each: a key answers, the next item follows. */
import { type ItemAnswer, itemAnswers, type Judged, judge, type QualityForm } from '../../../daemon/terms/quality.js';
import { language } from '../words/words.js';
import { recordingsWords } from './recordings-words.js';
import { VerdictTag } from './verdict-tag.js';

export type Answers = Readonly<Record<string, ItemAnswer>>;
const keys: Readonly<Record<string, ItemAnswer>> = { '1': 'yes', '2': 'half', '3': 'no', '0': 'none' };

export function textOf({ zh, en }: { readonly zh: string; readonly en: string }): string {
  return language.value === 'zh' ? zh || en : en || zh;
}

export function pointsText(points: number): string {
  return points % 1 === 0 ? String(points) : points.toFixed(1);
}

export function AnswerItems(props: {
  readonly form: QualityForm;
  readonly answers: Answers;
  /** Where the keys go after the last item. */
  readonly nextId: string;
  readonly name: string;
  put(answers: Answers): void;
}) {
  const t = recordingsWords.value.score;
  const { form, answers, name, put } = props;
  const fieldId = (place: number): string => `${name}-item-${place}`;
  return (
    <ol class="answers">
      {form.items.map((item, place) => {
        const choose = (answer: ItemAnswer): void => put({ ...answers, [item.id]: answer });
        return (
          <li key={item.id}>
            <fieldset
              id={fieldId(place)}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: one stop of the Tab key for each item, answered by digits
              tabIndex={0}
              data-testid="score-item"
              data-item={item.id}
              data-answer={answers[item.id] ?? ''}
              onKeyDown={(event) => {
                const answer = keys[event.key];
                const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
                if (event.ctrlKey || event.altKey || event.metaKey || (answer === undefined && step === 0)) return;
                event.preventDefault();
                event.stopPropagation();
                if (answer !== undefined) choose(answer);
                const next = place + (step === 0 ? 1 : step);
                const to = next < form.items.length ? fieldId(Math.max(0, next)) : props.nextId;
                document.getElementById(to)?.focus();
              }}
            >
              <legend>
                {textOf(item.text)}{' '}
                <span class="muted small">
                  {item.veto ? <b class="problem">{t.veto}</b> : null} {item.weight > 0 ? t.weight(item.weight) : ''}
                </span>
              </legend>
              <div class="answer-keys">
                {itemAnswers.map((answer) => (
                  <button
                    key={answer}
                    type="button"
                    tabIndex={-1}
                    class={answers[item.id] === answer ? (answer === 'no' ? 'danger' : 'chosen') : 'quiet'}
                    aria-pressed={answers[item.id] === answer}
                    onClick={() => choose(answer)}
                  >
                    {t.answers[answer]}
                  </button>
                ))}
              </div>
            </fieldset>
          </li>
        );
      })}
    </ol>
  );
}

export function Outcome({ form, answers }: { readonly form: QualityForm; readonly answers: Answers }) {
  const t = recordingsWords.value;
  const judged: Judged | null = judge(form, answers);
  const left = form.items.filter(({ id }) => answers[id] === undefined).length;
  return (
    <output class="outcome" data-testid="score-outcome" data-verdict={judged?.verdict ?? ''}>
      {judged === null ? (
        <span class="muted">{t.score.open(left)}</span>
      ) : (
        <>
          <b>{t.score.points(pointsText(judged.points))}</b> <VerdictTag verdict={judged.verdict} />{' '}
          {judged.vetoed ? <span class="problem">{t.score.vetoed}</span> : null}
        </>
      )}
    </output>
  );
}
