/** A copy leaves the house: for a reason, which goes into the audit. */
import { useSignal } from '@preact/signals';
import type { ErrorBody } from '../../../daemon/contract/pages.js';
import { Dialog } from '../parts/dialog.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { recordingsWords } from './recordings-words.js';

export function DownloadBox({ id, onClose }: { readonly id: string; onClose(): void }) {
  const t = recordingsWords.value.download;
  const reason = useSignal('');
  const busy = useSignal(false);
  const short = reason.value.trim().length < 2;
  async function go(): Promise<void> {
    if (busy.value || short) return;
    busy.value = true;
    const file = await fileOf(id, reason.value);
    busy.value = false;
    if (!(file instanceof Blob)) {
      tellFailure(file);
      return;
    }
    save(file, `${id}.wav`);
    tellGood(() => recordingsWords.value.download.done);
    onClose();
  }
  return (
    <Dialog title={t.title} testId="download-box" onClose={onClose}>
      <form
        class="small-form"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <label>
          <span>{t.why}</span>
          <input
            data-testid="download-reason"
            data-autofocus
            maxLength={200}
            value={reason.value}
            onInput={(event) => {
              reason.value = event.currentTarget.value;
            }}
          />
        </label>
        <button type="submit" class="primary" data-testid="download-go" aria-busy={busy.value} disabled={short}>
          {t.go}
        </button>
      </form>
    </Dialog>
  );
}

async function fileOf(id: string, reason: string): Promise<Blob | ErrorBody['error']['code'] | 'offline'> {
  try {
    const answer = await fetch(`/api/v1/recordings/${id}/download`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason }),
    });
    if (answer.ok) return await answer.blob();
    return ((await answer.json()) as ErrorBody).error.code;
  } catch {
    return 'offline';
  }
}

export function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
