/** The newest calls this login may see; read again when a call ends under our eyes, never on a timer of its own. */
import { effect, signal } from '@preact/signals';
import type { CallSummary } from '../../../daemon/contract/pages.js';
import { calls as liveCalls, returns } from '../live/live.js';
import { api } from './api.js';
import { maxShown, mergeCalls } from './merge-calls.js';

interface Recent {
  readonly calls: readonly CallSummary[];
  readonly state: 'loading' | 'loaded' | 'failed';
  /** There may be earlier ones. */
  readonly more: boolean;
}

const pageSize = 30;
/** The CDR is written a moment after the change is seen; several ends in a row make one request. */
const settleMs = 500;

export const recent = signal<Recent>({ calls: [], state: 'loading', more: false });

async function read(before: string | null): Promise<void> {
  const answer = await api.calls(before, pageSize);
  if (!answer.ok) {
    if (recent.value.state === 'loading') recent.value = { ...recent.value, state: 'failed' };
    return;
  }
  const full = answer.value.calls.length >= pageSize;
  const calls = mergeCalls(answer.value.calls, recent.value.calls);
  const first = recent.value.calls.length === 0;
  const more = before !== null || first ? full && calls.length < maxShown : recent.value.more;
  recent.value = { calls, state: 'loaded', more };
}

export function loadEarlier(): void {
  const last = recent.value.calls.at(-1);
  if (last !== undefined) void read(last.id);
}

/** A word that changes when a call appears, gets its result or ends. */
function endings(): string {
  return [...liveCalls.value.values()].map((call) => `${call.id}${call.stage === 'ended'}${call.disposition}`).join();
}

export function followRecentCalls(): () => void {
  recent.value = { calls: [], state: 'loading', more: false };
  let timer = 0;
  let last = '';
  let lastReturns = -1;
  const stop = effect(() => {
    const now = endings();
    const returned = returns.value;
    if (now === last && returned === lastReturns) return;
    const first = lastReturns === -1;
    last = now;
    lastReturns = returned;
    if (first) void read(null);
    else if (timer === 0) {
      timer = window.setTimeout(() => {
        timer = 0;
        void read(null);
      }, settleMs);
    }
  });
  return () => {
    stop();
    window.clearTimeout(timer);
  };
}
