/** 话术编辑: a plain form for each queue's script; a saved one holds for calls that begin from then on (AGT-24). */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ScriptList, ScriptPut } from '../../../daemon/contract/pages.js';
import { scriptProblems } from '../../../daemon/terms/scripts.js';
import { queues } from '../live/live.js';
import { call } from '../parts/api.js';
import { Icon } from '../parts/icon.js';
import { formatFull } from '../parts/time.js';
import { tellBad, tellFailure, tellGood } from '../parts/toasts.js';
import { language, words } from '../words/words.js';
import { useRead } from './day-list.js';
import { draftsOf, renamed, type StepDraft, stepsOf, withAnswer, withoutStep, withStep } from './script-draft.js';
import { teamWords } from './team-words.js';

const asks = ['nothing', 'one-of', 'text'] as const;

export function Scripts() {
  const t = teamWords.value;
  const { read, again } = useRead<ScriptList>('/scripts');
  const chosen = useSignal('');
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{t.failed}</p>;
  const all = [...queues.value.values()];
  const queue = all.find(({ id }) => id === chosen.value) ?? all[0];
  if (queue === undefined) return <p class="empty">{t.scripts.noQueues}</p>;
  const stored = read.scripts.find((script) => script.queue === queue.id) ?? null;
  return (
    <section class="panel" aria-label={t.scripts.title}>
      <header>
        <h2>{t.scripts.title}</h2>
        <label class="inline">
          <span>{t.scripts.queue}</span>
          <select
            data-testid="script-queue"
            value={queue.id}
            onChange={(event) => {
              chosen.value = event.currentTarget.value;
            }}
          >
            {all.map(({ id, name }) => (
              <option key={id} value={id}>
                {name[language.value]}
              </option>
            ))}
          </select>
        </label>
      </header>
      <p class="muted small">
        {stored === null ? t.scripts.none : t.scripts.by(stored.version, stored.madeBy, formatFull(stored.madeAt))}{' '}
        {t.scripts.means}
      </p>
      <Editor
        key={`${queue.id} ${stored?.version}`}
        queue={queue.id}
        version={stored?.version ?? 0}
        first={draftsOf(stored?.steps ?? [])}
        onSaved={again}
      />
    </section>
  );
}

function Editor(props: {
  readonly queue: string;
  readonly version: number;
  readonly first: readonly StepDraft[];
  readonly onSaved: () => void;
}) {
  const t = teamWords.value.scripts;
  const steps = useSignal(props.first);
  const busy = useSignal(false);
  const dirty = JSON.stringify(steps.value) !== JSON.stringify(props.first);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (dirty) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
  const [problem] = scriptProblems(stepsOf(steps.value));
  const save = async (): Promise<void> => {
    if (busy.value || problem !== undefined) return;
    busy.value = true;
    const content = steps.value.length === 0 ? null : stepsOf(steps.value);
    const path = `/scripts/${encodeURIComponent(props.queue)}`;
    const answer = await call<ScriptPut>('PUT', path, { version: props.version, steps: content });
    busy.value = false;
    if (answer.ok) {
      tellGood(() => teamWords.value.scripts.saved);
      props.onSaved();
    } else if (answer.code === 'bad-request') tellBad(() => teamWords.value.scripts.refused);
    else tellFailure(answer.code);
  };
  const change = (at: number, part: Partial<StepDraft>): void => {
    steps.value = steps.value.map((step, place) => (place === at ? { ...step, ...part } : step));
  };
  return (
    <form
      class="script-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {steps.value.map((step, at) => (
        <StepFields
          key={at}
          step={step}
          place={at}
          all={steps.value}
          onChange={(part) => change(at, part)}
          onRename={(id) => {
            steps.value = renamed(steps.value, at, id);
          }}
          onRemove={() => {
            steps.value = withoutStep(steps.value, step.id);
          }}
        />
      ))}
      <footer>
        <button
          type="button"
          data-testid="script-add-step"
          onClick={() => {
            steps.value = withStep(steps.value);
          }}
        >
          <Icon name="plus" />
          <span>{t.addStep}</span>
        </button>
        <span class="problem small" role="alert">
          {problem === undefined ? '' : t.problems[problem.problem](problem.step, problem.name)}
        </span>
        <button
          type="submit"
          class="primary"
          data-testid="script-save"
          disabled={!dirty || problem !== undefined}
          aria-busy={busy.value}
        >
          {steps.value.length === 0 && props.version > 0 ? t.takeAway : t.save}
        </button>
      </footer>
    </form>
  );
}

function StepFields(props: {
  readonly step: StepDraft;
  readonly place: number;
  readonly all: readonly StepDraft[];
  readonly onChange: (part: Partial<StepDraft>) => void;
  readonly onRename: (id: string) => void;
  readonly onRemove: () => void;
}) {
  const t = teamWords.value.scripts;
  const { step, place, all, onChange } = props;
  return (
    <fieldset class="script-step">
      <legend>{t.step(place + 1)}</legend>
      <div class="script-line">
        <label>
          <span>{t.id}</span>
          <input
            data-testid="step-id"
            value={step.id}
            maxLength={40}
            onInput={(event) => props.onRename(event.currentTarget.value)}
          />
        </label>
        <label>
          <span>{t.ask}</span>
          <select
            data-testid="step-ask"
            value={step.ask}
            onChange={(event) => onChange({ ask: event.currentTarget.value as StepDraft['ask'] })}
          >
            {asks.map((ask) => (
              <option key={ask} value={ask}>
                {t.asks[ask]}
              </option>
            ))}
          </select>
        </label>
        {step.ask === 'one-of' ? null : (
          <Next label={t.next} next={step.next} all={all} onChange={(next) => onChange({ next })} />
        )}
        <button type="button" class="quiet" onClick={props.onRemove}>
          {t.remove}
        </button>
      </div>
      <div class="script-texts">
        <label>
          <span>{t.zh}</span>
          <textarea
            data-testid="step-zh"
            rows={2}
            maxLength={1_000}
            value={step.zh}
            onInput={(event) => onChange({ zh: event.currentTarget.value })}
          />
        </label>
        <label>
          <span>{t.en}</span>
          <textarea
            data-testid="step-en"
            rows={2}
            maxLength={1_000}
            value={step.en}
            onInput={(event) => onChange({ en: event.currentTarget.value })}
          />
        </label>
      </div>
      {step.ask === 'one-of' ? <Answers step={step} all={all} onChange={onChange} /> : null}
    </fieldset>
  );
}

function Answers(props: {
  readonly step: StepDraft;
  readonly all: readonly StepDraft[];
  readonly onChange: (part: Partial<StepDraft>) => void;
}) {
  const t = teamWords.value.scripts;
  const { step, all, onChange } = props;
  const change = (at: number, part: Partial<StepDraft['answers'][number]>): void =>
    onChange({ answers: step.answers.map((each, place) => (place === at ? { ...each, ...part } : each)) });
  return (
    <>
      {step.answers.map((each, at) => (
        <div class="script-line" key={at}>
          <kbd>{at + 1}</kbd>
          <Field label={t.answerId} value={each.id} max={40} onChange={(id) => change(at, { id })} />
          <Field label={t.zh} value={each.zh} max={100} onChange={(zh) => change(at, { zh })} />
          <Field label={t.en} value={each.en} max={100} onChange={(en) => change(at, { en })} />
          <Next label={t.next} next={each.next} all={all} onChange={(next) => change(at, { next })} />
          <button
            type="button"
            class="quiet"
            onClick={() => onChange({ answers: step.answers.filter((_, place) => place !== at) })}
          >
            {t.remove}
          </button>
        </div>
      ))}
      <button
        type="button"
        class="quiet"
        data-testid="script-add-answer"
        onClick={() => onChange({ answers: withAnswer(step).answers })}
      >
        <Icon name="plus" />
        <span>{t.addAnswer}</span>
      </button>
    </>
  );
}

function Field(props: {
  readonly label: string;
  readonly value: string;
  readonly max: number;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label>
      <span>{props.label}</span>
      <input value={props.value} maxLength={props.max} onInput={(event) => props.onChange(event.currentTarget.value)} />
    </label>
  );
}

function Next(props: {
  readonly label: string;
  readonly next: string;
  readonly all: readonly StepDraft[];
  readonly onChange: (next: string) => void;
}) {
  const t = teamWords.value.scripts;
  return (
    <label>
      <span>{props.label}</span>
      <select value={props.next} onChange={(event) => props.onChange(event.currentTarget.value)}>
        <option value="">{t.end}</option>
        {props.all.map(({ id }) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </select>
    </label>
  );
}
