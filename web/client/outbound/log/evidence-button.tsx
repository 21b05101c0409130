/** One click, one file that proves how a call was made (CMP-04). */
import { useSignal } from '@preact/signals';
import type { ErrorBody } from '../../../../daemon/contract/pages.js';
import { Icon } from '../../parts/icon.js';
import { tellFailure, tellGood } from '../../parts/toasts.js';
import { save } from '../../recordings/download-box.js';
import { attemptsWords } from './attempts-words.js';

export function EvidenceButton({ attempt }: { readonly attempt: string }) {
  const t = attemptsWords.value.log;
  const busy = useSignal(false);
  async function go(): Promise<void> {
    if (busy.peek()) return;
    busy.value = true;
    const file = await bundleOf(attempt);
    busy.value = false;
    if (!(file instanceof Blob)) {
      tellFailure(file);
      return;
    }
    save(file, `evidence-${attempt}.zip`);
    tellGood(() => attemptsWords.value.log.evidenceDone);
  }
  return (
    <button
      type="button"
      data-testid="attempt-evidence"
      title={t.evidenceHelp}
      aria-busy={busy.value}
      onClick={() => void go()}
    >
      <Icon name="download" /> {t.evidence}
    </button>
  );
}

/** Not a link: what the server refuses must be said on the page. */
async function bundleOf(attempt: string): Promise<Blob | ErrorBody['error']['code'] | 'offline'> {
  try {
    const answer = await fetch(`/api/v1/attempts/${attempt}/evidence`);
    if (answer.ok) return await answer.blob();
    return ((await answer.json()) as ErrorBody).error.code;
  } catch {
    return 'offline';
  }
}
