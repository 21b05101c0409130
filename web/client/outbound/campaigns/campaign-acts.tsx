/** Start, pause, stop, change, copy, delete: what is possible in this state, and a question before what hurts. */
import { useSignal } from '@preact/signals';
import { Icon } from '../../parts/icon.js';
import { outboundWords } from '../outbound-words.js';
import { openPlace } from '../page-state.js';
import { act, busy, remove, type ShownCampaign } from './campaign-store.js';
import { ConfirmBox } from './confirm-box.js';

export function CampaignActs({ shown }: { readonly shown: ShownCampaign }) {
  const t = outboundWords.value;
  const asking = useSignal<'start' | 'stop' | 'remove' | null>(null);
  const { stored, live, state } = shown;
  const { id, name } = stored.campaign;
  const isBusy = busy.value === id;
  const isOn = state === 'running' || state === 'paused';
  const leads = live?.leadsOpen === undefined ? t.modes[stored.campaign.mode].name : t.confirm.leads(live.leadsOpen);
  const says = { start: t.confirm.startSays(leads), stop: t.confirm.stopSays, remove: t.confirm.removeSays };
  const go = {
    start: () => void act('start', stored),
    stop: () => void act('stop', stored),
    remove: () => void remove(stored).then((isGone) => isGone && openPlace('')),
  };
  return (
    <div class="campaign-acts">
      {state === 'running' ? (
        <button type="button" disabled={isBusy} data-testid="campaign-pause" onClick={() => void act('pause', stored)}>
          <Icon name="pause" />
          {t.acts.pause}
        </button>
      ) : state === 'paused' ? (
        <button
          type="button"
          class="good"
          disabled={isBusy}
          data-testid="campaign-resume"
          onClick={() => void act('start', stored)}
        >
          <Icon name="play" />
          {t.acts.resume}
        </button>
      ) : (
        <button
          type="button"
          class="good"
          disabled={isBusy}
          data-testid="campaign-start"
          onClick={() => {
            asking.value = 'start';
          }}
        >
          <Icon name="play" />
          {t.acts.start}
        </button>
      )}
      {isOn ? (
        <button
          type="button"
          class="danger"
          disabled={isBusy}
          data-testid="campaign-stop"
          onClick={() => {
            asking.value = 'stop';
          }}
        >
          {t.acts.stop}
        </button>
      ) : null}
      <button type="button" data-testid="campaign-edit" onClick={() => openPlace(`${id}/edit`)}>
        <Icon name="pencil" />
        {t.acts.edit}
      </button>
      <button type="button" data-testid="campaign-copy" onClick={() => openPlace(`${id}/copy`)}>
        {t.acts.copy}
      </button>
      {isOn ? null : (
        <button
          type="button"
          class="quiet"
          disabled={isBusy}
          data-testid="campaign-remove"
          onClick={() => {
            asking.value = 'remove';
          }}
        >
          {t.acts.remove}
        </button>
      )}
      {asking.value === null ? null : (
        <ConfirmBox
          title={t.confirm[asking.value](name)}
          says={says[asking.value]}
          yes={t.confirm.yes[asking.value]}
          danger={asking.value !== 'start'}
          onYes={go[asking.value]}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
    </div>
  );
}
