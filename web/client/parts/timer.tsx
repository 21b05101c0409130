/** Running time since a moment; only the text node changes each second. */
import { useComputed, useSignal } from '@preact/signals';
import { nowMs } from './clock.js';
import { formatDuration } from './time.js';

export function Timer({ since }: { readonly since: number }) {
  const from = useSignal(since);
  from.value = since;
  const text = useComputed(() => formatDuration(nowMs.value - from.value));
  return <span class="timer">{text}</span>;
}
