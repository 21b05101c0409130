/** The step a technician stands at: what it does, what he does, its check, what was found, what to do about it. */
import { useSignal } from '@preact/signals';
import type { Commissioning, StepResult } from '../../../../daemon/terms/commissioning.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { language, words } from '../../words/words.js';
import { commissioningWords } from './commissioning-words.js';
import { OrderForm } from './order-form.js';
import { proposalText } from './proposal-text.js';
import type { Deed } from './wizard.js';

interface StepProps {
  readonly now: Commissioning;
  readonly result: StepResult;
  readonly deed: Deed;
  readonly busy: boolean;
}

export function StepPanel(props: StepProps) {
  const w = commissioningWords.value;
  const { now, result, deed, busy } = props;
  const { step, state } = result;
  const about = w.steps[step];
  const number = useSignal('');
  const next = now.steps[now.steps.findIndex((each) => each.step === step) + 1];
  const passed = state === 'good' || state === 'overruled' || (state === 'checking' && result.mayGoOn === true);
  const check = (): void => {
    const typed = number.value.trim();
    const called = step === 'test-call' && /^[0-9*#+]{1,32}$/.test(typed) ? { number: typed } : {};
    void deed('check', { step, ...called });
  };
  return (
    <section class="panel wizard-panel" aria-labelledby="step-title" aria-busy={state === 'checking'}>
      <StepsBehind now={now} deed={deed} />
      <h2 id="step-title">{about.name}</h2>
      <p>{about.does}</p>
      <p class="muted">{about.you}</p>
      {step === 'before' ? <OrderForm order={now.order} deed={deed} busy={busy} /> : null}
      {step === 'test-call' ? (
        <label>
          <span>{w.testNumber}</span>
          <input
            inputMode="tel"
            maxLength={32}
            autocomplete="off"
            data-testid="commission-number"
            value={number.value}
            onInput={(event) => {
              number.value = event.currentTarget.value;
            }}
          />
        </label>
      ) : null}
      <Found {...props} />
      <div class="wizard-acts">
        {step === 'before' ? null : (
          <button
            type="button"
            class={`big ${passed ? '' : 'primary'}`}
            data-testid="check"
            disabled={state === 'checking' || result.taking === true}
            aria-busy={busy}
            onClick={check}
          >
            {state === 'open' ? w.check : w.checkAgain}
          </button>
        )}
        {state === 'bad' && result.taking !== true ? <Overrule step={step} deed={deed} /> : null}
        {next === undefined ? null : (
          <button
            type="button"
            class={`big ${passed ? 'primary' : ''}`}
            data-testid="next"
            disabled={!passed}
            onClick={() => void deed('back', { step: next.step })}
          >
            {w.next}: {w.steps[next.step].name}
          </button>
        )}
      </div>
    </section>
  );
}

/** A good check moves on by itself: what the step before found stands here, and what has failed since then. */
function StepsBehind({ now, deed }: Pick<StepProps, 'now' | 'deed'>) {
  const w = commissioningWords.value;
  const at = now.steps.findIndex(({ step }) => step === now.step);
  const behind = now.steps.slice(0, at);
  const last = behind.at(-1);
  return (
    <>
      {behind
        .filter(({ state }) => state === 'bad')
        .map(({ step, words: said }) => (
          <p key={step} class="alarm" role="alert">
            <b>
              {w.steps[step].name}: {w.states.bad}
            </b>{' '}
            {said[language.value]}{' '}
            <button type="button" onClick={() => void deed('back', { step })}>
              {w.back(w.steps[step].name)}
            </button>
          </p>
        ))}
      {last === undefined || last.state !== 'good' ? null : (
        <p class="step-before" data-testid="step-before">
          <Icon name="check" />{' '}
          <span>
            <b>
              {w.steps[last.step].name}: {w.states.good}
            </b>{' '}
            {last.seen[language.value]}
          </span>
        </p>
      )}
    </>
  );
}

function Found({ result, deed, busy }: StepProps) {
  const w = commissioningWords.value;
  const reader = language.value;
  const { state, seen, fault, progress, proposal, next, taking = false } = result;
  const notTaken = result.notTaken?.[reader] ?? '';
  return (
    <div
      class={`found found-${state}`}
      role="status"
      aria-live="polite"
      data-testid="found"
      data-state={state}
      data-fault={fault}
    >
      {state === 'checking' ? (
        <>
          <progress max={1} value={progress} />
          {result.mayGoOn ? <p class="good-text">{w.mayGoOn}</p> : null}
        </>
      ) : state === 'open' ? null : (
        <p>
          <b class={`tag ${state === 'good' ? 'good' : 'bad'}`}>
            <Icon name={state === 'good' ? 'check' : 'alert'} /> {w.states[state]}
          </b>{' '}
          <b>{result.words[reader]}</b>
        </p>
      )}
      {seen[reader] === '' ? null : (
        <p>
          <span class="muted">{w.seen}:</span> {seen[reader]}
        </p>
      )}
      {state === 'bad' && next.length > 0 ? (
        <>
          <h3>{w.todo}</h3>
          <ol class="next-steps">
            {next.map((each) => (
              <li key={each.en}>{each[reader]}</li>
            ))}
          </ol>
        </>
      ) : null}
      {state === 'bad' && proposal !== null ? (
        <div class="proposal">
          <span>
            <b>{w.proposal}:</b> {proposalText(proposal)}
          </span>
          <button
            type="button"
            class="primary"
            data-testid="take"
            disabled={taking}
            aria-busy={busy || taking}
            onClick={() => void deed('take', { step: result.step })}
          >
            {taking ? w.taking : w.take}
          </button>
        </div>
      ) : null}
      {state === 'bad' && !taking && notTaken !== '' ? (
        <p class="problem" role="alert" data-testid="not-taken">
          {w.notTaken} {notTaken}
        </p>
      ) : null}
      {state === 'overruled' ? <p class="notice">{w.by(result.overruledBy, result.overruledFor ?? '')}</p> : null}
    </div>
  );
}

function Overrule({ step, deed }: { readonly step: StepResult['step']; readonly deed: Deed }) {
  const w = commissioningWords.value;
  const open = useSignal(false);
  const reason = useSignal('');
  const close = (): void => {
    open.value = false;
  };
  return (
    <>
      <button type="button" class="quiet" data-testid="overrule" onClick={() => (open.value = true)}>
        {w.overrule}
      </button>
      {open.value ? (
        <Dialog title={w.overruleTitle} testId="overrule-box" onClose={close}>
          <form
            onSubmit={async (event) => {
              event.preventDefault();
              if (reason.value.trim() !== '' && (await deed('overrule', { step, reason: reason.value.trim() })))
                close();
            }}
          >
            <p>{w.overruleText}</p>
            <label>
              <span>{w.reason}</span>
              <input
                data-autofocus
                maxLength={200}
                data-testid="overrule-reason"
                value={reason.value}
                onInput={(event) => {
                  reason.value = event.currentTarget.value;
                }}
              />
            </label>
            <div class="box-foot">
              <button type="button" onClick={close}>
                {words.value.cancel}
              </button>
              <button type="submit" class="danger" data-testid="overrule-go" disabled={reason.value.trim() === ''}>
                {w.overruleGo}
              </button>
            </div>
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
