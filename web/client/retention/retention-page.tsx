/** 录音保存: how long recordings are kept (REC-12), their disk, and encryption (REC-13). For administrators. */
import { signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { RecordingsKept } from '../../../daemon/contract/pages.js';
import { type RecordingPolicy, usualKeepDays } from '../../../daemon/terms/site.js';
import { goToInvalid } from '../admin/fields.js';
import { SaveBar, useSaving } from '../admin/save-bar.js';
import { siteInForce } from '../admin/site-store.js';
import { failureText } from '../parts/toasts.js';
import { usePolled } from '../technician/polled.js';
import { words } from '../words/words.js';
import { DiskPanel } from './disk-panel.js';
import { EncryptionPanel } from './encryption-panel.js';
import { isWhole, tidy } from './policy-draft.js';
import { PolicyPanel } from './policy-panel.js';
import { useRetentionPreview } from './preview.js';
import { retentionWords } from './retention-words.js';
import './retention.css';

/** Encryption goes on in the background; the disk is looked at every 30 s. */
const lookEveryMs = 3_000;
/** Stays while another page is looked at. */
const draft = signal<RecordingPolicy | null>(null);

export function RetentionPage() {
  const w = retentionWords.value;
  const form = useRef<HTMLDivElement>(null);
  const saving = useSaving();
  const agreed = useSignal(false);
  const asked = useSignal(false);
  const { value, failure } = usePolled<RecordingsKept>('/recordings-kept', () => false, lookEveryMs);
  const site = siteInForce.value?.site;
  const inForce = tidy(site?.recordings ?? { keepDays: usualKeepDays });
  const mine = draft.value ?? inForce;
  const files = value.value?.byKey.reduce((sum, each) => sum + each.files, 0) ?? 0;
  const previewing = useRetentionPreview(
    mine,
    siteInForce.value === null ? '' : `${siteInForce.value.version} ${files}`,
  );
  const { preview } = previewing;
  if (site === undefined) return <p />;
  const put = (next: RecordingPolicy): void => {
    const tidied = tidy(next);
    draft.value = JSON.stringify(tidied) === JSON.stringify(inForce) ? null : tidied;
    agreed.value = false;
    asked.value = false;
  };
  async function save(): Promise<void> {
    if (draft.value === null) return;
    if (!isWhole(mine)) {
      asked.value = true;
      if (form.current !== null) goToInvalid(form.current);
      return;
    }
    // What goes must have been counted, and be agreed to.
    if (preview === null || (preview.lost.files > 0 && !agreed.value)) {
      asked.value = true;
      return;
    }
    if (await saving.save(form.current, () => ({ change: 'recordings', recordings: mine }))) draft.value = null;
  }
  const kept = value.value;
  return (
    <div class="retention" ref={form}>
      {failure.value === null ? null : (
        <p class="problem" role="alert">
          {w.failed} {failureText(words.value, failure.value)}
        </p>
      )}
      <PolicyPanel
        policy={mine}
        queues={site.queues.map(({ id, name }) => ({ id, name }))}
        campaigns={kept?.campaigns ?? []}
        previewing={previewing}
        changed={draft.value !== null}
        agreed={agreed.value}
        timeZone={site.timeZone}
        onAgreed={(yes) => {
          agreed.value = yes;
          asked.value = false;
        }}
        onPolicy={put}
      />
      <div class="retention-side">
        <EncryptionPanel kept={kept} wanted={mine.encrypt === true} onWanted={(encrypt) => put({ ...mine, encrypt })} />
        <DiskPanel storage={kept?.storage ?? null} />
      </div>
      <SaveBar
        saving={saving}
        changed={draft.value !== null}
        onSave={() => void save()}
        onDiscard={() => {
          draft.value = null;
          agreed.value = false;
          asked.value = false;
        }}
      >
        {asked.value ? (
          <span class="problem" role="alert" data-testid="confirm-first">
            {!isWhole(mine) ? w.policy.mendFirst : preview === null ? w.policy.notCounted : w.policy.confirmFirst}
          </span>
        ) : null}
      </SaveBar>
    </div>
  );
}
