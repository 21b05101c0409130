/** One click, a reason, and all callers hear it; a second click, and it is over (SUP-14). */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SiteInForce } from '../../../../daemon/terms/site-change.js';
import { emergency } from '../../live/live.js';
import { call } from '../../parts/api.js';
import { Dialog } from '../../parts/dialog.js';
import { emergencyWords } from '../../parts/emergency-words.js';
import { Icon } from '../../parts/icon.js';
import { tellFailure, tellGood } from '../../parts/toasts.js';
import { may } from '../../session/session.js';
import { language, words } from '../../words/words.js';
import { type Choice, type Choices, choicesOf } from './choices.js';
import './emergency.css';

const maxReason = 200;

export function EmergencySwitch() {
  const w = emergencyWords.value;
  const open = useSignal(false);
  if (!may('floor.supervise') && !may('site.manage')) return null;
  const close = () => {
    open.value = false;
  };
  const isOn = emergency.value !== null;
  return (
    <>
      <button
        type="button"
        class={isOn ? 'danger small' : 'small'}
        data-testid="emergency"
        onClick={() => {
          open.value = true;
        }}
      >
        <Icon name="alert" />
        <span>{isOn ? w.off : w.open}</span>
      </button>
      {!open.value ? null : isOn ? <OffBox onClose={close} /> : <OnBox onClose={close} />}
    </>
  );
}

async function switchTo(on: { prompts: readonly string[]; reason: string } | null): Promise<boolean> {
  const answer = await call<null>('PUT', '/emergency', { on });
  if (answer.ok) tellGood(() => (on === null ? emergencyWords.value.isOff : emergencyWords.value.isOn));
  else tellFailure(answer.code);
  return answer.ok;
}

function OffBox({ onClose }: { readonly onClose: () => void }) {
  const w = emergencyWords.value;
  const busy = useSignal(false);
  const go = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    if (await switchTo(null)) onClose();
    busy.value = false;
  };
  return (
    <Dialog title={w.titleOff} testId="emergency-off-box" class="floor-box" onClose={onClose}>
      <p class="box-line">
        <b>{emergency.value?.reason}</b>
      </p>
      <p class="box-line">{w.whatOff}</p>
      <div class="box-foot">
        <button type="button" onClick={onClose}>
          {words.value.cancel}
        </button>
        <button
          type="button"
          class="primary"
          data-testid="emergency-off"
          data-autofocus
          aria-busy={busy.value}
          onClick={() => void go()}
        >
          {w.goOff}
        </button>
      </div>
    </Dialog>
  );
}

function OnBox({ onClose }: { readonly onClose: () => void }) {
  const w = emergencyWords.value;
  const site = useSignal<SiteInForce | null>(null);
  const chosen = useSignal('');
  const reason = useSignal('');
  const missing = useSignal(false);
  const busy = useSignal(false);
  useEffect(() => {
    void call<SiteInForce>('GET', '/site').then((answer) => {
      if (answer.ok) site.value = answer.value;
      else tellFailure(answer.code);
    });
  }, []);
  const choices = site.value === null ? null : choicesOf(site.value.site, language.value);
  const all = [...(choices?.prepared ?? []), ...(choices?.others ?? [])];
  const choice = all.find(({ id }) => id === chosen.value) ?? all[0];
  const go = async (): Promise<void> => {
    missing.value = reason.value.trim() === '';
    if (missing.value || busy.value || choice === undefined) return;
    busy.value = true;
    if (await switchTo({ prompts: choice.prompts, reason: reason.value.trim() })) onClose();
    busy.value = false;
  };
  return (
    <Dialog title={w.title} testId="emergency-box" class="floor-box" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <p class="box-line">{w.what}</p>
        {choices !== null && choice === undefined ? <p class="problem">{w.none}</p> : null}
        <Prompts choices={choices} chosen={choice} onChoose={(id) => (chosen.value = id)} />
        <label class="emergency-field">
          <span>{w.reason}</span>
          <input
            data-testid="emergency-reason"
            data-autofocus
            maxLength={maxReason}
            value={reason.value}
            aria-invalid={missing.value}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </label>
        <p class="usual-reasons">
          {w.usual.map((text) => (
            <button key={text} type="button" class="tag" onClick={() => (reason.value = text)}>
              {text}
            </button>
          ))}
        </p>
        <p class="problem small" role="alert">
          {missing.value ? w.reasonNeeded : ''}
        </p>
        <div class="box-foot">
          <button type="button" onClick={onClose}>
            {words.value.cancel}
          </button>
          <button
            type="submit"
            class="danger"
            data-testid="emergency-on"
            disabled={choice === undefined}
            aria-busy={busy.value}
          >
            {w.go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Prompts(props: {
  readonly choices: Choices | null;
  readonly chosen: Choice | undefined;
  readonly onChoose: (id: string) => void;
}) {
  const w = emergencyWords.value;
  const { prepared = [], others = [] } = props.choices ?? {};
  const options = (list: readonly Choice[]) =>
    list.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ));
  return (
    <label class="emergency-field">
      <span>{w.prompt}</span>
      <select
        data-testid="emergency-prompt"
        value={props.chosen?.id ?? ''}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      >
        {prepared.length > 0 ? <optgroup label={w.prepared}>{options(prepared)}</optgroup> : null}
        {others.length > 0 ? <optgroup label={w.others}>{options(others)}</optgroup> : null}
      </select>
    </label>
  );
}
