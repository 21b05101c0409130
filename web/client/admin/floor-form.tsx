/** Alarms about any agent, whatever his queue. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Site } from '../../../daemon/terms/site.js';
import { adminWords } from './admin-words.js';
import { withValue } from './queue-draft.js';
import { SaveBar, useSaving } from './save-bar.js';
import { problemsOf } from './site-problems.js';
import { siteInForce } from './site-store.js';
import { ThresholdField } from './threshold-field.js';

const range = { min: 0, max: 86_400_000, scale: 1_000, whole: true };
const alarms = [
  { key: 'notReadyMs', on: 900_000, off: 0 },
  { key: 'wrapUpMs', on: 120_000, off: 0 },
  { key: 'talkMs', on: 900_000, off: 0 },
] as const;

export function FloorForm() {
  const w = adminWords.value.queues.floor;
  const form = useRef<HTMLFormElement>(null);
  const saving = useSaving();
  const inForce: NonNullable<Site['thresholds']> = siteInForce.value?.site.thresholds ?? {};
  const draft = useSignal<NonNullable<Site['thresholds']> | null>(null);
  const round = useSignal(0);
  const now = draft.value ?? inForce;
  async function save(): Promise<void> {
    const mine = draft.value;
    if (mine === null) return;
    if (await saving.save(form.current, () => ({ change: 'thresholds', thresholds: mine }))) draft.value = null;
  }
  return (
    <form
      ref={form}
      class="panel queue-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <fieldset key={round.value}>
        <legend>{w.title}</legend>
        <p class="field-help">{w.help}</p>
        {alarms.map(({ key, ...initial }) => (
          <ThresholdField
            key={key}
            name={key}
            label={w.alarms[key].label}
            help={w.alarms[key].help}
            unit={adminWords.value.units.seconds}
            range={range}
            value={now[key]}
            initial={initial}
            wrong={problemsOf(saving.wrong, key)}
            onThreshold={(value) => (draft.value = withValue(draft.value ?? inForce, key, value))}
          />
        ))}
      </fieldset>
      <SaveBar
        saving={saving}
        changed={draft.value !== null}
        onSave={() => void save()}
        onDiscard={() => {
          draft.value = null;
          round.value += 1;
        }}
      />
    </form>
  );
}
