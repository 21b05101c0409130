import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RetentionPreview } from '../../../daemon/contract/pages.js';
import type { RecordingPolicy } from '../../../daemon/terms/site.js';
import { call } from '../parts/api.js';
import { isWhole } from './policy-draft.js';

/** After the last key: a count walks through all recordings. */
const afterTypingMs = 400;

/** What the policy would delete; null: not counted yet, or it cannot be sent as it stands. `again`: counted anew when it changes; '' not yet. */
export function useRetentionPreview(policy: RecordingPolicy, again: string): RetentionPreview | null {
  const found = useSignal<{ readonly of: string; readonly preview: RetentionPreview } | null>(null);
  const { encrypt: _encrypt, ...counted } = policy;
  const of = `${again} ${JSON.stringify(counted)}`;
  useEffect(() => {
    if (again === '' || !isWhole(policy) || found.value?.of === of) return;
    let stopped = false;
    const timer = window.setTimeout(async () => {
      const answer = await call<RetentionPreview>('POST', '/recordings-kept/preview', { recordings: counted });
      if (!stopped && answer.ok) found.value = { of, preview: answer.value };
    }, afterTypingMs);
    return () => {
      stopped = true;
      window.clearTimeout(timer);
    };
  }, [of]);
  return found.value?.of === of ? found.value.preview : null;
}
