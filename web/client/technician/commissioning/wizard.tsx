/** One line being brought up. */
import { useSignal } from '@preact/signals';
import type { Commissioning, CommissioningStep, StepResult } from '../../../../daemon/terms/commissioning.js';
import { call } from '../../parts/api.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { failureText, refusalText, tellBad, tellFailure } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { usePolled } from '../polled.js';
import { allSpans } from '../trunks/trunks-state.js';
import { commissioningWords } from './commissioning-words.js';
import { Report } from './report.js';
import { StepPanel } from './step-panel.js';

const icons: Readonly<Record<StepResult['state'], IconName>> = {
  open: 'clock',
  checking: 'search',
  good: 'check',
  bad: 'cross',
  overruled: 'alert',
};
/** Also while no check runs here: another technician may work on it. */
const quietlyMs = 1_000;

/** Sends a deed on the version that is seen; one that came first is loaded and told. */
export type Deed = (deed: string, body?: object, method?: 'POST' | 'PUT') => Promise<boolean>;

export function Wizard({ id }: { readonly id: string }) {
  const w = commissioningWords.value;
  const path = `/commissionings/${id}`;
  const busy = useSignal(false);
  const { value, failure } = usePolled<Commissioning>(path, ({ endedAt }) => endedAt !== null, quietlyMs / 2);
  const now = value.value;
  if (now === null) {
    return failure.value === null ? (
      <p class="starting">{words.value.loading}</p>
    ) : (
      <p class="panel problem" role="alert">
        {failureText(words.value, failure.value)} <a href="/lines/commissioning">{w.list}</a>
      </p>
    );
  }
  const deed: Deed = async (what, body: { readonly step?: string } = {}, method = 'POST') => {
    if (busy.value) return false;
    busy.value = true;
    const answer = await call<Commissioning>(method, `${path}/${what}`, {
      version: value.peek()?.version ?? 1,
      ...body,
    });
    busy.value = false;
    if (answer.ok) {
      value.value = answer.value;
      return true;
    }
    if (answer.code === 'conflict') {
      const read = await call<Commissioning>('GET', path);
      if (read.ok) value.value = read.value;
      tellBad(() => commissioningWords.value.changedElsewhere);
    } else if (answer.code === 'not-now') {
      const read = await call<Commissioning>('GET', path);
      if (read.ok) value.value = read.value;
      tellBad((all) =>
        read.ok && read.value.steps.some(({ step, state }) => state === 'checking' && step === body.step)
          ? commissioningWords.value.checkedAlready
          : refusalText(all, answer),
      );
    } else tellFailure(answer.code);
    return false;
  };
  const name = allSpans.value.find(({ span }) => span === now.span)?.name ?? `E1-${now.span}`;
  const result = now.steps.find(({ step }) => step === now.step);
  return (
    <>
      <div class="lines-head screen-only">
        <h2>
          {w.title}: {name}
        </h2>
        <a class="button" href="/lines/commissioning">
          {w.other}
        </a>
      </div>
      <div class="wizard" data-testid="wizard" data-step={now.step}>
        <StepList now={now} deed={deed} />
        {result === undefined ? null : now.step === 'report' || now.endedAt !== null ? (
          <Report id={id} now={now} deed={deed} busy={busy.value} />
        ) : (
          <StepPanel key={now.step} now={now} result={result} deed={deed} busy={busy.value} />
        )}
        <aside class="panel why screen-only" aria-labelledby="why-title">
          <h2 id="why-title">{w.why}</h2>
          <p>{w.steps[now.step].why}</p>
        </aside>
      </div>
    </>
  );
}

/** A step that is done, and the one behind it that may begin, can be gone to. */
function mayGoTo(now: Commissioning, step: CommissioningStep): boolean {
  const at = now.steps.findIndex((each) => each.step === step);
  return now.steps
    .slice(0, at)
    .every(({ state, mayGoOn }) => state === 'good' || state === 'overruled' || (state === 'checking' && mayGoOn));
}

function StepList({ now, deed }: { readonly now: Commissioning; readonly deed: Deed }) {
  const w = commissioningWords.value;
  return (
    <ol class="panel wizard-steps screen-only" aria-label={w.title}>
      {now.steps.map(({ step, state, progress }, at) => (
        <li key={step}>
          <button
            type="button"
            class={`quiet wizard-step step-${state} ${step === now.step ? 'chosen' : ''}`}
            aria-current={step === now.step ? 'step' : undefined}
            disabled={now.endedAt !== null || (step !== now.step && !mayGoTo(now, step))}
            data-testid={`step-${step}`}
            data-state={state}
            onClick={() => {
              if (step !== now.step) void deed('back', { step });
            }}
          >
            <span class="step-place">{at + 1}</span>
            <span>
              <b>{w.steps[step].name}</b>
              <span class="small">
                <Icon name={icons[state]} /> {w.states[state]}
                {state === 'checking' ? ` ${Math.round(progress * 100)} %` : ''}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
