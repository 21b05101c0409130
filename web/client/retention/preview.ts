import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RetentionPreview } from '../../../daemon/contract/pages.js';
import type { RecordingPolicy } from '../../../daemon/terms/site.js';
import type { FailureCode } from '../live/requests.js';
import { call } from '../parts/api.js';
import { isWhole } from './policy-draft.js';

/** After the last key: a count walks through all recordings. */
const afterTypingMs = 400;

export interface Previewing {
  /** Null: not counted yet, or it cannot be sent as it stands. */
  readonly preview: RetentionPreview | null;
  /** Why it could not be counted. */
  readonly failure: FailureCode | null;
  retry(): void;
}

/** What the policy would delete. `again`: counted anew when it changes; '' not yet. */
export function useRetentionPreview(policy: RecordingPolicy, again: string): Previewing {
  const found = useSignal<{ readonly of: string; readonly preview: RetentionPreview } | null>(null);
  const failed = useSignal<{ readonly of: string; readonly code: FailureCode } | null>(null);
  const tries = useSignal(0);
  const { encrypt: _encrypt, ...counted } = policy;
  const of = `${again} ${JSON.stringify(counted)}`;
  useEffect(() => {
    if (again === '' || !isWhole(policy) || found.value?.of === of) return;
    let stopped = false;
    const timer = window.setTimeout(async () => {
      const answer = await call<RetentionPreview>('POST', '/recordings-kept/preview', { recordings: counted });
      if (stopped) return;
      if (answer.ok) found.value = { of, preview: answer.value };
      failed.value = answer.ok ? null : { of, code: answer.code };
    }, afterTypingMs);
    return () => {
      stopped = true;
      window.clearTimeout(timer);
    };
  }, [of, tries.value]);
  return {
    preview: found.value?.of === of ? found.value.preview : null,
    failure: failed.value?.of === of ? failed.value.code : null,
    retry() {
      failed.value = null;
      tries.value += 1;
    },
  };
}
