/** A campaign in three steps: who is called, how, and what that would come to before it starts. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { failureText, tellFailure, tellGood } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { loadCampaigns, site, stored } from '../campaigns/campaign-store.js';
import { ConfirmBox } from '../campaigns/confirm-box.js';
import { outboundApi } from '../outbound-api.js';
import { outboundWords } from '../outbound-words.js';
import { openPlace, place } from '../page-state.js';
import { copyOf, freshCampaign, newCampaignId, readDraft, type Step, stepOf, steps } from './campaign-draft.js';
import {
  checked,
  type Draft,
  draft,
  isDirty,
  kept,
  listsShown,
  problems,
  savingProblems,
  step,
  touched,
} from './draft-store.js';
import { StepList } from './step-list.js';
import { StepRules } from './step-rules.js';
import { StepStart } from './step-start.js';
import './editor.css';

/** `from`: id of the campaign that is changed or copied; '' a new one. */
export default function CampaignEditor(props: { readonly from: string; readonly copy: boolean }) {
  const t = outboundWords.value.editor;
  const form = useRef<HTMLFormElement>(null);
  const said = useSignal<string | null>(null);
  const isSaving = useSignal(false);
  const asking = useSignal<'leave' | 'start' | null>(null);
  const inForce = site.value;
  useEffect(() => {
    if (inForce !== null && draft.peek() === null) draft.value = begin(props.from, props.copy);
  }, [inForce === null]);
  useEffect(() => {
    step.value = 'list';
    checked.value = false;
    touched.value = new Set();
    listsShown.value = new Map();
    return () => {
      draft.value = null;
    };
  }, []);
  useEffect(() => focusFirst(form.current), [step.value, draft.value === null]);
  // Wherever the focus is: a field that was just filled in may be gone.
  const keys = useRef<(key: string) => boolean>(() => false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey && keys.current(event.key)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const now = draft.value;
  if (now === null || inForce === null) {
    return <p class="outbound-none muted">{inForce === null ? t.noSite : words.value.loading}</p>;
  }
  const { campaign, version } = now;
  const state = stored.value?.find(({ campaign: { id } }) => id === campaign.id)?.state ?? 'draft';
  const isOn = state === 'running' || state === 'paused';

  const goTo = (next: Step): void => {
    const wrong = problems.peek().filter((each) => stepOf(each) === step.peek());
    if (steps.indexOf(next) > steps.indexOf(step.peek()) && wrong.length > 0) {
      checked.value = true;
      requestAnimationFrame(() => goToInvalid(form.current));
      return;
    }
    checked.value = false;
    step.value = next;
  };
  const save = async (thenStart: boolean): Promise<void> => {
    const wrong = thenStart ? problems.peek() : savingProblems.peek();
    const [first] = wrong;
    if (first !== undefined) {
      checked.value = true;
      step.value = stepOf(first);
      requestAnimationFrame(() => goToInvalid(form.current));
      return;
    }
    isSaving.value = true;
    said.value = null;
    said.value = await store(now, thenStart);
    isSaving.value = false;
  };
  const next = steps[steps.indexOf(step.value) + 1];
  const back = steps[steps.indexOf(step.value) - 1];
  const start = (): void => {
    if (problems.peek().length > 0) void save(true);
    else asking.value = 'start';
  };
  const open = campaign.lists.reduce(
    (all, { list }) => all + (listsShown.value.get(list)?.counts.byState.open ?? 0),
    0,
  );
  keys.current = (key) => {
    if (asking.peek() !== null || (key !== 'Enter' && key !== 's')) return false;
    if (key === 's') void save(false);
    else if (next !== undefined) goTo(next);
    else if (!isOn) start();
    return true;
  };
  return (
    <form
      ref={form}
      class="campaign-editor"
      data-testid="campaign-editor"
      data-step={step.value}
      noValidate
      onSubmit={(event) => event.preventDefault()}
    >
      <header class="editor-head">
        <h2>{version === 0 ? t.fresh : t.change(campaign.name)}</h2>
        <ol class="steps" aria-label={t.stepOf(steps.indexOf(step.value) + 1, steps.length)}>
          {steps.map((each, at) => (
            <li key={each}>
              <button
                type="button"
                aria-current={step.value === each ? 'step' : undefined}
                data-testid={`step-${each}`}
                onClick={() => goTo(each)}
              >
                <i>{at + 1}</i> {t.steps[each]}
              </button>
            </li>
          ))}
        </ol>
        <span class="small muted wide-only">{t.keys}</span>
      </header>
      {isOn ? <p class="editor-note">{t.runningNote}</p> : null}
      <div class={`editor-body step-${step.value}`}>
        {step.value === 'list' ? (
          <StepList campaign={campaign} />
        ) : step.value === 'rules' ? (
          <StepRules campaign={campaign} site={inForce} />
        ) : (
          <StepStart campaign={campaign} />
        )}
      </div>
      <footer class="editor-foot">
        <button
          type="button"
          class="quiet"
          data-testid="editor-cancel"
          onClick={() => {
            if (isDirty()) asking.value = 'leave';
            else leave(now);
          }}
        >
          {t.cancel}
        </button>
        <p class="problem" role="status">
          {said.value ?? (checked.value && problems.value.length > 0 ? t.problems(problems.value.length) : '')}
        </p>
        {back === undefined ? null : (
          <button type="button" data-testid="editor-back" onClick={() => goTo(back)}>
            ← {t.back}
          </button>
        )}
        <button
          type="button"
          class={next === undefined && isOn ? 'primary' : ''}
          disabled={isSaving.value}
          data-testid="editor-save"
          onClick={() => void save(false)}
        >
          {state === 'draft' ? t.save : t.saveChange}
        </button>
        {next !== undefined ? (
          <button type="button" class="primary" data-testid="editor-next" onClick={() => goTo(next)}>
            {t.next} →
          </button>
        ) : isOn ? null : (
          <button type="button" class="primary" disabled={isSaving.value} data-testid="editor-start" onClick={start}>
            {t.saveStart}
          </button>
        )}
      </footer>
      {asking.value === null ? null : asking.value === 'leave' ? (
        <ConfirmBox
          title={t.leave}
          says={t.leaveSays}
          yes={t.leaveYes}
          danger
          onYes={() => leave(now)}
          onClose={() => {
            asking.value = null;
          }}
        />
      ) : (
        <ConfirmBox
          title={outboundWords.value.confirm.start(campaign.name)}
          says={outboundWords.value.confirm.startSays(outboundWords.value.confirm.leads(open))}
          yes={outboundWords.value.confirm.yes.start}
          onYes={() => void save(true)}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
    </form>
  );
}

/** What was kept on this tab comes back; a copy and a new one have an id of their own from the first moment. */
function begin(from: string, copy: boolean): Draft | null {
  const inForce = site.peek();
  const found = stored.peek()?.find(({ campaign: { id } }) => id === from);
  if (inForce === null) return null;
  const { acts } = outboundWords.peek();
  const campaign =
    found === undefined
      ? freshCampaign(newCampaignId(), inForce)
      : copy
        ? copyOf(found.campaign, newCampaignId(), acts.copyName(found.campaign.name), Date.now())
        : found.campaign;
  const version = found === undefined || copy ? 0 : found.version;
  const keptAs = `campaign.${place.peek()}`;
  const before = JSON.stringify(campaign);
  return { campaign: readDraft(kept.read(keptAs)) ?? campaign, version, before, keptAs };
}

function leave({ keptAs, campaign, version }: Draft): void {
  kept.write(keptAs, '');
  openPlace(version === 0 ? '' : campaign.id);
}

/** What is said if it did not work; null: it did, and the page shows the campaign. */
async function store(now: Draft, thenStart: boolean): Promise<string | null> {
  const t = outboundWords.peek();
  const { campaign } = now;
  const answer = await outboundApi.put(now.version, campaign);
  if (!answer.ok) {
    if (answer.code === 'conflict') {
      await loadCampaigns();
      const found = stored.peek()?.find(({ campaign: { id } }) => id === campaign.id);
      if (found !== undefined) draft.value = { ...now, version: found.version };
      return t.editor.conflict;
    }
    if (answer.code === 'bad-request') return t.editor.refused(answer.error?.message ?? '');
    return failureText(words.peek(), answer.code);
  }
  kept.write(now.keptAs, '');
  const started = thenStart ? await outboundApi.deed('start', campaign.id, answer.value.version) : null;
  await loadCampaigns();
  if (started !== null && !started.ok) tellFailure(started.code);
  else tellGood(() => (thenStart ? t.did.start : t.did.save));
  openPlace(campaign.id);
  return null;
}

function focusFirst(form: HTMLElement | null): void {
  const first = form?.querySelector<HTMLElement>('[data-autofocus]') ?? null;
  (
    first ?? form?.querySelector<HTMLElement>('.editor-body :is(input:not([type=radio]:not(:checked)), select, button)')
  )?.focus({
    preventScroll: true,
  });
  form?.closest('main')?.scrollIntoView({ block: 'start' });
}

function goToInvalid(form: HTMLElement | null): void {
  const invalid =
    form?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
    form?.querySelector<HTMLElement>('[data-field]:has(> .problem) :is(input, select, button)');
  invalid?.focus({ preventScroll: true });
  invalid?.scrollIntoView({ block: 'center' });
}
